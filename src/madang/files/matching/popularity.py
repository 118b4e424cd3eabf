"""How evenly companies are shown in a market where a few are sought by many.

Construction, all choices at random from one seed: every company has two offers and two needs, each worded by
the label of a subject of the taxonomy, in one of four languages. What is sought follows Zipf's law (the
subject of rank r with weight 1 / r^1.3), what is offered much less (1 / r^0.3), so that few offer what many
seek; and one company in twenty offers thirty things instead of two. One way of recommending then leaves more
than a third of all companies unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from madang.files.matching.plain import product
from madang.files.matching.ranks import ROWS, Block
from madang.files.matching.retrieval import engine_products
from madang.matching import LANGUAGES, Concept, Index, Item, Profile, Rules, Side, concepts
from madang.matching.exposure import gini

DEPTH, FLOOR = 10, 5
CAP = 2 * DEPTH
BROAD, MUCH, LITTLE = 20, 30, 2  # one company in 20 has 30 offers, the others have 2
SOUGHT, OFFERED = 1.3, 0.3  # exponents of Zipf's law


@dataclass(frozen=True, slots=True)
class Spread:
    """How one way of recommending spreads attention.

    Attributes:
        never_shown: share of companies that stand in no list.
        gini: of the number of lists in which each stands; 0 is equal.
        cost: share of the summed score of the best lists that is given up; None where nothing is.
    """

    never_shown: float
    gini: float
    cost: float | None = None


TITLES = {
    "one_way": "one way",
    "reciprocal": "both ways, no floor, no cap",
    "capped": f"cap {CAP}",
    "fair": f"floor {FLOOR}, cap {CAP}",
}


def popular_market(companies: int, seed: int) -> tuple[Profile, ...]:
    """See the heading."""
    chance = Random(seed)  # noqa: S311  a simulation
    subjects = chance.sample(concepts(), len(concepts()))
    return tuple(_company(number, subjects, chance) for number in range(companies))


def _company(number: int, subjects: Sequence[Concept], chance: Random) -> Profile:
    language = chance.choice(LANGUAGES)
    ranks = range(1, len(subjects) + 1)
    count = LITTLE if number % BROAD else MUCH
    offered = chance.choices(subjects, [rank**-OFFERED for rank in ranks], k=count)
    sought = chance.choices(subjects, [rank**-SOUGHT for rank in ranks], k=LITTLE)
    sides = [*((Side.OFFER, one) for one in offered), *((Side.NEED, one) for one in sought)]
    items = tuple(
        Item(str(place), side, subject.label(language), language)
        for place, (side, subject) in enumerate(sides)
    )
    return Profile(f"c{number}", items)


def spreads(companies: int, seed: int) -> dict[str, Spread]:
    """The four ways of `TITLES` in one market, lists of ten."""
    profiles = popular_market(companies, seed)
    found = {"one_way": _one_way(profiles)}
    free = companies
    for name, floor, cap in (("reciprocal", 0, free), ("capped", 0, CAP), ("fair", FLOOR, CAP)):
        exposure = Index.build(profiles, Rules(floor=floor, cap=cap)).recommend_all(DEPTH).exposure
        never = len(exposure.never_shown) / companies
        found[name] = Spread(never, exposure.gini, exposure.cost if cap < free else None)
    return found


def _one_way(profiles: Sequence[Profile]) -> Spread:
    """Everyone is shown who offers best what he seeks, whatever they seek themselves."""
    needs, offers = ([_texts(profile, side) for profile in profiles] for side in (Side.NEED, Side.OFFER))
    sought, offered = engine_products(
        [text for own in needs for text in own], [t for own in offers for t in own]
    )
    begins = np.cumsum([0, *map(len, offers)])[:-1]
    likeness, shown = product(sought, offered), np.zeros(len(profiles), np.int64)
    for first in range(0, len(profiles), ROWS):
        last = min(first + ROWS, len(profiles))
        block = np.maximum.reduceat(likeness(LITTLE * first, LITTLE * last), begins, axis=1)
        shown += _shown(block.reshape(last - first, LITTLE, -1).mean(axis=1), first)
    return Spread(float((shown == 0).mean()), gini(shown.tolist()))


def _texts(profile: Profile, side: Side) -> list[str]:
    return [item.text for item in profile.items if item.side is side]


def _shown(block: Block, first: int) -> npt.NDArray[np.int64]:
    """In how many of these lists each company stands, when each row shows its best."""
    rows = np.arange(len(block))
    block[rows, rows + first] = -1
    best = np.argsort(-block, axis=1, kind="stable")[:, :DEPTH]
    return np.bincount(best.ravel(), minlength=block.shape[1])
