"""Fairs as a visitor meets them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from madang.core import clock
from madang.core.models import User
from madang.core.registry import Registry
from madang.core.text import Text
from madang.fairs import memory
from madang.fairs.models import Fair, Participation
from madang.organisations.models import Kind, Organisation
from madang.organisations.rules import Person
from madang.web.shapes import Figure


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


def figures(fair: Fair) -> Figures:
    """One query, once for all readers until something changes."""
    return memory.kept(fair, "figures", lambda: _counted(fair))


def _counted(fair: Fair) -> Figures:
    counted = present(fair).aggregate(
        participants=Count("pk"),
        countries=Count("organisation__country", distinct=True),
        on_site=Count("pk", filter=~Q(presence="online")),
        online=Count("pk", filter=~Q(presence="on_site")),
    )
    return Figures(**counted)


def present(fair: Fair) -> QuerySet[Participation]:
    return fair.participations.filter(state=Participation.State.APPROVED)


#: What a subject above counts at a fair, given who takes part.
FIGURES: Final[Registry[Callable[[QuerySet[Participation]], Figure]]] = Registry()


def figures_from_above(fair: Fair) -> list[Figure]:
    return memory.kept(fair, "figures from above", lambda: [count(present(fair)) for count in FIGURES.each()])


@dataclass(frozen=True)
class Project:
    """Something that a host shows on the fair's page: its kind in a word, and its title."""

    kind: str
    title: Text


@dataclass(frozen=True)
class Host:
    organisation: Organisation
    projects: Sequence[Project]


#: What a subject above knows of projects, by organisation.
PROJECTS: Final[Registry[Callable[[Collection[int]], Mapping[int, Sequence[Project]]]]] = Registry()
HOSTS = (Kind.PUBLIC_HOST, Kind.PARK)
MOST_HOSTS = 12


def hosts(fair: Fair) -> list[Host]:
    """The hosts among those who take part. Two queries, once for all readers until something changes."""
    return memory.kept(fair, "hosts", lambda: _hosts(fair))


def _hosts(fair: Fair) -> list[Host]:
    rows = present(fair).filter(organisation__kind__in=HOSTS).select_related("organisation").order_by("pk")
    organisations = [row.organisation for row in rows[:MOST_HOSTS]]
    projects = [of_some([one.pk for one in organisations]) for of_some in PROJECTS.each()]
    return [
        Host(one, [project for of_some in projects for project in of_some.get(one.pk, ())])
        for one in organisations
    ]
