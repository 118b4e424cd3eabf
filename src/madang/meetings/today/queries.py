"""What was recorded on the running day, and what is proposed."""

from collections.abc import Sequence

from django.db.models import Func, IntegerField, Prefetch, QuerySet

from madang.fairs.models import Fair
from madang.meetings.models import Disruption, TimetableVersion
from madang.meetings.today.board import LARGE


def happened_at(fair: Fair) -> list[Disruption]:
    """All that happened, the newest first, with nothing of whom it is about. One query."""
    return list(Disruption.objects.filter(fair=fair).order_by("-pk"))


def recorded(fair: Fair) -> QuerySet[Disruption]:
    """Everything that happened, the newest first, with whom it is about.

    A query for each table that the rows speak of: a join of all of them costs more in planning than in rows.
    """
    versions = TimetableVersion.objects.defer(*LARGE)
    return (
        Disruption.objects.filter(fair=fair)
        .prefetch_related(
            "participation__organisation",
            "request__sender__organisation",
            "request__receiver__organisation",
            "place__hall",
            "interpreter",
            Prefetch("settled_in", queryset=versions),
        )
        .order_by("-pk")
    )


def proposal_of(fair: Fair) -> TimetableVersion | None:
    """The newest, with the number of its `changed` meetings, but without its long columns. One query."""
    changed = Func("changes", function="jsonb_array_length", output_field=IntegerField())
    return (
        TimetableVersion.objects.filter(fair=fair, state=TimetableVersion.State.DRAFT, repairs__isnull=False)
        .select_related("repairs")
        .defer(*LARGE, *(f"repairs__{column}" for column in LARGE))
        .annotate(changed=changed)
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


def unsettled(fair: Fair) -> set[int]:
    """Those that no published timetable knows of. One query."""
    return set(Disruption.objects.filter(fair=fair).unsettled().values_list("pk", flat=True))
