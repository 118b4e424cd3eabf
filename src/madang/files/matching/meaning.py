"""What words in two languages have in common, in the words of a third."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from madang.matching import LANGUAGES, Reason, Span, concept
from madang.matching.language.fold import fold
from madang.matching.language.glossaries import entries
from madang.matching.language.phrases import Match, Phrasebook
from madang.matching.language.words import words_of


def in_common(reason: Reason, language: str) -> tuple[str, ...]:
    """The concept of a reason, or what its words mean on both sides, in the reader's language.

    Where one side says more (cold store, store) what both say counts (store).
    """
    if reason.concept:
        return (concept(reason.concept).label(language),)
    pairs = product(_meanings(reason.need_words), _meanings(reason.offer_words))
    shared = dict.fromkeys(name for need, offer in pairs if (name := _narrower(need, offer)))
    broader = {name for name in shared for other in shared if _stems(name) < _stems(other)}
    return tuple(dict.fromkeys(_word(name, language) for name in shared if name not in broader))


def _narrower(one: str, other: str) -> str:
    """The meaning whose stems the other has too."""
    if _stems(one) <= _stems(other):
        return one
    return other if _stems(other) <= _stems(one) else ""


@cache
def _stems(english: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(fold(english)))


def _meanings(spans: Sequence[Span]) -> Iterator[str]:
    for span in spans:
        for found in _phrasebook().find(words_of(fold(span.words))):
            if isinstance(found, Match):
                yield from found.meanings


def _word(english: str, language: str) -> str:
    return english if language == "en" else _usual()[english][LANGUAGES.index(language)]


@cache
def _phrasebook() -> Phrasebook[str]:
    """Every phrase of the glossary with the usual English word for it."""
    return Phrasebook(
        (surface, entry.of("en")[0])
        for entry in entries()
        for surfaces in entry.surfaces
        for surface in surfaces
    )


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    """For each English word the usual word in each language; what stands first in the glossary counts."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries():
        found.setdefault(entry.of("en")[0], tuple(surfaces[0] for surfaces in entry.surfaces))
    return found
