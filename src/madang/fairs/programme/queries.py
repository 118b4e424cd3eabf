"""The programme by days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from madang.fairs import memory
from madang.fairs.models import Fair, Session, Speaker


@dataclass(frozen=True)
class ProgrammeDay:
    day: date
    sessions: Sequence[Session]


def programme(fair: Fair) -> list[ProgrammeDay]:
    """The sessions by the fair's own days: two queries, once for all readers until something changes."""
    return memory.kept(fair, "programme", lambda: _by_day(fair))


def _by_day(fair: Fair) -> list[ProgrammeDay]:
    speakers = Prefetch("speakers", Speaker.objects.select_related("organisation"))
    by_day: dict[date, list[Session]] = {}
    for session in fair.sessions.select_related("hall").prefetch_related(speakers):
        by_day.setdefault(session.starts_at.astimezone(fair.tz).date(), []).append(session)
    return [ProgrammeDay(day, sessions) for day, sessions in by_day.items()]
