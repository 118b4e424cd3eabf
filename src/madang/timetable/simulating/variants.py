"""What an organiser could add to a fair: hours, tables, rooms, interpreters, delegates.

A variant adds. Every timetable of the problem is one of the varied problem too (up to the numbers of its
slots), so a variant never makes the best timetable worse; but see ``only_adds``.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from enum import StrEnum
from functools import partial
from itertools import count, groupby, islice, pairwise
from math import inf
from typing import Any, cast

from madang.timetable.elements import Interpreter, Participant, Place, Rest, Room, Slot, every, language_pair
from madang.timetable.problem import Problem, ProblemError
from madang.timetable.schema import FormatError, Json, read_record, to_json


@dataclass(frozen=True, slots=True)
class MoreSlots:
    """More time at the end of a day, in slots of the rhythm of that day.

    Who (and what) is there in the last slot of the day, stays. As many slots are added as fit into the
    minutes, one at least, as far as the next day leaves room.

    Attributes:
        minutes: the time added, including pauses.
        day: the ``Slot.day`` concerned; ``None`` is every day.
    """

    minutes: int = 60
    day: int | None = None


@dataclass(frozen=True, slots=True)
class MorePlaces:
    """More tables, in all slots; without a ``hall``, in the one that has the most tables."""

    count: int = 10
    hall: str | None = None


@dataclass(frozen=True, slots=True)
class MoreRooms:
    """More rooms online, in all slots."""

    count: int = 10


@dataclass(frozen=True, slots=True)
class MoreInterpreters:
    """More interpreters of a language pair, on site and online, in all slots, with breaks as others have.

    With ``Problem.relay``, the first interpreter of a pair ends the relays between its languages.
    """

    pair: tuple[str, str]
    count: int = 1


@dataclass(frozen=True, slots=True)
class MoreDelegates:
    """A participant sends more people: so many meetings more at the same time."""

    participant: str
    count: int = 1


Variant = MoreSlots | MorePlaces | MoreRooms | MoreInterpreters | MoreDelegates
"""One addition."""


class VariantKind(StrEnum):
    """The name of a variant in JSON."""

    MORE_SLOTS = "more_slots"
    MORE_PLACES = "more_places"
    MORE_ROOMS = "more_rooms"
    MORE_INTERPRETERS = "more_interpreters"
    MORE_DELEGATES = "more_delegates"


VARIANTS: dict[VariantKind, type[Variant]] = {
    VariantKind.MORE_SLOTS: MoreSlots,
    VariantKind.MORE_PLACES: MorePlaces,
    VariantKind.MORE_ROOMS: MoreRooms,
    VariantKind.MORE_INTERPRETERS: MoreInterpreters,
    VariantKind.MORE_DELEGATES: MoreDelegates,
}
NAME_OF = {record: kind for kind, record in VARIANTS.items()}


def variant_to_json(variant: Variant) -> Json:
    """The variant as a JSON-able dict: its kind as ``variant``, and its fields."""
    return {"variant": NAME_OF[type(variant)].value} | to_json(variant)


def variant_from_json(document: Mapping[str, Any], where: str = "variant") -> Variant:
    """The variant that such a dict describes.

    Raises:
        FormatError: if it names no kind of variant, or a field is missing, unknown or of the wrong type.
    """
    fields = {name: value for name, value in document.items() if name != "variant"}
    name = document.get("variant")
    if name not in list(VariantKind):
        raise FormatError("is no kind of variant", where=f"{where}.variant")
    return cast("Variant", read_record(VARIANTS[VariantKind(name)], fields, where))


def varied(problem: Problem, variant: Variant) -> Problem:
    """The problem with the addition.

    With more slots, the indices of the slots after them rise; ``moved_slots`` tells how.

    Raises:
        ProblemError: if the variant names a hall, day or participant that the problem does not have, or a
            number below zero.
    """
    return VARY[type(variant)](problem, variant)


def only_adds(problem: Problem, variant: Variant) -> bool:
    """Whether the varied problem has all timetables of the problem: not if relays end."""
    if not (problem.relay and isinstance(variant, MoreInterpreters)):
        return True
    pair = language_pair(*variant.pair)
    return any(pair in interpreter.pairs for interpreter in problem.interpreters)


def moved_slots(problem: Problem, variant: Variant) -> list[int]:
    """For each slot of the problem its index in the varied problem."""
    if not isinstance(variant, MoreSlots):
        return list(range(len(problem.slots)))
    index = {slot.id: t for t, slot in enumerate(varied(problem, variant).slots)}
    return [index[slot.id] for slot in problem.slots]


def _more_places(problem: Problem, variant: MorePlaces) -> Problem:
    sizes = Counter(place.hall for place in problem.places)
    hall = variant.hall
    if hall is None:
        hall = max(sizes, key=lambda name: sizes[name], default="")
    elif hall not in sizes:
        raise ProblemError(f"{hall!r} is unknown", where="hall", value=hall)
    names = _names("table", {place.id for place in problem.places}, variant.count)
    return replace(problem, places=(*problem.places, *(Place(name, hall) for name in names)))


def _more_rooms(problem: Problem, variant: MoreRooms) -> Problem:
    names = _names("room", {room.id for room in problem.rooms}, variant.count)
    return replace(problem, rooms=(*problem.rooms, *map(Room, names)))


def _more_interpreters(problem: Problem, variant: MoreInterpreters) -> Problem:
    rows = Counter(interpreter.longest for interpreter in problem.interpreters)
    person = partial(
        Interpreter,
        pairs=frozenset({language_pair(*variant.pair)}),
        available=every(problem.slots),
        longest=max(rows, key=lambda longest: rows[longest], default=None),
    )
    names = _names("interpreter", {one.id for one in problem.interpreters}, variant.count)
    return replace(problem, interpreters=(*problem.interpreters, *map(person, names)))


def _more_delegates(problem: Problem, variant: MoreDelegates) -> Problem:
    if variant.participant not in problem.participant_by_id:
        raise ProblemError("is unknown", where="participant", value=variant.participant)

    def with_more(who: Participant) -> Participant:
        more = variant.count if who.id == variant.participant else 0
        return replace(who, capacity=who.capacity + _natural(more))

    return replace(problem, participants=tuple(map(with_more, problem.participants)))


def _natural(number: int) -> int:
    if number < 0:
        raise ProblemError(f"{number} is not a number from 0 up", where="count", value=number)
    return number


def _names(kind: str, taken: Container[str], number: int) -> list[str]:
    """So many ids that nobody has yet."""
    return list(islice(_fresh(kind, taken), _natural(number)))


def _fresh(kind: str, taken: Container[str]) -> Iterator[str]:
    return (name for i in count(1) if (name := f"{kind}+{i}") not in taken)


def _more_slots(problem: Problem, variant: MoreSlots) -> Problem:
    days = dict.fromkeys(slot.day for slot in problem.slots)
    if variant.day is not None and variant.day not in days:
        raise ProblemError(f"there is no day {variant.day}", where="day", value=variant.day)
    minutes = _natural(variant.minutes)
    names = _fresh("slot", {slot.id for slot in problem.slots})
    slots: list[Slot] = []
    origin: list[int] = []
    for day, group in groupby(enumerate(problem.slots), key=lambda one: one[1].day):
        numbered = list(group)
        here = [slot for _, slot in numbered]
        last = numbered[-1][0]
        until = problem.slots[last + 1].begins if last + 1 < len(problem.slots) else inf
        added = _added(here, minutes, until) if variant.day in (None, day) else []
        slots.extend((*here, *(replace(slot, id=next(names)) for slot in added)))
        origin.extend((*(t for t, _ in numbered), *[last] * len(added)))
    return _remapped(problem, tuple(slots), origin)


def _added(day: list[Slot], minutes: int, until: float) -> list[Slot]:
    """The slots that follow a day and end by then, each with the id of its last."""
    last = day[-1]
    length = last.ends - last.begins
    rhythm = min((later.begins - earlier.begins for earlier, later in pairwise(day)), default=length)
    rhythm = max(rhythm, length)
    number = max(1, int(minutes * 60 // rhythm)) if minutes else 0
    added = [_later(last, rhythm * step) for step in range(1, number + 1)]
    return [slot for slot in added if slot.ends <= until]


def _later(slot: Slot, seconds: float) -> Slot:
    """The same so many seconds later, in its own zone; by the sun, not by the clock on the wall."""
    shift = timedelta(seconds=seconds)
    start, end = ((at.astimezone(UTC) + shift).astimezone(at.tzinfo) for at in (slot.start, slot.end))
    return replace(slot, start=start, end=end)


def _remapped(problem: Problem, slots: tuple[Slot, ...], origin: list[int]) -> Problem:
    """The problem on other slots. ``origin`` is per slot the old one that it is, or that it is like."""
    where: dict[int, list[int]] = {}
    for t, old in enumerate(origin):
        where.setdefault(old, []).append(t)

    def widened(old: frozenset[int]) -> frozenset[int]:
        return frozenset(t for one in old for t in where[one])

    def openly(old: frozenset[int] | None) -> frozenset[int] | None:
        return None if old is None else widened(old)

    return replace(
        problem,
        slots=slots,
        participants=tuple(replace(who, available=widened(who.available)) for who in problem.participants),
        interpreters=tuple(replace(who, available=widened(who.available)) for who in problem.interpreters),
        requests=tuple(replace(one, slots=openly(one.slots)) for one in problem.requests),
        places=tuple(replace(place, slots=openly(place.slots)) for place in problem.places),
        rooms=tuple(replace(room, slots=openly(room.slots)) for room in problem.rooms),
        fixed=tuple(replace(one, slot=where[one.slot][0]) for one in problem.fixed),
        rests=tuple(_kept(rest, where) for rest in problem.rests),
    )


def _kept(rest: Rest, where: Mapping[int, list[int]]) -> Rest:
    """A rest stays around the slots that it was around."""
    return replace(rest, slots=frozenset(where[t][0] for t in rest.slots))


VARY: dict[type[Variant], Callable[[Problem, Any], Problem]] = {
    MoreSlots: _more_slots,
    MorePlaces: _more_places,
    MoreRooms: _more_rooms,
    MoreInterpreters: _more_interpreters,
    MoreDelegates: _more_delegates,
}
