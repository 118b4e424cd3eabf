"""Who may do what with an organisation."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from django.contrib.auth.models import AnonymousUser

from madang.core.models import User
from madang.core.registry import Registry
from madang.organisations.models import Membership, Organisation, Role
from madang.organisations.shapes import Keeper

Person = User | AnonymousUser
StandsIn = Callable[[User, Organisation | None], bool]
WritesFromList = Callable[[User, Collection[int]], Collection[int]]

WRITES = {Role.OWNER, Role.EDITOR}
#: After so many days an invitation is dead.
INVITATION_DAYS = 30

#: Who may write for an organisation that is not their own, as the subjects above have it.
#: `(user, organisation)`: may they for this one; with None: may they enter new ones at all. So the organiser
#: of a fair writes for its participants, and this subject knows nothing of fairs.
STAND_INS: Final[Registry[StandsIn]] = Registry()
#: Which of some organisations a person's list may write over.
LIST_WRITERS: Final[Registry[WritesFromList]] = Registry()


def kept_by(user: User | None, organisations: Collection[int]) -> Mapping[int, Keeper]:
    """Those of these that a list of `user` finds and does not write. The operator and commands are free."""
    if user is None or user.is_staff or not organisations:
        return {}
    members = Membership.objects.filter(organisation__in=organisations)
    own = set(members.values_list("organisation_id", flat=True))
    free = {pk for answer in LIST_WRITERS.each() for pk in answer(user, organisations)}
    others = {pk: Keeper.OTHERS for pk in organisations if pk not in free}
    return others | dict.fromkeys(own, Keeper.PEOPLE)


def stands_in(user: Person, organisation: Organisation | None) -> bool:
    if not isinstance(user, User):
        return False
    return user.is_staff or any(answer(user, organisation) for answer in STAND_INS.each())


def role_in(user: Person, organisation: Organisation) -> str | None:
    if not user.is_authenticated:
        return None
    return (
        Membership.objects.filter(user_id=user.pk, organisation=organisation)
        .values_list("role", flat=True)
        .first()
    )


def is_member(user: Person, organisation: Organisation) -> bool:
    return role_in(user, organisation) is not None


def can_edit(user: Person, organisation: Organisation) -> bool:
    return role_in(user, organisation) in WRITES or stands_in(user, organisation)


def can_see_inside(user: Person, organisation: Organisation) -> bool:
    """What is not public: hidden listings, drafts."""
    return is_member(user, organisation) or stands_in(user, organisation)


def can_manage_people(user: Person, organisation: Organisation) -> bool:
    return manages(user, role_in(user, organisation))


def manages(user: Person, role: str | None) -> bool:
    return user.is_staff or role == Role.OWNER


def can_verify(user: Person, organisation: Organisation) -> bool:
    """Never the organisation's own people: the operator, and whoever stands in for it."""
    return stands_in(user, organisation) and not (is_member(user, organisation) and not user.is_staff)


def can_enter_many(user: Person) -> bool:
    return stands_in(user, None)
