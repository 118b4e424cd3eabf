"""Who may ask, answer and arrange meetings."""

from madang.core.models import User
from madang.fairs import rules as fair_rules
from madang.fairs.models import Fair, Participation, Phase


def can_write_for(actor: User | None, participation: Participation) -> bool:
    """Nobody is the system itself."""
    return actor is None or fair_rules.can_write_for(actor, participation)


def can_arrange(actor: User | None, fair: Fair) -> bool:
    return actor is None or fair_rules.can_organise(actor, fair)


def can_record(actor: User | None, fair: Fair) -> bool:
    """The desk sees first who did not come."""
    return actor is None or fair_rules.is_staff_of(actor, fair)


def may_ask_now(actor: User | None, fair: Fair) -> bool:
    """While requests are open; the organiser also before and after."""
    return fair.is_open(Phase.REQUESTS) or (actor is not None and fair_rules.can_organise(actor, fair))
