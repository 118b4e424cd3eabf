"""Sharing out attention: nobody shown in too many lists, nobody in none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from madang.matching.chances import Array
from madang.matching.shapes import Exposure, Rules

CAP = 2  # a cap not given is this many times k


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best partners of one company by place in the index, best first, more than will be shown."""

    places: npt.NDArray[np.int64]
    scores: Array


class _Lists:
    """Lists being filled; `shown` counts in how many each company stands."""

    def __init__(self, count: int) -> None:
        self.chosen: list[dict[int, float]] = [{} for _ in range(count)]
        self.shown = [0] * count

    def add(self, row: int, place: int, score: float) -> None:
        self.chosen[row][place] = score
        self.shown[place] += 1

    def remove(self, row: int, place: int) -> None:
        del self.chosen[row][place]
        self.shown[place] -= 1

    def total(self) -> float:
        return sum(score for chosen in self.chosen for score in chosen.values())


def share_out(
    candidates: Sequence[Candidates], k: int, rules: Rules, companies: Sequence[str]
) -> tuple[list[list[int]], Exposure]:
    """Choose k partners for each company under the fair's cap and floor.

    Highest scores first while the cap lasts; then companies below the floor are put into the lists of those
    who suit them best, in the place of the weakest entry that can spare it. Scores are the same both ways
    round, so a company's own candidates say where it suits.
    """
    cap = rules.cap if rules.cap is not None else CAP * k
    lists = _fill(candidates, k, max(cap, rules.floor))
    _raise_to_floor(lists, candidates, k, rules.floor)
    best = sum(float(candidate.scores[:k].sum()) for candidate in candidates)
    ordered = [sorted(chosen, key=lambda place: (-chosen[place], place)) for chosen in lists.chosen]
    return ordered, _exposure(lists, companies, best)


def _fill(candidates: Sequence[Candidates], k: int, cap: int) -> _Lists:
    lists = _Lists(len(candidates))
    rows = np.concatenate(
        [np.full(len(c.places), row) for row, c in enumerate(candidates)] or [np.zeros(0, int)]
    )
    places = np.concatenate([c.places for c in candidates] or [np.zeros(0, int)])
    scores = np.concatenate([c.scores for c in candidates] or [np.zeros(0, np.float32)])
    for at in np.argsort(-scores, kind="stable").tolist():
        row, place = int(rows[at]), int(places[at])
        if len(lists.chosen[row]) < k and lists.shown[place] < cap:
            lists.add(row, place, float(scores[at]))
    return lists


def _raise_to_floor(lists: _Lists, candidates: Sequence[Candidates], k: int, floor: int) -> None:
    lacking = sorted(range(len(candidates)), key=lambda place: lists.shown[place])
    for place in lacking:
        for row, score in zip(
            candidates[place].places.tolist(), candidates[place].scores.tolist(), strict=True
        ):
            if lists.shown[place] >= floor:
                break
            if place not in lists.chosen[row] and _make_room(lists, row, k, floor):
                lists.add(row, place, score)


def _make_room(lists: _Lists, row: int, k: int, floor: int) -> bool:
    """Drop the weakest entry of a full list whose company is shown more often than it must be."""
    chosen = lists.chosen[row]
    if len(chosen) < k:
        return True
    spare = [place for place in chosen if lists.shown[place] > floor]
    if not spare:
        return False
    lists.remove(row, min(spare, key=lambda place: (chosen[place], -place)))
    return True


def _exposure(lists: _Lists, companies: Sequence[str], best: float) -> Exposure:
    shown = dict(zip(companies, lists.shown, strict=True))
    never = tuple(company for company, count in shown.items() if not count)
    cost = max(0.0, 1.0 - lists.total() / best) if best else 0.0
    return Exposure(shown, never, gini(lists.shown), cost)


def gini(counts: Sequence[int]) -> float:
    """Gini coefficient of counts: 0 when all are equal, towards 1 when one has everything."""
    total = sum(counts)
    if not total:
        return 0.0
    ranks = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return 2.0 * ranks / (len(counts) * total) - (len(counts) + 1) / len(counts)


def histogram(exposure: Exposure) -> dict[int, int]:
    """How many companies are shown in how many lists, for the organiser's picture."""
    return dict(sorted(Counter(exposure.shown.values()).items()))
