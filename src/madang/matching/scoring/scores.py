"""The score of many pairs at once: of a block of companies before all, or of chosen pairs, by one formula."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from madang.matching.meaning import Blend
from madang.matching.scoring.chances import Array, reciprocal
from madang.matching.scoring.companies import Circle
from madang.matching.scoring.table import Ints, Rows, met, met_at

Flags = npt.NDArray[np.bool_]

ALIKE = 0.6  # offers at least this alike make competitors …
HELPFUL = 0.5  # … unless one is at least this likely to meet the other's needs
FORBIDDEN = np.float32(-1)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of pairs in [0, 1], forbidden pairs -1; `forward`, `backward`: the gain of either side."""

    score: Array
    forward: Array
    backward: Array


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that scores need of a fair: its companies, their needs and offers, and the calibration."""

    circle: Circle
    needs: Rows
    offers: Rows
    wary: Flags
    lift: Array
    blend: Blend

    def block(self, first: int, last: int) -> Scores:
        """Companies first to last (exclusive) before all: arrays of (last - first) x companies."""
        ours, theirs = self.met(first, last)
        circle = self.circle
        score, gains = reciprocal((ours, theirs), circle.selling(first, last), circle.odds(first, last))
        may = circle.may_meet(first, last)
        if self.wary.any():
            may &= ~self.competitors(first, last, ours, theirs)
        return Scores(np.where(may, score, FORBIDDEN), *gains)

    def at(self, a: Ints, b: Ints) -> Scores:
        """The pairs (a[n], b[n]) of places: flat arrays."""
        ours, theirs = self._met_at(self.needs, a, b), self._met_at(self.needs, b, a)
        circle = self.circle
        score, gains = reciprocal((ours, theirs), circle.selling_at(a, b), circle.odds_at(a, b))
        may = circle.may_meet_at(a, b)
        asked = np.flatnonzero(may & (self.wary[a] | self.wary[b]))
        may[asked] = ~self._competitors_at(a[asked], b[asked], np.maximum(ours, theirs)[asked])
        return Scores(np.where(may, score, FORBIDDEN), *gains)

    def met(self, first: int, last: int) -> tuple[Array, Array]:
        """How far the block's needs are met by all, and all needs by the block (both block x companies)."""
        ours = met(self.needs.part(first, last), self.offers, self.lift, self.blend)
        theirs = met(self.needs, self.offers.part(first, last), self.lift, self.blend).T
        return ours, theirs

    def competitors(self, first: int, last: int, ours: Array, theirs: Array) -> Flags:
        """Pairs of which one avoids competitors, that offer nearly the same and do not need each other."""
        asked = self.wary[first:last, None] | self.wary[None, :]
        offers = self.offers.part(first, last)
        there = met(offers, self.offers, self.lift, self.blend)
        back = met(self.offers, offers, self.lift, self.blend).T
        alike = np.maximum(there, back) >= ALIKE
        unhelpful = np.maximum(ours, theirs) < HELPFUL
        result: Flags = asked & unhelpful & (alike | self.circle.same_industry(first, last))
        return result

    def _competitors_at(self, a: Ints, b: Ints, helpful: Array) -> Flags:
        there, back = self._met_at(self.offers, a, b), self._met_at(self.offers, b, a)
        alike = np.maximum(there, back) >= ALIKE
        result: Flags = (helpful < HELPFUL) & (alike | self.circle.same_industry_at(a, b))
        return result

    def _met_at(self, asking: Rows, a: Ints, b: Ints) -> Array:
        return met_at(asking, self.offers, (a, b), self.lift, self.blend)
