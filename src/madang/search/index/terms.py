"""From texts to what full-text search keeps, by the same reading as matching.

A term stands with a label: A of names, B of titles, C of concepts, D of other text. What only sounds alike,
or is read alike in Korean, stands one label lower than the words themselves. The places of the words are kept
too, so that words which follow each other are found as a phrase, in every language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from madang.matching.language.fold import fold
from madang.matching.language.text import analyse, search_terms
from madang.matching.language.words import words_of
from madang.organisations.models import name_key

LABELS = "ABCD"
LONGEST_TERM = 60
LONGEST_TEXT = 6_000
#: Words of different texts do not follow each other.
GAP = 5
LAST_PLACE = 16_000
#: How long, by script, are words that are known with their spelling.
SPELT = {"en": (4, 24), "ru": (4, 24), "ko": (2, 8)}


@dataclass
class Vector:
    """The terms of one document, gathered text by text."""

    _places: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    _next: int = 1

    def add(self, text: str, label: str) -> None:
        text = text[:LONGEST_TEXT]
        last, lower = -1, LABELS[min(LABELS.index(label) + 1, 3)]
        for one in analyse(text):
            if one.start != last:
                last, self._next = one.start, self._next + 1
            self._put(one.term, lower if one.term[0] in "~^" else label)
        for term in search_terms(text):
            if term not in self._places:
                self._put(term, label)
        self._next += GAP

    def add_name(self, text: str) -> None:
        """A name also counts from each of its words on, as people begin to type it."""
        self.add(text, "A")
        for beginning in beginnings(text):
            self._put(beginning, "A")

    def add_concept(self, concept_id: str) -> None:
        self._put(concept_term(concept_id), "C")

    def _put(self, term: str, label: str) -> None:
        place = min(self._next, LAST_PLACE)
        self._places.setdefault(term[:LONGEST_TERM], set()).add((place, label))

    @property
    def terms(self) -> list[str]:
        return list(self._places)

    def __str__(self) -> str:
        """As PostgreSQL reads a tsvector."""
        return " ".join(f"{quoted(term)}:{_places(places)}" for term, places in self._places.items())


def _places(places: Iterable[tuple[int, str]]) -> str:
    return ",".join(f"{place}{label}" for place, label in sorted(places)[:64])


def quoted(term: str) -> str:
    """A lexeme as PostgreSQL reads it, whatever stands in it."""
    escaped = term[:LONGEST_TERM].replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def concept_term(concept_id: str) -> str:
    return f"@{concept_id}"


def beginnings(name: str) -> Iterator[str]:
    """`=harbindatatech`, `=datatech`, `=tech`."""
    words = name.split()[:12]
    for first in range(len(words)):
        if key := name_key("".join(words[first:])):
            yield f"={key}"


def breadth(names: Iterable[str]) -> int:
    """How many words the shortest of these names has, at least one."""
    return min((max(1, len({one.start for one in analyse(name)})) for name in names if name), default=1)


def spelt(text: str) -> Iterator[str]:
    """The words of a text that somebody may misspell: Latin, Cyrillic, and Korean between spaces."""
    for word in words_of(fold(text[:LONGEST_TEXT])):
        shortest, longest = SPELT.get(word.script, (1, 0))
        if shortest <= len(word.text) <= longest and word.text.isalpha():
            yield word.text
