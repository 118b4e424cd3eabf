"""All items of a fair as sparse matrices, and the chances of many pairs of companies at once."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from madang.matching.meaning import SILENT, Blend
from madang.matching.scoring import conditions
from madang.matching.scoring.chances import FIT, Array, chances
from madang.matching.scoring.vectors import Vector
from madang.matching.shapes import LANGUAGES, Side

Ints = npt.NDArray[np.int64]
Matrix = sparse.csr_array

SAMPLE = 400  # needs looked at to learn how well languages meet
TRUST = 20.0  # with fewer needs than this of a language, its own figure counts less than that of all
MOST_LIFT = 3.0
TRACE = 1e-12  # keeps the place of a pair alike in meaning only; too small to count


class Vocabulary:
    """Numbers for names, given as they come; only ever grows, so old numbers stay valid in every index."""

    def __init__(self, numbers: Mapping[str, int] | None = None) -> None:
        """`numbers`: those given before, when it comes back from a file."""
        self._numbers = dict(numbers or {})
        self._giving = threading.Lock()  # two threads must not give one number to two names

    def __len__(self) -> int:
        return len(self._numbers)

    def names(self) -> list[str]:
        """All names in the order of their numbers."""
        return list(self._numbers)

    def number(self, name: str) -> int:
        known = self._numbers.get(name)
        if known is not None:
            return known
        with self._giving:
            return self._numbers.setdefault(name, len(self._numbers))

    def __reduce__(self) -> "tuple[type[Vocabulary], tuple[dict[str, int]]]":
        return Vocabulary, (self._numbers,)


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of a sparse matrix, not yet joined with those of other companies."""

    ids: Ints
    values: Array
    counts: Ints


@dataclass(frozen=True, slots=True)
class Packed:
    """One company's needs, or its offers, as flat arrays."""

    terms: Sparse
    concepts: Sparse
    languages: tuple[int, ...]
    purposes: tuple[int, ...]
    meanings: tuple[Array | None, ...]
    conditions: tuple[conditions.Bits, ...]


def _sparse(rows: Sequence[tuple[dict[str, float], float]], numbers: Vocabulary) -> Sparse:
    ids = [numbers.number(name) for row, _ in rows for name in row]
    values = [value / divisor for row, divisor in rows for value in row.values()]
    counts = [len(row) for row, _ in rows]
    return Sparse(np.array(ids, np.int64), np.array(values, np.float32), np.array(counts, np.int64))


def pack(vectors: Sequence[Vector], side: Side, terms: Vocabulary, concepts: Vocabulary) -> Packed:
    """Divide each vector by its length and number its names."""
    return Packed(
        _sparse([(dict(vector.terms), vector.term_length) for vector in vectors], terms),
        _sparse([(dict(vector.concepts), vector.concept_divisor(side)) for vector in vectors], concepts),
        tuple(vector.language for vector in vectors),
        tuple(vector.purpose for vector in vectors),
        tuple(vector.meaning for vector in vectors),
        tuple(vector.conditions for vector in vectors),
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """All needs, or all offers, of companies; those of company c are rows bounds[c] to bounds[c + 1]."""

    terms: Matrix
    concepts: Matrix
    languages: Ints
    purposes: Ints
    bounds: Ints
    meanings: Array
    conditions: conditions.Bits

    @property
    def companies(self) -> int:
        return len(self.bounds) - 1

    @property
    def owners(self) -> Ints:
        """The company of each row."""
        return np.repeat(np.arange(self.companies), np.diff(self.bounds))

    def part(self, first: int, last: int) -> "Rows":
        """The rows of companies first to last (exclusive)."""
        rows = slice(int(self.bounds[first]), int(self.bounds[last]))
        bounds = self.bounds[first : last + 1] - self.bounds[first]
        languages, purposes, bits = self.languages[rows], self.purposes[rows], self.conditions[rows]
        terms, concepts = self.terms[rows], self.concepts[rows]
        return Rows(terms, concepts, languages, purposes, bounds, self.meanings[rows], bits)

    def replaced(self, place: int, row: "Rows") -> "Rows":
        """With the one company of `row` in the place of another, or at the end."""
        last = min(place + 1, self.companies)
        parts = (self.part(0, place), row, self.part(last, self.companies))
        return _stacked(parts)

    def without(self, place: int) -> "Rows":
        return _stacked((self.part(0, place), self.part(place + 1, self.companies)))


def _stacked(parts: Sequence[Rows]) -> Rows:
    """One under another, as wide as the widest."""
    counts = [np.diff(part.bounds) for part in parts]
    return Rows(
        _under([part.terms for part in parts]),
        _under([part.concepts for part in parts]),
        np.concatenate([part.languages for part in parts]),
        np.concatenate([part.purposes for part in parts]),
        np.cumsum(np.concatenate([[0], *counts])).astype(np.int64),
        np.concatenate([part.meanings for part in parts]),
        np.concatenate([part.conditions for part in parts]),
    )


def _under(parts: Sequence[Matrix]) -> Matrix:
    width = max(part.shape[1] for part in parts)
    counts = np.concatenate([np.zeros(1, np.int64), *(np.diff(part.indptr) for part in parts)])
    ids = np.concatenate([part.indices for part in parts])
    values = np.concatenate([part.data for part in parts])
    return sparse.csr_array(
        (values, ids, np.cumsum(counts).astype(ids.dtype)), shape=(len(counts) - 1, width)
    )


def _matrix(parts: Sequence[Sparse], width: int) -> Matrix:
    ids = np.concatenate([np.zeros(0, np.int64), *(part.ids for part in parts)])
    values = np.concatenate([np.zeros(0, np.float32), *(part.values for part in parts)])
    counts = np.concatenate([np.zeros(1, np.int64), *(part.counts for part in parts)])
    return sparse.csr_array((values, ids, np.cumsum(counts)), shape=(len(counts) - 1, width))


def stacked_meanings(found: Sequence[Array | None], width: int) -> Array:
    """Rows of vectors, zeros where a text has none."""
    rows = np.zeros((len(found), width), np.float32)
    for row, meaning in enumerate(found):
        if width and meaning is not None:
            rows[row] = meaning
    return rows


def stacked_conditions(found: Sequence[conditions.Bits]) -> conditions.Bits:
    return np.array([*found], np.uint64).reshape(len(found), conditions.WIDTH)


def join(packed: Sequence[Packed], terms: int, concepts: int, meanings: int = 0) -> Rows:
    """Put the companies' rows one under another; `terms`, `concepts` and `meanings` are the widths."""
    return Rows(
        _matrix([part.terms for part in packed], terms),
        _matrix([part.concepts for part in packed], concepts),
        np.array([language for part in packed for language in part.languages], np.int64),
        np.array([purpose for part in packed for purpose in part.purposes], np.int64),
        np.cumsum([0, *(len(part.languages) for part in packed)]).astype(np.int64),
        stacked_meanings([meaning for part in packed for meaning in part.meanings], meanings),
        stacked_conditions([bits for part in packed for bits in part.conditions]),
    )


def _product(left: Matrix, right: Matrix) -> Array:
    product: Array = (left @ right.T.tocsr()).toarray().astype(np.float32, copy=False)
    return product


def likeness(needs: Rows, offers: Rows) -> Array:
    """Cosine of the terms of every need with every offer, not calibrated."""
    return _product(needs.terms, offers.terms)


def met(needs: Rows, offers: Rows, lift: Array, blend: Blend = SILENT) -> Array:
    """m[a, b]: how likely the offers of company b meet the needs of company a, (companies x companies).

    Only pairs of a need and an offer that share something are looked at; the others have no chance.
    """
    shared = _shared(needs, offers, blend)
    row = np.repeat(np.arange(len(needs.languages)), np.diff(shared.indptr))
    column = shared.indices.astype(np.int64)
    chance = _chances_at(needs, offers, (row, column), (shared.data.real, shared.data.imag), (lift, blend))
    return _by_company(chance, row, column, needs, offers)


def met_at(needs: Rows, offers: Rows, pairs: tuple[Ints, Ints], lift: Array, blend: Blend = SILENT) -> Array:
    """`met` of chosen pairs (a, b): how likely the offers of company b[n] meet the needs of company a[n]."""
    a, b = pairs
    asked, given = np.diff(needs.bounds)[a], np.diff(offers.bounds)[b]
    pair, within = _numbered(asked * given)
    row = needs.bounds[a][pair] + within // given[pair]
    column = offers.bounds[b][pair] + within % given[pair]
    likeness = (
        dots_at(needs.terms, offers.terms, row, column),
        dots_at(needs.concepts, offers.concepts, row, column),
    )
    chance = _chances_at(needs, offers, (row, column), likeness, (lift, blend))
    firsts = np.flatnonzero(within % given[pair] == 0)
    best = np.maximum.reduceat(chance, firsts) if firsts.size else chance
    sums = np.bincount(pair[firsts], weights=best * best, minlength=len(a))
    return np.sqrt(sums / np.maximum(asked, 1)).astype(np.float32)


def _numbered(counts: Ints) -> tuple[Ints, Ints]:
    """For counts 2, 0, 3: whose each is, 0 0 2 2 2, and its number there, 0 1 0 1 2."""
    whose = np.repeat(np.arange(len(counts)), counts)
    return whose, np.arange(len(whose)) - np.repeat(np.cumsum(counts) - counts, counts)


def dots_at(left: Matrix, right: Matrix, row: Ints, column: Ints) -> Array:
    """Dot products of chosen rows of two matrices."""
    shared = left[row].multiply(right[column])
    found: Array = np.asarray(shared.sum(axis=1), np.float32).ravel()
    return found


def _chances_at(
    needs: Rows,
    offers: Rows,
    at: tuple[Ints, Ints],
    likeness: tuple[Array, Array],
    calibration: tuple[Array, Blend],
) -> Array:
    """Chances of pairs of a need and an offer, from the likeness of their terms and of their concepts."""
    (row, column), (lift, blend) = at, calibration
    terms = likeness[0] * lift[needs.languages[row], offers.languages[column]]
    terms = blend.pairs(terms, blend.likeness_at(needs, offers, row, column))
    fit = FIT[needs.purposes[row], offers.purposes[column]]
    asked, given = needs.conditions[row], offers.conditions[column]
    held = np.flatnonzero(conditions.bound(asked) | conditions.bound(given))
    fit[held] *= conditions.fits(asked[held], given[held])
    return chances(terms, likeness[1], fit)


def _shared(needs: Rows, offers: Rows, blend: Blend) -> sparse.csr_array:
    """Likeness of terms as real part and of concepts as imaginary part, wherever anything is alike."""
    terms = (needs.terms @ offers.terms.T.tocsr()).astype(np.complex64)
    concepts = needs.concepts @ offers.concepts.T.tocsr()
    shared = sparse.csr_array(terms + concepts.astype(np.complex64) * np.complex64(1j))
    if blend.counts(needs, offers):
        shared = sparse.csr_array(shared + blend.near(needs, offers) * np.complex64(TRACE))
    shared.sort_indices()
    return shared


def _by_company(chance: Array, row: Ints, column: Ints, needs: Rows, offers: Rows) -> Array:
    """Greatest over a company's offers, then root mean square over a company's needs; 0 without either."""
    giver = offers.owners[column]
    pair = row * offers.companies + giver  # ascending, for an owner's offers stand together
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    best = np.maximum.reduceat(chance, first) if first.size else chance
    place = needs.owners[row[first]] * offers.companies + giver[first]
    shape = needs.companies, offers.companies
    sums = np.bincount(place, weights=best * best, minlength=shape[0] * shape[1]).reshape(shape)
    counts = np.maximum(np.diff(needs.bounds), 1)[:, None]
    return np.sqrt(sums / counts).astype(np.float32)


def lift_of(needs: Rows, offers: Rows) -> Array:
    """Calibration: what brings the usual best likeness of each pair of languages up to that of the best pair.

    Texts in one language share words that mean little; across languages only what the glossary knows is
    shared. Learned from this fair alone: no labels are needed. Rows: language of the need; columns: of the
    offer.
    """
    count = len(needs.languages)
    chosen = (
        np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).astype(np.int64))
        if count
        else np.zeros(0, int)
    )
    sample = needs.terms[chosen]
    usual = np.zeros((len(LANGUAGES) + 1, len(LANGUAGES) + 1))
    trust = np.zeros_like(usual)
    for column in range(len(LANGUAGES) + 1):
        columns = np.flatnonzero(offers.languages == column)
        if not columns.size or not chosen.size:
            continue
        best = _product(sample, offers.terms[columns]).max(axis=1)
        for row in range(len(LANGUAGES) + 1):
            mine = best[needs.languages[chosen] == row]
            trust[row, column] = min(mine.size, columns.size)
            usual[row, column] = mine.mean() if mine.size else 0.0
    return _lift(usual, trust)


def _lift(usual: npt.NDArray[np.float64], trust: npt.NDArray[np.float64]) -> Array:
    known = usual > 0
    if not known.any():
        return np.ones(usual.shape, np.float32)
    overall = np.average(usual[known], weights=trust[known])
    steady = (usual * trust + overall * TRUST) / (trust + TRUST)
    top = steady[known].max()
    lift = np.clip(top / steady, 1.0, MOST_LIFT)
    return np.where(known, lift, 1.0).astype(np.float32)
