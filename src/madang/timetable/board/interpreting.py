"""Which interpreter helps which meeting. Interpreters are individuals and work in one meeting at a time.

A meeting has one interpreter or, in a relay, two; each of these hands is a *leg*. The first leg of request r
has the number r, the second r + the number of requests. To make an interpreter free for one leg, others in
the slot change hands along the shortest augmenting path.
"""

from collections.abc import Callable

from madang.timetable.board.masks import bits, mask_of
from madang.timetable.board.model import Model
from madang.timetable.board.speaking import Chain

NOBODY = -1
NOWHERE = -1


class Interpreting:
    """The hands of the meetings held.

    ``slot_of`` and ``hall_of`` are the board's own lists. ``record(r)`` is called before a meeting changes
    hands.

    Attributes:
        work: the request that an interpreter helps in a slot.
        busy: per interpreter the mask of the slots with work.
        idle: per slot the mask of the interpreters who may work, ``working`` of those who do.
        unhelped: by ``key``: mask of slots in which nobody was found when last asked.
    """

    def __init__(
        self, model: Model, slot_of: list[int], hall_of: list[int], record: Callable[[int], None]
    ) -> None:
        self.model = model
        self.slot_of = slot_of
        self.hall_of = hall_of
        self.record = record
        self.requests = len(model.first)
        self.helper_of = [NOBODY] * (self.requests * (2 if any(model.relays) else 1))
        self.chain_of: dict[int, Chain] = {}
        self.busy = [0] * len(model.hours)
        self.work: dict[tuple[int, int], int] = {}
        self.working = [0] * model.slots
        self.idle = [
            mask_of(helper for helper in range(len(model.hours)) if self.may_work(helper, t))
            for t in range(model.slots)
        ]
        self.width = 1 if model.ways is None else len(model.ways.halls) + 1
        self.unreached = [0] * (model.slots * self.width)
        self.unhelped = [0] * (len(model.speakers) * self.width)

    # -- reading

    def helpers_of(self, r: int) -> tuple[int, ...]:
        """The interpreters of a meeting: none, one, or two in the order of their legs."""
        helper = self.helper_of[r]
        if helper == NOBODY:
            return ()
        return (helper, self.helper_of[r + self.requests]) if r in self.chain_of else (helper,)

    def key(self, r: int, hall: int) -> int:
        """Number of a kind of request and a hall; ``hall`` is ``NOWHERE`` when halls do not matter."""
        return self.model.kind[r] * self.width + hall + 1

    def unhelped_slots(self, r: int) -> int:
        """Mask of the slots in which nobody was found for such a request, in any hall, when last asked."""
        if self.width == 1 or not self.model.table[r]:
            return self.unhelped[self.key(r, NOWHERE)]
        first = self.key(r, 0)
        mask = -1
        for slots in self.unhelped[first : first + self.width - 1]:
            mask &= slots
        return mask

    def may_work(self, helper: int, t: int) -> bool:
        """Whether the interpreter is free in slot t and stays within hours and rows."""
        model = self.model
        if not model.hours[helper] >> t & 1 or self.busy[helper] >> t & 1:
            return False
        busy = self.busy[helper] | 1 << t
        if busy.bit_count() > model.most[helper]:
            return False
        return not any(busy & window == window for window in model.windows[helper] if window >> t & 1)

    def barred(self, helper: int, t: int) -> int:
        """Mask of the halls out of the interpreter's reach in slot t."""
        ways, mask = self.model.ways, 0
        if ways is None or not ways.walking[helper]:
            return 0
        for u in ways.near[t]:
            if (helper, u) in self.work and (hall := self.hall_of[self.work[helper, u]]) != NOWHERE:
                mask |= ways.far[t, u][hall]
        return mask

    def can_help(self, r: int, t: int, helpers: tuple[int, ...], hall: int) -> bool:
        """Whether just these interpreters can help r as they stand."""
        if not self.model.interpreted[r]:
            return not helpers
        kind = self.model.kind[r]
        legs = self.model.relays[kind] or ((self.model.speakers[kind],),)
        able = self._able(t, hall, self.idle[t])
        return len(set(helpers)) == len(helpers) and any(
            len(leg) == len(helpers)
            and all(mask & able & 1 << helper for mask, helper in zip(leg, helpers, strict=True))
            for leg in legs
        )

    def wanted(self, r: int, t: int) -> int:
        """Mask of the interpreters of whom one has to become free in slot t for r, which nobody can help.

        Others may have to change hands then. Of relays, and where halls matter, it only knows that it is
        one of all.
        """
        kind = self.model.kind[r]
        if self.model.relays[kind] or self.width > 1:
            return (1 << len(self.model.hours)) - 1
        seen, reach = 0, [NOWHERE]
        for leg in reach:
            able = self.model.speakers[kind] if leg == NOWHERE else self._able_for(leg, t)
            reach.extend(self._leg(helper, t) for helper in bits(able & ~seen & self.working[t]))
            seen |= able
        return seen

    # -- finding

    def find(self, r: int, t: int, hall: int) -> tuple[int, ...]:
        """Interpreters for r in slot t, after changes of hands among the meetings there; empty if none.

        Meetings may have changed hands in vain.
        """
        chains = self.model.relays[self.model.kind[r]]
        found: tuple[int, ...]
        if not chains:
            helper = self._free(r, t, hall, self.model.speakers[self.model.kind[r]])
            found = () if helper == NOBODY else (helper,)
        else:
            found = next((pair for chain in chains if (pair := self._relay(r, t, hall, chain))), ())
        if not found:
            self.unhelped[self.key(r, hall)] |= 1 << t
        return found

    def _relay(self, r: int, t: int, hall: int, chain: Chain) -> tuple[int, ...]:
        """One for each leg: the second may make the first change hands."""
        first = self._free(r, t, hall, chain[0])
        if first == NOBODY:
            return ()
        self.chain_of[r] = chain
        self.slot_of[r], self.hall_of[r] = t, hall
        self._engage(r, t, first)
        second = self._free(r, t, hall, chain[1])
        first = self.helper_of[r]
        self._release(r, t)
        self.slot_of[r] = self.hall_of[r] = NOWHERE
        del self.chain_of[r]
        return () if second == NOBODY else (first, second)

    def _free(self, r: int, t: int, hall: int, speakers: int) -> int:
        """One of the speakers for r in slot t, made free if need be."""
        path = self._path(t, hall, speakers)
        if not path:
            return NOBODY
        for leg, helper in reversed(path[1:]):
            self._hand(leg, helper, r)
        return path[0][1]

    def _path(self, t: int, hall: int, speakers: int) -> list[tuple[int, int]]:
        """The shortest path [(-1, helper), (leg that had that helper, another), …] to a free one."""
        came_from: dict[int, int] = {}
        idle, seen = self.idle[t], 0
        reach = [NOWHERE]
        for leg in reach:
            able = self._able(t, hall, speakers) if leg == NOWHERE else self._able_for(leg, t)
            if free := able & idle:
                return self._trace(leg, (free & -free).bit_length() - 1, came_from)
            for helper in bits(able & ~seen & self.working[t]):
                other = self._leg(helper, t)
                came_from[other] = leg
                reach.append(other)
            seen |= able
        return []

    def _able_for(self, leg: int, t: int) -> int:
        r = leg % self.requests
        chain = self.chain_of.get(r)
        speakers = self.model.speakers[self.model.kind[r]] if chain is None else chain[leg >= self.requests]
        return self._able(t, self.hall_of[r], speakers)

    def _able(self, t: int, hall: int, speakers: int) -> int:
        """Those of the speakers who can be in the hall."""
        return speakers & ~self.unreached[t * self.width + hall + 1]

    def _leg(self, helper: int, t: int) -> int:
        r = self.work[helper, t]
        return r if self.helper_of[r] == helper else r + self.requests

    def _trace(self, leg: int, helper: int, came_from: dict[int, int]) -> list[tuple[int, int]]:
        path = [(leg, helper)]
        while leg in came_from:
            helper = self.helper_of[leg]
            leg = came_from[leg]
            path.append((leg, helper))
        return path[::-1]

    # -- changes

    def enter(self, r: int, t: int, helpers: tuple[int, ...]) -> None:
        """The meeting has these interpreters; ``slot_of`` and ``hall_of`` tell when and where."""
        if len(helpers) > 1:
            chains = self.model.relays[self.model.kind[r]]
            one, other = helpers
            self.chain_of[r] = next(c for c in chains if c[0] >> one & 1 and c[1] >> other & 1)
        for place, helper in enumerate(helpers):
            self._engage(r + place * self.requests, t, helper)

    def leave(self, r: int, t: int) -> None:
        for helper in self.helpers_of(r):
            self._forget_unhelped(t, helper)
        if r in self.chain_of:
            self._release(r + self.requests, t)
            del self.chain_of[r]
        self._release(r, t)

    def _hand(self, leg: int, helper: int, entering: int) -> None:
        """Another interpreter for the leg; ``entering`` is not held yet, so there is nothing to record."""
        r = leg % self.requests
        if r != entering:
            self.record(r)
        t = self.slot_of[r]
        if self.width > 1:
            self._forget_unhelped(t, self.helper_of[leg])
        self._release(leg, t)
        self._engage(leg, t, helper)

    def _engage(self, leg: int, t: int, helper: int) -> None:
        self.helper_of[leg] = helper
        self.busy[helper] |= 1 << t
        self.work[helper, t] = leg % self.requests
        self.working[t] |= 1 << helper
        self._look_again(helper, t)

    def _release(self, leg: int, t: int) -> None:
        helper = self.helper_of[leg]
        self.helper_of[leg] = NOBODY
        if helper != NOBODY and self.work.get((helper, t)) == leg % self.requests:
            del self.work[helper, t]
            self.busy[helper] &= ~(1 << t)
            self.working[t] &= ~(1 << helper)
            self._look_again(helper, t)

    def _look_again(self, helper: int, t: int) -> None:
        """Note anew in which slots and halls the interpreter may work, after a change in slot t."""
        bit = 1 << helper
        for u in bits(self.model.touched[helper][t]):
            if self.may_work(helper, u):
                self.idle[u] |= bit
            else:
                self.idle[u] &= ~bit
        if self.model.ways is not None:
            for u in self.model.ways.near[t]:
                self._look_at_halls(helper, u)

    def _look_at_halls(self, helper: int, t: int) -> None:
        barred, bit = self.barred(helper, t), 1 << helper
        for hall in range(self.width - 1):
            key = t * self.width + hall + 1
            self.unreached[key] = (
                self.unreached[key] | bit if barred >> hall & 1 else self.unreached[key] & ~bit
            )

    def _forget_unhelped(self, t: int, helper: int) -> None:
        """Someone becomes free in slot t, and maybe in others by hours and rows."""
        keep = ~self.model.touched[helper][t]
        self.unhelped = [mask & keep for mask in self.unhelped]
