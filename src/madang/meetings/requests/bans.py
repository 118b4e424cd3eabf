"""What the organiser ruled out."""

from collections.abc import Iterable

from madang.meetings.models import Ban


def bans_of(requests: Iterable[int]) -> frozenset[int]:
    """Of these requests, those that are ruled out altogether. One query."""
    rows = Ban.objects.filter(request__in=list(requests), slot=None)
    return frozenset(rows.values_list("request_id", flat=True))
