"""Sharing out attention: nobody shown in too many lists, nobody in none, at the least cost in scores.

Every company gets a price: above zero while more lists want it than its cap, below zero while fewer than its
floor. Each list takes the best by score less price; the prices move until lists and limits agree as far as
they will (the Lagrange dual of the allocation, by projected subgradients). Then places are given for good,
one by one, the highest score less price first, so that the cap always holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from madang.matching.scoring.chances import Array
from madang.matching.shapes import Exposure, Rules

Places = npt.NDArray[np.int32]

CAP = 2  # a cap not given is this many times k
NOBODY = -1  # fills a row that is shorter than the others
ROUNDS = 40  # of moving the prices
STEP = 0.1  # the first move at most, in scores; later ones are shorter
SOUGHT = 3  # a company in the shortlists of fewer than so many times the floor is put into more of them
AT_ONCE = 500_000  # entries turned into Python numbers at a time


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Partners by place, best first, a row for each company; rows end in `NOBODY` with score 0."""

    places: Places
    scores: Array

    @classmethod
    def of(
        cls, row: npt.NDArray[np.int64], place: npt.NDArray[np.int64], score: Array, rows: int, most: int
    ) -> "Shortlist":
        """The best `most` of each row, scores above zero only; ties in the order of the companies."""
        kept = np.flatnonzero(score > 0)
        kept = kept[np.lexsort((place[kept], -score[kept], row[kept]))]
        counts = np.bincount(row[kept], minlength=rows)
        rank = np.arange(len(kept)) - np.repeat(np.cumsum(counts) - counts, counts)
        kept, rank = kept[rank < most], rank[rank < most]
        places, scores = np.full((rows, most), NOBODY, np.int32), np.zeros((rows, most), np.float32)
        places[row[kept], rank], scores[row[kept], rank] = place[kept], score[kept]
        return cls(places, scores)

    @classmethod
    def joined(cls, parts: Sequence["Shortlist"], most: int) -> "Shortlist":
        none = cls(np.zeros((0, most), np.int32), np.zeros((0, most), np.float32))
        return cls(
            np.concatenate([none.places, *(part.places for part in parts)]),
            np.concatenate([none.scores, *(part.scores for part in parts)]),
        )

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = self.places != NOBODY
        return found

    def row(self, row: int) -> Iterator[tuple[int, float]]:
        """(place, score) of one company's partners, best first."""
        count = int(np.count_nonzero(self.places[row] != NOBODY))
        places, scores = self.places[row, :count].tolist(), self.scores[row, :count].tolist()
        return zip(places, scores, strict=True)


class _Lists:
    """Lists being filled; `shown` counts in how many each company stands, `filled` how long each list is."""

    def __init__(self, count: int, k: int) -> None:
        self.places = np.full((count, k), NOBODY, np.int32)
        self.scores = np.zeros((count, k), np.float32)
        self.filled = [0] * count
        self.shown = [0] * count
        self.k = k

    def add(self, row: int, place: int, score: float) -> None:
        self.places[row, self.filled[row]] = place
        self.scores[row, self.filled[row]] = score
        self.filled[row] += 1
        self.shown[place] += 1

    def remove(self, row: int, at: int) -> None:
        """The last entry takes the place of the one removed."""
        self.filled[row] -= 1
        last = self.filled[row]
        self.shown[int(self.places[row, at])] -= 1
        self.places[row, at], self.scores[row, at] = self.places[row, last], self.scores[row, last]
        self.places[row, last], self.scores[row, last] = NOBODY, 0

    def ordered(self) -> Shortlist:
        """Best first; ties in the order of the companies."""
        order = np.lexsort((self.places, np.where(self.places == NOBODY, np.inf, -self.scores)))
        places = np.take_along_axis(self.places, order, 1)
        return Shortlist(places, np.take_along_axis(self.scores, order, 1))


def share_out(
    candidates: Shortlist, k: int, rules: Rules, companies: Sequence[str]
) -> tuple[Shortlist, Exposure]:
    """Choose k partners for each company under the fair's cap and floor.

    Highest score less price first while the cap lasts; whoever is still below the floor is put into the lists
    of those who suit it best, in the place of the weakest entry that can spare it. Scores are the same both
    ways round, so a company's own candidates say where it suits.
    """
    cap = max(rules.cap if rules.cap is not None else CAP * k, rules.floor)
    wider = _widened(candidates, k, rules.floor)
    lists = _fill(wider, _prices(wider, k, (rules.floor, cap)), k, cap)
    _raise_to_floor(lists, candidates, rules.floor)
    best = float(candidates.scores[:, :k].sum(dtype=np.float64))
    return lists.ordered(), _exposure(lists, companies, best)


def _widened(candidates: Shortlist, k: int, floor: int) -> Shortlist:
    """With companies that few have in their shortlists beside the candidates of those who suit them best."""
    total = len(candidates.places)
    row, at = np.nonzero(candidates.present)
    place = candidates.places[row, at].astype(np.int64)
    few = np.bincount(place, minlength=total) < SOUGHT * floor
    known = (row * total + place)[few[place]]
    mine = few[row]
    turned = place[mine] * total + row[mine]
    new = ~np.isin(turned, known)
    more = Shortlist.of(
        place[mine][new], row[mine][new], candidates.scores[row[mine], at[mine]][new], total, k
    )
    used = int(more.present.sum(axis=1).max(initial=0))
    return Shortlist(
        np.concatenate([candidates.places, more.places[:, :used]], axis=1),
        np.concatenate([candidates.scores, more.scores[:, :used]], axis=1),
    )


def _prices(candidates: Shortlist, k: int, limits: tuple[int, int]) -> Array:
    """What each company costs the lists that want it; see the heading of this file."""
    floor, cap = limits
    total, width = candidates.places.shape
    above, below = np.zeros(total, np.float32), np.zeros(total, np.float32)
    if width <= k:
        return above
    for number in range(ROUNDS):
        shown = _wanted(candidates, above - below, k)
        if number == 0 and shown.max(initial=0) <= cap and shown.min(initial=floor) >= floor:
            break
        step = np.float32(STEP / (1 + number / 4))
        above = np.maximum(above + step * np.clip((shown - cap) / max(cap, 1), -1, 1), 0)
        below = np.maximum(below + step * np.clip((floor - shown) / max(floor, 1), -1, 1), 0)
    priced: Array = above - below
    return priced.astype(np.float32)


def _wanted(candidates: Shortlist, price: Array, k: int) -> Array:
    """In how many lists each company would stand, were there no limits but prices."""
    priced = np.where(candidates.present, candidates.scores - price[candidates.places], -np.inf)
    best = np.argpartition(priced, -k, axis=1)[:, -k:]
    chosen = np.take_along_axis(candidates.places, best, 1)
    return np.bincount(chosen[chosen != NOBODY], minlength=len(price)).astype(np.float32)


def _fill(candidates: Shortlist, price: Array, k: int, cap: int) -> _Lists:
    lists = _Lists(len(candidates.places), k)
    filled, shown = lists.filled, lists.shown
    for row, at, place in _best_first(candidates, candidates.scores - price[candidates.places]):
        if filled[row] < k and shown[place] < cap:
            lists.add(row, place, candidates.scores[row, at])
    return lists


def _best_first(candidates: Shortlist, worth: Array) -> Iterator[tuple[int, int, int]]:
    """(row, rank, place) of every candidate of every company, those worth most first."""
    width = candidates.places.shape[1]
    flat = np.flatnonzero(candidates.present).astype(np.int32 if candidates.places.size < 2**31 else np.int64)
    flat = flat[np.argsort(-worth.ravel()[flat], kind="stable")]
    for first in range(0, len(flat), AT_ONCE):
        part = flat[first : first + AT_ONCE]
        row, at = np.divmod(part, width)
        yield from zip(row.tolist(), at.tolist(), candidates.places.ravel()[part].tolist(), strict=True)


def _raise_to_floor(lists: _Lists, candidates: Shortlist, floor: int) -> None:
    lacking = [place for place, count in enumerate(lists.shown) if count < floor]
    for place in sorted(lacking, key=lambda place: lists.shown[place]):
        for row, score in candidates.row(place):
            if lists.shown[place] >= floor:
                break
            if place not in lists.places[row] and _make_room(lists, row, floor):
                lists.add(row, place, score)


def _make_room(lists: _Lists, row: int, floor: int) -> bool:
    """Drop the weakest entry of a full list whose company is shown more often than it must be."""
    if lists.filled[row] < lists.k:
        return True
    places, scores = lists.places[row].tolist(), lists.scores[row].tolist()
    spare = [at for at, place in enumerate(places) if lists.shown[place] > floor]
    if not spare:
        return False
    lists.remove(row, min(spare, key=lambda at: (scores[at], -places[at])))
    return True


def _exposure(lists: _Lists, companies: Sequence[str], best: float) -> Exposure:
    shown = dict(zip(companies, lists.shown, strict=True))
    never = tuple(company for company, count in shown.items() if not count)
    total = float(lists.scores.sum(dtype=np.float64))
    cost = max(0.0, 1.0 - total / best) if best else 0.0
    return Exposure(shown, never, gini(lists.shown), cost)


def gini(counts: Sequence[int]) -> float:
    """Gini coefficient of counts: 0 when all are equal, towards 1 when one has everything."""
    total = sum(counts)
    if not total:
        return 0.0
    ranks = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return 2.0 * ranks / (len(counts) * total) - (len(counts) + 1) / len(counts)
