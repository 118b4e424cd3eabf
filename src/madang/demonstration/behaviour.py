"""How the companies of the demonstration behave: whom they ask, and what is answered.

Pure functions of the seed, the companies and the recommendations that they were given.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from madang.demonstration.chance import Chance
from madang.demonstration.companies.vocabulary import fields, sheet
from madang.demonstration.shapes import Answer, Grade, Participant, Reply, Wish

#: Requests for each company on average; 1,206 companies make some 6,000.
PER_COMPANY = 5.0
OWN_IDEAS = 0.14
FAMOUS = 6.0


def wishes(
    seed: str,
    participants: Sequence[Participant],
    recommended: Mapping[str, Sequence[str]],
    *,
    meets: Mapping[str, Sequence[str]] | None = None,
    limit: int = 12,
    per_company: float = PER_COMPANY,
) -> tuple[Wish, ...]:
    """Who asks whom, at most once for a pair, in the order in which they do it.

    `recommended`: key of a participant → keys of its partners, best first. Whoever has no list goes by the
    field of business. `meets`: group → the groups it meets (empty: all). A few names draw many requests,
    most draw some, a few none.
    """
    draw = {one.key: popularity(seed, one) for one in participants}
    market = _Market(draw, _by_field(participants), meets or {})
    asked: set[frozenset[str]] = set()
    found: list[Wish] = []
    for one in Chance(seed, "order").shuffled(participants):
        chance = Chance(seed, "wishes", one.key)
        count = _appetite(per_company, limit, chance)
        for wish in _of(one, recommended.get(one.key, ()), market, count, chance):
            pair = frozenset((wish.sender, wish.receiver))
            if pair not in asked:
                asked.add(pair)
                found.append(wish)
    return tuple(sorted(found, key=lambda wish: (wish.after_hours, wish.sender, wish.receiver)))


@dataclass(frozen=True, slots=True)
class _Market:
    """Whom there is to ask: how strongly each draws requests, who works in which field, who meets whom."""

    draw: Mapping[str, float]
    by_field: Mapping[str, list[Participant]]
    meets: Mapping[str, Sequence[str]]

    def may_meet(self, one: Participant, other: Participant) -> bool:
        return one.key != other.key and all(
            not self.meets.get(here.group) or there.group in self.meets[here.group]
            for here, there in ((one, other), (other, one))
        )

    def near(self, one: Participant) -> list[str]:
        """Who works in its own field, or in one where it seeks partners."""
        wanted = (one.field, *fields()[one.field].seeks)
        others = (other for field in wanted for other in self.by_field.get(field, ()))
        return [other.key for other in others if self.may_meet(one, other)]


def reply(seed: str, wish: Wish, rank: int | None, popular: float) -> Reply:
    """What becomes of a wish. `rank`: place of the sender in the receiver's own list, `None` when absent."""
    chance = Chance(seed, "reply", wish.sender, wish.receiver)
    return Reply(_answer(wish, rank, popular, chance), _grade(rank, chance), _delay(chance))


def popularity(seed: str, participant: Participant) -> float:
    """How strongly a company draws requests: long-tailed, and the well-known ones above all."""
    known = FAMOUS if participant.provenance == "published" else 1.0
    return known * math.exp(Chance(seed, "popularity", participant.key).between(-1.2, 1.2))


def _appetite(per_company: float, limit: int, chance: Chance) -> int:
    """How many requests a company sends: some none, most a few, some as many as they may."""
    kind = chance.weighted(["none", "few", "usual", "many"], [8, 30, 44, 18])
    share = {
        "none": 0.0,
        "few": chance.between(0.3, 0.7),
        "usual": chance.between(0.8, 1.5),
        "many": chance.between(1.7, 2.4),
    }[kind]
    return min(limit, round(per_company * share * 1.05))


def _of(
    one: Participant, recommended: Sequence[str], market: _Market, count: int, chance: Chance
) -> Iterator[Wish]:
    pool = [key for key in recommended if key in market.draw and key != one.key]
    ideas = market.near(one)
    chosen: set[str] = set()
    for number in range(count):
        own = not pool or chance.happens(OWN_IDEAS)
        receiver = _pick(ideas if own else pool, market.draw, chosen, chance, by_rank=not own)
        if receiver:
            chosen.add(receiver)
            grade: Grade = "must" if number == 0 or chance.happens(0.15) else "would"
            yield Wish(one.key, receiver, grade, _moment(chance), _message(one, chance), own)


def _pick(
    pool: Sequence[str], draw: Mapping[str, float], chosen: set[str], chance: Chance, *, by_rank: bool
) -> str | None:
    left = [(rank, key) for rank, key in enumerate(pool) if key not in chosen]
    if not left:
        return None
    weights = [draw[key] ** 0.6 * (math.exp(-rank / 7) if by_rank else 1.0) for rank, key in left]
    return chance.weighted([key for _, key in left], weights)


def _by_field(participants: Sequence[Participant]) -> dict[str, list[Participant]]:
    found: dict[str, list[Participant]] = defaultdict(list)
    for one in participants:
        found[one.field].append(one)
    return found


def _moment(chance: Chance) -> float:
    """Hours after requests opened: a rush at first, a second one before they close (ten days)."""
    if chance.happens(0.6):
        return round(min(239.0, -40 * math.log(1 - chance.between(0, 0.995))), 3)
    return round(240 * math.sqrt(chance.between(0.1, 0.98)), 3)


def _message(one: Participant, chance: Chance) -> str:
    if not chance.happens(0.55):
        return ""
    return chance.one(list[str](sheet("messages.toml")[one.language]))


def _answer(wish: Wish, rank: int | None, popular: float, chance: Chance) -> Answer:
    """The better the sender stands in one's own list, the likelier a yes; the swamped say no more often."""
    yes = 0.5 if rank is None else 0.92 - 0.012 * min(rank, 20)
    yes -= 0.15 if popular > FAMOUS else 0.0
    yes -= 0.12 if wish.own_idea else 0.0
    answers: tuple[Answer, ...] = ("accept", "decline", "withdraw", "leave")
    rest = 1 - yes
    return chance.weighted(answers, [yes, rest * 0.42, rest * 0.13, rest * 0.45])


def _grade(rank: int | None, chance: Chance) -> Grade:
    return "must" if rank is not None and rank < 5 and chance.happens(0.4) else "would"


def _delay(chance: Chance) -> float:
    """Hours until an answer comes; half of them within a day."""
    return round(min(150.0, -34 * math.log(1 - chance.between(0, 0.99))), 3)
