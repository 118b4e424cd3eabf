"""From likeness to probability: the formulas of the score, once for whole arrays and once for single numbers.

t: calibrated cosine of the terms; c: how far the lineage of the concepts is covered; either of them suffices.

    x = 1 - (1 - t)(1 - c)                    likeness of a need and an offer
    s(x) = 1 / (1 + e^(-8 (x - 0.35)))
    p = fit · (s(x) - s(0)) / (1 - s(0))      that this offer meets this need; fit: kind and role complement
    m = √(mean over needs of (max over offers of p)²)
    h = 1 - (1 - m)(1 - τ m')                 the gain: own needs met, or (less surely) a buyer found
    g = h·o / (1 - h + h·o),  o = e^(Σ w f)   its odds after the circumstances (`circumstances`)
    score = 2 g g' / (g + g')                 a match pays on both sides (RECON, Pizzato et al. 2010)
"""

import math
from enum import StrEnum
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from madang.matching.scoring.vectors import KINDS, ROLES
from madang.matching.shapes import Kind, Role

Array = npt.NDArray[np.float32]

STEEPNESS, MIDDLE = 8.0, 0.35
NOTHING = 1.0 / (1.0 + math.exp(STEEPNESS * MIDDLE))  # the curve where nothing is alike; taken off
SELLING = 0.2  # a buyer found, where both sides also say what they need and what they offer
ONLY_SELLING = 0.7  # … where the seller states no need, or the buyer has no offer to meet it
OTHER_KIND, OTHER_ROLE = 0.75, 0.85
TINY = 1e-30  # so that nothing by nothing is nothing

_AKIN = (
    frozenset({Kind.PRODUCT, Kind.QUOTATION, Kind.DISTRIBUTION}),
    frozenset({Kind.SERVICE, Kind.QUOTATION, Kind.TECHNOLOGY, Kind.SUPPORT_MEASURE}),
    frozenset({Kind.TECHNOLOGY, Kind.RND_PARTNER, Kind.PRODUCT}),
    frozenset({Kind.INVESTMENT_PROJECT, Kind.SITE, Kind.FUNDING}),
    frozenset({Kind.FUNDING, Kind.SUPPORT_MEASURE}),
)
_MEETS = {  # need → offers that answer it
    Role.BUY: frozenset({Role.MAKE, Role.DISTRIBUTE, Role.SERVE}),
    Role.DISTRIBUTE: frozenset({Role.MAKE, Role.DISTRIBUTE, Role.BUY}),
    Role.MAKE: frozenset({Role.MAKE, Role.SERVE, Role.LICENSE, Role.BUY, Role.DISTRIBUTE}),
    Role.INVEST: frozenset({Role.HOST, Role.MAKE, Role.RESEARCH, Role.LICENSE, Role.INVEST}),
    Role.LICENSE: frozenset({Role.LICENSE, Role.RESEARCH, Role.MAKE}),
    Role.SERVE: frozenset({Role.SERVE, Role.BUY, Role.MAKE}),
    Role.HOST: frozenset({Role.INVEST, Role.MAKE, Role.RESEARCH, Role.SERVE}),
    Role.RESEARCH: frozenset({Role.RESEARCH, Role.LICENSE, Role.SERVE}),
}


def _kinds_fit(need: Kind, offer: Kind) -> float:
    same = need == offer or Kind.OTHER in (need, offer)
    return 1.0 if same or any({need, offer} <= group for group in _AKIN) else OTHER_KIND


def _roles_fit(need: Role, offer: Role) -> float:
    return 1.0 if Role.ANY in (need, offer) or offer in _MEETS[need] else OTHER_ROLE


def _purposes() -> Array:
    """fit[need purpose, offer purpose] as numbered by `purpose_index`."""
    pairs = [(kind, role) for kind in KINDS for role in ROLES]
    table = [[_kinds_fit(nk, ok) * _roles_fit(nr, orr) for ok, orr in pairs] for nk, nr in pairs]
    return np.array(table, dtype=np.float32)


FIT = _purposes()


def chances(terms: Array, concepts: Array, fit: Array) -> Array:
    """Chances for arrays of calibrated term likeness, concept likeness and fit of the same shape."""
    likeness = 1.0 - (1.0 - np.minimum(terms, 1.0)) * (1.0 - np.minimum(concepts, 1.0))
    raw = 1.0 / (1.0 + np.exp(-STEEPNESS * (likeness - MIDDLE)))
    return cast("Array", fit * (raw - NOTHING) / (1.0 - NOTHING))


def chance(terms: float, concepts: float, fit: float) -> float:
    """Chance for one need and one offer."""
    likeness = 1.0 - (1.0 - min(terms, 1.0)) * (1.0 - min(concepts, 1.0))
    raw = 1.0 / (1.0 + math.exp(-STEEPNESS * (likeness - MIDDLE)))
    return fit * (raw - NOTHING) / (1.0 - NOTHING)


Numbers = TypeVar("Numbers", float, Array)
Both = tuple[Numbers, Numbers]
"""Something of a company and of its partner: single numbers, or arrays of one shape."""


def reciprocal(
    met: Both[Numbers], selling: Both[Numbers], odds: Both[Numbers]
) -> tuple[Numbers, Both[Numbers]]:
    """The score, and the gain of each side.

    `met`: how far each side's needs are met (0..1); `selling`: τ of either side; `odds`: the factors of the
    circumstances on either side's gain.
    """
    (ours, theirs), (our_sale, their_sale) = met, selling
    forward = with_odds(1 - (1 - ours) * (1 - our_sale * theirs), odds[0])
    backward = with_odds(1 - (1 - theirs) * (1 - their_sale * ours), odds[1])
    product: Any = 2 * forward * backward
    score: Numbers = product / (forward + backward + TINY)
    return score, (forward, backward)


def with_odds(gain: Numbers, odds: Numbers) -> Numbers:
    """The gain after its odds are multiplied: nothing stays nothing, certainty stays certainty."""
    raised: Any = gain * odds
    result: Numbers = raised / (1 - gain + raised)
    return result


class Band(StrEnum):
    """What a score means, in words; the thresholds are measured, see `docs/matching.md`."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    POSSIBLE = "possible"


BANDS = ((0.5, Band.VERY_LIKELY), (0.25, Band.LIKELY), (0.1, Band.POSSIBLE))


def band(score: float) -> Band | None:
    """The band of a score in [0, 1]; None below what is worth a look."""
    return next((name for least, name in BANDS if score >= least), None)
