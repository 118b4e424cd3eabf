"""The timetable in the making: put a request in a slot, take it out, and undo.

Places and rooms are only counted here; which table it is comes at the end (``places``). Where halls matter
(``walking``) a meeting is put into a hall as well. Interpreters are individuals: a request is handed to one
(or two), and others in the slot change hands to make one free (``interpreting``).
"""

from collections.abc import Iterable

from madang.timetable.board.interpreting import NOBODY, Interpreting
from madang.timetable.board.model import Model, bits, mask_of
from madang.timetable.board.walking import NOWHERE, Walking

__all__ = ["NOBODY", "NOWHERE", "Board"]


class Board:
    """A valid partial timetable at any moment. All changes go through ``put``, ``enter`` and ``take``.

    Attributes:
        slot_of: per request the slot, or ``NOWHERE``; ``hall_of`` the hall, where halls matter.
        full: per participant the mask of slots without a delegate free.
        resting: per participant the mask of slots closed by rests and buffers as the meetings stand.
        hands: the interpreters; ``work`` and ``busy`` are theirs.
        walking: the halls; ``None`` if they do not matter.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        participants = len(model.capacity)
        self.slot_of = [NOWHERE] * len(model.first)
        self.hall_of = [NOWHERE] * len(model.first)
        self.at: list[tuple[int, ...]] = [()] * (participants * model.slots)
        self.full = [0] * participants
        self.resting = [0] * participants
        self.rests = any(model.quiet)
        self.held = [0] * participants
        self.tables_used = [0] * model.slots
        self.rooms_used = [0] * model.slots
        self.no_table = 0
        self.no_room = 0
        self.members: list[list[int]] = [[] for _ in range(model.slots)]
        self.spot = [NOWHERE] * len(model.first)
        self.value = -model.penalty * sum(model.minimum)
        self.hands = Interpreting(model, self.slot_of, self.hall_of, self._record)
        self.work, self.busy = self.hands.work, self.hands.busy
        self.walking = (
            None if model.ways is None else Walking(model, model.ways, self.slot_of, self.hall_of, self.at)
        )
        for p, windows in enumerate(model.quiet):
            if windows:
                self.rest_again(p)
        self._trail: list[tuple[int, int, tuple[int, ...], int]] = []

    # -- reading

    def free_slots(self, r: int) -> int:
        """Mask of slots with both parties, a table and a room free, in a hall that both can reach.

        Of interpreters it only knows in which slots there was none for such a request when last asked;
        whether there is one is found by ``put``.
        """
        model = self.model
        a, b = model.first[r], model.second[r]
        if self.held[a] >= model.limit[a] or self.held[b] >= model.limit[b]:
            return 0
        mask = model.allowed[r] & ~self.full[a] & ~self.full[b]
        if self.rests:
            mask &= ~(self.resting[a] | self.resting[b])
        if model.table[r]:
            mask &= ~self.no_table
            if self.walking is not None:
                mask = self.walking.slots(r, mask)
        if model.room[r]:
            mask &= ~self.no_room
        if model.interpreted[r]:
            mask &= ~self.hands.unhelped_slots(r)
        if r in model.before or r in model.after:
            mask &= self.in_order(r)
        return mask

    def in_order(self, r: int) -> int:
        """Mask of slots in which r would respect its precedences as the others stand."""
        low, high = 0, self.model.slots
        for other in self.model.before.get(r, ()):
            low = max(low, self.slot_of[other] + 1)
        for other in self.model.after.get(r, ()):
            if self.slot_of[other] != NOWHERE:
                high = min(high, self.slot_of[other])
        return (1 << high) - (1 << low) if high > low else 0

    def halls(self, r: int, t: int) -> list[int]:
        """The halls for r in slot t, the best first; only ``NOWHERE`` if halls do not matter to r."""
        if self.walking is None or not self.model.table[r]:
            return [NOWHERE]
        return self.walking.by_comfort(r, t)

    def choice(self, r: int) -> list[int]:
        """The halls that r may be held in at all; only ``NOWHERE`` if halls do not matter to r."""
        if self.walking is None or not self.model.table[r]:
            return [NOWHERE]
        return list(bits(self.walking.choice(r)))

    def meetings_of(self, p: int, t: int) -> tuple[int, ...]:
        return self.at[p * self.model.slots + t]

    def occupied(self, p: int) -> int:
        """Mask of the slots in which p meets."""
        row = p * self.model.slots
        return mask_of(t for t in range(self.model.slots) if self.at[row + t])

    def helpers_of(self, r: int) -> tuple[int, ...]:
        """The interpreters of r: none, one, or two in the order of their legs."""
        return self.hands.helpers_of(r)

    def in_the_way(self, p: int, t: int, hall: int = NOWHERE) -> list[list[int]]:
        """Sets of meetings of p, of each of which one must leave before p can meet in slot t and hall."""
        sets = [list(self.meetings_of(p, t))] if self.full[p] >> t & 1 else []
        if self.resting[p] >> t & 1:
            sets.extend(self._within(p, mask) for mask in self._used_up(p) if mask >> t & 1)
        if self.walking is not None and hall != NOWHERE:
            sets.extend(self.walking.in_the_way(p, t, hall))
        return sets

    def gain(self, r: int) -> float:
        """What the value rises by when r is put, or falls by when it is taken out right after."""
        model = self.model
        a, b = model.first[r], model.second[r]
        short = (self.held[a] < model.minimum[a]) + (self.held[b] < model.minimum[b])
        return model.value[r] + model.penalty * short

    def loss(self, r: int) -> float:
        """What the value falls by when r, which is held, is taken out."""
        model = self.model
        a, b = model.first[r], model.second[r]
        short = (self.held[a] <= model.minimum[a]) + (self.held[b] <= model.minimum[b])
        return model.value[r] + model.penalty * short

    def hall_at(self, place: str | None) -> int:
        """The number of the hall of a place; ``NOWHERE`` without a place, or if halls do not matter."""
        return NOWHERE if self.walking is None or place is None else self.walking.ways.hall_at[place]

    def can_enter(self, r: int, t: int, helpers: tuple[int, ...] = (), hall: int = NOWHERE) -> bool:
        """Whether ``enter`` with the same is right as the others stand: same hall, same hands."""
        return (
            bool(self.free_slots(r) >> t & 1)
            and hall in self.halls(r, t)
            and self.hands.can_help(r, t, helpers, hall)
        )

    # -- writing

    def put(self, r: int, t: int) -> bool:
        """Put r into slot t, which must be one of ``free_slots(r)``; false if no interpreter can be had."""
        if self.walking is None and not self.model.interpreted[r]:
            self.enter(r, t)
            return True
        for hall in self.halls(r, t):
            helpers = self._team(r, t, hall)
            if helpers is not None:
                self.enter(r, t, helpers, hall)
                return True
        return False

    def enter(self, r: int, t: int, helpers: tuple[int, ...] = (), hall: int = NOWHERE) -> None:
        """Put r into slot t (and hall) with these interpreters; the caller answers for all being free."""
        self._trail.append((r, NOWHERE, (), NOWHERE))
        self._add(r, t, helpers, hall)

    def take(self, r: int) -> int:
        """Take r out; the slot that it was in."""
        t = self.slot_of[r]
        self._record(r)
        self._leave(r)
        return t

    def mark(self) -> int:
        """A moment to come back to with ``undo``."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        while len(self._trail) > mark:
            r, t, helpers, hall = self._trail.pop()
            if self.slot_of[r] != NOWHERE:
                self._leave(r)
            if t != NOWHERE:
                self._add(r, t, helpers, hall)

    def commit(self) -> None:
        """Forget the way back."""
        self._trail.clear()

    # -- interpreters

    def may_work(self, helper: int, t: int) -> bool:
        """Whether the interpreter is free in slot t and stays within hours and rows."""
        return self.hands.may_work(helper, t)

    def can_be_helped(self, r: int, t: int) -> bool:
        """Whether interpreters can be had for r in slot t, if need be after changes of hands.

        Where halls matter, in a hall that is free for r, or if there is none, in any.
        """
        mark = self.mark()
        halls = self.halls(r, t)
        if not halls and self.walking is not None:
            halls = list(range(len(self.walking.ways.halls)))
        can = any(self._team(r, t, hall) is not None for hall in halls)
        self.undo(mark)
        return can

    def _team(self, r: int, t: int, hall: int) -> tuple[int, ...] | None:
        """The interpreters for r in slot t and hall, after changes of hands; ``None`` if not to be had."""
        if not self.model.interpreted[r]:
            return ()
        mark = self.mark()
        helpers = self.hands.find(r, t, hall)
        if helpers:
            return helpers
        self.undo(mark)
        return None

    # -- the counts

    def _record(self, r: int) -> None:
        self._trail.append((r, self.slot_of[r], self.hands.helpers_of(r), self.hall_of[r]))

    def _add(self, r: int, t: int, helpers: tuple[int, ...], hall: int) -> None:
        model = self.model
        self.value += self.gain(r)
        self.slot_of[r] = t
        self.spot[r] = len(self.members[t])
        self.members[t].append(r)
        for p in (model.first[r], model.second[r]):
            key = p * model.slots + t
            self.at[key] = (*self.at[key], r)
            self.held[p] += 1
            if len(self.at[key]) >= model.capacity[p]:
                self.full[p] |= 1 << t
            if model.quiet[p]:
                self.rest_again(p)
        if model.table[r]:
            self.tables_used[t] += 1
            if self.tables_used[t] >= model.tables[t]:
                self.no_table |= 1 << t
        if model.room[r]:
            self.rooms_used[t] += 1
            if self.rooms_used[t] >= model.rooms[t]:
                self.no_room |= 1 << t
        if self.walking is not None:
            self.hall_of[r] = hall
            self.walking.enter(r, t)
        if helpers:
            self.hands.enter(r, t, helpers)

    def _leave(self, r: int) -> None:
        model = self.model
        t = self.slot_of[r]
        if model.interpreted[r]:
            self.hands.leave(r, t)
        last = self.members[t].pop()
        if last != r:
            self.members[t][self.spot[r]] = last
            self.spot[last] = self.spot[r]
        for p in (model.first[r], model.second[r]):
            key = p * model.slots + t
            self.at[key] = tuple(other for other in self.at[key] if other != r)
            self.held[p] -= 1
            self.full[p] &= ~(1 << t)
            if model.quiet[p]:
                self.rest_again(p)
        if model.table[r]:
            self.tables_used[t] -= 1
            self.no_table &= ~(1 << t)
        if model.room[r]:
            self.rooms_used[t] -= 1
            self.no_room &= ~(1 << t)
        if self.walking is not None:
            self.walking.leave(r, t)
            self.hall_of[r] = NOWHERE
        self.slot_of[r] = NOWHERE
        self.value -= self.gain(r)

    # -- rests and buffers

    def rest_again(self, p: int) -> None:
        """Note anew which slots the windows of p close."""
        self.resting[p] = 0
        for mask in self._used_up(p):
            self.resting[p] |= mask

    def _used_up(self, p: int) -> Iterable[int]:
        """The windows of p that hold as many meetings as they may."""
        levels = self._levels(p)
        for mask, most in self.model.quiet[p]:
            if sum((level & mask).bit_count() for level in levels) >= most:
                yield mask

    def _levels(self, p: int) -> list[int]:
        """Mask of the slots with a meeting of p, of those with two, and so on up to its capacity."""
        if self.model.capacity[p] == 1:
            return [self.full[p]]
        row = p * self.model.slots
        held = [len(here) for here in self.at[row : row + self.model.slots]]
        return [mask_of(t for t, n in enumerate(held) if n > k) for k in range(self.model.capacity[p])]

    def _within(self, p: int, mask: int) -> list[int]:
        """The meetings of p in these slots."""
        return [m for t in range(self.model.slots) if mask >> t & 1 for m in self.meetings_of(p, t)]
