"""Who may say what of whom, and which sides of a fair may meet at all."""

from dataclasses import dataclass

from madang.core.models import User
from madang.fairs import rules as fair_rules
from madang.fairs.models import Fair, Group, Participation

#: Two groups that may meet, the smaller id first.
GroupPair = tuple[int, int]


@dataclass(frozen=True)
class GroupRules:
    """Which groups of a fair may meet. `pairs` is None where the organiser set no limits."""

    pairs: frozenset[GroupPair] | None

    def may_meet(self, one: Participation, other: Participation) -> bool:
        if self.pairs is None or one.group_id is None or other.group_id is None:
            return True
        return _pair(one.group_id, other.group_id) in self.pairs


def group_rules(fair: Fair) -> GroupRules:
    """A group that names nobody may meet everyone who does not exclude it."""
    meets = {group.pk: set[int]() for group in Group.objects.filter(fair=fair)}
    chosen = Group.objects.filter(fair=fair, meets__isnull=False)
    for one, other in chosen.values_list("pk", "meets"):
        meets[one].add(other)
    if not any(meets.values()):
        return GroupRules(None)
    return GroupRules(
        frozenset(
            (one, other)
            for one in meets
            for other in meets
            if one <= other and _admits(meets[one], other) and _admits(meets[other], one)
        )
    )


def _admits(chosen: set[int], group: int) -> bool:
    return not chosen or group in chosen


def _pair(one: int, other: int) -> GroupPair:
    return (one, other) if one <= other else (other, one)


def can_wish_for(actor: User | None, participation: Participation) -> bool:
    """Nobody is the system itself."""
    return actor is None or fair_rules.can_write_for(actor, participation)


def can_match(actor: User | None, fair: Fair) -> bool:
    return actor is None or fair_rules.can_organise(actor, fair)
