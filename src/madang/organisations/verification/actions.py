"""Every write of the seal. `actor=None` means the system."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import audit, clock, notices
from madang.core.errors import NotAllowed, Refused
from madang.core.locking import locked
from madang.core.models import User
from madang.organisations import rules
from madang.organisations.models import Organisation, Role
from madang.organisations.profile.actions import for_writing


@transaction.atomic
def ask_verification(*, actor: User | None, organisation: Organisation) -> Organisation:
    row = for_writing(actor, organisation)
    if row.verification != Organisation.Verification.NONE:
        raise Refused(_("This organisation is verified already, or its check has been asked for."))
    row.verification = Organisation.Verification.ASKED
    row.save(update_fields=["verification"])
    audit.record(actor=actor, verb="organisation.ask_verification", subject=row, organisation_id=row.pk)
    return row


@transaction.atomic
def verify(*, actor: User | None, organisation: Organisation) -> Organisation:
    """Set the seal: somebody who is not of this organisation has seen its papers."""
    row = _for_verifying(actor, organisation)
    if row.is_verified:
        return row
    row.verification, row.verified_at = Organisation.Verification.VERIFIED, clock.now()
    row.save(update_fields=["verification", "verified_at"])
    audit.record(actor=actor, verb="organisation.verify", subject=row, organisation_id=row.pk)
    _tell_owners(row, "organisation_verified")
    return row


@transaction.atomic
def withdraw_verification(
    *, actor: User | None, organisation: Organisation, reason: str = ""
) -> Organisation:
    """Take the seal away, or answer a request for it with no. The owners read the reason."""
    row = _for_verifying(actor, organisation)
    if row.verification == Organisation.Verification.NONE:
        return row
    row.verification, row.verified_at = Organisation.Verification.NONE, None
    row.save(update_fields=["verification", "verified_at"])
    audit.record(
        actor=actor,
        verb="organisation.withdraw_verification",
        subject=row,
        organisation_id=row.pk,
        reason=reason,
    )
    _tell_owners(row, "organisation_not_verified", reason=reason)
    return row


def _for_verifying(actor: User | None, organisation: Organisation) -> Organisation:
    if actor is not None and not rules.can_verify(actor, organisation):
        raise NotAllowed(_("Only the organiser verifies organisations, and nobody their own."))
    return locked(Organisation.objects.all(), organisation.pk)


def _tell_owners(organisation: Organisation, kind: str, **params: str) -> None:
    owners = User.objects.filter(memberships__organisation=organisation, memberships__role=Role.OWNER)
    notices.tell(
        owners,
        kind,
        url=organisation.get_absolute_url(),
        name=organisation.name.as_json(),
        **params,
    )
