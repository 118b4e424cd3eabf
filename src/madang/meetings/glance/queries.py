"""The state of a fair: what needs a hand, figures with their denominators."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef

from madang.fairs import memory
from madang.fairs.models import Fair, Hall, Participation, Place, Slot
from madang.listings.models import Listing
from madang.meetings.models import Meeting, Request, TimetableVersion
from madang.meetings.versions.queries import versions_of

State = Request.State


Standing = Participation.State


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
    """Six queries, whatever the number of companies; once for all of an office until something changes."""
    return memory.kept(fair, "glance", lambda: _counted(fair))


def _counted(fair: Fair) -> Glance:
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
    """Two queries: the companies, and how many requests of each state each of them sent to whom."""
    listed = Listing.objects.filter(organisation=OuterRef("organisation"), is_shown=True)
    rows = Participation.objects.filter(fair=fair).order_by()
    found = list(rows.values_list("pk", "state", "least_meetings", Exists(listed)))
    asked = list(
        Request.objects.filter(fair=fair).order_by().values_list("sender_id", "receiver_id", "state")
    )
    present = [row for row in found if row[1] == Standing.APPROVED]
    return _Companies(
        minimum={pk: fair.least_meetings if least is None else least for pk, _s, least, _e in present},
        requests_of=Counter(pk for sender, receiver, _state in asked for pk in (sender, receiver)),
        silent=sum(1 for *_rest, is_listed in present if not is_listed),
        states=Counter(state for _pk, state, *_rest in found),
        requests=Counter(state for *_rest, state in asked),
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
    rows = Meeting.objects.filter(version=version).standing().order_by()
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
