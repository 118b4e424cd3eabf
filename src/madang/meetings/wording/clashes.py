"""Meetings that should stay where they are and cannot: which, why, and how to mend it, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from madang.core.models import Work
from madang.fairs.models import Slot
from madang.meetings.engine.stored import Contradiction, contradictions_in, loose_in
from madang.meetings.models import Request, TimetableVersion
from madang.meetings.wording.violations import FRAGMENTS


@dataclass(frozen=True)
class Clash:
    """Meetings that cannot all stay, and the reasons."""

    requests: tuple[Request, ...]
    slot: Slot | None
    reasons: tuple[StrOrPromise, ...]


def clashes(rows: Iterable[Contradiction]) -> list[Clash]:
    """Two queries, whatever the number; none for none."""
    stored = list(rows)
    if not stored:
        return []
    asked = Request.objects.select_related("sender__organisation", "receiver__organisation").in_bulk(
        {pk for row in stored for pk in row.requests}
    )
    slots = Slot.objects.in_bulk({row.slot for row in stored if row.slot})
    return [
        Clash(
            tuple(asked[pk] for pk in row.requests if pk in asked),
            slots.get(row.slot or 0),
            tuple(dict.fromkeys(FRAGMENTS[rule] for rule in row.rules)),
        )
        for row in stored
    ]


def of_version(version: TimetableVersion) -> list[Clash]:
    """What was to stay and was let go."""
    return clashes(Contradiction((row.request,), row.slot, row.rules) for row in loose_in(version))


def of_work(work: Work) -> list[Clash]:
    """What kept a timetable from being made."""
    return clashes(contradictions_in(work))
