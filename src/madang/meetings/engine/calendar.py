"""The slots of a fair as the engine counts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from madang.fairs.models import Fair, Slot
from madang.fairs.slots import queries


@dataclass(frozen=True)
class Calendar:
    """The meeting slots of a fair in order of time, and the index of each."""

    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, fair: Fair) -> "Calendar":
        return cls(tuple(queries.meeting_slots(fair)))

    @cached_property
    def index(self) -> dict[int, int]:
        return {slot.pk: index for index, slot in enumerate(self.slots)}

    def indices(self, slots: Iterable[int]) -> frozenset[int]:
        return frozenset(self.index[pk] for pk in slots)
