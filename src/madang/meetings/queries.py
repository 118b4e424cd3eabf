"""Reads that the chapters share."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from madang.core.text import named
from madang.fairs.models import Fair
from madang.meetings.models import Duty, Meeting, Request, TimetableVersion


def published_of(fair: Fair) -> TimetableVersion | None:
    """Without what the engine said of it, which is long: whoever needs that asks for it."""
    rows = TimetableVersion.objects.published().filter(fair=fair)
    return rows.defer("unscheduled", "changes", "loosened").first()


def names_of_interpreters(meeting: Meeting) -> tuple[str, ...]:
    """As `with_interpreters` fetched them."""
    return tuple(getattr(meeting, "interpreter_names", ()))


def with_interpreters(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With the names of the interpreters."""
    names = Duty.objects.filter(meeting=OuterRef("pk")).order_by("interpreter__name")
    return meetings.annotate(interpreter_names=ArraySubquery(names.values("interpreter__name")))


def with_parties(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With both companies, the place and the names of interpreters, in order of time."""
    return (
        with_interpreters(meetings)
        .select_related(
            "slot",
            "table__hall",
            "room",
            "request__sender__organisation",
            "request__receiver__organisation",
        )
        .order_by("slot__starts_at", "table__number", "room__number", "pk")
    )


def named_party(name: str, request: str = "") -> Q:
    """Requests in which one of the two is called so; `request` leads from other rows to theirs."""
    return named(name, f"{request}sender__organisation__name", f"{request}receiver__organisation__name")


def with_names(requests: QuerySet[Request]) -> QuerySet[Request]:
    """With both companies."""
    return requests.select_related("sender__organisation", "receiver__organisation")
