"""The organiser's pages: the fair at a glance, requests, versions of the timetable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.core import events
from madang.core import work as works
from madang.fairs.access import office_page, signed_in
from madang.fairs.models import Fair, Hall, Slot
from madang.fairs.rules import can_organise
from madang.meetings import actions, office_queries
from madang.meetings.models import Request, TimetableVersion
from madang.meetings.office_queries import View
from madang.meetings.pages import pdf_response
from madang.meetings.printing import pdf_of_everyone
from madang.meetings.sentences import why
from madang.meetings.sheets import organisers_reader, workbook_of

ROWS = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office_page
def glance(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    return TemplateResponse(request, "meetings/glance.html", {"glance": office_queries.glance_of(fair)})


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
        actions.start_timetable(actor=signed_in(request), fair=fair, seconds=limit)
        return redirect("meetings:timetable", fair.slug)
    work = works.latest(kind=actions.TIMETABLE, fair_id=fair.pk)
    return TemplateResponse(
        request,
        "meetings/timetable.html",
        {
            "work": work,
            "token": events.token(work.channel) if work and not work.is_over else "",
            "versions": office_queries.versions_of(fair),
            "accepted": Request.objects.filter(fair=fair, state=Request.State.ACCEPTED).count(),
            "may_organise": can_organise(request.user, fair),
        },
    )


@require_POST
@office_page
def cancel(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Stop the timetable that is being made."""
    actions.cancel_timetable(actor=signed_in(request), fair=fair)
    return redirect("meetings:timetable", fair.slug)


def _version(fair: Fair, number: int) -> TimetableVersion:
    version = get_object_or_404(TimetableVersion, fair=fair, number=number)
    version.fair = fair
    return version


@dataclass(frozen=True)
class _Choices:
    """What the filter above the grid offers."""

    days: Sequence[date]
    halls: Sequence[Hall]
    has_rooms: bool


@office_page
def version(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """The grid of one version: a day's slots, over a hall's tables, the online rooms, or companies."""
    row = _version(fair, number)
    days = office_queries.days_of(fair, Slot.objects.filter(fair=fair))
    halls = list(Hall.objects.filter(fair=fair))
    view = _view(request, days, halls)
    heads: QuerySet[Any] = (
        office_queries.companies_of(row) if view.by == "company" else office_queries.places_of(fair, view)
    )
    page = Paginator(heads, ROWS).get_page(request.GET.get("page"))
    slots = days.get(view.day, []) if view.day else []
    return TemplateResponse(
        request,
        "meetings/version.html",
        {
            "version": row,
            "view": view,
            "choices": _Choices(list(days), halls, office_queries.has_rooms(fair)),
            "page": page,
            "grid": office_queries.grid_of(row, slots, list(page.object_list)),
            "as_list": request.GET.get("as") == "list",
            "may_organise": can_organise(request.user, fair),
        },
    )


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


@office_page
def unscheduled(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """Agreed meetings that found no place, each with why."""
    row = _version(fair, number)
    page = Paginator(office_queries.missed_of(row), ROWS).get_page(request.GET.get("page"))
    lines = [(asked, why(reasons, organisers_reader(asked))) for asked, reasons in page.object_list]
    return TemplateResponse(
        request, "meetings/unscheduled.html", {"version": row, "page": page, "lines": lines}
    )


@office_page
def diff(request: HttpRequest, fair: Fair, number: int, other: int) -> HttpResponseBase:
    """What changes from version `other` to this one, and who is told when it is published."""
    row, before = _version(fair, number), _version(fair, other)
    return _changes(request, "meetings/diff.html", before, row)


@office_page
def publish(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """First a preview of who moves and who is told; then, posted, the publication itself."""
    row = _version(fair, number)
    if request.method == "POST":
        actions.publish(actor=signed_in(request), version=row)
        messages.success(
            request,
            _("Version %(number)s is published. Those for whom something changed are being told.")
            % {"number": row.number},
        )
        return redirect("meetings:timetable", fair.slug)
    if row.state != TimetableVersion.State.DRAFT:
        raise Http404
    before = TimetableVersion.objects.filter(fair=fair, state=TimetableVersion.State.PUBLISHED).first()
    return _changes(request, "meetings/publish.html", before, row)


def _changes(
    request: HttpRequest, template: str, before: TimetableVersion | None, after: TimetableVersion
) -> HttpResponseBase:
    changes = office_queries.changes_of(before, after)
    page = Paginator(changes.lines, 50).get_page(request.GET.get("page"))
    return TemplateResponse(
        request, template, {"version": after, "before": before, "changes": changes, "page": page}
    )


@require_POST
@office_page
def discard(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    actions.discard(actor=signed_in(request), version=_version(fair, number))
    messages.success(request, _("The draft was discarded."))
    return redirect("meetings:timetable", fair.slug)


@office_page
def sheet(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    name = f"{fair.slug}-{number}.xlsx"
    return HttpResponse(
        workbook_of(_version(fair, number)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@office_page
def printed(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    """Every company's timetable, a page each."""
    return pdf_response(pdf_of_everyone(_version(fair, number)), f"{fair.slug}-{number}.pdf")
