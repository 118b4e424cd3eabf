"""The taxonomy: concepts with labels in four languages, type-ahead, and concepts that a text speaks of."""

import functools
from collections.abc import Iterator

from madang.matching.language.fold import fold
from madang.matching.language.glossaries import nodes
from madang.matching.language.phrases import Phrasebook, Piece
from madang.matching.language.words import language_code, language_of, words_of
from madang.matching.shapes import LANGUAGES, Concept, Mention, Span, Suggestion


@functools.cache
def _by_id() -> dict[str, Concept]:
    return {node.concept.id: node.concept for node in nodes()}


@functools.cache
def concepts() -> tuple[Concept, ...]:
    """Every concept, parents before children."""
    return tuple(_by_id().values())


def concept(concept_id: str) -> Concept:
    """One concept. Raises KeyError when there is none of that id."""
    return _by_id()[concept_id]


@functools.cache
def lineage(concept_id: str) -> tuple[str, ...]:
    """A concept and its ancestors, nearest first; an unknown id stands alone."""
    known = _by_id().get(concept_id)
    if known is None or not known.parent:
        return (concept_id,)
    return (concept_id, *lineage(known.parent))


@functools.cache
def _phrasebook() -> Phrasebook[str]:
    return Phrasebook(
        (surface, node.concept.id)
        for node in nodes()
        for surfaces in node.entry.surfaces
        for surface in surfaces
    )


@functools.cache
def _typed(language: str) -> tuple[tuple[str, str, str], ...]:
    """Triples (folded surface, surface, concept id) of one language, labels before synonyms."""
    named = [(node.entry.of(language), node.concept.id) for node in nodes()]
    firsts = [(surfaces[0], name) for surfaces, name in named]
    others = [(surface, name) for surfaces, name in named for surface in surfaces[1:]]
    return tuple((_typing(surface), surface, name) for surface, name in (*firsts, *others))


def _typing(text: str) -> str:
    """As compared while typing: folded, without spaces (Korean compounds are written either way)."""
    return "".join(fold(text).text.split())


def _fits(typed: str, language: str) -> Iterator[tuple[int, str, str]]:
    """(rank, surface, concept): beginnings first, then words within."""
    for folded, surface, name in _typed(language):
        if folded.startswith(typed):
            yield 0, surface, name
        elif any(_typing(word).startswith(typed) for word in surface.split()[1:]):
            yield 1, surface, name
        elif language in {"ko", "zh"} and typed in folded:
            yield 2, surface, name


def suggest(text: str, language: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Concepts whose label or synonym begins with `text`, in the reader's language first.

    What was typed may also be in another of the four languages; the label shown is always the reader's.
    """
    typed = _typing(text)
    if not typed:
        return ()
    reader = language_code(language)
    order = sorted(LANGUAGES, key=lambda one: one != reader)
    found: dict[str, Suggestion] = {}
    for place, tongue in enumerate(order):
        for rank, surface, name in sorted(_fits(typed, tongue), key=lambda fit: fit[0]):
            if place and rank:
                continue  # in a language not the reader's own, only clear beginnings
            found.setdefault(name, Suggestion(name, concept(name).label(reader), surface))
    return tuple(found.values())[:limit]


def concepts_in(text: str, language: str = "") -> tuple[Mention, ...]:
    """Concepts that a free text names, in the order of the text, each once. For a person to confirm.

    Labels are in `language`, or in the language of the text when that is empty.
    """
    reader = language_code(language) if language else language_of(text)
    folded = fold(text)
    found: dict[str, Mention] = {}
    for match in _phrasebook().find(words_of(folded)):
        if isinstance(match, Piece):
            continue
        start, end = folded.origin(match.start, match.end)
        for name in match.meanings:
            label = concept(name).label(reader)
            found.setdefault(name, Mention(name, label, Span(start, end, text[start:end])))
    return tuple(found.values())
