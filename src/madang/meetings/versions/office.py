"""The organiser's pages of the timetable: make it, look at it, compare, publish, export."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.events import token
from madang.core.jobs import work as works
from madang.core.models import Work
from madang.fairs.channels import office_channel
from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.fairs.rules import can_organise
from madang.meetings.engine.stored import unscheduled_in
from madang.meetings.models import Ban, Request, TimetableVersion
from madang.meetings.queries import with_names
from madang.meetings.versions import actions, presenters, queries
from madang.meetings.versions.grid import View
from madang.meetings.versions.parts import Part, part_of, version_of
from madang.meetings.versions.presenters import missed_lines, news_of_change
from madang.meetings.versions.sheets import workbook_of
from madang.meetings.wording import pairs
from madang.web import zones
from madang.web.doors import signed_in
from madang.web.shapes import Tab

ROWS = 40


State = TimetableVersion.State


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office_page
def timetable(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Make a timetable; see how far it is; all versions and how good they are."""
    if request.method == "POST":
        seconds = request.POST.get("seconds", "")
        limit = min(600, max(1, int(seconds))) if seconds.isdecimal() else None
        keep = bool(request.POST.get("keep"))
        actions.start_timetable(actor=signed_in(request), fair=fair, seconds=limit, keep=keep)
        return redirect("meetings:timetable", fair.slug)
    versions = queries.versions_of(fair)
    work = works.latest(kind=actions.TIMETABLE, fair_id=fair.pk)
    if work and work.state == Work.State.DONE and not any(row.version.work_id == work.pk for row in versions):
        work = None  # its draft was discarded
    return TemplateResponse(
        request,
        "meetings/timetable.html",
        {
            "work": work,
            "label": presenters.work_label(work, fair) if work else "",
            "versions": [
                (row, presenters.percent(row.version.share), presenters.percent(row.version.first_come_share))
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


@require_safe
@office_page
def version(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """The grid of one version: a day's slots, over a hall's tables, the online rooms, or companies."""
    numbered = next(iter(queries.versions_of(fair, number=number)), None)
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
            "figures": presenters.version_figures(numbered),
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
            "grid": presenters.grid_face(
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


def _arranging(request: HttpRequest, fair: Fair) -> dict[str, object]:
    """What the grid needs to be arranged by hand."""
    carried = _carried(request, fair)
    return {
        "carried": carried,
        "carried_words": pairs.asked_words(carried) if carried else "",
        "arrange_words": {name: str(words) for name, words in presenters.ARRANGING.items()},
        "live": token(office_channel(fair)),
    }


def _carried(request: HttpRequest, fair: Fair) -> Request | None:
    """The request that the organiser is looking for a cell for."""
    carried = request.GET.get("carry", "")
    if not carried.isdecimal():
        return None
    rows = Request.objects.filter(fair=fair, state=Request.State.ACCEPTED, pk=int(carried))
    return with_names(rows).first()


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


@require_safe
@office_page
def unscheduled(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """Agreed meetings that found no place, each with why."""
    row = version_of(fair, number)
    page = Paginator(queries.missed_of(row), ROWS).get_page(request.GET.get("page"))
    lines = list(missed_lines(fair, list(page.object_list)))
    may_arrange = row.state == State.DRAFT and can_organise(request.user, fair)
    shown = {"version": row, "page": page, "lines": lines, "may_arrange": may_arrange}
    return TemplateResponse(request, "meetings/unscheduled.html", shown)


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
    before = TimetableVersion.objects.published().filter(fair=fair).first()
    return _changes(request, "meetings/publish.html", before, row)


def _changes(
    request: HttpRequest, template: str, before: TimetableVersion | None, after: TimetableVersion
) -> HttpResponseBase:
    changes = queries.changes_of(before, after)
    page = Paginator(changes.found.changes, 50).get_page(request.GET.get("page"))
    lines = queries.changed_meetings(changes, list(page.object_list))
    missed = unscheduled_in(after, {line.request.pk for line in lines})
    return TemplateResponse(
        request,
        template,
        {
            "version": after,
            "before": before,
            "changes": changes,
            "figures": presenters.change_figures(changes),
            "page": page,
            "lines": [(line, *news_of_change(line, missed)) for line in lines],
        },
    )


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
