"""The part of a version that a page shows, as its address asks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date

from madang.fairs.models import Fair, Hall, Participation, Place, Slot
from madang.meetings.models import TimetableVersion
from madang.meetings.versions import grid as versions_grid
from madang.meetings.versions.grid import Grid, View

ROWS = 40


def version_of(fair: Fair, number: int) -> TimetableVersion:
    version = get_object_or_404(TimetableVersion, fair=fair, number=number)
    version.fair = fair
    return version


@dataclass(frozen=True)
class Part:
    """The part of a version that a page shows: some rows, over the slots of a day."""

    version: TimetableVersion
    view: View
    days: dict[date, list[Slot]]
    places: Sequence[Place]
    page: Page[Any]

    @property
    def halls(self) -> list[Hall]:
        return halls_of(self.places)

    @cached_property
    def heads(self) -> list[Place] | list[Participation]:
        return list(self.page.object_list)

    @property
    def slots(self) -> list[Slot]:
        return self.days.get(self.view.day, []) if self.view.day else []

    @cached_property
    def grid(self) -> Grid:
        return versions_grid.grid_of(self.version, self.slots, self.heads)


def part_of(request: HttpRequest, row: TimetableVersion) -> Part:
    """As the address asks for it."""
    days = versions_grid.days_of(row.fair, Slot.objects.filter(fair=row.fair))
    places = versions_grid.places_of(row.fair)
    view = _view(request, days, halls_of(places))
    heads: Paginator[Any] = Paginator(_heads(row, view, places), ROWS)
    return Part(row, view, days, places, heads.get_page(request.GET.get("page")))


def halls_of(places: Iterable[Place]) -> list[Hall]:
    return list(dict.fromkeys(place.hall for place in places if place.hall))


def _heads(
    row: TimetableVersion, view: View, places: Sequence[Place]
) -> QuerySet[Participation] | list[Place]:
    """What the rows of the grid are."""
    if view.by == "company":
        return versions_grid.companies_of(row)
    hall = None if view.by == "room" else view.hall
    return [place for place in places if place.hall_id == hall]


def _view(request: HttpRequest, days: dict[date, list[Slot]], halls: Sequence[Hall]) -> View:
    by = request.GET.get("by", "")
    hall = request.GET.get("hall", "")
    usual = halls[0].pk if halls else None
    chosen = next((row.pk for row in halls if str(row.pk) == hall), usual)
    day = parse_date(request.GET.get("day", "")) if request.GET.get("day") else None
    return View(
        day if day in days else next(iter(days), None),
        by if by in {"room", "company"} else "table",
        chosen,
    )
