"""Who may do what at a fair."""

from madang.core.models import User
from madang.fairs.models import Fair, Participation, Phase, Staff, StaffRole
from madang.organisations import rules as organisation_rules
from madang.organisations.rules import Person


def staff_role(user: Person, fair: Fair) -> str | None:
    if not user.is_authenticated:
        return None
    if user.is_staff:
        return StaffRole.ORGANISER
    return Staff.objects.filter(user_id=user.pk, fair=fair).values_list("role", flat=True).first()


def is_staff_of(user: Person, fair: Fair) -> bool:
    return staff_role(user, fair) is not None


def can_organise(user: Person, fair: Fair) -> bool:
    return staff_role(user, fair) == StaffRole.ORGANISER


def can_create_fair(user: Person) -> bool:
    return user.is_authenticated and user.is_staff


def takes_part(user: Person, fair: Fair) -> bool:
    if not user.is_authenticated:
        return False
    return Participation.objects.filter(fair=fair, organisation__memberships__user_id=user.pk).exists()


def can_see_fair(user: Person, fair: Fair) -> bool:
    return fair.is_public or is_staff_of(user, fair) or takes_part(user, fair)


def can_write_for(user: Person, participation: Participation) -> bool:
    """A participant's own editors, and the organiser on their behalf."""
    return organisation_rules.can_edit(user, participation.organisation) or can_organise(
        user, participation.fair
    )


def can_register(user: User, fair: Fair) -> bool:
    return fair.is_open(Phase.REGISTRATION) or can_organise(user, fair)
