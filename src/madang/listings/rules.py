"""Who may see and write offers and needs."""

from madang.core.models import User
from madang.organisations import rules as organisation_rules
from madang.organisations.models import Organisation
from madang.organisations.rules import Person


def can_write(user: Person, organisation: Organisation) -> bool:
    return organisation_rules.can_edit(user, organisation)


def can_enter_many(user: User) -> bool:
    return organisation_rules.can_enter_many(user)
