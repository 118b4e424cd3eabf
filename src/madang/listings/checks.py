"""What an offer or a need must fulfil before it is written."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.listings.models import Listing
from madang.listings.shapes import ListingFields
from madang.matching.language.concepts import concept
from madang.organisations.countries import is_country

CURRENCY = re.compile(r"[A-Z]{3}")


def problems_in(fields: ListingFields) -> dict[str, list[str]]:
    """What is wrong, field by field, in the reader's language; nothing when it can be written."""
    listing = Listing()
    fields.write_to(listing)
    try:
        check_fields(listing)
    except ValidationError as error:
        return error.message_dict
    return {}


def check_fields(listing: Listing) -> None:
    """Raise `ValidationError` with every field that is wrong in itself."""
    problems: dict[str, list[ValidationError]] = {}
    try:
        listing.clean_fields(exclude=["organisation"])
    except ValidationError as error:
        problems = error.error_dict
    for name, sentence in _own_problems(listing):
        problems.setdefault(name, []).append(sentence)
    if problems:
        raise ValidationError(problems)


def is_concept(concept_id: str) -> bool:
    try:
        concept(concept_id)
    except KeyError:
        return False
    return True


def _own_problems(listing: Listing) -> Iterable[tuple[str, ValidationError]]:
    for code in listing.markets:
        if not is_country(code):
            yield "markets", ValidationError(_("There is no country %(code)s."), params={"code": code})
    for concept_id in listing.concepts:
        if not is_concept(concept_id):
            yield "concepts", ValidationError(_("There is no subject %(id)s."), params={"id": concept_id})
    if listing.amount is not None and not CURRENCY.fullmatch(listing.currency):
        yield "currency", ValidationError(_("Say in which currency: a code of three letters, such as CNY."))
    if listing.amount is None and listing.currency:
        yield "amount", ValidationError(_("Write an amount, or leave the currency empty."))
    if listing.amount is not None and listing.amount < 0:
        yield "amount", ValidationError(_("An amount is not below zero."))
