"""The problem: who could meet whom, when, where and with whose help. It checks itself as it is made.

What it is made of is in ``elements``.
"""

from collections.abc import Container, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

from madang.timetable.elements import (
    Attendance,
    Fixed,
    Form,
    Interpreter,
    Participant,
    Place,
    Request,
    Rest,
    Room,
    Slot,
    Walk,
    language_pair,
)


class ProblemError(ValueError):
    """The problem contradicts itself: an unknown id, a slot out of range, a duplicate.

    Attributes:
        where: the field at fault, such as ``requests[3].a``.
        value: what stood there.
    """

    def __init__(self, message: str, *, where: str, value: object = None) -> None:
        super().__init__(f"{where}: {message}")
        self.message = message
        self.where = where
        self.value = value


@dataclass(frozen=True)
class Problem:
    """All that a timetable is made from.

    ``requests`` stand in order of arrival (first come first served reads them so). ``vetoes`` are unordered
    pairs of participants that never meet. A precedence ``(first, then)`` says that if both requests are held,
    ``first`` is held in an earlier slot. ``penalty`` is the price of each meeting below a participant's
    minimum. Two requests between the same two are two meetings; merge them before if one is meant.

    ``relay`` allows two interpreters in a row, through a third language, for a meeting of whose pairs no
    interpreter of the fair speaks any: one who speaks (x, third) and another who speaks (third, y) for a
    wanted pair (x, y). Their attendance and hours do not matter to whether a relay is allowed.

    Raises:
        ProblemError: on construction, if an id is unknown or used twice, or a number is out of range.
    """

    slots: tuple[Slot, ...]
    participants: tuple[Participant, ...]
    requests: tuple[Request, ...]
    places: tuple[Place, ...] = ()
    rooms: tuple[Room, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    vetoes: frozenset[tuple[str, str]] = field(default=frozenset())
    precedences: tuple[tuple[str, str], ...] = ()
    penalty: float = 0.0
    rests: tuple[Rest, ...] = ()
    walks: tuple[Walk, ...] = ()
    relay: bool = False

    def __post_init__(self) -> None:
        for check in CHECKS:
            check(self)

    def narrowed(
        self,
        *,
        participants: tuple[Participant, ...],
        requests: tuple[Request, ...],
        fixed: tuple[Fixed, ...],
    ) -> "Problem":
        """The same with fewer slots for the same participants and requests, and with others of them fixed.

        Nothing is checked again: the caller answers for every id and slot being one of this problem.
        """
        narrow = copy(self)
        vars(narrow).update(participants=participants, requests=requests, fixed=fixed)
        for kept in ("participant_by_id", "request_by_id"):
            vars(narrow).pop(kept, None)
        return narrow

    @cached_property
    def participant_by_id(self) -> dict[str, Participant]:
        return {participant.id: participant for participant in self.participants}

    @cached_property
    def request_by_id(self) -> dict[str, Request]:
        return {request.id: request for request in self.requests}

    def form_of(self, request: Request) -> Form:
        """What the meeting takes: its own form, else by attendance.

        Two that can both be on site meet at a table; two that can both be online meet in a room; on site with
        online is mixed and takes both.
        """
        if request.form is not None:
            return request.form
        ways = {self.participant_by_id[request.a].attendance, self.participant_by_id[request.b].attendance}
        if Attendance.ONLINE not in ways:
            return Form.ONSITE
        return Form.MIXED if Attendance.ONSITE in ways else Form.ONLINE

    def pairs_of(self, request: Request) -> frozenset[tuple[str, str]]:
        """The language pairs of which one interpreter is needed; empty if none is.

        Without its own pairs a request needs an interpreter when both sides state languages and share none.
        """
        if request.pairs is not None:
            return request.pairs
        first = self.participant_by_id[request.a].languages
        second = self.participant_by_id[request.b].languages
        if first & second:
            return frozenset()
        return frozenset(language_pair(one, other) for one in first for other in second)


def _check_slots(problem: Problem) -> None:
    _check_unique("slots", problem.slots)
    for index, slot in enumerate(problem.slots):
        where = f"slots[{index}]"
        if slot.start.tzinfo is None or slot.end.tzinfo is None:
            raise ProblemError("times need a zone", where=where, value=slot.start)
        if slot.ends <= slot.begins:
            raise ProblemError("ends before it starts", where=where, value=slot.end)
        if index and problem.slots[index - 1].pause(slot) < 0:
            raise ProblemError("starts before the slot before it ends", where=where, value=slot.start)


def _check_participants(problem: Problem) -> None:
    _check_unique("participants", problem.participants)
    for index, participant in enumerate(problem.participants):
        where = f"participants[{index}]"
        _check_range(problem, participant.available, f"{where}.available")
        for name in ("capacity", "minimum", "buffer"):
            _check_positive(getattr(participant, name), f"{where}.{name}")
        if participant.maximum is not None:
            _check_positive(participant.maximum, f"{where}.maximum")


def _check_requests(problem: Problem) -> None:
    _check_unique("requests", problem.requests)
    for index, request in enumerate(problem.requests):
        where = f"requests[{index}]"
        for name in ("a", "b"):
            _check_known(getattr(request, name), problem.participant_by_id, f"{where}.{name}")
        if request.a == request.b:
            raise ProblemError("nobody meets itself", where=where, value=request.a)
        _check_positive(request.value_a, f"{where}.value_a")
        _check_positive(request.value_b, f"{where}.value_b")
        _check_range(problem, request.slots or (), f"{where}.slots")
        _check_pairs(request.pairs or (), f"{where}.pairs")


def _check_resources(problem: Problem) -> None:
    _check_spots(problem, "places", problem.places)
    _check_spots(problem, "rooms", problem.rooms)
    _check_unique("interpreters", problem.interpreters)
    for index, interpreter in enumerate(problem.interpreters):
        where = f"interpreters[{index}]"
        _check_range(problem, interpreter.available, f"{where}.available")
        _check_pairs(interpreter.pairs, f"{where}.pairs")
        for name in ("longest", "most"):
            _check_positive(getattr(interpreter, name) or 0, f"{where}.{name}")


def _check_spots(problem: Problem, name: str, spots: Sequence[Place | Room]) -> None:
    _check_unique(name, spots)
    for index, spot in enumerate(spots):
        _check_range(problem, spot.slots or (), f"{name}[{index}].slots")


def _check_demands(problem: Problem) -> None:
    _check_positive(problem.penalty, "penalty")
    for index, pair in enumerate(problem.precedences):
        for side, request in enumerate(pair):
            _check_known(request, problem.request_by_id, f"precedences[{index}][{side}]")
        if pair[0] == pair[1]:
            raise ProblemError("nothing comes before itself", where=f"precedences[{index}]", value=pair[0])
    for one, other in sorted(problem.vetoes):
        _check_known(one, problem.participant_by_id, "vetoes")
        _check_known(other, problem.participant_by_id, "vetoes")
        if one > other:
            raise ProblemError("the pair is not in order", where="vetoes", value=(one, other))


def _check_fixed(problem: Problem) -> None:
    known = {
        "request": problem.request_by_id,
        "place": {place.id for place in problem.places},
        "room": {room.id for room in problem.rooms},
    }
    interpreters = {interpreter.id for interpreter in problem.interpreters}
    _check_unique("fixed", problem.fixed, by="request")
    for index, fixed in enumerate(problem.fixed):
        where = f"fixed[{index}]"
        _check_range(problem, (fixed.slot,), f"{where}.slot")
        for name, ids in known.items():
            if getattr(fixed, name) is not None:
                _check_known(getattr(fixed, name), ids, f"{where}.{name}")
        for interpreter in fixed.interpreters:
            _check_known(interpreter, interpreters, f"{where}.interpreters")
        if len(fixed.interpreters) > 1 + problem.relay:
            most = "two interpreters" if problem.relay else "one interpreter"
            raise ProblemError(f"{most} at most", where=f"{where}.interpreters")


def _check_rests(problem: Problem) -> None:
    for index, rest in enumerate(problem.rests):
        where = f"rests[{index}]"
        _check_range(problem, rest.slots, f"{where}.slots")
        _check_positive(rest.free, f"{where}.free")
        for participant in sorted(rest.participants or ()):
            _check_known(participant, problem.participant_by_id, f"{where}.participants")


def _check_walks(problem: Problem) -> None:
    halls = {place.hall for place in problem.places}
    seen = set()
    for index, walk in enumerate(problem.walks):
        where = f"walks[{index}]"
        _check_known(walk.one, halls, f"{where}.one")
        _check_known(walk.other, halls, f"{where}.other")
        _check_positive(walk.minutes, f"{where}.minutes")
        pair = frozenset((walk.one, walk.other))
        if len(pair) == 1:
            raise ProblemError("nobody walks to where they are", where=where, value=walk.one)
        if pair in seen:
            raise ProblemError("the two halls are named twice", where=where, value=walk.one)
        seen.add(pair)


def _check_unique(name: str, rows: Iterable[object], *, by: str = "id") -> None:
    seen = set()
    for index, row in enumerate(rows):
        key = getattr(row, by)
        if key in seen:
            raise ProblemError(f"{by} {key!r} is used twice", where=f"{name}[{index}].{by}", value=key)
        seen.add(key)


def _check_known(key: str, ids: Container[str], where: str) -> None:
    if key not in ids:
        raise ProblemError(f"{key!r} is unknown", where=where, value=key)


def _check_positive(number: float, where: str) -> None:
    if not (isfinite(number) and number >= 0):
        raise ProblemError(f"{number} is not a number from 0 up", where=where, value=number)


def _check_range(problem: Problem, indices: Iterable[int], where: str) -> None:
    for index in indices:
        if not 0 <= index < len(problem.slots):
            raise ProblemError(f"there is no slot {index}", where=where, value=index)


def _check_pairs(pairs: Iterable[tuple[str, str]], where: str) -> None:
    for one, other in pairs:
        if one > other:
            raise ProblemError("the languages are not in order", where=where, value=(one, other))


CHECKS = (
    _check_slots,
    _check_participants,
    _check_requests,
    _check_resources,
    _check_demands,
    _check_fixed,
    _check_rests,
    _check_walks,
)
