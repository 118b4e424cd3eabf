"""From what somebody typed to a question for full-text search.

Each word may be said in several ways (its own, what it means, how it sounds); a document has to hold one way
of each word. A word weighs by its rarity. A word that nobody uses here is taken for the beginning of one, and
for the nearest known word.
"""

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from madang.matching.language.concepts import concepts_in
from madang.matching.language.text import Said, said
from madang.organisations.models import name_key
from madang.search.index.terms import LONGEST_TERM, concept_term, quoted
from madang.search.models import Document, Kind, Term
from madang.search.question import spelling

LONGEST_QUESTION = 200
MOST_WORDS = 12
SAID_MOST = 4
#: From how many letters on an unknown word is also taken for the beginning of another.
LEAST_PREFIX = {"en": 3, "ru": 3, "ko": 2, "zh": 2}


@dataclass(frozen=True)
class Asked:
    """One word of the question, what it weighs, and in about how many documents it occurs."""

    said: Said
    ways: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...]
    weight: float
    often: int

    def operand(self, label: str = "") -> str:
        """A tsquery that holds where any of the ways does; with `label`, only in texts of these labels."""
        suffix = f":{label}" if label else ""
        ways = [" & ".join(quoted(term) + suffix for term in way) for way in self.ways]
        ways += [f"{quoted(prefix)}:*{label}" for prefix in self.prefixes]
        return "(" + " | ".join(f"({way})" for way in ways) + ")"

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(term for way in self.ways for term in way)


@dataclass(frozen=True)
class Question:
    """All words of it, and the whole as a name is compared: without spaces and punctuation."""

    text: str
    words: tuple[Asked, ...]
    key: str

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(term for word in self.words for term in word.terms)

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(prefix for word in self.words for prefix in word.prefixes)

    def all_words(self) -> str:
        return " & ".join(word.operand() for word in self.words)

    def any_word(self) -> str:
        """Those that say most and occur at all; the commonest would find half of everything."""
        occurring = [word for word in self.words if word.often] or list(self.words)
        ranked = sorted(occurring, key=lambda word: -word.weight)
        return " | ".join(word.operand() for word in ranked[:SAID_MOST])

    def phrase(self) -> str:
        return " <-> ".join(word.operand() for word in self.words)


def question(text: str, documents: int) -> Question:
    """The question that a text asks of so many documents. One query, for the counts of its terms."""
    words = _read(text)
    counts = _counts(words)
    asked = tuple(_asked(word, counts, documents) for word in words)
    chosen = sorted(sorted(asked, key=lambda one: -one.weight)[:MOST_WORDS], key=lambda one: one.said.start)
    return Question(text, tuple(chosen), name_key(text))


def mended(text: str) -> str:
    """The text with each misspelt word replaced by the one that was meant; as it is, when none is.

    Misspelt is a word that neither the glossary nor any document knows and that is near to one they know.
    """
    words = _read(text)
    known = _counts(words)
    result, at = [], 0
    for word in words:
        meant = None if _is_known(word, known) else spelling.nearest(word.word)
        if meant and (meant.documents or not _sounds_like_a_name(word)):
            result += [text[at : word.start], meant.word]
            at = word.end
    return "".join([*result, text[at:]])


def _is_known(word: Said, counts: dict[str, int]) -> bool:
    """By the glossary or by some document, or it is the beginning of a word or name that is."""
    if word.known or word.script not in {"en", "ru", "ko"}:
        return True
    if all(counts.get(term[:LONGEST_TERM]) for term in word.ways[0]):
        return True
    begins = (Q(term__startswith=prefix) for prefix in _prefixes(word))
    return Term.objects.filter(functools.reduce(Q.__or__, begins, Q(pk__in=[]))).exists()


def _sounds_like_a_name(word: Said) -> bool:
    sounds = [term for way in word.ways for term in way if term.startswith("~")]
    if not sounds:
        return False
    in_name = RawSQL("terms @@ %s::tsquery", [f"{quoted(sounds[0])}:B"], BooleanField())
    return Document.objects.filter(in_name, kind=Kind.COMPANY).exists()


@functools.lru_cache(maxsize=512)
def _read(text: str) -> tuple[Said, ...]:
    """The words; two that are the same count once."""
    found = said(text[:LONGEST_QUESTION])
    once = {word.ways: word for word in reversed(found)}
    return tuple(sorted(once.values(), key=lambda word: word.start))


def _counts(words: Sequence[Said]) -> dict[str, int]:
    terms = {term[:LONGEST_TERM] for word in words for way in word.ways for term in way}
    return dict(Term.objects.filter(term__in=sorted(terms)).values_list("term", "documents"))


def _asked(word: Said, counts: dict[str, int], documents: int) -> Asked:
    ways = (*word.ways, *_concepts(word.word))
    often = max((_often(way, counts) for way in word.ways), default=0)
    weight = math.log(1 + (documents + 1) / (often + 1))
    prefixes = _prefixes(word) if not often or not word.known else ()
    return Asked(word, ways, prefixes, weight, often)


def _often(way: Iterable[str], counts: dict[str, int]) -> int:
    return min((counts.get(term[:LONGEST_TERM], 0) for term in way), default=0)


def _concepts(word: str) -> tuple[tuple[str, ...], ...]:
    """A word that is the label of a subject also finds what stands under it."""
    return tuple(
        (concept_term(one.concept),) for one in concepts_in(word) if one.span.words.casefold() == word
    )


def _prefixes(word: Said) -> tuple[str, ...]:
    if word.known or len(word.word) < LEAST_PREFIX.get(word.script, 99):
        return ()
    own = word.ways[0][0] if word.script in {"en", "ru"} else word.word
    return tuple(dict.fromkeys((own, f"={name_key(word.word)}")))
