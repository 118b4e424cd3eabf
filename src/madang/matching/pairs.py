"""One pair of companies, small enough to score again and again with something left out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from madang.matching.chances import FIT, Array, chance
from madang.matching.companies import ease, selling_weight
from madang.matching.shapes import Item, Profile, Side
from madang.matching.vectors import Vector

NEGLIGIBLE = 0.01  # a chance not worth a reason


class Company(Protocol):
    """What a pair needs to know of each company."""

    @property
    def profile(self) -> Profile: ...
    @property
    def needs(self) -> tuple[Vector, ...]: ...
    @property
    def offers(self) -> tuple[Vector, ...]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """Scores of a pair, all in [0, 1]."""

    score: float
    forward: float
    backward: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """The needs of one company before the offers of the other, with the chance of each need by each offer."""

    needs: tuple[Vector, ...]
    offers: tuple[Vector, ...]
    need_items: tuple[Item, ...]
    offer_items: tuple[Item, ...]
    lift: Array
    chances: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, asking: Company, giving: Company, lift: Array) -> "Crossing":
        table = tuple(tuple(meets(need, offer, lift) for offer in giving.offers) for need in asking.needs)
        need_items = tuple(item for item in asking.profile.items if item.side is Side.NEED)
        offer_items = tuple(item for item in giving.profile.items if item.side is Side.OFFER)
        return cls(asking.needs, giving.offers, need_items, offer_items, lift, table)

    def met(self) -> float:
        """Root mean square over needs of the best chance by any offer."""
        if not self.needs or not self.offers:
            return 0.0
        return math.sqrt(sum(max(row) ** 2 for row in self.chances) / len(self.needs))

    def best_offers(self) -> list[tuple[float, int, int]]:
        """For each need the offer that meets it best: (chance, need, offer), most likely first."""
        if not self.offers:
            return []
        best = [(max(row), need, row.index(max(row))) for need, row in enumerate(self.chances)]
        return sorted(
            (found for found in best if found[0] > NEGLIGIBLE), key=lambda found: (-found[0], found[1])
        )

    def changed(self, need: int, offer: int, poorer_need: Vector, poorer_offer: Vector) -> "Crossing":
        """The crossing after one need and one offer have become poorer by some words or concepts."""
        needs = _put(self.needs, need, poorer_need)
        offers = _put(self.offers, offer, poorer_offer)
        table = tuple(
            tuple(
                meets(needs[row], offers[column], self.lift) if row == need or column == offer else value
                for column, value in enumerate(values)
            )
            for row, values in enumerate(self.chances)
        )
        return replace(self, needs=needs, offers=offers, chances=table)


def _put(vectors: Sequence[Vector], place: int, vector: Vector) -> tuple[Vector, ...]:
    return (*vectors[:place], vector, *vectors[place + 1 :])


def _dot(one: Vector, other: Vector) -> float:
    theirs = other.terms
    return sum(value * theirs[term] for term, value in one.terms.items() if term in theirs)


def _concept_likeness(need: Vector, offer: Vector) -> float:
    if not need.concepts or not offer.concepts:
        return 0.0
    theirs = offer.concepts
    shared = sum(value * theirs[name] for name, value in need.concepts.items() if name in theirs)
    return shared / (need.concept_divisor(Side.NEED) * offer.concept_divisor(Side.OFFER))


def meets(need: Vector, offer: Vector, lift: Array) -> float:
    """How likely this offer meets this need."""
    shared = _dot(need, offer)
    terms = shared / (need.term_length * offer.term_length) * float(lift[need.language, offer.language])
    return chance(terms, _concept_likeness(need, offer), float(FIT[need.purpose, offer.purpose]))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two companies crossed both ways."""

    forward: Crossing
    backward: Crossing
    selling: float
    buying: float
    ease: float

    @classmethod
    def of(cls, one: Company, other: Company, lift: Array) -> "Pair":
        return cls(
            Crossing.of(one, other, lift),
            Crossing.of(other, one, lift),
            selling_weight(one.profile, other.profile),
            selling_weight(other.profile, one.profile),
            ease(one.profile, other.profile),
        )

    def outcome(self) -> Outcome:
        """The score as in `chances`."""
        ours, theirs = self.forward.met(), self.backward.met()
        forward = self.ease * (1 - (1 - ours) * (1 - self.selling * theirs))
        backward = self.ease * (1 - (1 - theirs) * (1 - self.buying * ours))
        total = forward + backward
        return Outcome(2 * forward * backward / total if total else 0.0, forward, backward)
