"""The office on the day of the fair: what went otherwise, and the timetable that makes the best of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core import events
from madang.core.errors import NotAllowed, Refused
from madang.core.jobs import work as works
from madang.fairs.channels import fair_channel, office_channel
from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.fairs.rules import can_organise
from madang.meetings.engine.stored import changes_in
from madang.meetings.models import Disruption, TimetableVersion
from madang.meetings.today import actions, queries
from madang.meetings.today.forms import HappenedForm
from madang.meetings.today.presenters import figures_of, label_of
from madang.meetings.versions import queries as version_queries
from madang.meetings.wording import changes as wording_changes
from madang.web import zones
from madang.web.doors import signed_in
from madang.web.shapes import Tab
from madang.web.templatetags.components import live_url


@require_safe
@office_page
def today(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Who meets now, with a button for each that is missing; what was recorded; what would be changed."""
    day = queries.day_of(fair, _number(request.GET.get("slot")))
    name = request.GET.get("name", "").strip()
    rows = list(queries.recorded(fair))
    proposal = queries.proposal_of(fair)
    work = works.latest(kind=actions.REPAIR, fair_id=fair.pk)
    page = Paginator(queries.lines_of(fair, day, rows, name), 60).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "meetings/day.html",
        {
            "day": day,
            "name": name,
            "tabs": [
                Tab(zones.hour(slot.starts_at, fair.zone), f"?slot={slot.pk}", not name and slot == day.slot)
                for slot in day.slots
            ],
            "page": page,
            "rows": [(row, wording_changes.what_happened(row)) for row in rows],
            "unsettled": len(queries.open_rows(rows)),
            "open": {row.pk for row in queries.open_rows(rows)},
            "proposal": proposal if proposal and queries.is_current(proposal, rows) else None,
            "published": TimetableVersion.objects.published().filter(fair=fair).exists(),
            "form": HappenedForm(fair=fair, upcoming=day.upcoming),
            "work": work if work and not work.is_over else None,
            "may_organise": can_organise(request.user, fair),
            "live": live_url(events.token(office_channel(fair), fair_channel(fair))),
        },
    )


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() else 0


@require_POST
@office_page
def record(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """One tap: written down, and for the organiser at once with what the timetable makes of it."""
    form = HappenedForm(request.POST, fair=fair)
    if not form.is_valid():
        messages.error(request, _sentence(form))
        return _back(request, fair)
    person = signed_in(request)
    try:
        row = actions.record(actor=person, fair=fair, happened=form.shape())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _back(request, fair)
    about = wording_changes.what_happened(queries.recorded(fair).get(pk=row.pk))
    said = _("Recorded: %(who)s, %(what)s.") % {"who": about, "what": row.get_kind_display()}
    messages.success(request, said)
    if can_organise(person, fair):
        _propose(request, fair)
    return _back(request, fair)


def _sentence(form: forms.Form) -> str:
    return " ".join(str(one) for errors in form.errors.values() for one in errors)


def _back(request: HttpRequest, fair: Fair) -> HttpResponse:
    """To where the person was looking."""
    kept = {name: request.POST[f"at-{name}"] for name in ("slot", "name") if request.POST.get(f"at-{name}")}
    address = reverse("meetings:today", args=[fair.slug])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


def _propose(request: HttpRequest, fair: Fair) -> TimetableVersion | None:
    """What is recorded stays recorded, even where nothing can be proposed."""
    try:
        return actions.propose(actor=signed_in(request), fair=fair)
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return None


@require_POST
@office_page
def take_back(request: HttpRequest, fair: Fair, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Disruption.objects.select_related("fair"), fair=fair, pk=pk)
    actions.take_back(actor=signed_in(request), disruption=row)
    messages.success(request, _("Taken back."))
    if can_organise(request.user, fair):
        _propose(request, fair)
    return _back(request, fair)


@office_page
def proposal(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Who changes and why; posted, a new proposal: at once, or after a search for more."""
    if request.method == "POST":
        if request.POST.get("search"):
            actions.start_search(actor=signed_in(request), fair=fair)
            return redirect("meetings:proposal", fair.slug)
        made = actions.propose(actor=signed_in(request), fair=fair)
        if made is None:
            messages.success(request, _("Nothing changes for anyone."))
            return redirect("meetings:today", fair.slug)
        return redirect("meetings:proposal", fair.slug)
    row = queries.proposal_of(fair)
    work = works.latest(kind=actions.REPAIR, fair_id=fair.pk)
    if row is None and not (work and not work.is_over):
        return redirect("meetings:today", fair.slug)
    shown = {"work": work, "label": label_of(work)} if work and not work.is_over else {}
    if row:
        shown |= _shown(request, fair, row)
    return TemplateResponse(
        request, "meetings/proposal.html", shown | {"may_organise": can_organise(request.user, fair)}
    )


def _shown(request: HttpRequest, fair: Fair, row: TimetableVersion) -> dict[str, Any]:
    changes = version_queries.changes_of(row.repairs, row)
    page = Paginator(changes.found.changes, 50).get_page(request.GET.get("page"))
    lines = version_queries.changed_meetings(changes, list(page.object_list))
    reasons = changes_in(row)
    names = wording_changes.Names.of(fair, reasons.values())
    return {
        "version": row,
        "is_current": queries.is_current(row, list(queries.recorded(fair))),
        "changes": changes,
        "figures": figures_of(changes),
        "page": page,
        "lines": [(line, wording_changes.why(reasons.get(line.request.pk), names)) for line in lines],
    }


@require_POST
@office_page
def publish(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    if not can_organise(request.user, fair):
        raise NotAllowed
    row = queries.proposal_of(fair)
    if row is None or str(row.number) != request.POST.get("number"):
        messages.warning(request, _("There is another proposal by now. Look at it first."))
        return redirect("meetings:proposal", fair.slug)
    row.fair = fair
    try:
        actions.publish(actor=signed_in(request), version=row)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("meetings:proposal", fair.slug)
    told = _("Version %(number)s is published. Those for whom something changed are being told.")
    messages.success(request, told % {"number": row.number})
    return redirect("meetings:today", fair.slug)
