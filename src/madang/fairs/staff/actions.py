"""Every write of a fair's staff."""

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.core.models import User
from madang.fairs.models import Fair, Staff, StaffRole
from madang.fairs.writing import locked_fair, record


@transaction.atomic
def add_staff(*, actor: User | None, fair: Fair, user: User, role: str = StaffRole.ORGANISER) -> Staff:
    """Let a person into the office, or change what they may do there."""
    fair = locked_fair(actor, fair)
    if role != StaffRole.ORGANISER:
        _keep_an_organiser(fair, without=user)
    row, _created = Staff.objects.update_or_create(fair=fair, user=user, defaults={"role": role})
    record(actor, "staff.add", row, fair, user=user.pk, role=role)
    return row


@transaction.atomic
def remove_staff(*, actor: User | None, fair: Fair, user: User) -> None:
    fair = locked_fair(actor, fair)
    _keep_an_organiser(fair, without=user)
    row = Staff.objects.filter(fair=fair, user=user).first()
    if row:
        record(actor, "staff.remove", row, fair, user=user.pk)
        row.delete()


def _keep_an_organiser(fair: Fair, *, without: User) -> None:
    organisers = Staff.objects.filter(fair=fair, role=StaffRole.ORGANISER)
    if organisers.exists() and not organisers.exclude(user=without).exists():
        raise Refused(_("This is the fair's last organiser. Add another one first."))
