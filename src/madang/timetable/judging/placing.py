"""Arranging by hand: where one request could be, and what would stand in its way there.

Every answer is the validator's: a meeting is put where somebody wants it, and what the timetable then breaks
that it did not break before stands in the way. To be quick, only that part of the problem is judged on which
the meeting can bear: its two parties, its interpreters and whoever is at its place.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

from madang.timetable.elements import Place, Request, Room, language_pair
from madang.timetable.judging.validate import Rule, Violation, validate
from madang.timetable.problem import Problem
from madang.timetable.timetable import Meeting, Timetable

#: What is said of the figures of a timetable; the meetings themselves are not to blame.
OF_FIGURES = frozenset({Rule.WRONG_UNSCHEDULED, Rule.WRONG_VALUE, Rule.ABOVE_BOUND})


Judge = Callable[[Meeting], tuple[Violation, ...]]


@dataclass(frozen=True, slots=True)
class Fit:
    """A request put somewhere, with the interpreters that suit best, and what that would newly break.

    ``meeting`` is where it would be; ``broken`` is empty where it can be.
    """

    meeting: Meeting
    broken: tuple[Violation, ...] = ()

    @property
    def is_possible(self) -> bool:
        return not self.broken


class Referee:
    """Judges changes to one timetable. Fixed meetings are no obstacle: who moves by hand decides anew.

    The timetable may hold more than the problem asks for: such meetings keep their places, and no more is
    known of them.
    """

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = replace(problem, fixed=())
        self.held = {meeting.request: meeting for meeting in timetable.meetings}
        self._of_party: dict[str, list[Meeting]] = defaultdict(list)
        self._of_interpreter: dict[str, list[Meeting]] = defaultdict(list)
        self._at: dict[tuple[int, str], list[Meeting]] = defaultdict(list)
        for meeting in timetable.meetings:
            self._note(meeting)

    def _note(self, meeting: Meeting) -> None:
        for party in (meeting.a, meeting.b):
            self._of_party[party].append(meeting)
        for person in meeting.interpreters:
            self._of_interpreter[person].append(meeting)
        for spot in (meeting.place, meeting.room):
            if spot is not None:
                self._at[meeting.slot, spot].append(meeting)

    # -- who is where

    def at(self, slot: int, spot: str) -> Meeting | None:
        """The meeting at this place, or in this room, in a slot."""
        return next(iter(self._at.get((slot, spot), ())), None)

    def free(self, slot: int, spots: Iterable[Place | Room], request: str = "") -> Iterator[str]:
        """Ids of the places or rooms that are open in a slot and held by nobody, or by this very request."""
        for spot in spots:
            holder = self.at(slot, spot.id)
            if (spot.slots is None or slot in spot.slots) and (holder is None or holder.request == request):
                yield spot.id

    # -- what a change would break

    def broken(self, *moved: Meeting) -> tuple[Violation, ...]:
        """What the timetable would break, and does not now, if these meetings were held so and no other."""
        near = self._near(moved)
        return self._judged(self._part(near, moved), near, moved)

    def fit(self, request: str, slot: int, place: str | None = None, room: str | None = None) -> Fit:
        """A request at this very place; of all interpreters who could help, with those that fit."""
        return self._best(self._put(request, slot, place, room), self.broken)

    def fits(self, request: str) -> dict[tuple[int, str | None], Fit]:
        """A request in every slot and, if it needs a table, in every hall, at any table of it that is free.

        Keys are (slot, hall), hall ``None`` where no table is needed. What is found holds for each free table
        of the hall; which are free, ``free`` tells. Where none is, a place is missing.
        """
        wish = self.problem.request_by_id[request]
        moved = [self._put(request, 0, None, None)]
        near = self._near([*moved, *(replace(moved[0], interpreters=team) for team in self._teams(wish))])
        part = self._part(near, moved)
        return {
            (slot, hall): self._best(meeting, lambda held: self._judged(part, near, [held]))
            for slot in range(len(self.problem.slots))
            for hall, meeting in self._candidates(wish, slot)
        }

    def exchange(self, one: str, other: str) -> tuple[Fit, Fit]:
        """Two held requests change slots and places; each keeps what the other does not have to give."""
        first, second = self.held[one], self.held[other]
        to_second, to_first = self._instead(first, second), self._instead(second, first)
        wishes = [self.problem.request_by_id[key] for key in (one, other)]
        best: tuple[Fit, Fit] | None = None
        for here, there in product(self._teams(wishes[0]), self._teams(wishes[1])):
            pair = replace(to_second, interpreters=here), replace(to_first, interpreters=there)
            broken = self.broken(*pair)
            if best is None or len(broken) < len(best[0].broken):
                best = Fit(pair[0], broken), Fit(pair[1], broken)
            if not broken:
                break
        assert best is not None
        return best

    def spot(self, request: str, slot: int, place: str | None = None) -> Meeting:
        """A request in a slot at a place that is free: the one named, its own, or the nearest to that."""
        wish = self.problem.request_by_id[request]
        own = self.held.get(request)
        form = self.problem.form_of(wish)
        room = None
        if form.needs_table and place is None:
            place = self._nearest(slot, request, own.place if own else None)
        if form.needs_room:
            rooms = list(self.free(slot, self.problem.rooms, request))
            room = own.room if own and own.room in rooms else next(iter(rooms), None)
        return self._put(request, slot, place if form.needs_table else None, room)

    def _nearest(self, slot: int, request: str, own: str | None) -> str | None:
        free = list(self.free(slot, self.problem.places, request))
        if own in free:
            return own
        hall = {place.id: place.hall for place in self.problem.places}
        return next((key for key in free if own and hall[key] == hall[own]), next(iter(free), None))

    # -- the parts

    def _put(self, request: str, slot: int, place: str | None, room: str | None) -> Meeting:
        wish = self.problem.request_by_id[request]
        return Meeting(slot, request, wish.a, wish.b, place, room)

    def _candidates(self, wish: Request, slot: int) -> Iterator[tuple[str | None, Meeting]]:
        """A meeting in this slot for each hall, at a free table of it if there is one."""
        meeting = self.spot(wish.id, slot)
        if not self.problem.form_of(wish).needs_table:
            yield None, meeting
            return
        halls: dict[str, list[Place]] = defaultdict(list)
        for place in self.problem.places:
            halls[place.hall].append(place)
        for hall, places in halls.items():
            yield hall, replace(meeting, place=next(self.free(slot, places, wish.id), None))

    def _instead(self, meeting: Meeting, other: Meeting) -> Meeting:
        """The meeting where the other is, with a free room of that slot if it needs one and gets none."""
        moved = self.spot(meeting.request, other.slot, other.place)
        return replace(moved, room=other.room) if moved.room or other.room else moved

    def _teams(self, wish: Request) -> list[tuple[str, ...]]:
        """Who could interpret: those who do now, then each who speaks a pair, then two in a row."""
        wanted = self.problem.pairs_of(wish)
        if not wanted:
            return [()]
        now = self.held[wish.id].interpreters if wish.id in self.held else ()
        teams: list[tuple[str, ...]] = [(one.id,) for one in self.problem.interpreters if one.pairs & wanted]
        if not teams and self.problem.relay:
            teams = list(self._relays(wanted))
        return list(dict.fromkeys([*([now] if now else []), *teams])) or [()]

    def _relays(self, wanted: Collection[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
        for one, other in permutations(self.problem.interpreters, 2):
            if any(_chains(mine, theirs, wanted) for mine in one.pairs for theirs in other.pairs):
                yield (one.id, other.id)

    def _best(self, meeting: Meeting, broken: Judge) -> Fit:
        """With the first interpreters by whom nothing breaks, else by whom the least does."""
        best: Fit | None = None
        for team in self._teams(self.problem.request_by_id[meeting.request]):
            fit = Fit(held := replace(meeting, interpreters=team), broken(held))
            if best is None or len(fit.broken) < len(best.broken):
                best = fit
            if fit.is_possible:
                break
        assert best is not None
        return best

    def _near(self, moved: Iterable[Meeting]) -> list[Meeting]:
        """The meetings on which these can bear: of their people, at their places, before and after them."""
        found: dict[str, Meeting] = {}
        pairs = self.problem.precedences
        for meeting in moved:
            groups: list[Sequence[Meeting]] = [self._of_party[meeting.a], self._of_party[meeting.b]]
            groups += [self._of_interpreter[person] for person in meeting.interpreters]
            groups += [self._at[meeting.slot, spot] for spot in (meeting.place, meeting.room) if spot]
            orders = (pair for pair in pairs if meeting.request in pair)
            groups.append([self.held[key] for pair in orders for key in pair if key in self.held])
            found.update({one.request: one for group in groups for one in group})
        known = self.problem.request_by_id
        held = [meeting for request, meeting in found.items() if request in known]
        return sorted(held, key=lambda meeting: (meeting.slot, meeting.request))

    def _part(self, near: Iterable[Meeting], moved: Iterable[Meeting]) -> Problem:
        """The problem of these meetings alone."""
        problem = self.problem
        meetings = {meeting.request: meeting for meeting in (*near, *moved)}
        parties = {party for meeting in meetings.values() for party in (meeting.a, meeting.b)}
        return replace(
            problem,
            participants=tuple(problem.participant_by_id[party] for party in sorted(parties)),
            requests=tuple(problem.request_by_id[request] for request in sorted(meetings)),
            precedences=tuple(pair for pair in problem.precedences if meetings.keys() >= set(pair)),
            vetoes=frozenset(pair for pair in problem.vetoes if parties >= set(pair)),
            rests=tuple(
                rest if rest.participants is None else replace(rest, participants=rest.participants & parties)
                for rest in problem.rests
            ),
        )

    def _judged(
        self, part: Problem, near: Iterable[Meeting], moved: Sequence[Meeting]
    ) -> tuple[Violation, ...]:
        others = {meeting.request: meeting for meeting in near}
        for meeting in moved:
            others.pop(meeting.request, None)
        before = set(_validated(part, others.values()))
        return tuple(one for one in _validated(part, [*others.values(), *moved]) if one not in before)


def _validated(part: Problem, meetings: Iterable[Meeting]) -> Iterator[Violation]:
    held = tuple(meetings)
    return (one for one in validate(part, Timetable(held)) if one.rule not in OF_FIGURES)


def _chains(one: tuple[str, str], other: tuple[str, str], wanted: Collection[tuple[str, str]]) -> bool:
    """Whether two pairs meet in a third language and join a wanted pair."""
    return any(
        language_pair(*ends) in wanted
        for third in set(one) & set(other)
        for ends in product(set(one) - {third}, set(other) - {third})
    )
