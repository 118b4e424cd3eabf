"""A company's days: meetings, free slots, breaks, talks, and what found no place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from madang.core import clock
from madang.fairs import memory
from madang.fairs.models import Absence, Fair, Participation, Place, Session, Slot
from madang.fairs.slots.overlap import overlapping
from madang.meetings.engine.stored import said_of
from madang.meetings.models import Ban, Meeting, Request, TimetableVersion
from madang.meetings.queries import names_of_interpreters, published_of, with_interpreters
from madang.meetings.requests.queries import RequestLine, requests_of
from madang.meetings.wording.remedies import Words, for_company
from madang.meetings.wording.unscheduled import RULED_OUT, Reader, why
from madang.organisations.models import Organisation

State = Request.State
PARTIES = ("request__sender__organisation", "request__receiver__organisation")
#: Long texts that no line of an agenda shows.
DESCRIPTIONS = tuple(f"{party}__description" for party in PARTIES)


@dataclass(frozen=True)
class Appointment:
    """A meeting as one of its two sides sees it."""

    meeting: Meeting
    own: Participation
    interpreters: tuple[str, ...] = ()
    was: Meeting | None = None
    is_new: bool = False

    @property
    def slot(self) -> Slot:
        return self.meeting.slot

    @property
    def starts_at(self) -> datetime:
        return self.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.slot.ends_at

    @property
    def request(self) -> Request:
        return self.meeting.request

    @property
    def other(self) -> Participation:
        request = self.request
        return request.receiver if request.sender_id == self.own.pk else request.sender

    @property
    def organisation(self) -> Organisation:
        return self.other.organisation

    @property
    def table(self) -> Place | None:
        """The table, for those who come to it; one who is only online is told the room alone."""
        table = self.meeting.table
        return table if self.own.is_on_site or not self.meeting.room_id else None

    @property
    def room(self) -> Place | None:
        return self.meeting.room

    @property
    def has_moved(self) -> bool:
        return self.was is not None and self.was.slot_id != self.meeting.slot_id

    @property
    def changed_place(self) -> bool:
        was, now = self.was, self.meeting
        return was is not None and (was.table_id, was.room_id) != (now.table_id, now.room_id)

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()


@dataclass(frozen=True)
class Gap:
    """A slot without a meeting: free, a break, or one in which the company is away."""

    slot: Slot
    kind: str

    @property
    def starts_at(self) -> datetime:
        return self.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.slot.ends_at


@dataclass(frozen=True)
class Talk:
    """A point of the programme that everyone may attend."""

    session: Session

    @property
    def starts_at(self) -> datetime:
        return self.session.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.session.ends_at


Entry = Appointment | Gap | Talk


@dataclass(frozen=True)
class MissedMeeting:
    """An agreed meeting that found no place, why, and what the company itself could do."""

    organisation: Organisation
    sentence: str
    remedy: str = ""


@dataclass(frozen=True)
class AgendaDay:
    """One day in the reader's zone."""

    starts_at: datetime
    entries: tuple[Entry, ...]

    @property
    def meetings(self) -> int:
        return sum(1 for entry in self.entries if isinstance(entry, Appointment))


@dataclass(frozen=True)
class Agenda:
    """A company's fair: its days, what comes next, and which wishes were not met."""

    own: Participation
    version: TimetableVersion | None
    days: tuple[AgendaDay, ...] = ()
    next: Appointment | None = None
    missed: tuple[MissedMeeting, ...] = field(default=())

    @property
    def meetings(self) -> int:
        return sum(day.meetings for day in self.days)

    @property
    def free(self) -> int:
        return sum(
            1 for day in self.days for entry in day.entries if isinstance(entry, Gap) and entry.kind == "free"
        )


def agenda_of(own: Participation) -> Agenda:
    """Six queries at most; four where other readers have asked since something changed."""
    version = memory.kept(own.fair, "published", lambda: published_of(own.fair))
    if version is None:
        return Agenda(own, None)
    slots = _slots(own)
    appointments = appointments_of(own, version, slots)
    entries: list[Entry] = [*appointments, *_gaps(slots, appointments), *_talks(own.fair)]
    return Agenda(
        own,
        version,
        tuple(_days(own, sorted(entries, key=lambda entry: entry.starts_at))),
        next((row for row in appointments if not row.is_over), None),
        tuple(_missed(own, version, appointments)),
    )


def _slots(own: Participation) -> list[Slot]:
    """All of the fair in order of time, and whether the company is away."""
    away = Absence.objects.filter(overlapping(OuterRef("starts_at"), OuterRef("ends_at")), participation=own)
    return list(Slot.objects.filter(fair=own.fair).annotate(is_away=Exists(away)))


def appointments_of(
    own: Participation, version: TimetableVersion, slots: Iterable[Slot] = ()
) -> list[Appointment]:
    """Two queries: the meetings, and where they were in the timetable before; `slots`: those at hand."""
    before = _before(own, version)
    return [
        Appointment(
            meeting,
            own,
            names_of_interpreters(meeting),
            was=before.get(meeting.request_id),
            is_new=bool(before) and meeting.request_id not in before,
        )
        for meeting in meetings_of(own, version, slots)
    ]


def meetings_of(own: Participation, version: TimetableVersion, slots: Iterable[Slot] = ()) -> list[Meeting]:
    """In order of time. Few columns and tables: this is asked for on the way from one table to the next."""
    at_hand = {slot.pk: slot for slot in slots}
    rows = Meeting.objects.filter(version=version, seats__participation=own).standing()
    joined = (*PARTIES, "table__hall", "room", *(() if at_hand else ("slot",)))
    meetings = list(with_interpreters(rows).select_related(*joined).defer(*DESCRIPTIONS).order_by("pk"))
    for meeting in meetings:
        if meeting.slot_id in at_hand:
            meeting.slot = at_hand[meeting.slot_id]
    return sorted(meetings, key=_in_order)


def _in_order(meeting: Meeting) -> tuple[datetime, float, int]:
    return meeting.slot.starts_at, meeting.table.number if meeting.table else inf, meeting.pk


def _before(own: Participation, version: TimetableVersion) -> dict[int, Meeting]:
    """The same meetings in the version that was published before this one."""
    if version.replaced_id is None:
        return {}
    rows = Meeting.objects.filter(version=version.replaced_id, seats__participation=own)
    return {row.request_id: row for row in rows}


def _gaps(slots: Iterable[Slot], appointments: list[Appointment]) -> Iterator[Gap]:
    taken = {row.meeting.slot_id for row in appointments}
    for slot in slots:
        if slot.pk not in taken:
            is_away = bool(getattr(slot, "is_away", False))
            yield Gap(slot, "break" if slot.is_break else "away" if is_away else "free")


def _talks(fair: Fair) -> Iterator[Talk]:
    return (Talk(session) for session in memory.kept(fair, "talks", lambda: _sessions(fair)))


def _sessions(fair: Fair) -> list[Session]:
    return list(Session.objects.filter(fair=fair).select_related("hall"))


def _days(own: Participation, entries: list[Entry]) -> Iterator[AgendaDay]:
    """By the calendar of the reader's zone, else of the company's own."""
    known = timezone.get_current_timezone_name() != timezone.get_default_timezone_name()
    zone = timezone.get_current_timezone() if known else own.tz
    by_day: dict[Any, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.starts_at.astimezone(zone).date(), []).append(entry)
    for rows in by_day.values():
        yield AgendaDay(rows[0].starts_at, tuple(rows))


def _missed(
    own: Participation, version: TimetableVersion, held: Iterable[Appointment]
) -> Iterator[MissedMeeting]:
    """One query where everything agreed has its slot."""
    placed = [row.meeting.request_id for row in held]
    agreed = list(requests_of(own).filter(state=State.ACCEPTED).exclude(pk__in=placed))
    stored = said_of(version, [row.pk for row in agreed])
    rows = [row for row in agreed if row.pk in stored]
    if not rows:
        return
    words = Words.of(own.fair, [stored[row.pk] for row in rows])
    banned = Ban.objects.ruled_out(row.pk for row in rows)
    for request in rows:
        other = RequestLine(request, own).other
        reader = Reader(own.pk, {other.pk: str(other.organisation)})
        missed = stored[request.pk]
        sentence = str(RULED_OUT) if request.pk in banned else why(missed.reasons, reader)
        yield MissedMeeting(other.organisation, sentence, for_company(missed, reader, words))
