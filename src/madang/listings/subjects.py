"""Subjects of an offer or need: those that a person ticked, those their words speak of, those they look up.

Nothing is ever ticked for anyone: what we find is offered, the person confirms it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madang.core import languages
from madang.core.text import Text
from madang.listings.checks import is_concept
from madang.matching.language.concepts import concept, concepts_in, suggest

HEARD_AT_MOST = 10
FOUND_AT_MOST = 12


@dataclass(frozen=True)
class Subject:
    """One box to tick. `path`: the subjects above it, widest first; `words`: where it was found."""

    id: str
    label: str
    path: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Picker:
    ticked: tuple[Subject, ...]
    heard: tuple[Subject, ...]
    found: tuple[Subject, ...]
    query: str = ""

    @property
    def heard_ids(self) -> set[str]:
        return {subject.id for subject in self.heard}

    @property
    def found_nothing(self) -> bool:
        return bool(self.query) and not self.found


def picker(*, ticked: Sequence[str], texts: Iterable[Text], query: str = "") -> Picker:
    """What to show beside a text, in the reader's language."""
    known = [one for one in dict.fromkeys(ticked) if is_concept(one)]
    heard = [one for one in _heard(texts) if one.id not in known]
    seen = {*known, *(one.id for one in heard)}
    found = [one.concept for one in suggest(query, languages.active(), FOUND_AT_MOST)] if query else []
    return Picker(
        tuple(subject(one) for one in known),
        tuple(heard[:HEARD_AT_MOST]),
        tuple(subject(one) for one in found if one not in seen),
        query,
    )


def subject(concept_id: str, words: str = "") -> Subject:
    language = languages.active()
    label = concept(concept_id).label(language)
    return Subject(concept_id, label, _above(concept_id, language), words)


def labels(concept_ids: Iterable[str]) -> list[str]:
    """Names of subjects in the reader's language; an id that no longer exists is left out."""
    return [concept(one).label(languages.active()) for one in concept_ids if is_concept(one)]


def _above(concept_id: str, language: str) -> tuple[str, ...]:
    path: list[str] = []
    parent = concept(concept_id).parent
    while parent:
        path.insert(0, concept(parent).label(language))
        parent = concept(parent).parent
    return tuple(path)


def _heard(texts: Iterable[Text]) -> list[Subject]:
    mentions = [
        mention
        for text in texts
        for wording in text.every_wording()
        for mention in concepts_in(wording, languages.active())
    ]
    first = {mention.concept: mention for mention in reversed(mentions)}
    order = dict.fromkeys(mention.concept for mention in mentions)
    return [subject(one, first[one].span.words) for one in order]
