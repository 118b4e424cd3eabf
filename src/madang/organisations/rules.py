"""Who may do what with an organisation."""

from django.contrib.auth.models import AnonymousUser

from madang.core.models import User
from madang.organisations.models import Membership, Organisation, Role

Person = User | AnonymousUser


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
    return user.is_staff or role_in(user, organisation) in {Role.OWNER, Role.EDITOR}


def can_manage_people(user: Person, organisation: Organisation) -> bool:
    return user.is_staff or role_in(user, organisation) == Role.OWNER


def can_verify(user: Person) -> bool:
    """Staff of a fair verify its participants: see `fairs.rules.can_verify_at`."""
    return user.is_authenticated and user.is_staff
