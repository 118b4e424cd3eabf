"""The taxonomy: concepts with labels in four languages, type-ahead, and concepts that a text speaks of."""

from madang.matching.shapes import Concept, Mention, Suggestion


def concepts() -> tuple[Concept, ...]:
    """Every concept, parents before children."""
    raise NotImplementedError


def concept(concept_id: str) -> Concept:
    """One concept. Raises KeyError when there is none of that id."""
    raise NotImplementedError


def suggest(text: str, language: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Concepts whose label or synonym begins with `text`, in the reader's language first."""
    raise NotImplementedError


def concepts_in(text: str, language: str = "") -> tuple[Mention, ...]:
    """Concepts that a free text names, in the order of the text, each once. For a person to confirm."""
    raise NotImplementedError
