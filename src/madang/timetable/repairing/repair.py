"""The running day: what is left of a timetable after a no-show, a lost table, an ill interpreter.

Minimal perturbation in four steps:

1. Hold what still can be held as it was; what only lost its table, room or interpreter keeps its slot with
   another one. The rest is dropped.
2. Fill what became free with the most valued of the waiting requests, without moving anything.
3. Move meetings to fit more, but only where the value rises by more than a bonus per moved meeting. Nothing
   that stands is called off for something better.
4. Tables and rooms for what is new, near where its parties were last; all else keeps what it has.

Slots that have begun stay exactly as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from random import Random
from statistics import fmean

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import compile_problem
from madang.timetable.board.result import finished
from madang.timetable.diff import Difference, Why
from madang.timetable.elements import Fixed, Participant, Request, every
from madang.timetable.events import Event, after
from madang.timetable.problem import Problem, ProblemError
from madang.timetable.repairing.insert import place_quietly
from madang.timetable.repairing.staying import Holding, Staying, holding
from madang.timetable.repairing.why import explained
from madang.timetable.solving.bound import Relaxation, relax
from madang.timetable.solving.effort import Effort
from madang.timetable.timetable import Cancelled, Meeting, OnProgress, Phase, Progress, Timetable

STAY_BONUS = 0.25
"""What it is worth that a meeting stays where it is, in mean values of a request."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired timetable.

    Attributes:
        problem: the problem after the events; ``fixed`` are those that are held as they were fixed, so that
            ``validate(problem, timetable)`` is empty if the timetable was valid before. It is the problem
            to hand to the next repair.
        timetable: the best found. Its ``bound`` is for timetables that keep what has begun.
        filled: the timetable after the second step, in which nothing moved that could stay.
        difference: from the timetable before to ``timetable``; every change has its ``why``.
        unfixed: ids of the fixed requests to come that cannot be held as they were fixed.
        price: how much more value each move had to bring, at least.
        compiled: seconds until the problem was compiled; ``filling``: seconds of the first two steps.
    """

    problem: Problem
    timetable: Timetable
    filled: Timetable
    difference: Difference
    unfixed: tuple[str, ...] = ()
    price: float = 0.0
    compiled: float = field(default=0.0, compare=False)
    filling: float = field(default=0.0, compare=False)

    @property
    def reasons(self) -> dict[str, Why]:
        """The reason of each change, by request."""
        return {c.meeting.request: c.why for c in self.difference.changes if c.why is not None}


def repair(
    problem: Problem,
    timetable: Timetable,
    *,
    now: int,
    events: Sequence[Event] = (),
    time_limit: float = 5.0,
    workers: int = 4,
    seed: int = 0,
    stay_bonus: float = STAY_BONUS,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
    polished: bool = True,
) -> Repair:
    """The timetable after the events, with as little changed as pays.

    Args:
        problem: the one that the timetable was made for.
        timetable: what stands. A meeting to come that breaks a rule of the problem is dropped.
        now: index of the first slot that has not begun; meetings before it stay exactly as they are.
        events: what happened since, in order.
        time_limit: seconds for the third step; the first two are always done.
        workers: threads of the search.
        seed: of all random choices.
        stay_bonus: what it is worth that a meeting stays, in mean values of a request; a meeting moves only
            where more than that is gained per move.
        deterministic: the same input gives the same repair; the limit counts work.
        on_progress: called with ``Phase.FILL`` when the second step is done, then with each better timetable.
        cancelled: asked often; once true, the best so far is returned.
        polished: whether to take the third step at all.

    Raises:
        ProblemError: if an event or a meeting names what the problem does not know, or ``now`` is no slot
            (the number of slots is: the day is over).
    """
    effort = Effort(time_limit, deterministic=deterministic, cancelled=cancelled)
    if not 0 <= now <= len(problem.slots):
        raise ProblemError(f"there is no slot {now}", where="now", value=now)
    changed = after(problem, events, now=now)
    _check_known(changed, timetable)
    run = _Repair(changed, timetable, now, effort)
    while unheld := run.hold():
        changed = replace(changed, fixed=tuple(f for f in changed.fixed if f.request not in unheld))
        run = _Repair(changed, timetable, now, effort)
    run.price = stay_bonus * (fmean(run.model.value) if run.model.value else 0.0)
    run.tell = on_progress or run.tell
    return run.result(problem, events, polished=polished, seed=seed, workers=workers)


def _check_known(problem: Problem, timetable: Timetable) -> None:
    """Every meeting is a request of the problem, with its two parties, in a slot, with what the fair has."""
    known = {
        name: {one.id for one in getattr(problem, f"{name}s")} for name in ("place", "room", "interpreter")
    }
    for i, meeting in enumerate(timetable.meetings):
        where = f"meetings[{i}]"
        request = problem.request_by_id.get(meeting.request)
        if request is None:
            raise ProblemError(
                f"{meeting.request!r} is unknown", where=f"{where}.request", value=meeting.request
            )
        if (request.a, request.b) != (meeting.a, meeting.b):
            raise ProblemError("is of two others", where=where, value=(meeting.a, meeting.b))
        if not 0 <= meeting.slot < len(problem.slots):
            raise ProblemError(f"there is no slot {meeting.slot}", where=f"{where}.slot", value=meeting.slot)
        taken = (("place", meeting.place), ("room", meeting.room))
        for name, key in (*taken, *(("interpreter", one) for one in meeting.interpreters)):
            if key is not None and key not in known[name]:
                raise ProblemError(f"{key!r} is unknown", where=f"{where}.{name}", value=key)


def rest_of_day(problem: Problem, timetable: Timetable, *, now: int) -> Problem:
    """The problem in which all that was held before slot ``now`` is fixed and nothing else can be held there.

    Its bound, and what ``explain`` says of it, is about what can still be done.
    """
    begun = {meeting.request: meeting for meeting in timetable.meetings if meeting.slot < now}
    met: dict[str, set[int]] = {participant.id: set() for participant in problem.participants}
    for meeting in begun.values():
        met[meeting.a].add(meeting.slot)
        met[meeting.b].add(meeting.slot)
    coming = frozenset(range(now, len(problem.slots)))
    fixed = [f for f in problem.fixed if f.slot >= now and f.request not in begun]
    return problem.narrowed(
        participants=tuple(_from_now(one, met[one.id], coming) for one in problem.participants),
        requests=tuple(
            _only_in(one, frozenset((begun[one.id].slot,)) if one.id in begun else coming)
            for one in problem.requests
        ),
        fixed=(*(_as_fixed(meeting) for meeting in begun.values()), *fixed),
    )


def _from_now(one: Participant, met: set[int], coming: frozenset[int]) -> Participant:
    available = one.available & coming | met
    return one if available == one.available else replace(one, available=available)


def _only_in(one: Request, slots: frozenset[int]) -> Request:
    """Written out, because ``replace`` takes several times as long and there are thousands."""
    allowed = slots if one.slots is None else one.slots & slots
    return Request(one.id, one.a, one.b, one.value_a, one.value_b, allowed, one.form, one.pairs)


def _as_fixed(meeting: Meeting) -> Fixed:
    return Fixed(meeting.request, meeting.slot, meeting.place, meeting.room, meeting.interpreters)


class _Repair:
    """One repair. Requests are indices of the model, as everywhere in the solver.

    ``struck`` are the meetings to come that could not be held as they were, ``pins`` the tables and rooms
    that the others keep, ``home`` what nothing leaves without gain.
    """

    def __init__(self, problem: Problem, timetable: Timetable, now: int, effort: Effort) -> None:
        self.problem = problem
        self.before = timetable
        self.now = now
        self.effort = effort
        self.tell: OnProgress = lambda _: None
        self.price = 0.0
        self.bound: float | None = None
        self.model = compile_problem(rest_of_day(problem, timetable, now=now))
        self.board = Board(self.model)
        self.row = {request.id: r for r, request in enumerate(problem.requests)}
        self.helper = {interpreter.id: h for h, interpreter in enumerate(problem.interpreters)}
        self.spots = _spots(problem)
        self.was = {self.row[meeting.request]: meeting for meeting in timetable.meetings}
        self.coming = (1 << self.model.slots) - (1 << min(now, self.model.slots))
        self.struck: set[int] = set()
        self.pins: dict[int, Fixed] = {}
        self.taken: set[tuple[str, str | None, int]] = set()
        self.home: dict[int, Holding] = {}
        self.compiled = effort.seconds

    def result(
        self, problem: Problem, events: Sequence[Event], *, polished: bool, seed: int, workers: int
    ) -> Repair:
        """The second and later steps; ``problem`` is the one before the events."""
        self._fill()
        filling = self.effort.seconds - self.compiled
        self._report(Phase.FILL)
        relaxation = relax(self.model)
        bound = self.bound = relaxation.bound if relaxation else fsum(self.model.value)
        timetable = filled = self._finished(bound)
        if polished and self._improve(relaxation, Random(seed), workers):  # noqa: S311 - not for secrets
            self._keep(filled)
            timetable = self._finished(bound)
        self._report(Phase.DONE)
        struck = frozenset(self.problem.requests[r].id for r in self.struck)
        return Repair(
            problem=_as_held(self.problem, timetable),
            timetable=timetable,
            filled=filled,
            difference=explained(
                self.before, filled, timetable, events, struck, now=self.now, slots=self.model.slots
            ),
            unfixed=_unfixed(problem, timetable, self.now),
            price=self.price,
            compiled=self.compiled,
            filling=filling,
        )

    def _report(self, phase: Phase) -> None:
        self.tell(Progress(phase, self.board.value, self.bound, self.effort.seconds))

    # -- what stands

    def hold(self) -> frozenset[str]:
        """Hold everything as it was, as far as it can be; then the rest in its slot, otherwise.

        Returns the fixed requests that cannot be held as they are fixed.
        """
        for r, meeting in sorted(self.was.items(), key=lambda item: (item[1].slot, item[0])):
            if meeting.slot < self.now or self._can_stay(r, meeting):
                self._enter(r, meeting)
                self._pin(r, meeting.place, meeting.room)
            else:
                self.struck.add(r)
        for r in sorted(self.struck, key=lambda r: (r not in self.model.fixed, -self.board.gain(r), r)):
            self._hold_in(r, self.was[r].slot)
        unheld = [r for r, fixed in self.model.fixed.items() if not self._is_held(r, fixed)]
        coming = (r for r in self.was if self.board.slot_of[r] >= self.now)
        self.home = {r: holding(self.board, r) for r in coming}
        self.board.commit()
        return frozenset(self.problem.requests[r].id for r in unheld)

    def _hold_in(self, r: int, t: int) -> bool:
        """Hold r in slot t with what can be had: the table and room that are fixed, else as it was."""
        if not self.board.free_slots(r) >> t & 1 or not self.board.put(r, t):
            return False
        fixed, meeting = self.model.fixed.get(r), self.was.get(r)
        wishes = [one for one in (fixed, meeting) if one is not None]
        place = next((one.place for one in wishes if one.place is not None), None)
        room = next((one.room for one in wishes if one.room is not None), None)
        has_place = self.model.table[r] and self._is_free("place", place, t)
        has_room = self.model.room[r] and self._is_free("room", room, t)
        self._pin(r, place if has_place and self._in_hall(r, place) else None, room if has_room else None)
        return True

    def _in_hall(self, r: int, place: str | None) -> bool:
        """Whether the table is in the hall that the meeting is held in, where that matters."""
        return self.board.hall_at(place) == self.board.hall_of[r]

    def _is_held(self, r: int, fixed: Fixed) -> bool:
        """Whether r is held as it is fixed, now if not before."""
        if self.board.slot_of[r] == NOWHERE and not self._hold_in(r, fixed.slot):
            return False
        pin = self.pins[r]
        return fixed.slot < self.now or (fixed.place in (None, pin.place) and fixed.room in (None, pin.room))

    def _enter(self, r: int, meeting: Meeting) -> None:
        """As it was. Of what has begun against the rules the interpreters do not count."""
        t, helpers, hall = meeting.slot, self._helpers(meeting), self.board.hall_at(meeting.place)
        valid = self.board.hands.can_help(r, t, helpers, hall)
        self.board.enter(r, t, helpers if valid else (), hall)

    def _helpers(self, meeting: Meeting) -> tuple[int, ...]:
        return tuple(self.helper[person] for person in meeting.interpreters)

    def _can_stay(self, r: int, meeting: Meeting) -> bool:
        """Whether the meeting, one to come, can be held exactly as it was beside those on the board."""
        t = meeting.slot
        fixed = self.model.fixed.get(r)
        return (
            self.board.can_enter(r, t, self._helpers(meeting), self.board.hall_at(meeting.place))
            and self.model.table[r] == (meeting.place is not None)
            and self.model.room[r] == (meeting.room is not None)
            and self._is_free("place", meeting.place, t)
            and self._is_free("room", meeting.room, t)
            and (fixed is None or is_as_fixed(meeting, fixed))
        )

    def _is_free(self, kind: str, key: str | None, t: int) -> bool:
        """Whether the table or room is open in slot t and nobody has it yet."""
        return key is None or (t in self.spots.get((kind, key), ()) and (kind, key, t) not in self.taken)

    def _pin(self, r: int, place: str | None, room: str | None) -> None:
        t = self.board.slot_of[r]
        self.pins[r] = Fixed(self.problem.requests[r].id, t, place, room)
        self.taken |= {("place", place, t), ("room", room, t)}

    # -- what comes

    def _fill(self) -> None:
        """The most valued first; of equals those that both sides want."""
        board, requests = self.board, self.problem.requests
        waiting = (r for r, mask in enumerate(self.model.allowed) if mask and board.slot_of[r] == NOWHERE)
        for r in sorted(
            waiting, key=lambda r: (-board.gain(r), -min(requests[r].value_a, requests[r].value_b), r)
        ):
            place_quietly(board, r)
        board.commit()

    def _improve(self, relaxation: Relaxation | None, random: Random, workers: int) -> bool:
        return Staying(
            board=self.board,
            coming=self.coming,
            home=self.home,
            price=self.price,
            effort=self.effort,
            random=random,
            workers=workers,
            better=lambda: self._report(Phase.SEARCH),
        ).run(relaxation)

    # -- the result

    def _keep(self, timetable: Timetable) -> None:
        """Pin the tables and rooms of all meetings that are still in their slots."""
        for meeting in timetable.meetings:
            r = self.row[meeting.request]
            if self.board.slot_of[r] == meeting.slot and self._in_hall(r, meeting.place):
                self.pins[r] = Fixed(meeting.request, meeting.slot, meeting.place, meeting.room)
            else:
                self.pins.pop(r, None)

    def _finished(self, bound: float) -> Timetable:
        """The board as a timetable; what is pinned keeps its table and room, what has begun is as it was."""
        self.board.model = replace(self.model, fixed=self.pins)
        timetable = finished(self.board, bound)
        self.board.model = self.model
        begun = {meeting.request: meeting for meeting in self.before.meetings if meeting.slot < self.now}
        return replace(
            timetable,
            meetings=tuple(begun.get(meeting.request, meeting) for meeting in timetable.meetings),
            seconds=self.effort.seconds,
        )


def _spots(problem: Problem) -> dict[tuple[str, str], frozenset[int]]:
    """The slots in which each table and room is open."""
    always = every(problem.slots)
    named = (("place", problem.places), ("room", problem.rooms))
    return {
        (kind, one.id): always if one.slots is None else one.slots for kind, ones in named for one in ones
    }


def is_as_fixed(meeting: Meeting, fixed: Fixed) -> bool:
    """Whether the meeting is held where, and with whom, it was fixed."""
    return (
        meeting.slot == fixed.slot
        and fixed.place in (None, meeting.place)
        and fixed.room in (None, meeting.room)
        and (not fixed.interpreters or fixed.interpreters == meeting.interpreters)
    )


def _as_held(problem: Problem, timetable: Timetable) -> Problem:
    """The problem with only those fixed meetings that are held as they were fixed."""
    held = {meeting.request: meeting for meeting in timetable.meetings}
    kept = tuple(f for f in problem.fixed if f.request in held and is_as_fixed(held[f.request], f))
    return problem if kept == problem.fixed else replace(problem, fixed=kept)


def _unfixed(problem: Problem, timetable: Timetable, now: int) -> tuple[str, ...]:
    """The requests fixed in slots to come, before anything happened, that are not held as they were fixed."""
    held = {meeting.request: meeting for meeting in timetable.meetings}
    coming = (fixed for fixed in problem.fixed if fixed.slot >= now)
    return tuple(f.request for f in coming if f.request not in held or not is_as_fixed(held[f.request], f))
