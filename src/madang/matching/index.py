"""The index of a fair's companies: recommend for one, for all, and say why two may not meet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from madang.matching.chances import Array
from madang.matching.companies import Circle, refusal
from madang.matching.exposure import Candidates, share_out
from madang.matching.meaning import SILENT, Blend, Meanings, blend_of
from madang.matching.pairs import Pair
from madang.matching.reasons import mirrored
from madang.matching.reasons import recommendation as explained
from madang.matching.shapes import (
    Profile,
    Progress,
    Recommendation,
    Refusal,
    Round,
    Rules,
    Side,
)
from madang.matching.table import Packed, Vocabulary, join, lift_of, met, pack
from madang.matching.vectors import Rarity, Vector, rarity_of

BLOCK = 128  # companies scored at once: some 40 MB of working memory at 10,000 companies
SPARE = 4  # how many times k candidates are kept for floor and cap to choose from
ALIKE, HELPFUL = (
    0.6,
    0.5,
)  # offers this alike make competitors, unless one is this likely to meet the other's needs


@dataclass(frozen=True, slots=True)
class Entrant:
    """A profile with its vectors and packed rows."""

    profile: Profile
    needs: tuple[Vector, ...]
    offers: tuple[Vector, ...]
    packed_needs: Packed
    packed_offers: Packed


@dataclass(frozen=True, slots=True)
class Memory:
    """What stays the same while profiles come and go: rarity of terms, numbers of names, calibration."""

    rarity: Rarity
    terms: Vocabulary
    concepts: Vocabulary
    lift: Array
    meanings: Meanings = field(default_factory=Meanings)
    blend: Blend = SILENT

    def entrant(self, profile: Profile) -> Entrant:
        needs, offers = (self._vectors(profile, side) for side in (Side.NEED, Side.OFFER))
        return Entrant(
            profile,
            needs,
            offers,
            pack(needs, Side.NEED, self.terms, self.concepts),
            pack(offers, Side.OFFER, self.terms, self.concepts),
        )

    def _vectors(self, profile: Profile, side: Side) -> tuple[Vector, ...]:
        return tuple(
            self.rarity.vector(item).with_meaning(self.meanings.of(item.text))
            for item in profile.items
            if item.side is side
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of a block of companies against all; forbidden pairs are -1."""

    score: Array
    forward: Array
    backward: Array


class Index:
    """All profiles of a fair, ready to be asked.

    Immutable: `with_profile` and `without` give a new index. Rarity of words and calibration are learned by
    `build` and kept by `with_profile`, so that a small change moves nobody else's scores; build anew now
    and then.
    """

    def __init__(self, memory: Memory, entrants: Mapping[str, Entrant], rules: Rules) -> None:
        """For `build`, `with_profile` and `without`; callers use those."""
        self._memory = memory
        self._entrants = dict(entrants)
        self._rules = rules
        present = tuple(self._entrants.values())
        self._circle = Circle.of([entrant.profile for entrant in present], rules)
        widths = len(memory.terms), len(memory.concepts), memory.meanings.width
        self._needs = join([entrant.packed_needs for entrant in present], *widths)
        self._offers = join([entrant.packed_offers for entrant in present], *widths)
        self._wary = np.array([entrant.profile.no_competitors for entrant in present], bool)

    @classmethod
    def build(
        cls, profiles: Iterable[Profile], rules: Rules | None = None, meanings: Meanings | None = None
    ) -> "Index":
        """Read all profiles once; `meanings` are blended in where an item's `text` has a vector.

        Raises:
            ValueError: two profiles share a company id, or two items of one profile share an id.
        """
        profiles = tuple(profiles)
        _check(profiles)
        rarity = rarity_of(item for profile in profiles for item in profile.items)
        lift = np.ones((5, 5), np.float32)
        memory = Memory(rarity, Vocabulary(), Vocabulary(), lift, meanings or Meanings())
        entrants = {profile.company: memory.entrant(profile) for profile in profiles}
        index = cls(memory, entrants, rules or Rules())
        needs, offers = index._needs, index._offers
        blend = blend_of(needs, offers, memory.meanings.weight)
        calibrated = replace(memory, lift=lift_of(needs, offers), blend=blend)
        index._memory = calibrated
        return index

    @property
    def companies(self) -> tuple[str, ...]:
        """Company ids in the order they were given."""
        return self._circle.company

    def with_profile(self, profile: Profile, meanings: Meanings | None = None) -> "Index":
        """The index after one company was added or changed, without reading the others again.

        `meanings` brings the vectors of its new texts.
        """
        _check([profile])
        memory = self._memory
        if meanings:
            memory = replace(memory, meanings=memory.meanings.joined(meanings))
        entrants = {**self._entrants, profile.company: memory.entrant(profile)}
        return Index(memory, entrants, self._rules)

    def without(self, company: str) -> "Index":
        """The index after one company left. Raises KeyError when it is not there."""
        entrants = dict(self._entrants)
        del entrants[company]
        return Index(self._memory, entrants, self._rules)

    def recommend(self, company: str, k: int = 20) -> tuple[Recommendation, ...]:
        """The best k partners of one company, best first, with reasons. Raises KeyError if unknown.

        Pairs with nothing in common are not recommended, so there may be fewer than k.
        """
        row = self._circle.position[company]
        scores = self._scores(row, row + 1)
        best = _best(scores.score[0], k)
        return tuple(self._recommendation(company, self.companies[place]) for place in best)

    def recommend_all(self, k: int = 20, on_progress: Progress | None = None) -> Round:
        """The best k partners of every company, after the fair's floor and cap of exposure."""
        report = on_progress or _silent
        total = len(self.companies)
        candidates: list[Candidates] = []
        for first in range(0, total, BLOCK):
            last = min(first + BLOCK, total)
            candidates.extend(self._candidates(first, last, k))
            report(last // 2, total)
        chosen, exposure = share_out(candidates, k, self._rules, self.companies)
        lists = dict(self._explained(chosen, report))
        return Round(lists, exposure)

    def between(self, company: str, partner: str) -> Recommendation | None:
        """Score and reasons of one pair, or None when `refusal` forbids it.

        Raises KeyError for unknown ids.
        """
        if self.refusal(company, partner) is not None:
            return None
        return self._recommendation(company, partner)

    def refusal(self, company: str, partner: str) -> Refusal | None:
        """Why these two may not meet, or None when they may. Raises KeyError for unknown ids."""
        one, other = self._entrants[company].profile, self._entrants[partner].profile
        why = refusal(one, other, self._rules)
        if why is None and self._compete(company, partner):
            return Refusal.COMPETITOR
        return why

    def _compete(self, company: str, partner: str) -> bool:
        row, column = self._circle.position[company], self._circle.position[partner]
        if not (self._wary[row] or self._wary[column]):
            return False
        ours, theirs = self._met(row, row + 1)
        return bool(self._competitors(row, row + 1, ours, theirs)[0, column])

    def _met(self, first: int, last: int) -> tuple[Array, Array]:
        """How far the block's needs are met by all, and all needs by the block (block x companies)."""
        ours = met(self._needs.part(first, last), self._offers, self._memory.lift, self._memory.blend)
        theirs = met(self._needs, self._offers.part(first, last), self._memory.lift, self._memory.blend).T
        return ours, theirs

    def _competitors(self, first: int, last: int, ours: Array, theirs: Array) -> npt.NDArray[np.bool_]:
        """Pairs of which one avoids competitors, that offer nearly the same and do not need each other."""
        asked = self._wary[first:last, None] | self._wary[None, :]
        offers = self._offers.part(first, last)
        there = met(offers, self._offers, self._memory.lift)
        back = met(self._offers, offers, self._memory.lift).T
        alike = np.maximum(there, back) >= ALIKE
        unhelpful = np.maximum(ours, theirs) < HELPFUL
        result: npt.NDArray[np.bool_] = asked & unhelpful & (alike | self._circle.same_industry(first, last))
        return result

    def _scores(self, first: int, last: int) -> Scores:
        circle = self._circle
        ours, theirs = self._met(first, last)
        tau, odds = circle.selling(first, last), circle.odds(first, last)
        score, forward, backward = reciprocal(ours, theirs, *tau, *odds)
        may = circle.may_meet(first, last)
        if self._wary.any():
            may &= ~self._competitors(first, last, ours, theirs)
        return Scores(np.where(may, score, np.float32(-1)), forward, backward)

    def _candidates(self, first: int, last: int, k: int) -> Iterator[Candidates]:
        scores = self._scores(first, last).score
        for row in scores:
            places = _best(row, SPARE * k)
            yield Candidates(places, row[places])

    def _explained(
        self, chosen: Sequence[Sequence[int]], report: Progress
    ) -> Iterator[tuple[str, tuple[Recommendation, ...]]]:
        total = len(self.companies)
        seen: dict[tuple[str, str], Recommendation] = {}
        for done, (company, places) in enumerate(zip(self.companies, chosen, strict=True), start=1):
            found = []
            for partner in (self.companies[place] for place in places):
                known = seen.pop((partner, company), None)
                one = mirrored(known) if known else self._recommendation(company, partner)
                seen[company, partner] = one
                found.append(one)
            yield company, tuple(sorted(found, key=lambda one: -one.score))
            report((total + done) // 2, total)

    def _recommendation(self, company: str, partner: str) -> Recommendation:
        one, other = self._entrants[company], self._entrants[partner]
        return explained(
            Pair.of(one, other, self._memory.lift.tolist(), self._memory.blend), self._memory.rarity
        )


def _best(row: Array, k: int) -> npt.NDArray[np.int64]:
    """Places of the k highest scores above zero, best first; ties in the order of the companies."""
    allowed = np.flatnonzero(row > 0)
    if allowed.size > k:
        least = np.partition(row[allowed], -k)[-k]
        allowed = allowed[row[allowed] >= least]
    order = np.argsort(-row[allowed], kind="stable")
    return allowed[order][:k]


def _silent(done: int, total: int) -> None:
    """No one watches."""


def _check(profiles: Sequence[Profile]) -> None:
    companies = [profile.company for profile in profiles]
    if repeated := _repeated(companies):
        raise ValueError(f"company ids given twice: {', '.join(repeated)}")
    for profile in profiles:
        if repeated := _repeated([item.id for item in profile.items]):
            raise ValueError(f"items of {profile.company} with the same id: {', '.join(repeated)}")


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)
