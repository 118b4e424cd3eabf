"""Chance that is the same every time: a stream of draws for each seed and purpose."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws that depend on nothing but the words it was made of, so one company never disturbs another."""

    def __init__(self, *purpose: object) -> None:
        self._draws = random.Random("/".join(map(str, purpose)))  # noqa: S311  a demonstration, no secret

    def happens(self, share: float) -> bool:
        return self._draws.random() < share

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self._draws.randint(low, high)

    def between(self, low: float, high: float) -> float:
        return self._draws.uniform(low, high)

    def one(self, choices: Sequence[T]) -> T:
        return self._draws.choice(choices)

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        return self._draws.choices(choices, weights)[0]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Up to `count` different ones, in the order drawn."""
        return self._draws.sample(choices, min(count, len(choices)))

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        return self.some(choices, len(choices))
