"""The office before the fair: what is scarce, and what more would bring."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.jobs import work as works
from madang.core.models import Work
from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.fairs.rules import can_organise
from madang.meetings.models import Request
from madang.meetings.simulation import actions
from madang.meetings.simulation.report import Findings
from madang.timetable.simulating.simulation import Facet
from madang.web.doors import signed_in


@office_page
def simulation(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """What the last simulation found; posted, a new one."""
    if request.method == "POST":
        seconds = request.POST.get("seconds", "")
        limit = min(600, max(5, int(seconds))) if seconds.isdecimal() else actions.SECONDS
        actions.start(actor=signed_in(request), fair=fair, seconds=limit)
        return redirect("meetings:simulation", fair.slug)
    work = works.latest(kind=actions.SIMULATION, fair_id=fair.pk)
    findings = Findings.of(fair)
    facets = [findings.unmet(facet) for facet in (Facet.CAUSE, Facet.PAIR, Facet.HALF)] if findings else []
    return TemplateResponse(
        request,
        "meetings/simulation.html",
        {
            "work": work if work and work.state not in {Work.State.DONE, Work.State.CANCELLED} else None,
            "label": _label(work) if work else "",
            "findings": findings,
            "made_at": findings.made_at if findings else None,
            "unmet": [chart for chart in facets if chart],
            "accepted": Request.objects.filter(fair=fair, state=Request.State.ACCEPTED).count(),
            "seconds": actions.SECONDS,
            "may_organise": can_organise(request.user, fair),
        },
    )


def _label(work: Work) -> str:
    if work.is_over:
        return str(work.get_state_display()).capitalize()
    if work.phase != "simulating":
        return _("Reading what was agreed") if work.phase else _("Waiting for the worker")
    step = {"step": work.done + 1, "of": work.total}
    return _("Timetable %(step)d of %(of)d, each with something else") % step


@require_POST
@office_page
def cancel(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    actions.cancel(actor=signed_in(request), fair=fair)
    return redirect("meetings:simulation", fair.slug)


@require_safe
@office_page
def as_json(request: HttpRequest, fair: Fair) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    findings = Findings.of(fair)
    if findings is None:
        return redirect("meetings:simulation", fair.slug)
    return JsonResponse(findings.found.as_json(), headers=_file(fair, "json"))


@require_safe
@office_page
def as_csv(request: HttpRequest, fair: Fair) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    findings = Findings.of(fair)
    if findings is None:
        return redirect("meetings:simulation", fair.slug)
    # The mark tells spreadsheets that it is UTF-8.
    return HttpResponse(f"\ufeff{findings.as_csv()}", content_type="text/csv", headers=_file(fair, "csv"))


def _file(fair: Fair, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{fair.slug}-simulation.{kind}"'}
