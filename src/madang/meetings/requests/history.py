"""What came of requests and meetings, for the subject below that recommends partners."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from madang.meetings.models import Disruption, Request, Seat, TimetableVersion
from madang.partners.history import Answered

State = Request.State


def answers_of(fairs: Collection[int]) -> Iterator[Answered]:
    """Requests that were accepted or declined; what was withdrawn or forgotten is no answer."""
    rows = Request.objects.filter(fair__in=fairs, state__in=[State.ACCEPTED, State.DECLINED]).order_by("id")
    for fair, asker, asked, state in rows.values_list("fair_id", "sender_id", "receiver_id", "state"):
        yield Answered(fair, asker, asked, yes=state == State.ACCEPTED)


def encounters_of(fairs: Collection[int]) -> Iterator[tuple[int, int]]:
    """Organisations that sat together: in a published timetable, not called off, nobody absent."""
    absent = Disruption.objects.filter(fair__in=fairs, kind=Disruption.Kind.ABSENT)
    called_off = Disruption.objects.filter(fair__in=fairs, kind=Disruption.Kind.CALLED_OFF)
    seats = (
        Seat.objects.filter(
            version__fair__in=fairs,
            version__state=TimetableVersion.State.PUBLISHED,
            meeting__request__state=State.ACCEPTED,
        )
        .exclude(participation__in=absent.values("participation"))
        .exclude(meeting__request__in=called_off.values("request"))
    )
    sitting: dict[int, list[int]] = defaultdict(list)
    for meeting, organisation in seats.values_list("meeting_id", "participation__organisation_id"):
        sitting[meeting].append(organisation)
    return ((one, other) for one, other in (both for both in sitting.values() if len(both) == 2))
