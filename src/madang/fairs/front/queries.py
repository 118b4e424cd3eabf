"""Fairs as a visitor meets them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from madang.core import clock
from madang.core.models import User
from madang.fairs import memory
from madang.fairs.models import Fair, Participation
from madang.fairs.queries import shown_listings
from madang.organisations.rules import Person


@dataclass(frozen=True)
class Season:
    """The fairs of an installation as a visitor meets them."""

    running: Sequence[Fair]
    upcoming: Sequence[Fair]
    past: Sequence[Fair]

    def __bool__(self) -> bool:
        return bool(self.running or self.upcoming or self.past)


def season(user: Person) -> Season:
    """Public fairs, and those that this person organises or takes part in. One query."""
    fairs = list(visible_fairs(user).order_by("starts_on", "id"))
    today = {fair.pk: (clock.real_now() + fair.clock_offset).astimezone(fair.tz).date() for fair in fairs}
    return Season(
        running=[fair for fair in fairs if fair.starts_on <= today[fair.pk] <= fair.ends_on],
        upcoming=[fair for fair in fairs if today[fair.pk] < fair.starts_on],
        past=[fair for fair in reversed(fairs) if fair.ends_on < today[fair.pk]],
    )


def visible_fairs(user: Person) -> QuerySet[Fair]:
    if not isinstance(user, User):
        return Fair.objects.filter(is_public=True)
    if user.is_staff:
        return Fair.objects.all()
    own = Participation.objects.filter(fair=OuterRef("pk")).of_member(user)
    staffed = user.staff_rows.filter(fair=OuterRef("pk"))
    return Fair.objects.filter(Q(is_public=True) | Exists(own) | Exists(staffed))


@dataclass(frozen=True)
class Figures:
    """How large a fair is."""

    participants: int
    countries: int
    on_site: int
    online: int
    offers: int
    needs: int


def figures(fair: Fair) -> Figures:
    """Two queries, once for all readers until something changes."""
    return memory.kept(fair, "figures", lambda: _counted(fair))


def _counted(fair: Fair) -> Figures:
    present = fair.participations.filter(state=Participation.State.APPROVED)
    counted = present.aggregate(
        participants=Count("pk"),
        countries=Count("organisation__country", distinct=True),
        on_site=Count("pk", filter=~Q(presence="online")),
        online=Count("pk", filter=~Q(presence="on_site")),
    )
    sides = Counter(
        dict(
            shown_listings()
            .filter(organisation__in=present.values("organisation"))
            .values_list("side")
            .annotate(Count("pk"))
            .order_by()
        )
    )
    return Figures(**counted, offers=sides["offer"], needs=sides["need"])
