"""What a company offers and seeks has changed, or it is newly admitted: its partners are looked for anew."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from madang.core import clock
from madang.core.jobs import enqueue
from madang.fairs.models import Fair, Participation
from madang.listings.models import Listing

#: What matching reads of a participation.
COUNTS = {"state", "group", "presence", "languages", "avoids_competitors", "avoided_countries"}


def listing_changed(instance: Listing, **_kwargs: Any) -> None:
    """At every fair where the organisation takes part."""
    _look_anew(Participation.objects.filter(organisation=instance.organisation_id))


def participation_changed(
    instance: Participation, update_fields: Collection[str] | None = None, **_kwargs: Any
) -> None:
    """Admitted, or in another group, with other languages or markets."""
    if not update_fields or COUNTS & {*update_fields}:
        _look_anew(Participation.objects.filter(pk=instance.pk))


def _look_anew(rows: QuerySet[Participation]) -> None:
    """Only where a round was matched already, and once however many changes wait for it."""
    from madang.partners.tasks import rematch  # noqa: PLC0415  tasks call actions, models load first

    taking_part = rows.filter(state=Participation.State.APPROVED).select_related("fair")
    for row in taking_part.filter(fair__recommendations__isnull=False).distinct().order_by("pk"):
        if not _is_over(row.fair):
            enqueue(rematch, once=f"rematch-{row.pk}", participation_id=row.pk)


def _is_over(fair: Fair) -> bool:
    """By the fair's own clock, which may stand elsewhere while it is rehearsed."""
    return fair.ends_on < (clock.real_now() + fair.clock_offset).date() - timedelta(days=1)
