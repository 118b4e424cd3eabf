"""What somebody meant who mistyped a word, among the words that occur here and those of the glossary.

Two words with one letter between them leave the same trace when a letter goes from each. The traces of known
words are kept, with an index, so that a mistyped word finds its neighbours without comparing it to all.
Korean syllables are taken apart into their letters first: 데이타 is one letter from 데이터.
"""

import functools
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import connection

from madang.matching.language.glossaries import entries
from madang.search.index.terms import spelt
from madang.search.models import Spelling

#: Traces are taken from the beginning of a word only; the whole words are compared afterwards.
BEGINNING = 7
LONG = 8


def letters(word: str) -> str:
    """The letters of a word; those of which Korean syllables are made one by one."""
    return unicodedata.normalize("NFD", word) if "\uac00" <= word[:1] <= "\ud7a3" else word


def tolerance(word: str) -> int:
    """How many letters may be wrong: none in a short word, two in a long one."""
    length = len(letters(word))
    return 0 if length < 4 else 1 if length < LONG else 2


def traces(word: str) -> list[str]:
    beginning = letters(word)[:BEGINNING]
    places = range(len(beginning))
    return sorted(
        {
            "".join(letter for place, letter in enumerate(beginning) if place not in gone)
            for count in range(tolerance(word) + 1)
            for gone in combinations(places, count)
        }
    )


def distance(one: str, other: str, most: int) -> int:
    """How many letters to put, drop, change or swap with the next; at least `most` + 1 where it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for here, letter in enumerate(one, start=1):
        beyond, before, row = before, row, [here]
        for there, against in enumerate(other, start=1):
            cost = min(before[there] + 1, row[there - 1] + 1, before[there - 1] + (letter != against))
            if here > 1 < there and letter == other[there - 2] and one[here - 2] == against:
                cost = min(cost, beyond[there - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


@dataclass(frozen=True, order=True)
class Near:
    """A known word, how many letters it is away, and in how many documents it occurs."""

    far: int
    rarity: int
    word: str

    @property
    def documents(self) -> int:
        return -self.rarity


def nearest(word: str) -> Near | None:
    """The known word that somebody most likely meant by an unknown one. One query, by index."""
    most = tolerance(word)
    if not most:
        return None
    own = letters(word)
    found = (Near(distance(own, letters(known), most), -count, known) for known, count in _neighbours(word))
    return min((near for near in found if 0 < near.far <= most), default=None)


def _neighbours(word: str) -> list[tuple[str, int]]:
    """Known words that share a trace. Trace by trace, for then each is a look into the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT near.word, near.documents FROM unnest(%s::varchar[]) AS trace"
            " JOIN LATERAL (SELECT word, documents FROM search_spelling"
            " WHERE traces @> ARRAY[trace] OFFSET 0) AS near ON true",
            [traces(word)],
        )
        return list(cursor.fetchall())


@functools.cache
def of_glossary() -> frozenset[str]:
    """Every word of every phrase that the glossary knows."""
    surfaces = (surface for entry in entries() for of_language in entry.surfaces for surface in of_language)
    return frozenset(word for surface in surfaces for word in spelt(surface))


def rows(words: Iterable[tuple[str, int]]) -> Iterator[Spelling]:
    for word, documents in words:
        if tolerance(word):
            yield Spelling(word=word, traces=traces(word), documents=documents)
