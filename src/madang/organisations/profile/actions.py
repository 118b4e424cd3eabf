"""Every write of an organisation's profile. `actor=None` means the system."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from madang.core import audit
from madang.core.errors import NotAllowed
from madang.core.locking import locked
from madang.core.models import User
from madang.organisations import rules
from madang.organisations.models import Organisation, Provenance, Role
from madang.organisations.people.actions import add_member
from madang.organisations.profile.checks import check_fields, check_registered_once
from madang.organisations.shapes import OrganisationFields


@transaction.atomic
def create_organisation(
    *,
    actor: User | None,
    fields: OrganisationFields,
    owner: User | None,
    provenance: str = Provenance.OWN,
) -> Organisation:
    """Enter an organisation; people their own (`owner=actor`), the organiser anyone's."""
    if actor is not None and owner != actor and not rules.can_enter_many(actor):
        raise NotAllowed(_("You may enter only an organisation of your own."))
    organisation = Organisation(provenance=provenance)
    fields.write_to(organisation)
    _check(organisation)
    _save(organisation)
    audit.record(
        actor=actor, verb="organisation.create", subject=organisation, organisation_id=organisation.pk
    )
    if owner is not None:
        add_member(actor=None, organisation=organisation, user=owner, role=Role.OWNER)
    return organisation


@transaction.atomic
def update_organisation(
    *, actor: User | None, organisation: Organisation, fields: OrganisationFields
) -> Organisation:
    """Write the profile. Changing what the seal vouches for takes the seal away."""
    row = for_writing(actor, organisation)
    changed = fields.write_to(row)
    if not changed:
        return row
    _check(row)
    _save(row)
    audit.record(
        actor=actor, verb="organisation.update", subject=row, organisation_id=row.pk, changed=changed
    )
    return row


def _check(organisation: Organisation) -> None:
    check_fields(organisation)
    check_registered_once(organisation)


def _save(organisation: Organisation) -> None:
    """Where somebody entered the same number a moment ago, the database refuses, and we say why."""
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        check_registered_once(organisation)
        raise


def for_writing(actor: User | None, organisation: Organisation) -> Organisation:
    if actor is not None and not rules.can_edit(actor, organisation):
        raise NotAllowed(_("You may not write for this organisation."))
    return locked(Organisation.objects.all(), organisation.pk)
