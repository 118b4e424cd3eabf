"""What a company offers and seeks has changed, or it is newly admitted: its partners are looked for anew.

Every write of the house is written down in the audit log, an import's as well as a form's.
"""

from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.core import clock
from madang.core.jobs import enqueue_after_commit
from madang.core.models import AuditEntry
from madang.fairs.models import Fair, Participation
from madang.partners.models import Outdated, Recommendation

#: The writes of what matching reads, by what their entries are about.
OF_ORGANISATION: Final = {
    "listing.add",
    "listing.update",
    "listing.show",
    "listing.hide",
    "listing.remove",
    "organisation.update",
}
OF_PARTICIPATION: Final = {"participation.register", "participation.update", "participation.approved"}


def entries_recorded(entries: list[AuditEntry], **_kwargs: Any) -> None:
    """An organisation is looked at again at every fair where it takes part."""
    organisations = {one.organisation_id for one in entries if one.verb in OF_ORGANISATION}
    participations = {one.subject_id for one in entries if one.verb in OF_PARTICIPATION}
    if organisations or participations:
        look_anew(Participation.objects.filter(Q(organisation__in=organisations) | Q(pk__in=participations)))


def look_anew(rows: QuerySet[Participation]) -> None:
    """Only where a round was matched already; however many changed, one job reads the fair once for them."""
    is_matched = Exists(Recommendation.objects.filter(fair=OuterRef("fair")))
    taking_part = rows.filter(is_matched, state=Participation.State.APPROVED).select_related("fair")
    changed = [row for row in taking_part.order_by("pk") if not _is_over(row.fair)]
    Outdated.objects.bulk_create(Outdated(participation=row) for row in changed)
    for fair_id in sorted({row.fair_id for row in changed}):
        _ask(fair_id)


def rematch_left_over() -> None:
    for fair_id in Outdated.objects.order_by().values_list("participation__fair", flat=True).distinct():
        _ask(fair_id)


def _ask(fair_id: int) -> None:
    enqueue_after_commit(
        "partners.rematch_outdated", once=f"rematch-{fair_id}", alone=f"matching-{fair_id}", fair_id=fair_id
    )


def _is_over(fair: Fair) -> bool:
    """By the fair's own clock, which may stand elsewhere while it is rehearsed."""
    return fair.ends_on < (clock.real_now() + fair.clock_offset).date() - timedelta(days=1)
