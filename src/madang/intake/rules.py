"""Who may hand in spreadsheets."""

from madang.core.models import User
from madang.fairs import rules as fair_rules
from madang.fairs.models import Fair


def can_import(user: User | None, fair: Fair) -> bool:
    """The fair's organisers; `None` is the command line of whoever runs the installation."""
    return user is None or fair_rules.can_organise(user, fair)
