"""The organiser's pages: the fair at a glance, requests, versions of the timetable."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from madang.core.events import token
from madang.core.jobs import work as works
from madang.core.models import Work
from madang.fairs.actions import office_channel
from madang.fairs.doors import office_page, signed_in
from madang.fairs.models import Fair, Hall, Participation, Place, Slot
from madang.fairs.rules import can_organise
from madang.meetings import actions, faces, office_queries
from madang.meetings.agenda.printing import pdf_of_everyone
from madang.meetings.models import Ban, Request, TimetableVersion
from madang.meetings.office_queries import Grid, View, with_names
from madang.meetings.pages import pdf_response
from madang.meetings.requests.bans import bans_of
from madang.meetings.versions.sheets import organisers_reader, workbook_of
from madang.meetings.wording.remedies import Missed, Remedy, Words, for_organiser, unscheduled_rows
from madang.meetings.wording.unscheduled import RULED_OUT, why
from madang.web import zones
from madang.web.shapes import Tab

State = TimetableVersion.State
ROWS = 40
PRINTED_AT_ONCE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@office_page
def glance(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """What needs a hand first; then figures with their denominators, and pictures."""
    found = office_queries.glance_of(fair)
    requests_chart = faces.bars_of(found.requests, _("Requests per company"), _("Sent and received"))
    meetings_chart = faces.bars_of(found.meetings, _("Meetings per company"), _("Meetings"))
    return TemplateResponse(
        request,
        "meetings/glance.html",
        {
            "tasks": faces.tasks_of(fair, found.hands),
            "figures": faces.figures_of(found),
            "requests": requests_chart,
            "meetings": meetings_chart if found.meetings else None,
            "heats": faces.heats_of(fair, found.slots, found.fullness) if found.meetings else [],
        },
    )


@require_safe
@office_page
def requests(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    state = request.GET.get("state", "")
    name = request.GET.get("name", "").strip()
    rows = office_queries.requests_of(fair, state=state if state in Request.State else "", name=name)
    return TemplateResponse(
        request,
        "meetings/office_requests.html",
        {
            "page": Paginator(rows, 50).get_page(request.GET.get("page")),
            "states": Request.State.choices,
            "state": state,
            "name": name,
        },
    )


@office_page
def timetable(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Make a timetable; see how far it is; all versions and how good they are."""
    if request.method == "POST":
        seconds = request.POST.get("seconds", "")
        limit = min(600, max(1, int(seconds))) if seconds.isdecimal() else None
        keep = bool(request.POST.get("keep"))
        actions.start_timetable(actor=signed_in(request), fair=fair, seconds=limit, keep=keep)
        return redirect("meetings:timetable", fair.slug)
    versions = office_queries.versions_of(fair)
    work = works.latest(kind=actions.TIMETABLE, fair_id=fair.pk)
    if work and work.state == Work.State.DONE and not any(row.version.work_id == work.pk for row in versions):
        work = None  # its draft was discarded
    return TemplateResponse(
        request,
        "meetings/timetable.html",
        {
            "work": work,
            "label": faces.work_label(work, fair) if work else "",
            "versions": [
                (row, faces.percent(row.version.share), faces.percent(row.version.first_come_share))
                for row in versions
            ],
            "published": next(
                (row.version for row in versions if row.version.state == State.PUBLISHED), None
            ),
            "accepted": Request.objects.filter(fair=fair, state=Request.State.ACCEPTED).count(),
            "seconds": settings.TIMETABLE_SECONDS,
            "bans": Ban.objects.filter(request__fair=fair).count(),
            "may_organise": can_organise(request.user, fair),
        },
    )


@require_POST
@office_page
def cancel(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Stop the timetable that is being made."""
    actions.cancel_timetable(actor=signed_in(request), fair=fair)
    return redirect("meetings:timetable", fair.slug)


def version_of(fair: Fair, number: int) -> TimetableVersion:
    version = get_object_or_404(TimetableVersion, fair=fair, number=number)
    version.fair = fair
    return version


@require_safe
@office_page
def version(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """The grid of one version: a day's slots, over a hall's tables, the online rooms, or companies."""
    numbered = next(iter(office_queries.versions_of(fair, number=number)), None)
    if numbered is None:
        raise Http404
    row = numbered.version
    row.fair = fair
    part = part_of(request, row)
    as_list = request.GET.get("as") == "list"
    may_organise = can_organise(request.user, fair)
    may_arrange = may_organise and row.state == State.DRAFT
    grid = part.grid
    return TemplateResponse(
        request,
        "meetings/version.html",
        {
            "version": row,
            "title": _("Timetable, version %(number)s") % {"number": number},
            "figures": faces.version_figures(numbered),
            "unscheduled": numbered.missed,
            "tabs": _tabs(request, part),
            "day_tabs": [
                Tab(
                    zones.day(of_day[0].starts_at, fair.zone),
                    _with(request, day=str(day)),
                    day == part.view.day,
                )
                for day, of_day in part.days.items()
            ],
            "page": part.page,
            "grid": faces.grid_face(
                fair, row, grid, _caption(part), _corner(part.view), may_arrange=may_arrange
            ),
            "meetings": grid.meetings,
            "as_list": as_list,
            "other_view": _with(request, **{"as": "" if as_list else "list"}),
            "may_organise": may_organise,
            "may_arrange": may_arrange,
            "view": part.view,
            **(_arranging(request, fair) if may_arrange else {}),
        },
    )


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
        return office_queries.grid_of(self.version, self.slots, self.heads)


def part_of(request: HttpRequest, row: TimetableVersion) -> Part:
    """As the address asks for it."""
    days = office_queries.days_of(row.fair, Slot.objects.filter(fair=row.fair))
    places = office_queries.places_of(row.fair)
    view = _view(request, days, halls_of(places))
    heads: Paginator[Any] = Paginator(_heads(row, view, places), ROWS)
    return Part(row, view, days, places, heads.get_page(request.GET.get("page")))


def halls_of(places: Iterable[Place]) -> list[Hall]:
    return list(dict.fromkeys(place.hall for place in places if place.hall))


def _arranging(request: HttpRequest, fair: Fair) -> dict[str, object]:
    """What the grid needs to be arranged by hand."""
    carried = _carried(request, fair)
    return {
        "carried": carried,
        "carried_words": faces.asked_words(carried) if carried else "",
        "arrange_words": {name: str(words) for name, words in faces.ARRANGING.items()},
        "live": token(office_channel(fair)),
    }


def _carried(request: HttpRequest, fair: Fair) -> Request | None:
    """The request that the organiser is looking for a cell for."""
    carried = request.GET.get("carry", "")
    if not carried.isdecimal():
        return None
    rows = Request.objects.filter(fair=fair, state=Request.State.ACCEPTED, pk=int(carried))
    return with_names(rows).first()


def _heads(
    row: TimetableVersion, view: View, places: Sequence[Place]
) -> QuerySet[Participation] | list[Place]:
    """What the rows of the grid are."""
    if view.by == "company":
        return office_queries.companies_of(row)
    hall = None if view.by == "room" else view.hall
    return [place for place in places if place.hall_id == hall]


def _tabs(request: HttpRequest, part: Part) -> list[Tab]:
    view = part.view
    shown = [
        Tab(
            str(hall.name),
            _with(request, by="table", hall=str(hall.pk)),
            view.by == "table" and view.hall == hall.pk,
        )
        for hall in part.halls
    ]
    if any(place.hall is None for place in part.places):
        shown.append(Tab(_("Online rooms"), _with(request, by="room"), view.by == "room"))
    return [*shown, Tab(_("Companies"), _with(request, by="company"), view.by == "company")]


def _with(request: HttpRequest, **changed: str) -> str:
    """The address with some of its choices changed, from its first page again."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _corner(view: View) -> str:
    return {"room": _("Room"), "company": _("Company")}.get(view.by, _("Table"))


def _caption(part: Part) -> str:
    hall = next((str(row.name) for row in part.halls if row.pk == part.view.hall), "")
    shown = {"room": _("Online rooms"), "company": _("Companies")}.get(part.view.by, hall)
    return _("Timetable: %(what)s") % {"what": shown}


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


@require_safe
@office_page
def unscheduled(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """Agreed meetings that found no place, each with why."""
    row = version_of(fair, number)
    page = Paginator(office_queries.missed_of(row), ROWS).get_page(request.GET.get("page"))
    lines = list(missed_lines(fair, list(page.object_list)))
    may_arrange = row.state == State.DRAFT and can_organise(request.user, fair)
    shown = {"version": row, "page": page, "lines": lines, "may_arrange": may_arrange}
    return TemplateResponse(request, "meetings/unscheduled.html", shown)


def missed_lines(
    fair: Fair, rows: Sequence[tuple[Request, Missed]]
) -> Iterator[tuple[Request, str, Remedy | None]]:
    """Each with why, and with what would help."""
    words = Words.of(fair, [missed for _asked, missed in rows])
    banned = bans_of(asked.pk for asked, _missed in rows)
    for asked, missed in rows:
        reader = organisers_reader(asked)
        if asked.pk in banned:
            yield asked, str(RULED_OUT), Remedy(_("Allow again"))
        else:
            yield asked, why(missed.reasons, reader), for_organiser(missed, reader, words)


@require_safe
@office_page
def diff(request: HttpRequest, fair: Fair, number: int, other: int) -> HttpResponseBase:
    """What changes from version `other` to this one, and who is told when it is published."""
    row, before = version_of(fair, number), version_of(fair, other)
    return _changes(request, "meetings/diff.html", before, row)


@office_page
def publish(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """First a preview of who moves and who is told; then, posted, the publication itself."""
    row = version_of(fair, number)
    if request.method == "POST":
        actions.publish(actor=signed_in(request), version=row)
        messages.success(
            request,
            _("Version %(number)s is published. Those for whom something changed are being told.")
            % {"number": row.number},
        )
        return redirect("meetings:timetable", fair.slug)
    if row.state != State.DRAFT:
        raise Http404
    before = TimetableVersion.objects.filter(fair=fair, state=State.PUBLISHED).first()
    return _changes(request, "meetings/publish.html", before, row)


def _changes(
    request: HttpRequest, template: str, before: TimetableVersion | None, after: TimetableVersion
) -> HttpResponseBase:
    changes = office_queries.changes_of(before, after)
    page = Paginator(changes.found.changes, 50).get_page(request.GET.get("page"))
    missed = dict(unscheduled_rows(after.unscheduled))
    return TemplateResponse(
        request,
        template,
        {
            "version": after,
            "before": before,
            "changes": changes,
            "figures": faces.change_figures(changes),
            "page": page,
            "lines": [
                (line, *_news(line, missed))
                for line in office_queries.lines_of(changes, list(page.object_list))
            ],
        },
    )


def _news(line: office_queries.Change, missed: Mapping[int, Missed]) -> tuple[str, str]:
    """What of a meeting is another than before; and of one that is no longer held, why."""
    if line.before is None:
        return pgettext("meeting", "new"), ""
    if line.after is not None:
        moved = line.before.slot_id != line.after.slot_id
        return (_("new time") if moved else _("new place")), ""
    if line.request.state != Request.State.ACCEPTED:
        return "", _("It was called off.")
    stored = missed.get(line.request.pk)
    return "", why(stored.reasons, organisers_reader(line.request)) if stored else ""


@require_POST
@office_page
def discard(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    actions.discard(actor=signed_in(request), version=version_of(fair, number))
    messages.success(request, _("The draft was discarded."))
    return redirect("meetings:timetable", fair.slug)


@require_safe
@office_page
def sheet(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    name = f"{fair.slug}-{number}.xlsx"
    return HttpResponse(
        workbook_of(version_of(fair, number)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@office_page
def printed(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """Every company's timetable, a page each; of many, in parts that are there within seconds."""
    row = version_of(fair, number)
    companies = office_queries.printed_companies(row)
    parts = Paginator(companies, PRINTED_AT_ONCE)
    part = request.GET.get("part", "")
    if parts.num_pages == 1 or part:
        chosen = parts.get_page(part)
        return pdf_response(
            pdf_of_everyone(row, list(chosen.object_list)), f"{fair.slug}-{number}-{chosen.number}.pdf"
        )
    shown = {"version": row, "parts": [parts.page(page) for page in parts.page_range]}
    return TemplateResponse(request, "meetings/print.html", shown)
