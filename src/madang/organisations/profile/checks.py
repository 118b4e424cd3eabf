"""What an organisation must fulfil before it is written."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.organisations.countries import is_country
from madang.organisations.industries import industry_of
from madang.organisations.models import Organisation
from madang.organisations.shapes import OrganisationFields


def problems_in(fields: OrganisationFields) -> dict[str, list[str]]:
    """What is wrong, field by field, in the reader's language; nothing when it can be written."""
    organisation = Organisation()
    fields.write_to(organisation)
    try:
        check_fields(organisation)
    except ValidationError as error:
        return error.message_dict
    return {}


def check_fields(organisation: Organisation) -> None:
    """Raise `ValidationError` with every field that is wrong in itself."""
    problems: dict[str, list[ValidationError]] = {}
    try:
        organisation.clean_fields()
    except ValidationError as error:
        problems = error.error_dict
    if "country" not in problems and not is_country(organisation.country):
        problems["country"] = [ValidationError(_("There is no country of this code."))]
    if "industry" not in problems and not _has_industry(organisation):
        problems["industry"] = [ValidationError(_("ISIC revision 4 has no such code."))]
    if problems:
        raise ValidationError(problems)


def check_registered_once(organisation: Organisation) -> None:
    number = organisation.registration_number
    same = Organisation.objects.filter(country=organisation.country, registration_number=number)
    if number and same.exclude(pk=organisation.pk).exists():
        raise ValidationError(
            {
                "registration_number": _(
                    "An organisation with this registration number is here already. "
                    "If it is yours, ask its owner for an invitation."
                )
            }
        )


def _has_industry(organisation: Organisation) -> bool:
    return not organisation.industry or industry_of(organisation.industry) is not None
