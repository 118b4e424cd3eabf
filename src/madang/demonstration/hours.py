"""When a participant cannot meet, from the pattern of its free time and its own zone."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from madang.demonstration.shapes import Fair, Participant, Slot, Stretch

Pattern = Callable[[Slot, Fair, ZoneInfo], bool]


def absences(participant: Participant, fair: Fair) -> tuple[Stretch, ...]:
    """The stretches of the fair's meeting time in which it is not free, neighbours joined within a day."""
    free, own = PATTERNS[participant.hours], ZoneInfo(participant.zone)
    slots = [slot for slot in fair.slots if not slot.is_break]
    return tuple(_joined(slots, lambda slot: not free(slot, fair, own)))


def _joined(slots: Iterable[Slot], away: Callable[[Slot], bool]) -> Iterator[Stretch]:
    for (is_away, _), run in groupby(slots, key=lambda slot: (away(slot), slot.starts_at.date())):
        first, *_, last = (both := [*run])[0], both[-1]
        if is_away:
            yield Stretch(first.starts_at, last.ends_at)


def _day(slot: Slot, fair: Fair) -> int:
    return (slot.starts_at.date() - fair.first_day).days


def _within(slot: Slot, zone: ZoneInfo, opens: int, closes: int) -> bool:
    """Whether the slot lies between two hours of the participant's own day."""
    start, end = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    midnight = start.replace(hour=0, minute=0)
    return start >= midnight + timedelta(hours=opens) and end <= midnight + timedelta(hours=closes)


PATTERNS: dict[str, Pattern] = {
    "whole": lambda _slot, _fair, _zone: True,
    "late": lambda slot, fair, _zone: _day(slot, fair) > 0 or slot.starts_at.hour >= 13,
    "early": lambda slot, fair, _zone: _day(slot, fair) < fair.days - 1 or slot.starts_at.hour < 13,
    "first-day": lambda slot, fair, _zone: _day(slot, fair) == 0,
    "second-day": lambda slot, fair, _zone: _day(slot, fair) == fair.days - 1,
    "lunch-late": lambda slot, _fair, _zone: not 13 <= slot.starts_at.hour < 14,
    "mornings": lambda slot, _fair, _zone: slot.starts_at.hour < 13,
    "afternoons": lambda slot, _fair, _zone: slot.starts_at.hour >= 13,
    "office": lambda slot, _fair, zone: _within(slot, zone, 9, 18),
    "day-long": lambda slot, _fair, zone: _within(slot, zone, 7, 23),
}
