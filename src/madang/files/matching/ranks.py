"""Where a search puts what it should find: ranks with ties, recall, and how sure a figure is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Block = npt.NDArray[np.float32]
Scores = Callable[[int, int], Block]
"""The scores of queries first to last (exclusive) with every candidate."""

ROWS = 256
SAMPLES = 1000
SURE = 95.0
DRAWN_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Ranks:
    """For each query how many candidates score above the right one, and how many the same (itself too)."""

    above: Ints
    tied: Ints

    def hits(self, depth: int) -> Floats:
        """For each query the chance that the right one is among the first `depth`, ties in random order."""
        hits: Floats = np.clip((depth - self.above) / self.tied, 0.0, 1.0)
        return hits


def ranked(scores: Scores, right: Sequence[int], *, is_self_left_out: bool = False) -> Ranks:
    """Look where each query's right candidate stands among all.

    Args:
        scores: gives the scores in blocks, so that many queries need little memory.
        right: the place of the right candidate of each query.
        is_self_left_out: candidate n is query n, and is not to be found by it.
    """
    above, tied = [], []
    for first in range(0, len(right), ROWS):
        last = min(first + ROWS, len(right))
        block = scores(first, last)
        rows = np.arange(last - first)
        if is_self_left_out:
            block[rows, rows + first] = -np.inf
        own = block[rows, np.asarray(right[first:last])][:, None]
        above.append((block > own).sum(axis=1))
        tied.append((block == own).sum(axis=1))
    return Ranks(np.concatenate(above), np.concatenate(tied))


@dataclass(frozen=True, slots=True)
class Share:
    """A share in [0, 1] with its 95 % bootstrap interval, from `count` cases."""

    value: float
    low: float
    high: float
    count: int


def share(hits: Floats, seed: int, clusters: Ints | None = None) -> Share:
    """The mean of the hits; cases of one cluster are drawn together, for they are not independent.

    The interval is the percentile bootstrap (Efron 1979) with 1,000 samples; the same seed gives the same.
    Without any case all numbers are 0.
    """
    if not hits.size:
        return Share(0.0, 0.0, 0.0, 0)
    _, numbers = np.unique(np.arange(hits.size) if clusters is None else clusters, return_inverse=True)
    sums: Floats = np.bincount(numbers, weights=hits).astype(np.float64)
    sizes = np.bincount(numbers)
    means = np.concatenate(list(_means_of_samples(sums, sizes, np.random.default_rng(seed))))
    low, high = np.percentile(means, [(100 - SURE) / 2, (100 + SURE) / 2])
    return Share(float(hits.mean()), float(low), float(high), int(hits.size))


def _means_of_samples(sums: Floats, sizes: Ints, chance: np.random.Generator) -> Iterator[Floats]:
    """The means of all samples, some at a time, so that many cases need little memory."""
    at_once = max(1, min(SAMPLES, DRAWN_AT_ONCE // len(sums)))
    for done in range(0, SAMPLES, at_once):
        drawn = chance.integers(0, len(sums), (min(at_once, SAMPLES - done), len(sums)))
        yield sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
