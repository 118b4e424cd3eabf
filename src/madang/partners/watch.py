"""What a company offers and seeks has changed: its partners are looked for anew, in the worker."""

from datetime import timedelta
from typing import Any

from madang.core import clock
from madang.core.jobs import enqueue
from madang.fairs.models import Participation
from madang.listings.models import Listing


def listing_changed(instance: Listing, **_kwargs: Any) -> None:
    """Only where a round was matched already, and once however many changes wait for it."""
    from madang.partners.tasks import rematch  # noqa: PLC0415  tasks call actions, models load first

    today = clock.real_now().date()
    matched = Participation.objects.taking_part().filter(
        organisation=instance.organisation_id,
        fair__ends_on__gte=today - timedelta(days=1),
        fair__recommendations__isnull=False,
    )
    for pk in matched.order_by("pk").values_list("pk", flat=True).distinct():
        enqueue(rematch, once=f"rematch-{pk}", participation_id=pk)
