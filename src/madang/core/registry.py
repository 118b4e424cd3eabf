"""A place that a subject offers and that the floors above it fill when they start.

The only way in which something below reaches something above: the lower subject says what it wants and under
which name, and knows nobody who comes. Subjects add to it in `ready` of their `apps.py`.

    sections: Registry[MakesSection] = Registry()        # below
    sections.add(on_profile)                             # above
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _Placed(Generic[T]):
    order: int
    entry: T


class Registry(Generic[T]):
    """What several subjects bring to one place, by `order`; of equal order, whoever came first."""

    def __init__(self) -> None:
        self._placed: list[_Placed[T]] = []

    def add(self, entry: T, *, order: int = 0) -> None:
        """Adding the same again changes nothing, as a subject may start twice in one process."""
        placed = _Placed(order, entry)
        if placed not in self._placed:
            self._placed.append(placed)
            self._placed.sort(key=lambda placed: placed.order)

    def each(self) -> tuple[T, ...]:
        return tuple(placed.entry for placed in self._placed)

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """For tests that bring their own: what the subjects brought is back afterwards."""
        before, self._placed = self._placed, []
        try:
            yield
        finally:
            self._placed = before
