"""An instance as clauses: a demand's clauses hold where its guard, a literal of its own, is true.

With all guards true the models are the schedules; with some of them, the schedules that keep those demands.
So the same clauses serve the search for an optimum and the search for a conflict.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from madang.timetable.b2bsop.demands import Cause, Demand, demands
from madang.timetable.b2bsop.instance import Instance
from madang.timetable.b2bsop.model import clusters

Key = tuple[int, int]


class Formula:
    """Clauses over variables 1, 2, ... and the counters from which cardinality constraints are made."""

    def __init__(self) -> None:
        self.top = 0
        self.clauses: list[list[int]] = []

    def new(self) -> int:
        self.top += 1
        return self.top

    def add(self, *literals: int) -> None:
        self.clauses.append(list(literals))

    def either(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly if one of these is."""
        if len(literals) == 1:
            return literals[0]
        found = self.new()
        self.add(-found, *literals)
        for literal in literals:
            self.add(found, -literal)
        return found

    def count(self, literals: Sequence[int], most: int) -> list[int]:
        """A totalizer: literal i of the result is true if more than i of these are, for i up to ``most``.

        It may be true otherwise as well: it serves to forbid or to conclude from "at least".
        Source: Bailleux and Boufkhad, *Efficient CNF Encoding of Boolean Cardinality Constraints*, CP 2003.
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        left, right = self.count(literals[:half], most), self.count(literals[half:], most)
        total = [self.new() for _ in range(min(len(literals), most + 1))]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                if i + j:
                    condition = [-left[i - 1]] * bool(i) + [-right[j - 1]] * bool(j)
                    self.add(*condition, total[min(i + j, len(total)) - 1])
        return total

    def at_most(self, literals: Sequence[int], most: int, *guards: int) -> None:
        """At most ``most`` of these are true, where all guards are."""
        if most < 0:
            self.add(*(-guard for guard in guards))
        elif len(literals) > most:
            self.add(*(-guard for guard in guards), -self.count(literals, most)[most])

    def at_most_one(self, literals: Sequence[int], *guards: int) -> None:
        """As ``at_most`` 1, by a chain of prefixes; short ones by pairs."""
        off = [-guard for guard in guards]
        if len(literals) <= 5:
            for i, literal in enumerate(literals):
                for other in literals[:i]:
                    self.add(*off, -literal, -other)
            return
        link = self.new()
        self.at_most_one([*literals[:4], link], *guards)
        self.at_most_one([-link, *literals[4:]], *guards)


class Clauses(Formula):
    """The clauses of an instance.

    Attributes:
        held: the variable "meeting m is held in slot t" of each (m, t).
        guards: the guard of each demand.
        breaks: at least as many of these literals are true as there are breaks, and no more need be.
    """

    def __init__(self, instance: Instance, fairness: int) -> None:
        super().__init__()
        self.instance = instance
        self.slots = range(1, instance.slots + 1)
        self.own = {p: numbers for p, numbers in instance.meetings_of().items() if numbers}
        self.guards = {demand: self.new() for demand in demands(instance, fairness)}
        self.held = {(m, t): self.new() for m in range(1, len(instance.meetings) + 1) for t in self.slots}
        self.busy: dict[Key, int] = {}
        self.begins: dict[int, list[int]] = {}
        self.breaks: list[int] = []
        self._early: dict[Key, int] = {}
        self._hold_meetings()
        for p, numbers in self.own.items():
            self._meet_one_at_a_time(p, numbers)
        for demand, guard in self.guards.items():
            self._keep(demand, guard)
        for p, numbers in self.own.items():
            if len(numbers) > 1:
                self.begins[p] = self._begins(p)
        self._keep_tables(self.guards[Demand(Cause.TABLES)])
        self._keep_fairness(self.guards[Demand(Cause.FAIRNESS, fairness=fairness)], fairness)

    def _of(self, number: int) -> list[int]:
        return [self.held[number, t] for t in self.slots]

    def _in(self, numbers: Iterable[int], t: int) -> list[int]:
        return [self.held[number, t] for number in numbers]

    def _hold_meetings(self) -> None:
        for number in range(1, len(self.instance.meetings) + 1):
            self.add(*self._of(number))
            self.at_most_one(self._of(number))

    def _meet_one_at_a_time(self, p: int, numbers: Sequence[int]) -> None:
        for t in self.slots:
            self.busy[p, t] = self.either(self._in(numbers, t))
        if len(numbers) == 1:
            return
        guard = self.guards[Demand(Cause.ONE_AT_A_TIME, p)]
        for t in self.slots:
            self.at_most_one(self._in(numbers, t), guard)
        busy = [self.busy[p, t] for t in self.slots]
        self.at_most(busy, len(numbers))
        self.at_most([-slot for slot in busy], len(busy) - len(numbers), guard)  # both implied

    def _keep(self, demand: Demand, guard: int) -> None:
        instance, number = self.instance, demand.meeting or 0
        if demand.cause is Cause.FORBIDDEN and demand.participant:
            for t in instance.forbidden[demand.participant - 1]:
                self.add(-guard, -self.busy[demand.participant, t])
        elif demand.cause is Cause.FIXED:
            self.add(-guard, self.held[number, instance.meetings[number - 1].slot or 0])
        elif demand.cause is Cause.SESSION:
            self.add(-guard, *self._in_session(number))
            for t in set(self.slots) - set(instance.slots_of(instance.meetings[number - 1].session)):
                self.add(-guard, -self.held[number, t])
        elif demand.cause is Cause.PRECEDENCE:
            self._precede(demand.before or 0, number, guard)

    def _in_session(self, number: int) -> list[int]:
        return [
            self.held[number, t] for t in self.instance.slots_of(self.instance.meetings[number - 1].session)
        ]

    def _precede(self, before: int, number: int, guard: int) -> None:
        for t in self.slots:
            earlier = [self._held_by(before, t - 1)] if t > 1 else []
            self.add(-guard, -self.held[number, t], *earlier)

    def _held_by(self, number: int, t: int) -> int:
        """The variable "meeting m is held in slot t or earlier"."""
        if (number, t) not in self._early:
            earlier = [self._held_by(number, t - 1)] if t > 1 else []
            self._early[number, t] = self.either([*earlier, self.held[number, t]])
        return self._early[number, t]

    def _keep_tables(self, guard: int) -> None:
        groups = clusters(self.own)
        for t in self.slots:
            taken = [self._taken(p, numbers, t) for p, numbers in groups.items()]
            self.at_most(taken, self.instance.tables, guard)

    def _taken(self, p: int, numbers: Sequence[int], t: int) -> int:
        return self.busy[p, t] if len(numbers) == len(self.own[p]) else self.either(self._in(numbers, t))

    def _keep_fairness(self, guard: int, fairness: int) -> None:
        """Where somebody has k + d blocks or more, everybody has at least k; blocks are breaks and one."""
        counts = [self.count(begins, len(begins) // 2 + 1) for begins in self.begins.values()]
        self.breaks = [literal for count in counts for literal in count[1:]]
        for p, count in zip(self.begins, counts, strict=True):
            self._stay_unbroken(p, count[1:2])
        for k in range(2, len(self.slots) + 1):
            everybody = self._at_least(k)
            for count in counts:
                if len(count) >= k + fairness:
                    self.add(-guard, -count[k + fairness - 1], *everybody)
            if not everybody:
                return

    def _stay_unbroken(self, p: int, broken: Sequence[int]) -> None:
        """Implied: whoever has one block only is busy from the first meeting to the last, and no longer.

        Over "has met by slot t" and "meets in slot t or later", which order p's days in time.
        """
        count, last = len(self.own[p]), len(self.slots)
        busy = [self.busy[p, t] for t in self.slots]
        met, meets = self._any_so_far(busy), self._any_so_far(busy[::-1])[::-1]
        for t in self.slots:
            self.add(-met[t - 1], -meets[t - 1], busy[t - 1], *broken)
            if t + count <= last:
                self.add(-met[t - 1], -meets[t + count - 1], *broken)
        guard = self.guards[Demand(Cause.ONE_AT_A_TIME, p)]
        for t in range(1, max(1, last - count + 2) + 1):
            before, after = met[: t - 1][-1:], meets[t + count - 2 :][:1]
            self.add(-guard, *before, *after)  # who has not met before t has all meetings still to come

    def _any_so_far(self, literals: Sequence[int]) -> list[int]:
        """For each of the literals, whether it or one before it is true."""
        found: list[int] = []
        for literal in literals:
            found.append(self.either([*found[-1:], literal]))
        return found

    def _at_least(self, blocks: int) -> list[int]:
        """The variable "everybody has at least so many blocks"; none if somebody has too few meetings."""
        if min(map(len, self.own.values()), default=0) < blocks:
            return []
        everybody = self.new()
        for begins in self.begins.values():
            self.at_most([-begin for begin in begins], len(begins) - blocks, everybody)
        return [everybody]

    def _begins(self, p: int) -> list[int]:
        found = [self.busy[p, 1]] if self.slots else []
        for before, t in pairwise(self.slots):
            begin, idle, busy = self.new(), -self.busy[p, before], self.busy[p, t]
            self.add(begin, -idle, -busy)
            self.add(-begin, idle)
            self.add(-begin, busy)
            found.append(begin)
        return found

    def at_most_breaks(self, most: int) -> int:
        """The guard of "there are at most so many breaks"."""
        guard = self.new()
        self.at_most(self.breaks, most, guard)
        return guard

    def schedule(self, model: Iterable[int]) -> tuple[int, ...]:
        """The slot of each meeting in a model."""
        true = set(model)
        slots = dict(key for key, held in self.held.items() if held in true)
        return tuple(slots[number] for number in range(1, len(self.instance.meetings) + 1))
