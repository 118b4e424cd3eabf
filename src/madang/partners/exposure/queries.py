"""Who was shown how often, and why some were not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from madang.core.models import AuditEntry, Work
from madang.fairs.models import Fair, Participation
from madang.listings.models import Listing, Side
from madang.partners.models import Recommendation


@dataclass(frozen=True)
class Exposed:
    """How many companies were recommended how often: `lists` from `low` to `high`, `companies` of them."""

    low: int
    high: int
    companies: int


class Cause(TextChoices):
    """Why a company is in nobody's list."""

    WROTE_NOTHING = "wrote_nothing", _("Wrote neither what it offers nor what it seeks")
    NO_OFFER = "no_offer", _("Wrote nothing that it offers")
    NO_NEED = "no_need", _("Wrote nothing that it seeks")
    CAME_LATER = "came_later", _("Came after the last round")
    NOTHING_SHARED = "nothing_shared", _("What it wrote suits nobody whom it may meet")


@dataclass(frozen=True)
class Unseen:
    """A company that is recommended to nobody."""

    participation: Participation
    cause: Cause
    is_first_time: bool


@dataclass(frozen=True)
class Exposure:
    """Who is shown how often. `first_time`: companies that were at no fair of this installation before."""

    bins: list[Exposed]
    companies: int
    first_time: int
    never: list[Unseen]

    @property
    def is_matched(self) -> bool:
        return len(self.never) < self.companies

    @property
    def never_first_time(self) -> int:
        return sum(one.is_first_time for one in self.never)


BINS = ((0, 0), (1, 4), (5, 9), (10, 19), (20, 29), (30, 49), (50, 10_000))


def last_round(fair: Fair, latest: Work | None) -> Work | None:
    """The last round that came to its end; `latest` is what was begun last."""
    if latest is None or latest.state == Work.State.DONE:
        return latest
    return Work.objects.filter(kind=latest.kind, fair_id=fair.pk, state=Work.State.DONE).first()


def exposure_of(fair: Fair, round_: Work | None) -> Exposure:
    """The distribution of being recommended, and those whom nobody sees. Four queries."""
    shown = Counter(Recommendation.objects.filter(fair=fair).values_list("partner_id", flat=True))
    everyone = list(Participation.objects.filter(fair=fair).taking_part().select_related("organisation"))
    before = _at_a_fair_before(fair)
    unseen = [row for row in everyone if not shown[row.pk]]
    sides = _sides([row.pk for row in unseen])
    since = round_.started_at + fair.clock_offset if round_ and round_.started_at else None
    return Exposure(
        bins=_bins([shown[row.pk] for row in everyone]),
        companies=len(everyone),
        first_time=sum(row.organisation_id not in before for row in everyone),
        never=[
            Unseen(row, _cause(row, sides.get(row.pk, set()), since), row.organisation_id not in before)
            for row in unseen
        ],
    )


def _bins(counts: list[int]) -> list[Exposed]:
    return [
        Exposed(low, high, sum(1 for count in counts if low <= count <= high))
        for low, high in BINS
        if low <= max(counts, default=0)
    ]


def _at_a_fair_before(fair: Fair) -> set[int]:
    """Organisations that took part in a fair before this one."""
    earlier = Participation.objects.filter(fair__starts_on__lt=fair.starts_on).taking_part()
    return set(earlier.values_list("organisation_id", flat=True))


def _sides(participations: Sequence[int]) -> dict[int, set[str]]:
    """Which sides these companies wrote anything of."""
    found: dict[int, set[str]] = {}
    rows = Listing.objects.filter(organisation__participations__in=participations, is_shown=True)
    for pk, side in rows.values_list("organisation__participations", "side").distinct():
        found.setdefault(pk, set()).add(side)
    return found


def _cause(row: Participation, sides: set[str], round_began: datetime | None) -> Cause:
    if not sides:
        return Cause.WROTE_NOTHING
    if round_began and row.registered_at > round_began:
        return Cause.CAME_LATER
    if Side.OFFER not in sides:
        return Cause.NO_OFFER
    return Cause.NOTHING_SHARED if Side.NEED in sides else Cause.NO_NEED


#: Entries of the audit log after which a company's partners may be others.
CHANGES = ("listing.", "participation.")


def outdated(fair: Fair, round_: Work) -> int:
    """How many companies changed what counts since they were last matched. Two queries."""
    kinds = Q(verb__startswith=CHANGES[0]) | Q(verb__startswith=CHANGES[1], fair_id=fair.pk)
    since = AuditEntry.objects.filter(kinds, at__gt=round_.ended_at or round_.created_at)
    changed = dict(since.values_list("organisation_id").annotate(at=Max("at")).order_by())
    rows = Participation.objects.filter(fair=fair, organisation__in=changed).taking_part()
    matched = rows.annotate(made_at=Max("recommendations__made_at")).values_list("organisation_id", "made_at")
    return sum(made is None or made - fair.clock_offset < changed[pk] for pk, made in matched)
