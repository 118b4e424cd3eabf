"""The grid of a version: tables, rooms or companies over the slots of a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.fairs.models import Fair, Participation, Place, Slot
from madang.meetings.models import Meeting, Request, TimetableVersion
from madang.meetings.queries import with_parties

State = Request.State


@dataclass(frozen=True)
class GridCell:
    """What stands in one row and slot of the grid: nothing, or meetings (a company may hold several)."""

    slot: Slot
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True)
class GridRow:
    """A table, a room or a company, over the slots of one day."""

    head: Place | Participation
    cells: tuple[GridCell, ...]

    @property
    def count(self) -> int:
        return sum(len(cell.meetings) for cell in self.cells)


@dataclass(frozen=True)
class View:
    """Which part of a timetable is shown: a day, and in it a hall's tables, the rooms, or companies."""

    day: date | None
    by: str
    hall: int | None


@dataclass(frozen=True)
class Grid:
    slots: tuple[Slot, ...]
    rows: tuple[GridRow, ...]

    @property
    def meetings(self) -> list[Meeting]:
        """Each once, in order of time."""
        found = {row.pk: row for line in self.rows for cell in line.cells for row in cell.meetings}
        return sorted(found.values(), key=lambda row: (row.slot.starts_at, row.pk))


def days_of(fair: Fair, slots: Iterable[Slot]) -> dict[date, list[Slot]]:
    """Slots by the fair's own days, breaks with them."""
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(slot.starts_at.astimezone(fair.tz).date(), []).append(slot)
    return days


def places_of(fair: Fair) -> list[Place]:
    """Every table and room, hall by hall. One query: the tabs above the grid and its rows come from it."""
    return list(Place.objects.filter(fair=fair).select_related("hall").order_by("hall__order", "number"))


def companies_of(version: TimetableVersion) -> QuerySet[Participation]:
    """Everyone who takes part and asked or was asked for a meeting that was accepted."""
    own = Q(sender=OuterRef("pk")) | Q(receiver=OuterRef("pk"))
    agreed = Request.objects.filter(own, fair=version.fair, state=State.ACCEPTED)
    return Participation.objects.filter(Exists(agreed), fair=version.fair).select_related("organisation")


def grid_of(
    version: TimetableVersion, slots: Sequence[Slot], heads: Sequence[Place] | Sequence[Participation]
) -> Grid:
    """The meetings of these rows in these slots. One query."""
    keys = [head.pk for head in heads]
    by_place = bool(heads) and isinstance(heads[0], Place)
    one, other = ("table", "room") if by_place else ("request__sender", "request__receiver")
    concerned = Q(**{f"{one}__in": keys}) | Q(**{f"{other}__in": keys})
    found: dict[tuple[int, int], list[Meeting]] = defaultdict(list)
    held = Meeting.objects.filter(concerned, version=version, slot__in=slots).standing()
    for meeting in with_parties(held):
        for key in _heads_of(meeting, by_place=by_place):
            found[key, meeting.slot_id].append(meeting)
    return Grid(
        tuple(slots),
        tuple(
            GridRow(head, tuple(GridCell(slot, tuple(found[head.pk, slot.pk])) for slot in slots))
            for head in heads
        ),
    )


def _heads_of(meeting: Meeting, *, by_place: bool) -> tuple[int, ...]:
    if by_place:
        return tuple(pk for pk in (meeting.table_id, meeting.room_id) if pk)
    return (meeting.request.sender_id, meeting.request.receiver_id)
