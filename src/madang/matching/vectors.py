"""Items as weighted terms and concepts, and what the engine remembers about a fair's vocabulary."""

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from madang.matching.concepts import lineage
from madang.matching.meaning import Array
from madang.matching.shapes import LANGUAGES, Item, Kind, Role, Side, Text
from madang.matching.text import Occurrence, analyse, formula, language_code, language_of

ANCESTOR = 0.5  # what a parent counts of its child, and a grandparent of the parent
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
    return tuple(
        Place(text.language, occurrence)
        for text in texts
        for occurrence in analyse(text.text)
        if occurrence.term not in formula()
    )


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

    `meaning` is the unit vector of its text, where a model gave one.
    """

    terms: Mapping[str, float]
    concepts: Mapping[str, float]
    language: int
    purpose: int
    term_length: float
    concept_length: float
    meaning: Array | None = field(default=None, compare=False)

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
        return Vector.of(terms, self.concepts, self.language, self.purpose).with_meaning(self.meaning)

    def with_concepts(self, concepts: Mapping[str, float]) -> "Vector":
        return Vector.of(self.terms, concepts, self.language, self.purpose).with_meaning(self.meaning)

    def with_meaning(self, meaning: Array | None) -> "Vector":
        return replace(self, meaning=meaning)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling each term is in this fair (inverse document frequency), fixed when the index is built."""

    weights: Mapping[str, float] = field(default_factory=dict)
    unseen: float = 1.0

    def of(self, term: str) -> float:
        return self.weights.get(term, self.unseen)

    def weighted(self, kept: Iterable[Place]) -> dict[str, float]:
        """The terms at these places, weight x rarity."""
        return {term: weight * self.of(term) for term, weight in terms_at(kept).items()}

    def vector(self, item: Item) -> Vector:
        """The item's vector."""
        terms = self.weighted(places(item))
        return Vector.of(terms, concept_weights(item.concepts), language_index(item), purpose_index(item))


def rarity_of(items: Iterable[Item]) -> Rarity:
    """Count in how many items each term stands."""
    seen: Counter[str] = Counter()
    total = 0
    for item in items:
        total += 1
        seen.update(terms_at(places(item)).keys())
    scale = math.log(total + 2.0)
    weights = {term: math.log((total + 2.0) / (count + 0.5)) / scale for term, count in seen.items()}
    return Rarity(weights, math.log((total + 2.0) / 0.5) / scale)
