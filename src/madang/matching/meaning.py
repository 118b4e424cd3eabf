"""Likeness of meaning: vectors that a model made of texts, blended with the likeness of their words.

The engine asks no model. Its caller brings, for as many texts as it has, a vector each; where one lacks, the
words speak alone. cos is the cosine of two vectors, and t the calibrated likeness of terms (see `chances`):

    e  = min(1, max(0, scale · (cos - floor)))   floor and scale by the languages of need and offer
    t' = 1 - (1 - t)(1 - w e)                    takes the place of t; w in [0, 1] is the blend weight

So meaning can only add to what words say, and w = 0 is the engine without it. Calibration, as that of terms,
is learned from the fair itself and needs no labels: models place texts of one language near each other
whatever they say, and some place everything near everything. For each pair of languages `floor` is what texts
picked at random exceed once in forty times (median and two standard deviations, estimated from the median
deviation, which the true matches among them hardly move), and `scale` gives the usual best cosine of a need
the value `USUAL`, if it stands a standard deviation above the floor; less, if it stands below that.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

from madang.matching.shapes import LANGUAGES

Array = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Matrix = sparse.csr_array

WEIGHT = (
    0.5  # for a model of which nothing is known; `madang matching evaluate --embeddings` finds a better one
)
USUAL = 0.5  # what the usual best cosine counts: about as much as the usual best likeness of words
SAMPLE, OTHERS = 400, 20_000  # needs looked at to learn the calibration, and offers
TRUST = (
    20.0  # with fewer needs or offers than this of a language, its own figures count less than those of all
)
LEAST_SPREAD = 0.0005  # a model whose cosines differ no more than this says nothing
ROWS = 64  # needs multiplied at once: 50 MB of working memory at 200,000 offers
UNREACHABLE = np.float32(1e9)  # above every cosine, however it is scaled
SIDES = len(LANGUAGES) + 1


class MeaningRows(Protocol):
    """What calibration and search need of all needs, or all offers."""

    @property
    def meanings(self) -> Array:
        """Rows x width; a row of zeros has no vector."""

    @property
    def languages(self) -> Ints: ...


def key_of(text: str) -> str:
    """The name of a text's content: the same for the same text wherever it stands."""
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()


def unit(vector: Sequence[float] | npt.NDArray[np.floating]) -> Array:
    """The vector at length 1, as float32.

    Raises:
        ValueError: it is empty, not flat, not finite, or of length zero.
    """
    wide = np.asarray(vector, np.float64)
    if wide.ndim != 1 or not wide.size or not np.isfinite(wide).all():
        raise ValueError("a vector is a flat row of finite numbers")
    largest = float(np.abs(wide).max())
    if not largest:
        raise ValueError("a vector of length zero points nowhere")
    scaled = wide / largest  # so that no square is too large or too small for a float
    return (scaled / np.linalg.norm(scaled)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Meanings:
    """Unit vectors by the key of their text (`key_of`), and the blend weight in [0, 1].

    Raises ValueError when the weight is outside, or the vectors differ in width.
    """

    vectors: Mapping[str, Array] = field(default_factory=dict)
    weight: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.weight <= 1.0:
            raise ValueError(f"the blend weight is {self.weight}, not between 0 and 1")
        if len({len(vector) for vector in self.vectors.values()}) > 1:
            raise ValueError("vectors of different widths: they come from different models")

    @property
    def width(self) -> int:
        """Numbers in each vector; 0 when nothing is to be blended."""
        return len(next(iter(self.vectors.values()), ())) if self.weight else 0

    def of(self, text: str) -> Array | None:
        """The vector of a text, or None when there is none or it would not count."""
        return self.vectors.get(key_of(text)) if self.width else None

    def joined(self, more: "Meanings") -> "Meanings":
        """Both together, with the weight of this one."""
        return Meanings({**self.vectors, **more.vectors}, self.weight)


@dataclass(frozen=True, slots=True)
class Blend:
    """The weight and the calibration: `floor` and `scale` [language of the need][language of the offer]."""

    weight: float
    floor: tuple[tuple[float, ...], ...]
    scale: tuple[tuple[float, ...], ...]

    def pair(self, terms: float, need: Array | None, offer: Array | None, tongues: tuple[int, int]) -> float:
        """T' of one need and one offer; `tongues` are their languages as rows of the calibration."""
        if not self.weight or need is None or offer is None:
            return terms
        row, column = tongues
        raw = self.scale[row][column] * (float(need @ offer) - self.floor[row][column])
        return 1.0 - (1.0 - min(terms, 1.0)) * (1.0 - self.weight * min(max(raw, 0.0), 1.0))

    def pairs(self, terms: Array, likeness: Array) -> Array:
        """T' of many pairs from their t and e (same shape)."""
        raised = 1.0 - (1.0 - np.minimum(terms, 1.0)) * (1.0 - np.float32(self.weight) * likeness)
        return cast("Array", np.where(likeness > 0, raised, terms).astype(np.float32, copy=False))

    def likeness_at(self, needs: MeaningRows, offers: MeaningRows, row: Ints, column: Ints) -> Array:
        """E of the pairs (row, column) of needs and offers, some thousand at a time."""
        found = np.zeros(len(row), np.float32)
        if not self.counts(needs, offers):
            return found
        for first in range(0, len(row), OTHERS):
            part = slice(first, first + OTHERS)
            one, other = needs.meanings[row[part]], offers.meanings[column[part]]
            cosine = np.einsum("ij,ij->i", one, other)
            found[part] = self._calibrated(cosine, needs.languages[row[part]], offers.languages[column[part]])
            found[part] *= _present(one) & _present(other)
        return found

    def near(self, needs: MeaningRows, offers: MeaningRows) -> Matrix:
        """E of all needs and all offers (needs x offers), only what is above zero."""
        shape = len(needs.languages), len(offers.languages)
        parts = list(nearest(self, needs, offers, shape[1])) or [(_NONE, _NONE, np.zeros(0, np.float32))]
        row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
        return sparse.csr_array((value, (row, column)), shape=shape)

    def counts(self, needs: MeaningRows, offers: MeaningRows) -> bool:
        """Whether there is anything to blend."""
        return bool(self.weight) and needs.meanings.size > 0 and offers.meanings.size > 0

    def _calibrated(self, cosine: Array, need: Ints, offer: Ints) -> Array:
        floor, scale = self._tables()
        return np.clip(scale[need, offer] * (cosine - floor[need, offer]), 0.0, 1.0).astype(np.float32)

    def _tables(self) -> tuple[Array, Array]:
        return np.array(self.floor, np.float32), np.array(self.scale, np.float32)


def _present(meanings: Array) -> npt.NDArray[np.bool_]:
    """Which rows have a vector."""
    found: npt.NDArray[np.bool_] = np.asarray(meanings.any(axis=1))
    return found


_NONE: Ints = np.zeros(0, np.int64)
_NOTHING = ((0.0,) * SIDES,) * SIDES
SILENT = Blend(0.0, _NOTHING, _NOTHING)


def nearest(
    blend: Blend, needs: MeaningRows, offers: MeaningRows, most: int
) -> Iterator[tuple[Ints, Ints, Array]]:
    """For each need the `most` offers nearest in meaning: (need rows, offer rows, e), block by block."""
    if not blend.counts(needs, offers):
        return
    scene = _Scene.of(blend, offers)
    heard = _present(needs.meanings)
    for first in range(0, len(needs.languages), ROWS):
        cosine = needs.meanings[first : first + ROWS] @ offers.meanings.T
        places = range(first, first + len(cosine))
        found = [
            scene.nearest(row, int(needs.languages[place]), most if heard[place] else 0)
            for row, place in zip(cosine, places, strict=True)
        ]
        counts = [len(columns) for columns, _ in found]
        yield (
            np.repeat(np.array(places), counts),
            np.concatenate([columns for columns, _ in found]),
            np.concatenate([likeness for _, likeness in found]),
        )


@dataclass(frozen=True, slots=True)
class _Scene:
    """Floor and scale of every offer for a need in each language (languages x offers)."""

    floor: Array
    scale: Array

    @classmethod
    def of(cls, blend: Blend, offers: MeaningRows) -> "_Scene":
        floor, scale = (
            np.array(table, np.float32)[:, offers.languages] for table in (blend.floor, blend.scale)
        )
        floor[:, ~_present(offers.meanings)] = UNREACHABLE
        return cls(floor, scale)

    def nearest(self, cosine: Array, tongue: int, most: int) -> tuple[Ints, Array]:
        """The places of the `most` nearest to a need in this language, in order of place, and their e."""
        found = np.flatnonzero(cosine > self.floor[tongue])
        likeness = self.scale[tongue, found] * (cosine[found] - self.floor[tongue, found])
        if len(found) > most:
            kept = (
                np.sort(np.argpartition(likeness, len(found) - most)[len(found) - most :]) if most else _NONE
            )
            found, likeness = found[kept], likeness[kept]
        return found, np.minimum(likeness, np.float32(1.0))


def blend_of(needs: MeaningRows, offers: MeaningRows, weight: float) -> Blend:
    """Learn the calibration from a fair's needs and offers."""
    if not weight or not needs.meanings.size or not offers.meanings.size:
        return SILENT
    chosen, others = _sample(needs, SAMPLE), _sample(offers, OTHERS)
    if not chosen.size or not others.size:
        return SILENT
    cosine = needs.meanings[chosen] @ offers.meanings[others].T
    measured = _measured(cosine, needs.languages[chosen], offers.languages[others])
    floor, spread, top = (_steadied(values, measured.trust) for values in measured[:3])
    scale = np.where(spread > LEAST_SPREAD, USUAL / np.maximum(top - floor, spread + 1e-9), 0.0)
    return Blend(weight, _nested(floor), _nested(scale))


class _Measured(NamedTuple):
    """For each pair of languages: floor, standard deviation, usual best cosine, and how many texts speak."""

    floor: Floats
    spread: Floats
    top: Floats
    trust: Floats


def _sample(rows: MeaningRows, most: int) -> Ints:
    """Rows that have a vector, spread evenly."""
    present = np.flatnonzero(_present(rows.meanings))
    return present[np.unique(np.linspace(0, present.size - 1, min(most, present.size)).astype(np.int64))]


def _measured(cosine: Array, need: Ints, offer: Ints) -> _Measured:
    found = _Measured(*(np.zeros((SIDES, SIDES)) for _ in range(4)))
    for row in range(SIDES):
        for column in range(SIDES):
            part = cosine[np.ix_(need == row, offer == column)]
            if part.size:
                middle, spread = _chance(part)
                found.floor[row, column], found.spread[row, column] = middle + 2.0 * spread, spread
                found.top[row, column] = part.max(axis=1).mean()
                found.trust[row, column] = min(part.shape)
    return found


def _chance(cosine: Array) -> tuple[float, float]:
    """Median and standard deviation; of a normal distribution the latter is 1.4826 median deviations."""
    middle = float(np.median(cosine))
    return middle, 1.4826 * float(np.median(np.abs(cosine - middle)))


def _steadied(values: Floats, trust: Floats) -> Floats:
    """Drawn towards the mean of all pairs of languages, the more the fewer texts speak for them."""
    overall = np.average(values, weights=trust)
    return (values * trust + overall * TRUST) / (trust + TRUST)


def _nested(table: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row) for row in table)
