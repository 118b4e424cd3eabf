"""Versions with their numbers, their rows for sheets and print, and what they change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from madang import timetable
from madang.fairs.models import Fair, Participation
from madang.meetings.engine import calendar as engine_calendar
from madang.meetings.engine import storing
from madang.meetings.engine.stored import Unscheduled, unscheduled_in
from madang.meetings.models import Meeting, Request, TimetableVersion
from madang.meetings.queries import names_of_interpreters, with_names, with_parties
from madang.timetable import Change as EngineChange
from madang.timetable import Difference, Kind


def difference(*, before: TimetableVersion | None, after: TimetableVersion) -> timetable.Difference:
    """What a version changes, and for whom."""
    calendar = engine_calendar.Calendar.of(after.fair)
    old = storing.timetable_of(before, calendar) if before else timetable.Timetable()
    return timetable.diff(old, storing.timetable_of(after, calendar))


@dataclass(frozen=True)
class Numbered:
    """A version with its numbers: meetings `held`, and agreed ones `missed` (their reasons stay there)."""

    version: TimetableVersion
    held: int
    missed: int

    @property
    def asked(self) -> int:
        return self.held + self.missed


def versions_of(fair: Fair, *, number: int | None = None) -> list[Numbered]:
    """The newest first. One query."""
    missed = Func("unscheduled", function="jsonb_array_length", output_field=IntegerField())
    placed = Meeting.objects.filter(version=OuterRef("pk")).order_by().values("version")
    held = Coalesce(Subquery(placed.values(count=Count("pk"))), 0)
    versions: QuerySet[TimetableVersion] = TimetableVersion.objects.filter(fair=fair)
    if number is not None:
        versions = versions.filter(number=number)
    rows = versions.defer("unscheduled").annotate(missed=missed, held=held)
    return [Numbered(row, row.held, row.missed) for row in rows.select_related("made_by").order_by("-number")]


@dataclass(frozen=True)
class PrintedRow:
    """One meeting with all that a sheet or a printed page says of it."""

    meeting: Meeting
    one: Participation
    other: Participation
    interpreters: tuple[str, ...]

    @property
    def parties(self) -> tuple[Participation, Participation]:
        return self.one, self.other


def rows_of(version: TimetableVersion, companies: Sequence[int] | None = None) -> list[PrintedRow]:
    """Every meeting of a version (or of some companies) in order of time. One query."""
    meetings = Meeting.objects.filter(version=version).standing()
    if companies is not None:
        meetings = meetings.filter(Q(request__sender__in=companies) | Q(request__receiver__in=companies))
    found = []
    for meeting in with_parties(meetings):
        request = meeting.request
        found.append(PrintedRow(meeting, request.sender, request.receiver, names_of_interpreters(meeting)))
    return found


def printed_companies(version: TimetableVersion) -> list[int]:
    """Those with meetings, in the order of the organiser's list, else of registration."""
    held = Meeting.objects.filter(version=version).standing().order_by()
    rows = Participation.objects.filter(seats__meeting__in=held).distinct().order_by("reference", "pk")
    return [pk for pk, _reference in rows.values_list("pk", "reference")]


def missed_of(version: TimetableVersion) -> list[tuple[Request, Unscheduled]]:
    """Requests that found no place, with why and what would help. One query."""
    stored = unscheduled_in(version)
    rows = with_names(Request.objects.filter(pk__in=stored))
    return [(row, stored[row.pk]) for row in rows.order_by("pk")]


@dataclass(frozen=True)
class ChangedMeeting:
    """One meeting that is not as it was: `before` is None when added, `after` when removed."""

    request: Request
    before: Meeting | None
    after: Meeting | None


@dataclass(frozen=True)
class Changes:
    """All changes from one version to another, as the engine names them."""

    before: TimetableVersion | None
    after: TimetableVersion
    found: Difference

    @property
    def told(self) -> int:
        """How many companies are told."""
        return len(self.found.participants)

    @property
    def moved(self) -> int:
        return self._count(Kind.MOVED)

    @property
    def added(self) -> int:
        return self._count(Kind.ADDED)

    @property
    def removed(self) -> int:
        return self._count(Kind.REMOVED)

    def _count(self, kind: Kind) -> int:
        return sum(1 for change in self.found.changes if change.kind == kind)


def changes_of(before: TimetableVersion | None, after: TimetableVersion) -> Changes:
    return Changes(before, after, difference(before=before, after=after))


def changed_meetings(changes: Changes, shown: Sequence[EngineChange]) -> list[ChangedMeeting]:
    """Some of the changes with their meetings. Two queries."""
    keys = [int(change.meeting.request) for change in shown]
    old, new = _meetings_of(changes.before, keys), _meetings_of(changes.after, keys)
    lines = []
    for key in keys:
        request = (new.get(key) or old[key]).request
        lines.append(ChangedMeeting(request, old.get(key), new.get(key)))
    return lines


def _meetings_of(version: TimetableVersion | None, requests: Sequence[int]) -> dict[int, Meeting]:
    if version is None:
        return {}
    return {row.request_id: row for row in with_parties(version.meetings.filter(request__in=requests))}
