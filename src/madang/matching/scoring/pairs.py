"""One pair of companies, small enough to score again and again with something left out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from madang.matching.meaning import SILENT, Blend
from madang.matching.scoring.chances import FIT, chance, reciprocal
from madang.matching.scoring.circumstances import WEIGHTS, Features, features, odds, shared_languages
from madang.matching.scoring.companies import selling_weight
from madang.matching.scoring.conditions import fits
from madang.matching.scoring.vectors import Vector
from madang.matching.shapes import Item, Profile, Side

_FIT: list[list[float]] = FIT.tolist()
NEGLIGIBLE = 0.01  # a chance not worth a reason


Lift = Sequence[Sequence[float]]


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
    lift: Lift
    blend: Blend
    chances: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, asking: Company, giving: Company, lift: Lift, blend: Blend) -> "Crossing":
        table = tuple(
            tuple(meets(need, offer, lift, blend) for offer in giving.offers) for need in asking.needs
        )
        need_items = tuple(item for item in asking.profile.items if item.side is Side.NEED)
        offer_items = tuple(item for item in giving.profile.items if item.side is Side.OFFER)
        return cls(asking.needs, giving.offers, need_items, offer_items, lift, blend, table)

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

    def met_without(self, need: int, offer: int, poorer_need: Vector, poorer_offer: Vector) -> float:
        """`met` after one need and one offer have become poorer by some words or concepts."""
        squares = 0.0
        for row, values in enumerate(self.chances):
            if row == need:
                offers = (*self.offers[:offer], poorer_offer, *self.offers[offer + 1 :])
                best = max(meets(poorer_need, given, self.lift, self.blend) for given in offers)
            else:
                changed = meets(self.needs[row], poorer_offer, self.lift, self.blend)
                best = max(changed, *(value for column, value in enumerate(values) if column != offer), 0.0)
            squares += best**2
        return math.sqrt(squares / len(self.needs))


def _dot(one: Vector, other: Vector) -> float:
    theirs = other.terms
    return sum(value * theirs[term] for term, value in one.terms.items() if term in theirs)


def _concept_likeness(need: Vector, offer: Vector) -> float:
    if not need.concepts or not offer.concepts:
        return 0.0
    theirs = offer.concepts
    shared = sum(value * theirs[name] for name, value in need.concepts.items() if name in theirs)
    return shared / (need.concept_divisor(Side.NEED) * offer.concept_divisor(Side.OFFER))


def meets(need: Vector, offer: Vector, lift: Lift, blend: Blend = SILENT) -> float:
    """How likely this offer meets this need."""
    shared = _dot(need, offer)
    terms = shared / (need.term_length * offer.term_length) * lift[need.language][offer.language]
    terms = blend.pair(terms, need.meaning, offer.meaning, (need.language, offer.language))
    suits = _FIT[need.purpose][offer.purpose]
    if need.is_bound or offer.is_bound:
        suits *= float(fits(need.conditions, offer.conditions))
    return chance(terms, _concept_likeness(need, offer), suits)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two companies crossed both ways."""

    company: str
    partner: str
    forward: Crossing
    backward: Crossing
    selling: float
    buying: float
    ours: Features
    theirs: Features
    weights: Mapping[str, float]
    odds: tuple[float, float]
    languages: tuple[str, ...]

    @classmethod
    def of(
        cls,
        one: Company,
        other: Company,
        lift: Lift,
        blend: Blend = SILENT,
        weights: Mapping[str, float] = WEIGHTS,
    ) -> "Pair":
        ours, theirs = features(one.profile, other.profile), features(other.profile, one.profile)
        return cls(
            one.profile.company,
            other.profile.company,
            Crossing.of(one, other, lift, blend),
            Crossing.of(other, one, lift, blend),
            selling_weight(one.profile, other.profile),
            selling_weight(other.profile, one.profile),
            ours,
            theirs,
            weights,
            (odds(ours, weights), odds(theirs, weights)),
            shared_languages(one.profile, other.profile),
        )

    def outcome(self, ours: float, theirs: float) -> Outcome:
        """The score as in `chances`, from how far each side's needs are met."""
        return self._outcome(ours, theirs, self.odds)

    def outcome_without(self, feature: str, ours: float, theirs: float) -> Outcome:
        """The same with one circumstance left out on both sides."""
        poorer = {**self.ours, feature: 0.0}, {**self.theirs, feature: 0.0}
        return self._outcome(ours, theirs, (odds(poorer[0], self.weights), odds(poorer[1], self.weights)))

    def plain(self) -> tuple[float, float]:
        """The gains of both sides by their items alone, before any circumstance."""
        outcome = self._outcome(self.forward.met(), self.backward.met(), (1.0, 1.0))
        return outcome.forward, outcome.backward

    def _outcome(self, ours: float, theirs: float, factors: tuple[float, float]) -> Outcome:
        score, gains = reciprocal((ours, theirs), (self.selling, self.buying), factors)
        return Outcome(score, *gains)
