"""Who is in which hall when, and where they could be in the slots before and after.

The board keeps one only if some way is longer than a pause (``Model.ways``).
"""

from madang.timetable.board.masks import bits, mask_of
from madang.timetable.board.model import Model
from madang.timetable.board.ways import Ways

NOWHERE = -1


class Walking:
    """The halls of the meetings held, tables free by hall, and the halls out of reach of each participant.

    ``slot_of``, ``hall_of`` and ``at`` are the board's own lists: slot and hall of each meeting, and the
    meetings of each participant and slot. ``barred[p x slots + t]`` is the mask of the halls in which p can
    hold no further meeting in slot t because of meetings in slots too near.
    """

    def __init__(
        self, model: Model, ways: Ways, slot_of: list[int], hall_of: list[int], at: list[tuple[int, ...]]
    ) -> None:
        self.model = model
        self.ways = ways
        self.slot_of = slot_of
        self.hall_of = hall_of
        self.at = at
        self.everywhere = (1 << len(ways.halls)) - 1
        self.used = [[0] * len(ways.halls) for _ in range(model.slots)]
        self.open = [mask_of(h for h, seats in enumerate(row) if seats) for row in ways.seats]
        self.barred = [0] * (len(model.capacity) * model.slots)

    def halls(self, r: int, t: int) -> int:
        """Mask of the halls in which r could be held in slot t, as far as tables and ways go."""
        model = self.model
        barred = (
            self.barred[model.first[r] * model.slots + t] | self.barred[model.second[r] * model.slots + t]
        )
        return self.choice(r) & self.open[t] & ~barred

    def choice(self, r: int) -> int:
        """Mask of the halls that r may be held in: any, or that of its fixed place."""
        hall = self.ways.hall_of.get(r)
        return self.everywhere if hall is None else 1 << hall

    def slots(self, r: int, mask: int) -> int:
        """Those slots of the mask in which there is a hall for r."""
        return mask_of(t for t in bits(mask) if self.halls(r, t))

    def by_comfort(self, r: int, t: int) -> list[int]:
        """Halls for r in slot t: where its parties are before and after first, then the emptiest."""
        seats, used = self.ways.seats[t], self.used[t]
        return sorted(bits(self.halls(r, t)), key=lambda h: (-self._stays(r, t, h), used[h] - seats[h], h))

    def _stays(self, r: int, t: int, hall: int) -> int:
        """How many meetings of r's parties in slots near to t are in the hall."""
        model = self.model
        return sum(
            self.hall_of[m] == hall
            for p in (model.first[r], model.second[r])
            for u in self.ways.near[t]
            for m in self.at[p * model.slots + u]
        )

    def in_the_way(self, p: int, t: int, hall: int) -> list[list[int]]:
        """Sets of meetings of p, of each of which one must leave before p can be in the hall in slot t."""
        if not self.barred[p * self.model.slots + t] >> hall & 1:
            return []
        if self.model.capacity[p] == 1:
            return [[m] for m in self._close(p, t) if self._far_from(m, t) >> hall & 1]
        return [
            [*self._those(p, t, here), *self._those(p, u, there)]
            for u in self.ways.near[t]
            for here, there in self.ways.barriers[t, u]
            if here >> hall & 1
            and self._count(p, t, here) + self._count(p, u, there) >= self.model.capacity[p]
        ]

    def has_table(self, t: int, hall: int) -> bool:
        """Whether a table is left in the hall in slot t; nowhere there is always one."""
        return hall == NOWHERE or bool(self.open[t] >> hall & 1)

    def _close(self, p: int, t: int) -> list[int]:
        """The meetings of p at tables in slots near to t."""
        row = p * self.model.slots
        return [m for u in self.ways.near[t] for m in self.at[row + u] if self.hall_of[m] != NOWHERE]

    def _far_from(self, m: int, t: int) -> int:
        """Mask of the halls that are too far from a meeting in a slot near to t."""
        return self.ways.far[t, self.slot_of[m]][self.hall_of[m]]

    # -- changes

    def enter(self, r: int, t: int) -> None:
        """A meeting has begun to be held in slot t, in the hall that ``hall_of`` tells."""
        hall = self.hall_of[r]
        if hall == NOWHERE:
            return
        self.used[t][hall] += 1
        if self.used[t][hall] >= self.ways.seats[t][hall]:
            self.open[t] &= ~(1 << hall)
        self._look_again(r, t)

    def leave(self, r: int, t: int) -> None:
        """The meeting is no longer held; ``hall_of`` still tells where it was."""
        hall = self.hall_of[r]
        if hall == NOWHERE:
            return
        self.used[t][hall] -= 1
        self.open[t] |= 1 << hall
        self._look_again(r, t)

    def _look_again(self, r: int, t: int) -> None:
        """Note anew where the parties of r could be, after a change in slot t."""
        model = self.model
        for p in (model.first[r], model.second[r]):
            if not self.ways.walkers[p]:
                continue
            for u in self.ways.near[t]:
                self.barred[p * model.slots + u] = self._barred(p, u)
            if model.capacity[p] > 1:
                self.barred[p * model.slots + t] = self._barred(p, t)

    def _barred(self, p: int, t: int) -> int:
        """By definition (``Ways.barriers``); with one delegate simply what is too far."""
        if self.model.capacity[p] == 1:
            return self._too_far(p, t)
        mask = 0
        for u in self.ways.near[t]:
            for here, there in self.ways.barriers[t, u]:
                if self._count(p, t, here) + self._count(p, u, there) >= self.model.capacity[p]:
                    mask |= here
        return mask

    def _too_far(self, p: int, t: int) -> int:
        mask = 0
        for m in self._close(p, t):
            mask |= self._far_from(m, t)
        return mask

    def _count(self, p: int, t: int, halls: int) -> int:
        return len(self._those(p, t, halls))

    def _those(self, p: int, t: int, halls: int) -> list[int]:
        """The meetings of p in slot t in these halls."""
        here = self.at[p * self.model.slots + t]
        return [m for m in here if self.hall_of[m] != NOWHERE and halls >> self.hall_of[m] & 1]
