"""Items as weighted terms and concepts, and what the engine remembers about a fair's vocabulary."""

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from madang.matching.language.concepts import lineage
from madang.matching.language.text import (
    Occurrence,
    analyse,
    formula,
    frame,
    language_code,
    language_of,
    place_names,
)
from madang.matching.meaning import Array
from madang.matching.scoring.conditions import NONE, Bits, conditions_of
from madang.matching.shapes import LANGUAGES, Item, Kind, Role, Side, Text

ANCESTOR = 0.5  # what a parent counts of its child, and a grandparent of the parent
PHRASE = 0.5  # what a phrase of several stems counts as a whole, beside each of its stems
FRAME, PLACE = 0.4, 0.6  # what words for how and for where count beside words for what
WHOLE = "+"  # joins the stems of a phrase into one term
MARKS = "~^#"  # beginnings of terms that are sounds, readings and numbers
STEADY = 0.5  # added to every length, so that one shared word of two does not pass for certainty
UNKNOWN_LANGUAGE = len(LANGUAGES)

KINDS, ROLES = tuple(Kind), tuple(Role)


@dataclass(frozen=True, slots=True)
class Place:
    """An occurrence in one of an item's texts; `language` is empty for the original."""

    language: str
    occurrence: Occurrence


@functools.lru_cache(maxsize=16_384)
def places(item: Item) -> tuple[Place, ...]:
    """Every term of the item's original text and of its translations; remembered, for reasons look again."""
    texts = (Text("", item.text), *item.other_texts)
    return tuple(Place(text.language, found) for text in texts for found in _occurrences(text.text))


def _occurrences(text: str) -> Iterator[Occurrence]:
    """The terms of a text that carry a subject, and one more for each phrase of several stems as a whole.

    So "energy storage" is more like "energy storage" than like "cold storage", in every language.
    """
    phrases: dict[tuple[int, int], set[str]] = defaultdict(set)
    for found in analyse(text):
        if found.term in formula():
            continue
        yield found
        if found.weight == 1.0 and found.term[0] not in MARKS:
            phrases[found.start, found.end].add(found.term)
    for (start, end), stems in phrases.items():
        if len(stems) > 1:
            yield Occurrence(WHOLE.join(sorted(stems)), PHRASE, start, end)


@functools.cache
def emphasis(term: str) -> float:
    """How much a term counts for what it is: the same form of cooperation, or place, is no common subject."""
    if WHOLE in term[1:-1]:
        return min(emphasis(stem) for stem in term.split(WHOLE) if stem)
    if term in frame():
        return FRAME
    return PLACE if term in place_names() else 1.0


def terms_at(item_places: Iterable[Place]) -> dict[str, float]:
    """Terms with their weights; one said twice counts once, at its strongest."""
    terms: dict[str, float] = {}
    for place in item_places:
        term, weight = place.occurrence.term, place.occurrence.weight
        terms[term] = max(weight, terms.get(term, 0.0))
    return terms


def concept_weights(concepts: Iterable[str]) -> dict[str, float]:
    """Confirmed concepts at 1, their ancestors at a half, a quarter, and so on."""
    weights: dict[str, float] = {}
    for name in concepts:
        for step, ancestor in enumerate(lineage(name)):
            weights[ancestor] = max(ANCESTOR**step, weights.get(ancestor, 0.0))
    return weights


def language_index(item: Item) -> int:
    """The language of the original text as a row of the calibration table."""
    code = language_code(item.language) if item.language else language_of(item.text)
    return LANGUAGES.index(code) if code in LANGUAGES else UNKNOWN_LANGUAGE


def purpose_index(item: Item) -> int:
    """Kind and role as one number, a row of the table of purposes."""
    return KINDS.index(item.kind) * len(ROLES) + ROLES.index(item.role)


@dataclass(frozen=True, slots=True)
class Vector:
    """An item as numbers: terms with weight x rarity, concepts with weight, and the length of each.

    `meaning` is the unit vector of its text, where a model gave one; `conditions` as in `conditions_of`, and
    `is_bound` where they name markets or certificates.
    """

    terms: Mapping[str, float]
    concepts: Mapping[str, float]
    language: int
    purpose: int
    term_length: float
    concept_length: float
    meaning: Array | None = field(default=None, compare=False)
    conditions: Bits = field(default_factory=lambda: NONE, compare=False)
    is_bound: bool = False

    @classmethod
    def of(
        cls, terms: Mapping[str, float], concepts: Mapping[str, float], language: int, purpose: int
    ) -> "Vector":
        squares = sum(value * value for value in terms.values())
        concept_squares = sum(value * value for value in concepts.values())
        length = math.sqrt(concept_squares) or 1.0
        return cls(terms, concepts, language, purpose, math.sqrt(squares + STEADY), length)

    def concept_divisor(self, side: Side) -> float:
        """Length for a need, its root for an offer: a broad offer still covers a narrow need."""
        return self.concept_length if side is Side.NEED else math.sqrt(self.concept_length)

    def with_terms(self, terms: Mapping[str, float]) -> "Vector":
        poorer = Vector.of(terms, self.concepts, self.language, self.purpose)
        return self._beside(poorer)

    def with_concepts(self, concepts: Mapping[str, float]) -> "Vector":
        poorer = Vector.of(self.terms, concepts, self.language, self.purpose)
        return self._beside(poorer)

    def _beside(self, poorer: "Vector") -> "Vector":
        """Other words or concepts, with all else as it is here."""
        return replace(poorer, meaning=self.meaning, conditions=self.conditions, is_bound=self.is_bound)

    def with_meaning(self, meaning: Array | None) -> "Vector":
        return replace(self, meaning=meaning)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling each term is in this fair (inverse document frequency), fixed when the index is built."""

    weights: Mapping[str, float] = field(default_factory=dict)
    unseen: float = 1.0

    def of(self, term: str) -> float:
        known = self.weights.get(term)
        return self.unseen * emphasis(term) if known is None else known

    def weighted(self, kept: Iterable[Place]) -> dict[str, float]:
        """The terms at these places, weight x rarity."""
        return {term: weight * self.of(term) for term, weight in terms_at(kept).items()}

    def vector(self, item: Item, country: str = "") -> Vector:
        """The vector of an item of a company of this country."""
        terms = self.weighted(places(item))
        vector = Vector.of(terms, concept_weights(item.concepts), language_index(item), purpose_index(item))
        is_bound = bool(item.markets or item.certificates)
        return replace(vector, conditions=conditions_of(item, country), is_bound=is_bound)


def rarity_of(items: Iterable[Item]) -> Rarity:
    """Count in how many items each term stands."""
    seen: Counter[str] = Counter()
    total = 0
    for item in items:
        total += 1
        seen.update(terms_at(places(item)).keys())
    return rarity_from(seen, total)


def rarity_from(seen: Mapping[str, int], total: int) -> Rarity:
    """From how many of `total` items each term stands in."""
    scale = math.log(total + 2.0)
    weights = {
        term: emphasis(term) * math.log((total + 2.0) / (count + 0.5)) / scale for term, count in seen.items()
    }
    return Rarity(weights, math.log((total + 2.0) / 0.5) / scale)
