"""When everybody eats and how far the halls are apart, in the engine's words.

Those who come eat by the clock of the fair, those who are only online by their own. Moments are compared as
moments: on the day on which clocks change, noon is noon.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from madang import timetable
from madang.fairs.models import Fair, Participation, Slot


def rests_of(
    fair: Fair, slots: Sequence[Slot], breaks: Sequence[Slot], people: Iterable[Participation]
) -> Iterator[timetable.Rest]:
    """For each zone that somebody eats in, and each day there, the slots of which some stay free."""
    if fair.meal_from is None or fair.meal_until is None:
        return
    for zone, eaters in sorted(_tables_by_zone(fair, people).items()):
        for day, indices in _slots_by_day(slots, ZoneInfo(zone)).items():
            window = _window(fair, day, ZoneInfo(zone))
            if any(_is_meal(fair, pause, window) for pause in breaks):
                continue
            at_table = [index for index in indices if _lies_in(slots[index], window)]
            if at_table:
                free = min(len(at_table), _count(fair, [slots[index] for index in at_table]))
                yield timetable.Rest(frozenset(at_table), free, frozenset(eaters))


def _tables_by_zone(fair: Fair, people: Iterable[Participation]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in people:
        found[fair.zone if row.is_on_site else row.zone].append(str(row.pk))
    return found


def _slots_by_day(slots: Sequence[Slot], zone: ZoneInfo) -> dict[date, list[int]]:
    days: dict[date, list[int]] = defaultdict(list)
    for index, slot in enumerate(slots):
        days[slot.starts_at.astimezone(zone).date()].append(index)
    return days


Window = tuple[datetime, datetime]


def _window(fair: Fair, day: date, zone: ZoneInfo) -> Window:
    assert fair.meal_from
    assert fair.meal_until
    # In UTC, because within one zone Python compares and subtracts what walls show, not moments.
    return (
        datetime.combine(day, fair.meal_from, tzinfo=zone).astimezone(UTC),
        datetime.combine(day, fair.meal_until, tzinfo=zone).astimezone(UTC),
    )


def _lies_in(slot: Slot, window: Window) -> bool:
    return window[0] <= slot.starts_at and slot.ends_at <= window[1]


def _is_meal(fair: Fair, pause: Slot, window: Window) -> bool:
    """A break for all that is long enough inside the window."""
    shared = min(pause.ends_at, window[1]) - max(pause.starts_at, window[0])
    return shared >= timedelta(minutes=fair.meal_minutes)


def _count(fair: Fair, slots: Sequence[Slot]) -> int:
    """How many slots the minutes take: each counts until the next one begins."""
    steps = [later.starts_at - sooner.starts_at for sooner, later in pairwise(slots)]
    step = min([*steps, *(slot.ends_at - slot.starts_at for slot in slots if not steps)])
    return -(-timedelta(minutes=fair.meal_minutes) // step)


def walks_of(fair: Fair, places: Iterable[timetable.Place]) -> Iterator[timetable.Walk]:
    """As long from every hall to every other."""
    if fair.walk_minutes:
        for one, other in combinations(sorted({place.hall for place in places}), 2):
            yield timetable.Walk(one, other, fair.walk_minutes)
