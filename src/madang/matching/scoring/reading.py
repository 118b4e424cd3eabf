"""Every item of a fair read once, straight into arrays: what `vectors` says of one item, for all of them."""

import functools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from madang.matching.meaning import Meanings
from madang.matching.scoring.chances import Array
from madang.matching.scoring.conditions import Bits, conditions_of
from madang.matching.scoring.table import Matrix, Rows, Vocabulary, stacked_conditions, stacked_meanings
from madang.matching.scoring.vectors import (
    STEADY,
    Rarity,
    concept_weights,
    language_index,
    places,
    purpose_index,
    rarity_from,
    terms_at,
)
from madang.matching.shapes import Item, Profile, Side


class Lines:
    """Rows of a sparse matrix while they come, four bytes a number."""

    def __init__(self) -> None:
        self.ids, self.weights, self.counts = array("i"), array("f"), array("i")

    def add(self, weights: Mapping[str, float], numbers: Vocabulary) -> None:
        self.ids.extend(numbers.number(name) for name in weights)
        self.weights.extend(weights.values())
        self.counts.append(len(weights))

    def matrix(self, width: int) -> Matrix:
        counts = np.frombuffer(self.counts, np.int32) if self.counts else np.zeros(0, np.int32)
        ids = np.array(self.ids, np.int32)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
        weights = np.array(self.weights, np.float32)
        return sparse.csr_array((weights, ids, starts.astype(np.int32)), shape=(len(counts), width))


class Shelf:
    """The needs, or the offers, of all companies while they are read."""

    def __init__(self) -> None:
        self.terms, self.concepts = Lines(), Lines()
        self.languages, self.purposes, self.counts = array("i"), array("i"), array("i")
        self.meanings: list[Array | None] = []
        self.conditions: list[Bits] = []

    def add(self, items: Sequence[Item], country: str, memory: "Reader") -> None:
        """The items of the next company."""
        for item in items:
            self.terms.add(terms_at(places(item)), memory.terms)
            self.concepts.add(_concepts(item.concepts), memory.concepts)
            self.languages.append(language_index(item))
            self.purposes.append(purpose_index(item))
            self.meanings.append(memory.meanings.of(item.text))
            self.conditions.append(_conditions(item, country))
        self.counts.append(len(items))


@functools.lru_cache(maxsize=8_192)
def _concepts(names: tuple[str, ...]) -> Mapping[str, float]:
    return concept_weights(names)


@functools.lru_cache(maxsize=1_024)
def _home(country: str) -> Bits:
    return conditions_of(Item("", Side.OFFER, ""), country)


def _conditions(item: Item, country: str) -> Bits:
    """One array for all items of a country that set no conditions of their own."""
    return conditions_of(item, country) if item.markets or item.certificates else _home(country)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it: the numbers of names, how telling each term is, and the rows of both sides."""

    terms: Vocabulary
    concepts: Vocabulary
    rarity: Rarity
    needs: Rows
    offers: Rows


class Reader:
    """Reads profiles one by one; `done` once all were read."""

    def __init__(self, meanings: Meanings) -> None:
        self.terms, self.concepts, self.meanings = Vocabulary(), Vocabulary(), meanings
        self._needs, self._offers = Shelf(), Shelf()

    def read(self, profiles: Iterable[Profile]) -> Reading:
        for profile in profiles:
            for shelf, side in ((self._needs, Side.NEED), (self._offers, Side.OFFER)):
                items = [item for item in profile.items if item.side is side]
                shelf.add(items, profile.country, self)
        rarity = self._rarity()
        scale = np.array([rarity.of(name) for name in self.terms.names()], np.float32)
        needs, offers = self._rows(self._needs, Side.NEED, scale), self._rows(self._offers, Side.OFFER, scale)
        return Reading(self.terms, self.concepts, rarity, needs, offers)

    def _rarity(self) -> Rarity:
        lines = self._needs.terms, self._offers.terms
        seen = sum(np.bincount(np.array(line.ids, np.int32), minlength=len(self.terms)) for line in lines)
        total = sum(len(line.counts) for line in lines)
        return rarity_from(dict(zip(self.terms.names(), np.atleast_1d(seen).tolist(), strict=True)), total)

    def _rows(self, shelf: Shelf, side: Side, scale: Array) -> Rows:
        terms = shelf.terms.matrix(len(self.terms))
        terms.data *= scale[terms.indices]
        _divide(terms, np.sqrt(_squares(terms) + STEADY))
        concepts = shelf.concepts.matrix(len(self.concepts))
        length = np.sqrt(_squares(concepts))
        _divide(concepts, length if side is Side.NEED else np.sqrt(length))
        return Rows(
            terms,
            concepts,
            np.array(shelf.languages, np.int64),
            np.array(shelf.purposes, np.int64),
            np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(shelf.counts, np.int64))]),
            stacked_meanings(shelf.meanings, self.meanings.width),
            stacked_conditions(shelf.conditions),
        )


def _squares(matrix: Matrix) -> npt.NDArray[np.float64]:
    """The squared length of each row."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    squares = matrix.data.astype(np.float64) ** 2
    return np.bincount(row, weights=squares, minlength=matrix.shape[0]).astype(np.float64)


def _divide(matrix: Matrix, lengths: npt.NDArray[np.float64]) -> None:
    counts = np.diff(matrix.indptr)
    matrix.data /= np.repeat(lengths, counts).astype(np.float32)
    matrix.sort_indices()
