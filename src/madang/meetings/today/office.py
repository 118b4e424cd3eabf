"""The office on the day of the fair: what went otherwise, and the timetable that makes the best of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.constants import DEFAULT_TAGS
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
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
from madang.meetings.today import actions, cards, presenters, queries
from madang.meetings.today.board import Board, Look, board_of, is_key, published_light
from madang.meetings.today.cards import CardFrame
from madang.meetings.today.forms import HappenedForm
from madang.meetings.versions import queries as version_queries
from madang.meetings.wording import changes as wording_changes
from madang.web.doors import signed_in
from madang.web.templatetags.components import live_url

#: So much of what happened stands beside the cards; the rest is a tap away.
NEWEST = 8
STATE, LINES = "day-state", "day-lines"


@require_safe
@office_page
def today(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Who meets now, with a button for each that is missing; what was recorded; what would be changed."""
    look = Look.of(request.GET)
    wanted = request.headers.get("HX-Target") if request.headers.get("HX-Request") else ""
    if wanted == STATE:
        return _part(request, "day_state", _state(request, fair))
    board = board_of(fair, look, queries.happened_at(fair))
    shown = _shown_board(request, board) if board else {}
    if wanted == LINES:
        return _part(request, "day_lines", shown)
    shown |= _state(request, fair) | {
        "title": presenters.title_of(board) if board else _("The day"),
        "interpreters": fair.interpreters.all(),
        "live": live_url(events.token(office_channel(fair), fair_channel(fair))),
    }
    return _part(request, "day", shown)


def _part(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    """The page or the part of it that htmx asked for: caches must not take one for the other."""
    return _varied(TemplateResponse(request, f"meetings/{name}.html", shown))


def _shown_board(request: HttpRequest, board: Board) -> dict[str, Any]:
    frame = CardFrame.of(board.fair, board.look, get_token(request))
    zone, day = board.fair.zone, board.day
    return {
        "look": board.look,
        "figures": presenters.state_of_day(board),
        "slots": presenters.slot_tabs(board),
        "halls": presenters.hall_tabs(board),
        "page": board.page,
        "lines": board.lines,
        "cards": cards.cards(frame, board.lines),
        "from_slots": cards.slot_options(day.upcoming, zone, day.slot),
        "until_slots": cards.slot_options(day.upcoming, zone),
    }


def _state(request: HttpRequest, fair: Fair) -> dict[str, Any]:
    """What changes by itself while one looks: what needs a hand, and what happened last."""
    unsettled = queries.unsettled(fair)
    rows = queries.recorded(fair)
    newest = list(rows if request.GET.get("log") else rows[:NEWEST])
    proposal, work = queries.proposal_of(fair), works.latest(kind=actions.REPAIR, fair_id=fair.pk)
    current = proposal if proposal and queries.is_current(proposal) else None
    return {
        "entries": presenters.entries_of(newest, unsettled),
        "happened": rows.count() if len(newest) == NEWEST else len(newest),
        "unsettled": len(unsettled) if work or published_light(fair) else 0,
        "proposal": current,
        "work": work if work and not work.is_over else None,
        "progress": presenters.progress_of(work, reverse("meetings:today", args=[fair.slug])) if work else "",
        "problem": work.problem if work and unsettled and not current else "",
        "may_organise": can_organise(request.user, fair),
        "here": reverse("meetings:today", args=[fair.slug]),
        "log": request.GET.get("log", ""),
    }


@require_safe
@office_page
def meeting(request: HttpRequest, fair: Fair, pk: int) -> HttpResponseBase:
    """One meeting with all that can be recorded of it: a page, or the card in its list."""
    board = board_of(fair, Look.of(request.GET), queries.happened_at(fair))
    line = board.line(pk) if board else None
    if board is None or line is None:
        raise Http404
    later = [slot for slot in board.day.upcoming if slot.starts_at > line.slot.starts_at]
    frame = CardFrame.of(fair, board.look, get_token(request))
    shown = cards.card(frame, line, cards.more(frame, line, later))
    if request.headers.get("HX-Request"):
        return _varied(HttpResponse(shown))
    back = f"{reverse('meetings:today', args=[fair.slug])}{board.look.address(page=board.look.page)}"
    return _varied(TemplateResponse(request, "meetings/day_meeting.html", {"card": shown, "back": back}))


def _varied(answer: HttpResponse) -> HttpResponse:
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


@require_POST
@office_page
def record(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """One tap: written down at once. What the timetable makes of it, the worker says a moment later."""
    form = HappenedForm(request.POST, fair=fair)
    if not form.is_valid():
        return _answer(request, fair, messages.ERROR, _sentence(form))
    try:
        row = actions.record(actor=signed_in(request), fair=fair, happened=form.shape())
    except Refused as refused:
        return _answer(request, fair, messages.ERROR, refused.sentence)
    about = wording_changes.what_happened(queries.recorded(fair).get(pk=row.pk))
    said = _("Recorded: %(who)s, %(what)s.") % {"who": about, "what": row.get_kind_display()}
    return _answer(request, fair, messages.SUCCESS, said)


def _answer(request: HttpRequest, fair: Fair, level: int, said: str) -> HttpResponse:
    """Back to where the person was looking; with JavaScript only the card, the message and the state."""
    pk = request.POST.get("meeting", "")
    if request.headers.get("HX-Request") and is_key(pk):
        look = Look.of(request.POST, "at-")
        board = board_of(fair, look, queries.happened_at(fair))
        if board and (line := board.line(int(pk))):
            card = cards.card(CardFrame.of(fair, look, get_token(request)), line)
            shown = {"card": card, "said": said, "level": DEFAULT_TAGS[level]}
            return TemplateResponse(request, "meetings/day_recorded.html", shown | _state(request, fair))
    messages.add_message(request, level, said)
    return _back(request, fair)


def _sentence(form: forms.Form) -> str:
    return " ".join(str(one) for errors in form.errors.values() for one in errors)


def _back(request: HttpRequest, fair: Fair) -> HttpResponseRedirect:
    """To where the person was looking."""
    look = Look.of(request.POST, "at-")
    kept = look.address(page=look.page).removesuffix("?")
    return HttpResponseRedirect(reverse("meetings:today", args=[fair.slug]) + kept)


@require_POST
@office_page
def take_back(request: HttpRequest, fair: Fair, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Disruption.objects.select_related("fair"), fair=fair, pk=pk)
    actions.take_back(actor=signed_in(request), disruption=row)
    messages.success(request, _("Taken back."))
    return _back(request, fair)


@office_page
def proposal(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Who changes and why; posted, a new proposal by the worker: filled, or after a search for more."""
    if request.method == "POST":
        if request.POST.get("search"):
            actions.start_search(actor=signed_in(request), fair=fair)
            return redirect("meetings:proposal", fair.slug)
        actions.start_mending(actor=signed_in(request), fair=fair)
        return redirect("meetings:today", fair.slug)
    row = queries.proposal_of(fair)
    work = works.latest(kind=actions.REPAIR, fair_id=fair.pk)
    if row is None and not (work and not work.is_over):
        return redirect("meetings:today", fair.slug)
    shown = {"work": work, "label": presenters.label_of(work)} if work and not work.is_over else {}
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
        "is_current": queries.is_current(row),
        "changes": changes,
        "figures": presenters.figures_of(changes),
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
