"""The CP-SAT model of an instance, with the implied constraints of the literature.

Variables: held[m, t], meeting m is held in slot t; busy[p, t], participant p meets in slot t; met[p, t], it
has met by then; a break of p ends in t if p is busy in t, not in t - 1, and has met by t - 2. The objective,
the sum of these ends, is 0 where nothing is known yet: core-guided search begins its refutations there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from madang.timetable.b2bsop.instance import Instance

Key = tuple[int, int]


def open_slots(instance: Instance) -> dict[int, list[int]]:
    """For each meeting the slots that its session, its fixing and its two participants leave open."""
    found = {}
    for number, meeting in enumerate(instance.meetings, 1):
        closed = instance.forbidden[meeting.first - 1] | instance.forbidden[meeting.second - 1]
        slots = instance.slots_of(meeting.session)
        found[number] = [t for t in slots if t not in closed and meeting.slot in {None, t}]
    return found


def clusters(own: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """Every meeting once, given to one of its two participants, so that few participants have any.

    Of a participant's meetings at most one is held in a slot, so the tables taken in a slot are counted over
    these few participants instead of over all meetings.
    """
    rest = {number for numbers in own.values() for number in numbers}
    found = {}
    while rest:
        centre = max(own, key=lambda p: sum(number in rest for number in own[p]))
        found[centre] = [number for number in own[centre] if number in rest]
        rest.difference_update(found[centre])
    return found


@dataclass(slots=True)
class Model:
    """The CP-SAT model with the variables from which a schedule is read."""

    instance: Instance
    fairness: int
    cp: CpModel = field(default_factory=CpModel)
    held: dict[Key, IntVar] = field(default_factory=dict)
    busy: dict[Key, IntVar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = {p: numbers for p, numbers in self.instance.meetings_of().items() if numbers}
        self._hold_meetings()
        for p, numbers in own.items():
            self._meet_one_at_a_time(p, numbers)
        self._keep_tables(own)
        self._keep_parity(own)
        self._keep_precedences()
        self._count_breaks(own)

    def schedule(self, is_true: Callable[[IntVar], bool]) -> tuple[int, ...]:
        """The slot of each meeting, of a solution that says which variables are true."""
        slots = dict(key for key, held in self.held.items() if is_true(held))
        return tuple(slots[number] for number in range(1, len(self.instance.meetings) + 1))

    def _hold_meetings(self) -> None:
        for number, slots in open_slots(self.instance).items():
            for t in slots:
                self.held[number, t] = self.cp.new_bool_var(f"held {number} {t}")
            self.cp.add_exactly_one(self._of(number))

    def _of(self, number: int) -> list[IntVar]:
        return [self.held[number, t] for t in self._slots() if (number, t) in self.held]

    def _in(self, numbers: Sequence[int], t: int) -> list[IntVar]:
        return [self.held[number, t] for number in numbers if (number, t) in self.held]

    def _slots(self) -> range:
        return range(1, self.instance.slots + 1)

    def _meet_one_at_a_time(self, p: int, numbers: Sequence[int]) -> None:
        for t in self._slots():
            if held := self._in(numbers, t):
                self.busy[p, t] = self.cp.new_bool_var(f"busy {p} {t}")
                self.cp.add_exactly_one(*held, ~self.busy[p, t])
        self.cp.add(LinearExpr.sum(self._busy(p)) == len(numbers))

    def _busy(self, p: int) -> list[IntVar]:
        return [self.busy[p, t] for t in self._slots() if (p, t) in self.busy]

    def _keep_tables(self, own: Mapping[int, Sequence[int]]) -> None:
        groups = clusters(own)
        for t in self._slots():
            taken = [self._taken(p, numbers, t) for p, numbers in groups.items() if self._in(numbers, t)]
            self.cp.add(LinearExpr.sum(taken) <= self.instance.tables)

    def _taken(self, p: int, numbers: Sequence[int], t: int) -> IntVar:
        """Whether one of these meetings of p is held in t."""
        taken = self.cp.new_bool_var(f"taken {p} {t}")
        self.cp.add_exactly_one(*self._in(numbers, t), ~taken)
        return taken

    def _keep_parity(self, own: Mapping[int, Sequence[int]]) -> None:
        """Implied: twice as many participants are busy in a slot as meetings are held."""
        for t in self._slots():
            busy = [self.busy[p, t] for p in own if (p, t) in self.busy]
            meetings = self.cp.new_int_var(0, self.instance.tables, f"meetings {t}")
            self.cp.add(LinearExpr.sum(busy) == 2 * meetings)

    def _keep_precedences(self) -> None:
        for number, meeting in enumerate(self.instance.meetings, 1):
            for before in meeting.after:
                for t in self._slots():
                    if (number, t) in self.held:
                        earlier = [self.held[before, s] for s in range(1, t) if (before, s) in self.held]
                        self.cp.add_bool_or(*earlier, ~self.held[number, t])

    def _count_breaks(self, own: Mapping[int, Sequence[int]]) -> None:
        breaks = {p: self._breaks(p) for p in own}
        fewest = min(map(len, own.values()), default=1) - 1
        low = self.cp.new_int_var(0, min(fewest, self.instance.slots), "fewest breaks")
        for ends in breaks.values():
            self.cp.add(LinearExpr.sum(ends) >= low)
            self.cp.add(LinearExpr.sum(ends) <= low + self.fairness)
        self.cp.minimize(LinearExpr.sum([end for ends in breaks.values() for end in ends]))

    def _breaks(self, p: int) -> list[IntVar]:
        """Literals of which one is true for each break of p: in that slot it ends."""
        met, found = self._met(p), []
        for t in self._slots()[2:]:
            if (p, t) in self.busy:
                end = self.cp.new_bool_var(f"break of {p} ends in {t}")
                before = [self.busy[p, t - 1]] if (p, t - 1) in self.busy else []
                self.cp.add_bool_or(~self.busy[p, t], ~met[t - 2], *before, end)
                for condition in (self.busy[p, t], met[t - 2], *(~busy for busy in before)):
                    self.cp.add_implication(end, condition)
                found.append(end)
        return found

    def _met(self, p: int) -> dict[int, IntVar]:
        """For each slot whether p has met by then."""
        met = {t: self.cp.new_bool_var(f"met {p} {t}") for t in self._slots()}
        for t in self._slots():
            ways = [self.busy[p, t]] if (p, t) in self.busy else []
            ways += [met[t - 1]] if t > 1 else []
            self.cp.add_bool_or(~met[t], *ways)
            for way in ways:
                self.cp.add_implication(way, met[t])
        return met
