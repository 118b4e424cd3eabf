"""The timetable in the making: put a request in a slot, take it out, and undo.

Places and rooms are only counted here; which table it is comes at the end (``places``). Interpreters are
individuals: a request is handed to one, and others in the slot change hands to make one free.
"""

from madang.timetable.model import Model, bits, mask_of

NOWHERE = -1
NOBODY = -1


class Board:
    """A valid partial timetable at any moment. All changes go through ``put`` and ``take``."""

    def __init__(self, model: Model) -> None:
        self.model = model
        participants = len(model.capacity)
        self.slot_of = [NOWHERE] * len(model.first)
        self.helper_of = [NOBODY] * len(model.first)
        self.at: list[tuple[int, ...]] = [()] * (participants * model.slots)
        self.full = [0] * participants
        self.held = [0] * participants
        self.tables_used = [0] * model.slots
        self.rooms_used = [0] * model.slots
        self.no_table = 0
        self.no_room = 0
        self.busy = [0] * len(model.hours)
        self.work: dict[tuple[int, int], int] = {}
        self.working = [0] * model.slots
        self.idle = [
            mask_of(helper for helper in range(len(model.hours)) if self.may_work(helper, t))
            for t in range(model.slots)
        ]
        self.unhelped = [0] * (max(model.kind, default=0) + 1)
        self.members: list[list[int]] = [[] for _ in range(model.slots)]
        self.spot = [NOWHERE] * len(model.first)
        self.value = -model.penalty * sum(model.minimum)
        self._trail: list[tuple[int, int, int]] = []

    # -- reading

    def free_slots(self, r: int) -> int:
        """Mask of slots with both parties, a table and a room free.

        Of interpreters it only knows in which slots there was none for such a request when last asked;
        whether there is one is found by ``put``.
        """
        model = self.model
        a, b = model.first[r], model.second[r]
        if self.held[a] >= model.limit[a] or self.held[b] >= model.limit[b]:
            return 0
        mask = model.allowed[r] & ~self.full[a] & ~self.full[b]
        if model.table[r]:
            mask &= ~self.no_table
        if model.room[r]:
            mask &= ~self.no_room
        if model.interpreted[r]:
            mask &= ~self.unhelped[model.kind[r]]
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

    def meetings_of(self, p: int, t: int) -> tuple[int, ...]:
        return self.at[p * self.model.slots + t]

    def occupied(self, p: int) -> int:
        """Mask of the slots in which p meets."""
        row = p * self.model.slots
        return mask_of(t for t in range(self.model.slots) if self.at[row + t])

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

    # -- writing

    def put(self, r: int, t: int) -> bool:
        """Put r into slot t, which must be one of ``free_slots(r)``; false if no interpreter can be had."""
        if not self.model.interpreted[r]:
            self.enter(r, t, NOBODY)
            return True
        helper = self._free_helper(r, t)
        if helper == NOBODY:
            return False
        self.enter(r, t, helper)
        return True

    def take(self, r: int) -> int:
        """Take r out; the slot that it was in."""
        t = self.slot_of[r]
        self._trail.append((r, t, self.helper_of[r]))
        self._leave(r)
        return t

    def mark(self) -> int:
        """A moment to come back to with ``undo``."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        while len(self._trail) > mark:
            r, t, helper = self._trail.pop()
            if self.slot_of[r] != NOWHERE:
                self._leave(r)
            if t != NOWHERE:
                self._add(r, t, helper)

    def commit(self) -> None:
        """Forget the way back."""
        self._trail.clear()

    # -- interpreters

    def may_work(self, helper: int, t: int) -> bool:
        """Whether the interpreter is free in slot t and stays within hours and rows."""
        model = self.model
        if not model.hours[helper] >> t & 1 or self.busy[helper] >> t & 1:
            return False
        busy = self.busy[helper] | 1 << t
        if busy.bit_count() > model.most[helper]:
            return False
        return not any(busy & window == window for window in model.windows[helper] if window >> t & 1)

    def can_be_helped(self, r: int, t: int) -> bool:
        """Whether an interpreter can be had for r in slot t, if need be after changes of hands."""
        return bool(self._hands(r, t))

    def _free_helper(self, r: int, t: int) -> int:
        """An interpreter for r in slot t, after changes of hands among the meetings of that slot."""
        path = self._hands(r, t)
        if not path:
            self.unhelped[self.model.kind[r]] |= 1 << t
            return NOBODY
        for meeting, helper in reversed(path[1:]):
            self._hand(meeting, helper)
        return path[0][1]

    def _hands(self, r: int, t: int) -> list[tuple[int, int]]:
        """The shortest path [(r, helper), (who had that helper, another), …] that ends at a free one."""
        model, idle = self.model, self.idle[t]
        came_from: dict[int, int] = {}
        seen = 0
        reach = [r]
        for meeting in reach:
            speakers = model.speakers[model.kind[meeting]]
            if free := speakers & idle:
                return self._path(meeting, (free & -free).bit_length() - 1, came_from)
            for helper in bits(speakers & ~seen & self.working[t]):
                other = self.work[helper, t]
                came_from[other] = meeting
                reach.append(other)
            seen |= speakers
        return []

    def _path(self, meeting: int, helper: int, came_from: dict[int, int]) -> list[tuple[int, int]]:
        path = [(meeting, helper)]
        while meeting in came_from:
            helper = self.helper_of[meeting]
            meeting = came_from[meeting]
            path.append((meeting, helper))
        return path[::-1]

    def _hand(self, r: int, helper: int) -> None:
        t = self.slot_of[r]
        self._trail.append((r, t, self.helper_of[r]))
        self._release(r, t)
        self._engage(r, t, helper)

    def _engage(self, r: int, t: int, helper: int) -> None:
        self.helper_of[r] = helper
        self.busy[helper] |= 1 << t
        self.work[helper, t] = r
        self.working[t] |= 1 << helper
        self._look_again(helper, t)

    def _release(self, r: int, t: int) -> None:
        helper = self.helper_of[r]
        self.helper_of[r] = NOBODY
        if self.work.get((helper, t)) == r:
            del self.work[helper, t]
            self.busy[helper] &= ~(1 << t)
            self.working[t] &= ~(1 << helper)
            self._look_again(helper, t)

    def _look_again(self, helper: int, t: int) -> None:
        """Note anew in which slots the interpreter may work, after a change in slot t."""
        for u in bits(self.model.touched[helper][t]):
            if self.may_work(helper, u):
                self.idle[u] |= 1 << helper
            else:
                self.idle[u] &= ~(1 << helper)

    def _forget_unhelped(self, t: int, helper: int) -> None:
        """Someone becomes free in slot t, and maybe in others by hours and rows."""
        keep = ~self.model.touched[helper][t]
        self.unhelped = [mask & keep for mask in self.unhelped]

    # -- the counts

    def enter(self, r: int, t: int, helper: int) -> None:
        """Put r into slot t with this interpreter; the caller answers for all being free."""
        self._trail.append((r, NOWHERE, NOBODY))
        self._add(r, t, helper)

    def _add(self, r: int, t: int, helper: int) -> None:
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
        if model.table[r]:
            self.tables_used[t] += 1
            if self.tables_used[t] >= model.tables[t]:
                self.no_table |= 1 << t
        if model.room[r]:
            self.rooms_used[t] += 1
            if self.rooms_used[t] >= model.rooms[t]:
                self.no_room |= 1 << t
        if helper != NOBODY:
            self._engage(r, t, helper)

    def _leave(self, r: int) -> None:
        model = self.model
        t = self.slot_of[r]
        if self.helper_of[r] != NOBODY:
            self._forget_unhelped(t, self.helper_of[r])
            self._release(r, t)
        last = self.members[t].pop()
        if last != r:
            self.members[t][self.spot[r]] = last
            self.spot[last] = self.spot[r]
        for p in (model.first[r], model.second[r]):
            key = p * model.slots + t
            self.at[key] = tuple(other for other in self.at[key] if other != r)
            self.held[p] -= 1
            self.full[p] &= ~(1 << t)
        if model.table[r]:
            self.tables_used[t] -= 1
            self.no_table &= ~(1 << t)
        if model.room[r]:
            self.rooms_used[t] -= 1
            self.no_room &= ~(1 << t)
        self.slot_of[r] = NOWHERE
        self.value -= self.gain(r)
