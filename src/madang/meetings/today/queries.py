"""What the office sees of the running day: slots, who meets now, what was recorded, what is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from madang.core import clock
from madang.fairs.models import Fair, Participation, Slot
from madang.meetings.engine import happenings
from madang.meetings.models import Disruption, Meeting, TimetableVersion
from madang.meetings.queries import named_party, with_parties

Kind = Disruption.Kind
#: Columns of a version that hold a line for each request; a page of the day needs none of them.
LARGE = ("unscheduled", "changes", "loosened")


@dataclass(frozen=True)
class Party:
    """One side of a meeting, and what is recorded of it at that time."""

    participation: Participation
    record: Disruption | None


@dataclass(frozen=True)
class Line:
    """A meeting as the desk sees it."""

    meeting: Meeting
    parties: tuple[Party, Party]
    called_off: Disruption | None
    later: tuple[Slot, ...]


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


def lines_of(fair: Fair, day: Day, rows: Sequence[Disruption], name: str = "") -> list[Line]:
    """The published meetings of the slot, or with a name those of a company from now on. One query."""
    meetings = Meeting.objects.published().filter(version__fair=fair)
    if name:
        meetings = meetings.filter(named_party(name, "request__"), slot__ends_at__gt=clock.now())
    else:
        meetings = meetings.filter(slot=day.slot)
    return [_line(meeting, day, rows) for meeting in with_parties(meetings)]


def _line(meeting: Meeting, day: Day, rows: Sequence[Disruption]) -> Line:
    request = meeting.request
    sides = (request.sender, request.receiver)
    one, other = (Party(side, _of_party(rows, side.pk, meeting.slot)) for side in sides)
    off = next((row for row in rows if row.request_id == request.pk), None)
    later = tuple(slot for slot in day.slots if slot.starts_at > meeting.slot.starts_at)
    return Line(meeting, (one, other), off, later)


def _of_party(rows: Sequence[Disruption], party: int, slot: Slot) -> Disruption | None:
    return next(
        (row for row in rows if row.participation_id == party and happenings.strikes(row, slot)), None
    )


def recorded(fair: Fair) -> QuerySet[Disruption]:
    """Everything that happened, the newest first, with whom it is about."""
    return (
        happenings.all_of(fair)
        .select_related(
            "participation__organisation",
            "request__sender__organisation",
            "request__receiver__organisation",
            "place__hall",
            "interpreter",
            "recorded_by",
            "settled_in",
        )
        .order_by("-pk")
    )


def proposal_of(fair: Fair) -> TimetableVersion | None:
    """The newest, without what is said of each request. One query."""
    return (
        TimetableVersion.objects.filter(fair=fair, state=TimetableVersion.State.DRAFT, repairs__isnull=False)
        .select_related("repairs")
        .defer(*LARGE, *(f"repairs__{column}" for column in LARGE))
        .first()
    )


def is_current(proposal: TimetableVersion, rows: Sequence[Disruption] | None = None) -> bool:
    """It knows all that happened and nothing that was taken back, of the timetable that is published.

    Ids are compared, not times: the rehearsal clock is turned, and commits do not follow the clock.
    """
    base = proposal.repairs
    if base is None or base.state != TimetableVersion.State.PUBLISHED or proposal.knows is None:
        return False
    if rows is None:
        happened = set(Disruption.objects.filter(fair=proposal.fair_id).values_list("pk", flat=True))
    else:
        happened = {row.pk for row in rows}
    return happened == set(proposal.knows)


def open_rows(rows: Sequence[Disruption]) -> list[Disruption]:
    """Those that no published timetable knows of."""
    known = {TimetableVersion.State.PUBLISHED, TimetableVersion.State.SUPERSEDED}
    return [row for row in rows if row.settled_in is None or row.settled_in.state not in known]
