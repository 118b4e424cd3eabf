"""Time kept free of meetings: rests to eat and buffers between meetings, as windows of slots.

A window is a set of slots and the most meetings that one participant may hold in them. A rest is one as it
stands. A buffer makes one for every slot: with those before it that end so late that nobody who met then
can meet now. Any two of these are too near, so that each delegate meets in one of them at most; and meetings
that keep to all such windows can be shared out among the delegates (theirs is an interval graph).
"""

from collections.abc import Sequence
from itertools import zip_longest

from madang.timetable.board.masks import bits, mask_of
from madang.timetable.elements import Participant
from madang.timetable.problem import Problem

Window = tuple[int, int]
"""Mask of slots, and the most meetings in them."""


def quiet_windows(problem: Problem) -> list[list[Window]]:
    """Per participant the windows that could bind, within the slots in which it is available."""
    return [windows_of(problem, participant) for participant in problem.participants]


def windows_of(problem: Problem, who: Participant) -> list[Window]:
    """The windows of one participant that could bind, within the slots in which it is available."""
    rests = [
        (mask_of(rest.slots), who.capacity * max(0, len(rest.slots) - rest.free))
        for rest in problem.rests
        if rest.participants is None or who.id in rest.participants
    ]
    if not (rests or who.buffer):
        return []
    available = mask_of(who.available)
    inside = [(mask & available, most) for mask, most in rests + _buffers(problem, who)]
    return [(mask, most) for mask, most in inside if most < who.capacity * mask.bit_count()]


def _buffers(problem: Problem, who: Participant) -> list[Window]:
    """For every slot: those up to it that are too near to it. Windows within the next one say nothing."""
    if not (who.buffer and who.available):
        return []
    slots = problem.slots
    reach = [
        mask_of(
            t
            for t in sorted(who.available)
            if t == u or (t < u and slots[t].pause(slots[u]) < who.buffer * 60)
        )
        for u in sorted(who.available)
    ]
    last = [mask for mask, following in zip_longest(reach, reach[1:], fillvalue=0) if mask & ~following]
    return [(mask, who.capacity) for mask in last]


def most_meetings(capacity: int, slots: int, windows: Sequence[Window]) -> int:
    """A number of meetings that a participant cannot exceed in the slots of the mask.

    It is the true maximum for windows without a gap: then the earliest choice is the best one. Windows with
    gaps are passed over, which can only make the number larger.
    """
    if not windows:
        return capacity * slots.bit_count()
    left = {mask & slots: most for mask, most in windows if _has_no_gap(mask & slots, slots)}
    total = 0
    for t in bits(slots):
        inside = [mask for mask in left if mask >> t & 1]
        here = min([capacity, *(left[mask] for mask in inside)])
        for mask in inside:
            left[mask] -= here
        total += here
    return total


def _has_no_gap(mask: int, slots: int) -> bool:
    if not mask:
        return False
    between = (1 << mask.bit_length()) - (mask & -mask)
    return slots & between == mask
