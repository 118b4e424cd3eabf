"""Who meets when on the running day, sixty at a time: by time, by hall, or by a company's name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, cast
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet
from django.http import QueryDict

from madang.core import clock
from madang.core.text import Text
from madang.fairs.models import Fair, Hall, Participation, Place, PlaceKind, Slot
from madang.meetings.engine import happenings
from madang.meetings.models import Disruption, Duty, Meeting, Request, TimetableVersion
from madang.meetings.queries import named_party

CARDS = 60
#: Columns of a version that hold a line for each request; a page of the day needs none of them.
LARGE = ("unscheduled", "changes", "loosened")
ONLINE = "online"
Kind = Disruption.Kind


@dataclass(frozen=True)
class Look:
    """Where somebody looks, as the address says it: a slot, a hall, a name, a page."""

    slot: str = ""
    hall: str = ""
    name: str = ""
    page: str = ""

    @classmethod
    def of(cls, given: QueryDict, prefix: str = "") -> "Look":
        return cls(**{name: given.get(f"{prefix}{name}", "").strip()[:200] for name in LOOK})

    def address(self, **other: object) -> str:
        """The same look, but for what is named; another slot, hall or name begins at its first page."""
        wanted = {name: str(other.get(name, getattr(self, name))) for name in LOOK if name != "page"}
        kept = {name: value for name, value in wanted.items() if value}
        return f"?{urlencode(kept)}"


LOOK = ("slot", "hall", "name", "page")


@dataclass(frozen=True)
class Day:
    """The slots of one day of the fair, that of today if there is one, and the slot that is looked at."""

    slots: tuple[Slot, ...]
    slot: Slot | None
    upcoming: tuple[Slot, ...]


def day_of(fair: Fair, chosen: int = 0) -> Day:
    """One query. Without a choice, what is held now; before the fair its first slot, after it its last."""
    moment = clock.now()
    slots = [slot for slot in Slot.objects.filter(fair=fair) if not slot.is_break]
    usual = next((slot for slot in slots if slot.ends_at > moment), slots[-1] if slots else None)
    slot = next((slot for slot in slots if slot.pk == chosen), usual)
    if slot is None:
        return Day((), None, ())
    date = slot.starts_at.astimezone(fair.tz).date()
    return Day(
        tuple(one for one in slots if one.starts_at.astimezone(fair.tz).date() == date),
        slot,
        tuple(one for one in slots if one.ends_at > moment),
    )


@dataclass(frozen=True)
class Party:
    """One side of a meeting, and what is recorded of it at that time."""

    pk: int
    name: Text
    record: Disruption | None


@dataclass(frozen=True)
class Line:
    """A meeting as the desk sees it."""

    pk: int
    slot: Slot
    request: int
    table: Place | None
    room: Place | None
    interpreters: tuple[str, ...]
    parties: tuple[Party, Party]
    called_off: Disruption | None


@dataclass(frozen=True)
class Taken:
    """How many published meetings each slot has in each hall; those online stand under None."""

    counts: Mapping[tuple[int, int | None], int]

    @classmethod
    def of(cls, version: TimetableVersion) -> "Taken":
        """One query."""
        rows = Meeting.objects.filter(version=version).order_by()  # none is published that is called off
        counted = rows.values_list("slot_id", "table__hall_id").annotate(count=Count("pk"))
        return cls({(slot, hall): count for slot, hall, count in counted})

    def in_slot(self, slot: int) -> int:
        return sum(count for (held, _hall), count in self.counts.items() if held == slot)

    def in_hall(self, slot: int, hall: str) -> int:
        """As a look names halls: its key, what is online, or all."""
        if not hall:
            return self.in_slot(slot)
        return self.counts.get((slot, None if hall == ONLINE else int(hall)), 0)

    def begun(self, slots: Sequence[Slot]) -> int:
        moment = clock.now()
        begun = {slot.pk for slot in slots if slot.starts_at <= moment}
        return sum(count for (slot, _hall), count in self.counts.items() if slot in begun)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Counted(Paginator[Meeting]):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: QuerySet[Meeting], count: int) -> None:
        super().__init__(rows, CARDS)
        self._count = count

    @property
    def count(self) -> int:
        return self._count


@dataclass(frozen=True)
class Board:
    """The published meetings that somebody looks at."""

    fair: Fair
    version: TimetableVersion
    day: Day
    look: Look
    rows: Sequence[Disruption]

    @cached_property
    def halls(self) -> dict[int, Hall]:
        return {hall.pk: hall for hall in Hall.objects.filter(fair=self.fair)}

    @cached_property
    def taken(self) -> Taken:
        return Taken.of(self.version)

    @cached_property
    def page(self) -> Page[Meeting]:
        """Only of their number and order: the lines are read apart. No query but for a name."""
        rows, slot = self._sought(), self.day.slot
        counted = None if self.look.name or slot is None else self.taken.in_hall(slot.pk, self._hall)
        paginator = Paginator(rows, CARDS) if counted is None else Counted(rows, counted)
        return paginator.get_page(self.look.page)

    @property
    def _hall(self) -> str:
        return self.look.hall if self.look.hall == ONLINE or is_key(self.look.hall) else ""

    @cached_property
    def lines(self) -> list[Line]:
        """Those of the page. Two queries."""
        return self._lines(cast("QuerySet[Meeting]", self.page.object_list))

    def line(self, meeting: int) -> Line | None:
        return next(iter(self._lines(self._published().filter(pk=meeting))), None)

    def _published(self) -> QuerySet[Meeting]:
        rows = Meeting.objects.filter(version=self.version, request__state=Request.State.ACCEPTED)
        return rows.order_by(
            F("slot__starts_at"),
            F("table__hall__order").asc(nulls_last=True),
            F("table__number").asc(nulls_last=True),
            "room__number",
            "pk",
        )

    def _sought(self) -> QuerySet[Meeting]:
        """With a name, of that company from now on; else of the slot, in the hall that is looked at."""
        rows, look = self._published(), self.look
        if look.name:
            rows = rows.filter(slot__in=[slot.pk for slot in self.day.upcoming])
            for word in look.name.split()[:6]:
                rows = rows.filter(named_party(word, "request__"))
            return rows
        rows = rows.filter(slot=self.day.slot)
        if self._hall == ONLINE:
            return rows.filter(table=None)
        return rows.filter(table__hall=int(self._hall)) if self._hall else rows

    def _lines(self, meetings: QuerySet[Meeting]) -> list[Line]:
        """Only what a card shows is read, each table apart: a join of all costs more to plan than to run."""
        rows = [Read(*row) for row in meetings.values_list(*COLUMNS)]
        names = _names(party for row in rows for party in (row.sender, row.receiver))
        helpers = _helpers([row.pk for row in rows])
        slots = {slot.pk: slot for slot in (*self.day.slots, *self.day.upcoming)}
        return [
            self._line(slots[row.slot], row, names, helpers.get(row.pk, ()))
            for row in rows
            if row.slot in slots
        ]

    def _line(self, slot: Slot, row: "Read", names: Mapping[int, Text], helpers: tuple[str, ...]) -> Line:
        one, other = (self._party(pk, names[pk], slot) for pk in (row.sender, row.receiver))
        return Line(
            pk=row.pk,
            slot=slot,
            request=row.request,
            table=self._table(row),
            room=_room(row),
            interpreters=helpers,
            parties=(one, other),
            called_off=next((each for each in self.rows if each.request_id == row.request), None),
        )

    def _party(self, pk: int, name: Text, slot: Slot) -> Party:
        struck = (
            each for each in self.rows if each.participation_id == pk and happenings.strikes(each, slot)
        )
        return Party(pk, name, next(struck, None))

    def _table(self, row: "Read") -> Place | None:
        if row.table is None or row.hall is None:
            return None
        hall, number = self.halls.get(row.hall), row.table_number or 0
        return Place(pk=row.table, kind=PlaceKind.TABLE, hall=hall, number=number)


def _room(row: "Read") -> Place | None:
    if row.room is None:
        return None
    return Place(pk=row.room, kind=PlaceKind.ROOM, number=row.room_number or 0)


def _names(parties: Iterable[int]) -> dict[int, Text]:
    rows = Participation.objects.filter(pk__in=set(parties)).order_by()
    return dict(rows.values_list("pk", "organisation__name"))


def _helpers(meetings: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The interpreters of each meeting that has any, in the order of their legs."""
    found: dict[int, tuple[str, ...]] = {}
    duties = Duty.objects.filter(meeting__in=meetings).order_by("pk")
    for meeting, name in duties.values_list("meeting_id", "interpreter__name"):
        found[meeting] = (*found.get(meeting, ()), name)
    return found


class Read(NamedTuple):
    """The columns of one meeting, in the order of `COLUMNS`."""

    pk: int
    slot: int
    request: int
    sender: int
    receiver: int
    table: int | None
    hall: int | None
    table_number: int | None
    room: int | None
    room_number: int | None


COLUMNS = (
    "pk",
    "slot_id",
    "request_id",
    "request__sender_id",
    "request__receiver_id",
    "table_id",
    "table__hall_id",
    "table__number",
    "room_id",
    "room__number",
)


def is_key(typed: str) -> bool:
    """Digits that the database takes for a key."""
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def board_of(fair: Fair, look: Look, rows: Sequence[Disruption]) -> Board | None:
    """Nothing before a timetable is published. Two queries."""
    version = published_light(fair)
    if version is None:
        return None
    return Board(fair, version, day_of(fair, int(look.slot) if is_key(look.slot) else 0), look, rows)


def published_light(fair: Fair) -> TimetableVersion | None:
    """What is published, without its lines for each request."""
    published = TimetableVersion.objects.filter(fair=fair, state=TimetableVersion.State.PUBLISHED)
    return published.defer(*LARGE).first()
