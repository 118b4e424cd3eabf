"""What a model is to us, and how it fails."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

LONGEST_TEXT = 4000  # characters of a text that are read; models see a few hundred words of it
WIDEST = 16_384  # numbers in a vector; more is a mistake


class Why(StrEnum):
    """Why there are no vectors."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    KEY = "key"
    BUSY = "busy"
    REDIRECT = "redirect"
    REFUSED = "refused"
    ANSWER = "answer"
    FILES = "files"
    PACKAGES = "packages"


class EmbeddingError(Exception):
    """No vectors came. The sentence names neither a text nor a key."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


class Model(Protocol):
    """Something that turns texts into vectors."""

    @property
    def key(self) -> str:
        """Names the model: vectors under different keys are not compared. No secret is in it."""

    def batches(self, texts: Sequence[str]) -> Iterator[Array]:
        """The vectors of all texts in order, some rows at a time (texts x width, not normalised).

        Raises:
            EmbeddingError: the rest cannot be had.
        """


def vectors(model: Model, texts: Sequence[str]) -> Array:
    """The vectors of all texts (texts x width). Raises EmbeddingError."""
    return np.concatenate(list(model.batches(texts))) if texts else np.zeros((0, 0), np.float32)


def checked(rows: object, count: int, width: int) -> Array:
    """Rows of numbers as an array, `count` of them and `width` wide (0: whatever they are).

    Raises:
        EmbeddingError: they are not that.
    """
    try:
        found = np.asarray(rows, np.float32)
    except (TypeError, ValueError):
        raise EmbeddingError(Why.ANSWER, "The vectors are not rows of numbers of one width.") from None
    if len(found) != count:
        raise EmbeddingError(Why.ANSWER, f"{len(found)} vectors came for {count} texts.")
    if found.ndim != 2 or not 0 < found.shape[1] <= WIDEST:
        raise EmbeddingError(Why.ANSWER, "The vectors are not rows of numbers of one width.")
    if width and found.shape[1] != width:
        raise EmbeddingError(Why.ANSWER, f"The vectors are {found.shape[1]} wide, those before were {width}.")
    if not np.isfinite(found).all():
        raise EmbeddingError(Why.ANSWER, "A vector holds something that is not a number.")
    return found
