"""Who is worth scoring: for each company the hundred or two of all that could suit it best.

A fair of 100,000 has ten thousand million pairs; they are not all scored. Each company is outlined by the sum
of its needs and the sum of its offers: x is the product of one company's needs with another's offers, y the
other way round, each from one walk along the postings of the words, languages lifted as in the score:

    u = min(1, x² / (x² + HALF) / √needs),  v likewise
    g = u + τ v - τ u v,  h likewise,  guess = g h / (g + h)

The guess knows both directions, so a pair that is middling both ways is not lost behind a thousand that are
perfect one way. Of three times `WIDTH` by the guess, the best `WIDTH` after the circumstances, some strangers
by chance, and (where vectors are given) the nearest in meaning are then scored exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from madang.matching.exposure import Shortlist
from madang.matching.meaning import SIDES, Blend, nearest
from madang.matching.scoring.chances import ONLY_SELLING, SELLING, Array, with_odds
from madang.matching.scoring.scores import Table
from madang.matching.scoring.table import Ints, Matrix, Rows

EXACT = 3_000  # up to here all pairs are scored: quick enough, and the judge of what is done beyond
WIDTH = 160  # guessed best of one company that are scored exactly
STRANGERS = 4  # drawn by chance beside them, the same in every run
ALIKE_IN_MEANING = 40  # offers for each need, and needs for each offer, where vectors are given
HALF = np.float32(0.13)  # the square of the likeness at which a need is half met
BUSY = 1.5  # words walked along per pair at most; beyond, the faintest entries are left out of the guess
FAINT = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)


@dataclass(frozen=True, slots=True)
class Outline:
    """Postings: words (by language) and concepts x companies; `steady` is 1 / √(needs of a company).

    `sold_to`, `sold_by`: τ of selling to each company, and of each company selling, if the other side states
    what that takes.
    """

    offered: Matrix
    asked: Matrix
    steady: Array
    sold_to: Array
    sold_by: Array

    @classmethod
    def of(cls, table: Table) -> "Outline":
        offered, asked = (_by_company(_own(rows), rows) for rows in (table.offers, table.needs))
        counts = np.maximum(np.diff(table.needs.bounds), 1).astype(np.float32)
        steady: Array = (1 / np.sqrt(counts)).astype(np.float32)
        least = _least(offered, asked)
        sold_to, sold_by = (
            np.where(np.diff(rows.bounds) > 0, np.float32(SELLING), np.float32(ONLY_SELLING))
            for rows in (table.offers, table.needs)
        )
        return cls(_postings(offered, least), _postings(asked, least), steady, sold_to, sold_by)

    def guesses(self, table: Table, first: int, last: int) -> Iterator["Guess"]:
        """For each company first to last (exclusive) the guess at all others; its own is -1."""
        needs, offers = table.needs.part(first, last), table.offers.part(first, last)
        asks = _by_company(_towards(needs, table.lift), needs)
        gives = _by_company(_towards(offers, table.lift.T), offers)
        for row in range(last - first):
            guess = self._guess(asks, gives, row, first + row)
            guess.score[first + row] = -1
            yield guess

    def _guess(self, asks: Matrix, gives: Matrix, row: int, place: int) -> "Guess":
        u = _walked(self.offered, asks, row)
        v = _walked(self.asked, gives, row)
        _saturate(u, self.steady[place])
        _saturate(v, self.steady)
        both = u * v
        tau = np.float32(ONLY_SELLING)
        g, h = v - both, u - both
        g *= self.sold_to if self.sold_by[place] < tau else tau
        g += u
        h *= self.sold_by if self.sold_to[place] < tau else tau
        h += v
        return Guess(g, h, _together(g, h))


@dataclass(frozen=True, slots=True)
class Guess:
    """The gains of one company and of all others, and the score that they make."""

    ours: Array
    theirs: Array
    score: Array


def _together(ours: Array, theirs: Array) -> Array:
    score = ours * theirs
    score /= ours + theirs + np.float32(1e-9)
    return score


def _saturate(x: Array, steady: Array) -> None:
    x *= x
    x /= x + HALF
    x *= steady
    np.minimum(x, 1, out=x)


def _walked(postings: Matrix, rows: Matrix, row: int) -> Array:
    """The product of one row with all companies, along the postings of its words only."""
    inside = slice(rows.indptr[row], rows.indptr[row + 1])
    walked: Array = postings[rows.indices[inside]].T @ rows.data[inside]
    return walked


def _own(rows: Rows) -> Matrix:
    """Items x columns: each word in the column of the item's own language, then the concepts."""
    counts = np.diff(rows.terms.indptr)
    column = rows.terms.indices * SIDES + np.repeat(rows.languages, counts)
    terms = sparse.csr_array(
        (rows.terms.data, column, rows.terms.indptr), shape=(len(counts), rows.terms.shape[1] * SIDES)
    )
    return _beside(terms, rows.concepts)


def _towards(rows: Rows, lift: Array) -> Matrix:
    """The same rows before partners of every language: each word in all columns, lifted for that language."""
    counts = np.diff(rows.terms.indptr)
    column = (rows.terms.indices[:, None] * SIDES + np.arange(SIDES)).ravel()
    lifts = np.repeat(lift[rows.languages], counts, axis=0)
    values = (rows.terms.data[:, None] * lifts).astype(np.float32).ravel()
    shape = len(counts), rows.terms.shape[1] * SIDES
    return _beside(sparse.csr_array((values, column, rows.terms.indptr * SIDES), shape=shape), rows.concepts)


def _beside(terms: Matrix, concepts: Matrix) -> Matrix:
    return sparse.csr_array(sparse.hstack([terms, concepts], format="csr"))


def _by_company(items: Matrix, rows: Rows) -> Matrix:
    """The sum of each company's items."""
    count = len(rows.languages)
    ones = np.ones(count, np.float32)
    owned = sparse.csr_array((ones, np.arange(count), rows.bounds), shape=(rows.companies, count))
    return sparse.csr_array(owned @ items)


def _least(offered: Matrix, asked: Matrix) -> float:
    """The least entry that the guess can afford to look at."""
    return next((least for least in FAINT if _work(offered, asked, least) <= BUSY), FAINT[-1])


def _work(offered: Matrix, asked: Matrix, least: float) -> float:
    """Steps per pair of companies, when entries below `least` are left out."""
    lengths = [
        np.bincount(rows.indices[rows.data >= least], minlength=rows.shape[1]).astype(float)
        for rows in (offered, asked)
    ]
    return float(2 * lengths[0] @ lengths[1]) / max(1, offered.shape[0]) ** 2


def _postings(rows: Matrix, least: float) -> Matrix:
    kept = rows.copy()
    kept.data[kept.data < least] = 0
    kept.eliminate_zeros()
    return sparse.csr_array(kept.T.tocsr())


def shortlisted(table: Table, outline: Outline, first: int, last: int, most: int) -> Shortlist:
    """The best `most` partners of companies first to last (exclusive), by exact score."""
    company, place = _proposed(table, outline, first, last)
    scores = table.at(company, place).score
    return Shortlist.of(company - first, place, scores, last - first, most)


def _proposed(table: Table, outline: Outline, first: int, last: int) -> tuple[Ints, Ints]:
    total = table.needs.companies
    found = [
        _guessed(table, outline, first, last),
        _strangers(first, last, total),
        *_alike(table, first, last),
    ]
    company, place = np.divmod(np.unique(np.concatenate(found)), total)
    return company, place


def _guessed(table: Table, outline: Outline, first: int, last: int) -> Ints:
    """Keys `company · companies + place` of the best guesses, after their circumstances."""
    circle = table.circle
    gains, row, place = [], [], []
    for number, guess in enumerate(outline.guesses(table, first, last)):
        best = _best(_open(table, first + number, guess.score), 3 * WIDTH)
        gains.append((guess.ours[best], guess.theirs[best]))
        row.append(np.full(len(best), number))
        place.append(best)
    ours, theirs = (np.concatenate(side) for side in zip(*gains, strict=True))
    rows, places = np.concatenate(row), np.concatenate(place)
    odds = circle.odds_at(rows + first, places)
    score = _together(with_odds(ours, odds[0]), with_odds(theirs, odds[1]))
    score[~circle.may_meet_at(rows + first, places)] = -1
    chosen = Shortlist.of(rows, places, score, last - first, WIDTH)
    row_of, at = np.nonzero(chosen.present)
    return (row_of + first) * table.needs.companies + chosen.places[row_of, at]


def _open(table: Table, place: int, guess: Array) -> Array:
    """The guess without those whom the organiser's rules forbid to meet, where there are such rules."""
    rules = table.circle.rules
    if rules.pairs is None and not rules.shared_language:
        return guess
    may = table.circle.may_meet_at(np.full(1, place), np.arange(len(guess)))
    return np.where(may, guess, np.float32(-1))


def _best(guess: Array, most: int) -> Ints:
    """Places of the highest guesses above zero."""
    kept = np.flatnonzero(guess > _floor(guess, most))
    if len(kept) > most:
        kept = kept[np.argpartition(guess[kept], -most)[-most:]]
    return kept


def _floor(guess: Array, most: int) -> np.float32:
    """Something that rather more than `most` exceed, from a sample: sorting all would take longer."""
    sample = guess[::16]
    rank = most * 3 // 16 + 8
    if len(sample) <= rank:
        return np.float32(0)
    least = np.maximum(np.partition(sample, -rank)[-rank], np.float32(0))
    return np.float32(least if np.count_nonzero(guess > least) >= most else 0)


def _strangers(first: int, last: int, total: int) -> Ints:
    rows = np.arange(first, last)
    drawn = np.random.default_rng(first).integers(0, total, (len(rows), STRANGERS))
    return (rows[:, None] * total + drawn).ravel()


def _alike(table: Table, first: int, last: int) -> Iterator[Ints]:
    """Keys of companies whose texts are near in meaning, either way round."""
    turned = replace(table.blend, floor=_turned(table.blend.floor), scale=_turned(table.blend.scale))
    sides: tuple[tuple[Blend, Rows, Rows], ...] = (
        (table.blend, table.needs, table.offers),
        (turned, table.offers, table.needs),
    )
    for blend, ours, theirs in sides:
        part, others = ours.part(first, last), theirs.owners
        for row, column, _likeness in nearest(blend, part, theirs, ALIKE_IN_MEANING):
            yield (part.owners[row] + first) * theirs.companies + others[column]


def _turned(square: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    return tuple(zip(*square, strict=True))
