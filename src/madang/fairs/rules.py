"""Who may do what at a fair."""

from collections.abc import Collection

from madang.core.models import User, Work
from madang.fairs.models import Fair, Participation, Phase, Staff, StaffRole
from madang.organisations import rules as organisation_rules
from madang.organisations.models import Organisation
from madang.organisations.rules import Person

ADMITTED = frozenset({Participation.State.REGISTERED, Participation.State.APPROVED})


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


def hears_office(user: User, fair_id: int) -> bool:
    """The live channels of a fair are its office's: whoever leaves the staff hears no more."""
    fair = Fair.objects.filter(pk=fair_id).first()
    return fair is not None and is_staff_of(user, fair)


def hears_work(user: User, work_id: int) -> bool:
    """Work at a fair: its staff. Other work: whoever started it, and the operator."""
    work = Work.objects.filter(pk=work_id).first()
    if work is None:
        return False
    if work.fair_id:
        return hears_office(user, work.fair_id)
    return user.is_staff or work.started_by == user


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


def organises_for(user: User, organisation: Organisation | None) -> bool:
    """The organiser of a fair writes for its participants, and enters new ones from their list."""
    organised = Staff.objects.filter(user=user, role=StaffRole.ORGANISER)
    if organisation is None:
        return organised.exists()
    return organised.filter(
        fair__participations__organisation=organisation, fair__participations__state__in=ADMITTED
    ).exists()


def organises_alone(user: User, organisations: Collection[int]) -> set[int]:
    """Those that take part in a fair that `user` organises, and in no fair of others."""
    organised = Staff.objects.filter(user=user, role=StaffRole.ORGANISER).values("fair")
    taking_part = Participation.objects.filter(organisation__in=organisations, state__in=ADMITTED)
    of_others = taking_part.exclude(fair__in=organised).values("organisation")
    own = taking_part.filter(fair__in=organised).exclude(organisation__in=of_others)
    return set(own.values_list("organisation_id", flat=True))


def answers_for_itself(organisation: Organisation) -> bool:
    """It has people of its own here: nobody else may say that it takes part."""
    return organisation.memberships.exists()
