"""What the organiser's pages show: the state of the fair at a glance, requests, versions of the timetable."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from madang.core import languages
from madang.fairs.models import Fair, Hall, Participation, Place, Slot
from madang.listings.models import Listing
from madang.meetings.actions import difference
from madang.meetings.models import Meeting, Request, TimetableVersion
from madang.meetings.queries import names_of_interpreters, with_parties
from madang.meetings.wording.remedies import Missed, unscheduled_rows
from madang.timetable import Change as EngineChange
from madang.timetable import Difference, Kind

State = Request.State
Standing = Participation.State


# --- At a glance ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """So many companies have from `low` to `high` of something."""

    low: int
    high: int | None
    companies: int

    @property
    def label(self) -> str:
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True)
class Fullness:
    """How much of a hall (or of the online rooms: no hall) is taken in one slot."""

    slot: Slot
    taken: int
    places: int

    @property
    def percent(self) -> int:
        return round(100 * self.taken / self.places) if self.places else 0

    @property
    def level(self) -> int:
        """0 (empty) to 5 (full): the shade of the cell."""
        return 0 if not self.taken else min(5, 1 + self.percent * 4 // 100)


@dataclass(frozen=True)
class FullnessRow:
    hall: Hall | None
    cells: tuple[Fullness, ...]


@dataclass(frozen=True)
class Hand:
    """Something that needs a hand now, with its one best action. `kind` chooses the sentence."""

    kind: str
    count: int
    is_urgent: bool = False


@dataclass(frozen=True)
class Glance:
    """The state of a fair. Every figure stands beside what it is a part of."""

    registered: int
    taking_part: int
    with_requests: int
    sent: int
    answered: int
    accepted: int
    pending: int
    scheduled: int
    at_minimum: int
    version: TimetableVersion | None
    draft: TimetableVersion | None
    requests: tuple[Bar, ...]
    meetings: tuple[Bar, ...]
    slots: tuple[Slot, ...]
    fullness: tuple[FullnessRow, ...]
    hands: tuple[Hand, ...]


BINS: tuple[tuple[int, int | None], ...] = (
    (0, 0),
    (1, 1),
    (2, 3),
    (4, 5),
    (6, 8),
    (9, 12),
    (13, None),
)


@dataclass(frozen=True)
class _Companies:
    """Of those that take part: the minimum and the requests of each, and how many offer and seek nothing.
    Of everyone: how many are in each state, and so for the requests.
    """

    minimum: dict[int, int]
    requests_of: Counter[int]
    silent: int
    states: Counter[str]
    requests: Counter[str]


def glance_of(fair: Fair) -> Glance:
    """Five queries, whatever the number of companies."""
    companies = _companies(fair)
    versions = [row.version for row in versions_of(fair)]
    version = next((row for row in versions if row.state == TimetableVersion.State.PUBLISHED), None)
    draft = versions[0] if versions and versions[0].state == TimetableVersion.State.DRAFT else None
    meetings = _placed(version or draft)
    slots = tuple(slot for slot in Slot.objects.filter(fair=fair) if not slot.is_break)
    places = list(Place.objects.filter(fair=fair).select_related("hall"))
    held = Counter(party for row in meetings for party in (row.one, row.other))
    glance = Glance(
        registered=sum(companies.states.values()),
        taking_part=len(companies.minimum),
        with_requests=sum(1 for pk in companies.minimum if companies.requests_of[pk]),
        sent=sum(companies.requests.values()),
        answered=companies.requests[State.ACCEPTED] + companies.requests[State.DECLINED],
        accepted=companies.requests[State.ACCEPTED],
        pending=companies.requests[State.PENDING],
        scheduled=len(meetings),
        at_minimum=sum(1 for pk, least in companies.minimum.items() if held[pk] >= least),
        version=version,
        draft=draft,
        requests=bars(companies.requests_of[pk] for pk in companies.minimum),
        meetings=bars(held[pk] for pk in companies.minimum) if version or draft else (),
        slots=slots,
        fullness=tuple(_fullness(slots, places, meetings)),
        hands=(),
    )
    return replace(glance, hands=tuple(_hands(glance, companies, len(places))))


def _companies(fair: Fair) -> _Companies:
    listed = Listing.objects.filter(organisation=OuterRef("organisation"), is_shown=True)
    sent = Request.objects.filter(sender=OuterRef("pk")).order_by()
    received = Request.objects.filter(receiver=OuterRef("pk")).order_by()
    rows = Participation.objects.filter(fair=fair).order_by()
    found = list(
        rows.values_list(
            "pk",
            "state",
            "least_meetings",
            Exists(listed),
            ArraySubquery(sent.values("state")),
            ArraySubquery(received.values("pk")),
        )
    )
    present = [row for row in found if row[1] == Standing.APPROVED]
    return _Companies(
        minimum={pk: fair.least_meetings if least is None else least for pk, _s, least, *_r in present},
        requests_of=Counter({pk: len(asked) + len(was) for pk, _s, _l, _e, asked, was in present}),
        silent=sum(1 for _pk, _s, _least, is_listed, *_r in present if not is_listed),
        states=Counter(state for _pk, state, *_rest in found),
        requests=Counter(state for *_rest, asked, _was in found for state in asked),
    )


@dataclass(frozen=True)
class _Placed:
    slot: int
    hall: int | None
    room: int | None
    one: int
    other: int


def _placed(version: TimetableVersion | None) -> list[_Placed]:
    if version is None:
        return []
    rows = Meeting.objects.filter(version=version, request__isnull=False).order_by()
    columns = ("slot_id", "table__hall_id", "room_id", "request__sender_id", "request__receiver_id")
    return [_Placed(*row) for row in rows.values_list(*columns)]


def bars(counts: Iterable[int]) -> tuple[Bar, ...]:
    found = list(counts)
    return tuple(
        Bar(low, high, sum(1 for count in found if low <= count and (high is None or count <= high)))
        for low, high in BINS
    )


def _fullness(
    slots: Sequence[Slot], places: Iterable[Place], meetings: Iterable[_Placed]
) -> Iterable[FullnessRow]:
    taken: Counter[tuple[int, int | None]] = Counter()
    for row in meetings:
        if row.hall:
            taken[row.slot, row.hall] += 1
        if row.room:
            taken[row.slot, None] += 1
    halls: dict[int | None, Hall | None] = {}
    count: Counter[int | None] = Counter()
    for place in places:
        halls[place.hall_id] = place.hall
        count[place.hall_id] += 1
    for pk in sorted(halls, key=lambda pk: (pk is None, _order(halls[pk]))):
        cells = tuple(Fullness(slot, taken[slot.pk, pk], count[pk]) for slot in slots)
        yield FullnessRow(halls[pk], cells)


def _order(hall: Hall | None) -> tuple[int, int]:
    return (hall.order, hall.pk) if hall else (0, 0)


def _hands(glance: Glance, companies: _Companies, places: int) -> Iterable[Hand]:
    """The most urgent first; what cannot be done yet is not asked for."""
    made = glance.version or glance.draft
    candidates = (
        Hand("no_slots", int(not glance.slots), is_urgent=True),
        Hand("no_places", int(not places), is_urgent=True),
        Hand("to_approve", companies.states[Standing.REGISTERED], is_urgent=True),
        Hand("to_publish", int(glance.draft is not None), is_urgent=True),
        Hand("no_timetable", int(bool(glance.accepted) and not made)),
        Hand("unplaced", max(0, glance.accepted - glance.scheduled) if made else 0),
        Hand("unanswered", glance.pending),
        Hand("silent", companies.silent),
        Hand("alone", sum(1 for pk in companies.minimum if not companies.requests_of[pk])),
    )
    return (hand for hand in candidates if hand.count)


# --- Requests ---------------------------------------------------------------------------------------------


def with_names(requests: QuerySet[Request]) -> QuerySet[Request]:
    """With both companies."""
    return requests.select_related("sender__organisation", "receiver__organisation")


def requests_of(fair: Fair, *, state: str = "", name: str = "") -> QuerySet[Request]:
    rows = with_names(Request.objects.filter(fair=fair))
    if state:
        rows = rows.filter(state=state)
    if name:
        named = Q()
        for side in ("sender", "receiver"):
            for code in languages.CODES:
                named |= Q(**{f"{side}__organisation__name__texts__{code}__icontains": name})
        rows = rows.filter(named)
    return rows


# --- Versions of the timetable ----------------------------------------------------------------------------


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
    rows = (
        TimetableVersion.objects.filter(fair=fair)
        .defer("unscheduled")
        .annotate(missed=missed, held=held)
        .select_related("made_by")
        .order_by("-number")
    )
    if number is not None:
        rows = rows.filter(number=number)
    return [Numbered(row, row.held, row.missed) for row in rows]


@dataclass(frozen=True)
class Cell:
    """What stands in one row and slot of the grid: nothing, or meetings (a company may hold several)."""

    slot: Slot
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True)
class GridRow:
    """A table, a room or a company, over the slots of one day."""

    head: Place | Participation
    cells: tuple[Cell, ...]

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
    for meeting in with_parties(Meeting.objects.filter(concerned, version=version, slot__in=slots)):
        for key in _heads_of(meeting, by_place=by_place):
            found[key, meeting.slot_id].append(meeting)
    return Grid(
        tuple(slots),
        tuple(
            GridRow(head, tuple(Cell(slot, tuple(found[head.pk, slot.pk])) for slot in slots))
            for head in heads
        ),
    )


def _heads_of(meeting: Meeting, *, by_place: bool) -> tuple[int, ...]:
    if by_place:
        return tuple(pk for pk in (meeting.table_id, meeting.room_id) if pk)
    assert meeting.request is not None
    return (meeting.request.sender_id, meeting.request.receiver_id)


# --- Everything, for sheets and print ---------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One meeting with all that a sheet or a printed page says of it."""

    meeting: Meeting
    one: Participation
    other: Participation
    interpreters: tuple[str, ...]

    @property
    def parties(self) -> tuple[Participation, Participation]:
        return self.one, self.other


def rows_of(version: TimetableVersion, companies: Sequence[int] | None = None) -> list[Row]:
    """Every meeting of a version (or of some companies) in order of time. One query."""
    meetings = version.meetings.all()
    if companies is not None:
        meetings = meetings.filter(Q(request__sender__in=companies) | Q(request__receiver__in=companies))
    found = []
    for meeting in with_parties(meetings):
        request = meeting.request
        assert request is not None
        found.append(Row(meeting, request.sender, request.receiver, names_of_interpreters(meeting)))
    return found


def printed_companies(version: TimetableVersion) -> list[int]:
    """Those with meetings, in the order of the organiser's list, else of registration."""
    rows = Participation.objects.filter(seats__version=version).distinct().order_by("reference", "pk")
    return [pk for pk, _reference in rows.values_list("pk", "reference")]


def missed_of(version: TimetableVersion) -> list[tuple[Request, Missed]]:
    """Requests that found no place, with why and what would help, as data. One query."""
    stored = dict(unscheduled_rows(version.unscheduled))
    rows = with_names(Request.objects.filter(pk__in=stored))
    return [(row, stored[row.pk]) for row in rows.order_by("pk")]


# --- What a version changes -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
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


def lines_of(changes: Changes, shown: Sequence[EngineChange]) -> list[Change]:
    """Some of the changes with their meetings. Two queries."""
    keys = [int(change.meeting.request) for change in shown]
    old, new = _meetings_of(changes.before, keys), _meetings_of(changes.after, keys)
    lines = []
    for key in keys:
        request = (new.get(key) or old[key]).request
        assert request is not None
        lines.append(Change(request, old.get(key), new.get(key)))
    return lines


def _meetings_of(version: TimetableVersion | None, requests: Sequence[int]) -> dict[int | None, Meeting]:
    if version is None:
        return {}
    return {row.request_id: row for row in with_parties(version.meetings.filter(request__in=requests))}
