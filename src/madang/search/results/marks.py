"""Which words of a text were meant, whatever language it is in, and what they mean to the reader."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from madang.core import languages
from madang.core.text import Version
from madang.matching.language.fold import fold
from madang.matching.language.glossaries import Entry, entries
from madang.matching.language.phrases import Phrasebook, Piece
from madang.matching.language.text import Said, language_code, said
from madang.matching.language.words import words_of

AROUND = 90
LONGEST = 4_000


@dataclass(frozen=True)
class Part:
    """A stretch of a text; `is_hit`: it is what was looked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Wording:
    """A text in one language, cut where it was hit."""

    parts: tuple[Part, ...]
    language: str
    is_machine: bool = False

    @property
    def is_hit(self) -> bool:
        return any(part.is_hit for part in self.parts)


@dataclass(frozen=True)
class Gloss:
    """Words that were hit, in the language of the text, and what they mean in the reader's."""

    words: str
    language: str
    meaning: str


@dataclass(frozen=True)
class Markers:
    """What marks a text: terms, beginnings of terms, and words as they were typed, folded."""

    terms: frozenset[str]
    prefixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def means(self, word: Said) -> bool:
        """Whether one way of saying this word is all among what was looked for, or begins like it."""
        return any(self.terms.issuperset(way) or self._begins(way) for way in word.ways)

    def _begins(self, way: tuple[str, ...]) -> bool:
        return any(term.startswith(prefix) for term in way for prefix in self.prefixes)


def marked(version: Version, sought: Markers) -> Wording:
    return Wording(_cut(version.text, _spans(version.text, sought)), version.bcp47, version.is_machine)


def excerpt(version: Version, sought: Markers) -> Wording | None:
    """Some words around the first hit, or nothing where there is none."""
    text = version.text[:LONGEST]
    spans = _spans(text, sought)
    if not spans:
        return None
    begin, end = max(0, spans[0][0] - AROUND // 2), spans[0][1] + AROUND
    begin = text.find(" ", begin, spans[0][0]) + 1 or begin if begin else 0
    inside = [(first - begin, last - begin) for first, last in spans if begin <= first and last <= end]
    parts = _cut(text[begin:end], inside)
    before, after = (Part("…"),) * bool(begin), (Part("…"),) * (end < len(text))
    return Wording((*before, *parts, *after), version.bcp47, version.is_machine)


def _spans(text: str, sought: Markers) -> list[tuple[int, int]]:
    """Where the text says what was looked for, in order, those that touch as one."""
    found = [(one.start, one.end) for one in _read(text) if sought.means(one)]
    found += _as_typed(text, sought.words)
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Said, ...]:
    return said(text[:LONGEST])


def _as_typed(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    folded = fold(text[:LONGEST])
    for word in words:
        at = folded.text.find(word)
        while at >= 0:
            yield folded.origin(at, at + len(word))
            at = folded.text.find(word, at + len(word))


def _cut(text: str, spans: list[tuple[int, int]]) -> tuple[Part, ...]:
    parts, at = [], 0
    for begin, end in spans:
        parts += [Part(text[at:begin]), Part(text[begin:end], is_hit=True)]
        at = end
    parts.append(Part(text[at:]))
    return tuple(part for part in parts if part.text)


def glosses(wording: Wording) -> tuple[Gloss, ...]:
    """What the words that were hit mean to the reader, where the glossary knows and the languages differ."""
    reader = language_code(languages.active())
    if language_code(wording.language) == reader:
        return ()
    hits = dict.fromkeys(part.text for part in wording.parts if part.is_hit)
    told = ((words, " ".join(_meanings(words, reader))) for words in hits)
    return tuple(Gloss(words, wording.language, meaning) for words, meaning in told if meaning)


def _meanings(words: str, reader: str) -> Iterator[str]:
    for match in _phrasebook().find(words_of(fold(words))):
        if not isinstance(match, Piece) and match.script != reader:
            yield entries()[match.meanings[0]].of(reader)[0]


@functools.cache
def _phrasebook() -> Phrasebook[int]:
    return Phrasebook(
        (surface, number) for number, entry in enumerate(entries()) for surface in _every_surface(entry)
    )


def _every_surface(entry: Entry) -> Iterator[str]:
    return (surface for surfaces in entry.surfaces for surface in surfaces)
