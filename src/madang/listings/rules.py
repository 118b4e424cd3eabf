"""Who may see and write offers and needs."""

from madang.core.models import User
from madang.listings.models import Listing
from madang.organisations import rules as organisation_rules
from madang.organisations.models import Organisation
from madang.organisations.rules import Person


def can_write(user: Person, organisation: Organisation) -> bool:
    return organisation_rules.can_edit(user, organisation)


def can_see(user: Person, listing: Listing) -> bool:
    return listing.is_shown or organisation_rules.can_see_inside(user, listing.organisation)


def can_enter_many(user: User) -> bool:
    return organisation_rules.can_enter_many(user)
