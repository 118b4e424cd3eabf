"""The organiser's pages for arranging a draft by hand.

Each change is one posted form. A page that moves a meeting without leaving the grid asks for data instead,
and gets the same sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.errors import NotAllowed, Refused
from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.fairs.rules import can_organise
from madang.meetings import queries
from madang.meetings.arranging import actions, presenters
from madang.meetings.arranging.cells import Fitting
from madang.meetings.arranging.forms import BanForm, PlaceForm
from madang.meetings.arranging.surroundings import Spot, Surroundings, spots_of
from madang.meetings.engine.stored import unscheduled_in
from madang.meetings.models import Ban, Meeting, Request, TimetableVersion
from madang.meetings.queries import with_parties
from madang.meetings.versions.parts import part_of, version_of
from madang.meetings.versions.presenters import missed_lines
from madang.meetings.wording import pairs
from madang.meetings.wording.places import place_words
from madang.web import zones
from madang.web.doors import signed_in

State = TimetableVersion.State
ROWS = 50


@office_page
def meeting(request: HttpRequest, fair: Fair, number: int, pk: int) -> HttpResponseBase:
    """One meeting of a version: where, with whom; in a draft, where else it could be."""
    row = version_of(fair, number)
    held = get_object_or_404(with_parties(row.meetings.all()), pk=pk)
    held.version = row
    asked = held.request
    if request.method == "POST":
        return _put(request, row, asked)
    return TemplateResponse(
        request,
        "meetings/meeting.html",
        {
            "version": row,
            "meeting": held,
            "title": pairs.pair_words(held),
            "pairs": presenters.meeting_pairs(held),
            "may_organise": can_organise(request.user, fair),
            **_placing(request, row, asked),
        },
    )


@office_page
def place(request: HttpRequest, fair: Fair, number: int, pk: int) -> HttpResponseBase:
    """An agreed request that the draft does not hold: every slot says whether it fits there."""
    row = version_of(fair, number)
    asked = get_object_or_404(queries.with_names(Request.objects.filter(fair=fair)), pk=pk)
    if request.method == "POST":
        return _put(request, row, asked)
    held = row.meetings.filter(request=asked).first()
    if held:
        return redirect("meetings:meeting", fair.slug, number, held.pk)
    return TemplateResponse(
        request,
        "meetings/place.html",
        {
            "version": row,
            "title": pairs.asked_words(asked),
            "may_organise": can_organise(request.user, fair),
            "was": _was(request, fair, row, asked),
            **_reasons(row, asked),
            **_placing(request, row, asked),
        },
    )


def _reasons(row: TimetableVersion, asked: Request) -> dict[str, Any]:
    """Why the version has no slot for it, and what would help."""
    stored = unscheduled_in(row, [asked.pk]).get(asked.pk)
    if stored is None:
        return {}
    [(_asked, why, remedy)] = missed_lines(row.fair, [(asked, stored)])
    return {"why": why, "remedy": remedy}


def _placing(
    request: HttpRequest, row: TimetableVersion, asked: Request, refused: str = "", form: Any = None
) -> dict[str, Any]:
    """Where the request could be, for those who may put it there; nothing in what is published."""
    if row.state != State.DRAFT or not can_organise(request.user, row.fair):
        return _banned(asked)
    around = Surroundings.of(row, [asked.pk])
    if not around.knows(asked.pk):
        return _banned(asked)
    fitting = Fitting(around, asked.pk)
    openings = presenters.openings_of(row.fair, list(fitting.openings()))
    return _banned(asked) | {
        "openings": openings,
        "nowhere": presenters.nowhere(openings),
        "closed": [line for line in openings if not (line.is_free or line.is_here)],
        "form": form
        or PlaceForm(
            fair=row.fair,
            form=fitting.form,
            now=Wanted(row, asked, row.meetings.filter(request=asked).first()).spot,
        ),
        "refused": refused,
    }


def _banned(asked: Request) -> dict[str, Any]:
    bans = list(Ban.objects.filter(request=asked).select_related("slot"))
    return {"request_": asked, "bans": bans, "is_banned": any(ban.slot is None for ban in bans)}


def _was(request: HttpRequest, fair: Fair, row: TimetableVersion, asked: Request) -> dict[str, str] | None:
    """Where it was before it was taken out, as the address remembers it."""
    form = _form(row, asked, request.GET) if request.GET else None
    if form is None or not form.is_valid():
        return None
    spot = form.spot
    chosen = {"slot": spot.slot, "table": spot.table, "room": spot.room}
    words = place_words(form.cleaned_data.get("table"), form.cleaned_data.get("room"))
    return {name: str(value) for name, value in chosen.items() if value} | {
        "words": " · ".join(filter(None, [_when(fair, form.cleaned_data["slot"]), words]))
    }


def _form(row: TimetableVersion, asked: Request, typed: Any) -> PlaceForm | None:
    around = Surroundings.of(row, [asked.pk])
    return PlaceForm(typed, fair=row.fair, form=around.form(asked.pk)) if around.knows(asked.pk) else None


def _when(fair: Fair, slot: Any) -> str:
    return f"{zones.day(slot.starts_at, fair.zone, 'short')} {zones.hour(slot.starts_at, fair.zone)}"


@dataclass(frozen=True)
class Wanted:
    """A request, and the meeting that the version holds of it, if any."""

    version: TimetableVersion
    asked: Request
    held: Meeting | None

    @property
    def spot(self) -> dict[str, int]:
        """Where it is now, as a form would say it."""
        row = self.held
        chosen = {"slot": row.slot_id, "table": row.table_id, "room": row.room_id} if row else {}
        return {name: value for name, value in chosen.items() if value}


def _put(request: HttpRequest, row: TimetableVersion, asked: Request) -> HttpResponseBase:
    """Move what is held, place what is not; refused, the page says why and offers what it can."""
    if not can_organise(request.user, row.fair):
        raise NotAllowed
    form = _form(row, asked, request.POST)
    if form is None:
        raise Refused(_("This meeting was called off meanwhile."))
    wanted = Wanted(row, asked, row.meetings.filter(request=asked).first())
    if not form.is_valid():
        return _refusal(request, wanted, _("Choose a slot and a place of this fair."), form)
    try:
        done = _placed(request, wanted, form)
    except Refused as refused:
        return _refusal(request, wanted, refused.sentence, form)
    to = reverse("meetings:meeting", args=[row.fair.slug, row.number, done.pk])
    back = {"url": _place_url(row, asked), "form": wanted.spot}
    out = {"url": reverse("meetings:take_out", args=[row.fair.slug, row.number, done.pk]), "form": {}}
    return _answer(request, _now_at(row.fair, done), to, undo=back if wanted.held else out)


def _placed(request: HttpRequest, wanted: Wanted, form: PlaceForm) -> Meeting:
    actor, chosen = signed_in(request), form.cleaned_data
    if wanted.held is None:
        return actions.place_meeting(
            actor=actor, version=wanted.version, request=wanted.asked, spot=form.spot
        )
    wanted.held.version = wanted.version
    return actions.move_meeting(
        actor=actor,
        meeting=wanted.held,
        slot=chosen["slot"],
        table=chosen.get("table"),
        room=chosen.get("room"),
    )


def _now_at(fair: Fair, meeting: Meeting) -> str:
    row = with_parties(Meeting.objects.filter(pk=meeting.pk)).get()
    return _("%(who)s: now %(when)s, %(where)s.") % {
        "who": pairs.pair_words(row),
        "when": _when(fair, row.slot),
        "where": place_words(row.table, row.room),
    }


def _refusal(request: HttpRequest, wanted: Wanted, sentence: str, form: PlaceForm) -> HttpResponseBase:
    row, asked = wanted.version, wanted.asked
    other = _exchangeable(row, asked, form.spot) if wanted.held and form.is_valid() else None
    if _wants_data(request):
        return JsonResponse({"said": sentence, "exchange": other}, status=409)
    shown: dict[str, Any] = {"version": row, "title": pairs.asked_words(asked), "exchange": other}
    if wanted.held:
        held = with_parties(row.meetings.all()).get(pk=wanted.held.pk)
        shown |= {"meeting": held, "pairs": presenters.meeting_pairs(held)}
    shown |= {"may_organise": True, **_placing(request, row, asked, sentence, form)}
    template = "meetings/meeting.html" if wanted.held else "meetings/place.html"
    return TemplateResponse(request, template, shown, status=409)


def _exchangeable(row: TimetableVersion, asked: Request, spot: Spot) -> dict[str, Any] | None:
    """The form that lets the two change places, if one other meeting is in the way and both would fit."""
    around = Surroundings.of(row, [asked.pk], [spot])
    other = around.holder(around.fit(asked.pk, spot), asked.pk)
    if other is None:
        return None
    pks = [around.rows[asked.pk], around.rows[other]]
    both = Surroundings.of(row, [asked.pk, other], spots_of(Meeting.objects.filter(pk__in=pks)))
    if both.exchange(asked.pk, other)[0].broken:
        return None
    rival = with_parties(row.meetings.all()).get(pk=pks[1])
    return {
        "label": _("Exchange with %(pair)s") % {"pair": pairs.pair_words(rival)},
        "url": reverse("meetings:exchange", args=[row.fair.slug, row.number, pks[0]]),
        "form": {"other": pks[1]},
    }


@require_safe
@office_page
def openings(request: HttpRequest, fair: Fair, number: int, pk: int) -> HttpResponseBase:
    """While a request is picked up: what each cell of the shown part of the grid answers, as data."""
    row = version_of(fair, number)
    if row.state != State.DRAFT:
        raise Http404
    around = Surroundings.of(row, [pk])
    if not around.knows(pk):
        raise Http404
    part = part_of(request, row)
    asked = queries.with_names(Request.objects.filter(fair=fair)).get(pk=pk)
    shown = Fitting(around, pk).cells(part.heads, part.slots).as_data()
    return JsonResponse({"who": pairs.asked_words(asked), **shown})


@require_POST
@office_page
def exchange(request: HttpRequest, fair: Fair, number: int, pk: int) -> HttpResponseBase:
    row = version_of(fair, number)
    one = _held(row, pk)
    key = request.POST.get("other", "")
    other = _held(row, int(key)) if key.isdecimal() else None
    if other is None and can_organise(request.user, fair):
        raise Http404
    to = reverse("meetings:meeting", args=[fair.slug, number, pk])

    def change() -> None:
        actions.exchange(actor=signed_in(request), one=one, other=other or one)

    undo = {"url": request.path, "form": {"other": key}}
    return _done(request, change, _("The two meetings have changed places."), to, undo=undo)


@require_POST
@office_page
def take_out(request: HttpRequest, fair: Fair, number: int, pk: int) -> HttpResponseBase:
    """The next page offers to put it back."""
    row = version_of(fair, number)
    held = _held(row, pk)
    was = Wanted(row, held.request, held).spot
    url = _place_url(row, held.request)
    words = "&".join(f"{name}={value}" for name, value in was.items())

    def change() -> None:
        actions.take_out(actor=signed_in(request), meeting=held)

    said = _("The meeting was taken out of the draft. It waits among those without a slot.")
    return _done(request, change, said, f"{url}?{words}", undo={"url": url, "form": was})


@require_POST
@office_page
def pin(request: HttpRequest, fair: Fair, number: int, pk: int) -> HttpResponseBase:
    held = _held(version_of(fair, number), pk)
    stays = bool(request.POST.get("stays"))

    def change() -> None:
        actions.pin(actor=signed_in(request), meeting=held, stays=stays)

    said = _("It stays here in later versions.") if stays else _("It may move again.")
    return _done(request, change, said, reverse("meetings:meeting", args=[fair.slug, number, pk]))


@office_page
def bans(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """What was ruled out; posted, one more."""
    if request.method == "POST":
        if not can_organise(request.user, fair):
            raise NotAllowed
        form = BanForm(request.POST, fair=fair)
        if not form.is_valid():
            raise Http404
        actions.ban(actor=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Ruled out. The next timetable keeps to it."))
        return redirect("meetings:bans", fair.slug)
    rows = Ban.objects.filter(request__fair=fair).select_related(
        "request__sender__organisation", "request__receiver__organisation", "slot", "made_by"
    )
    shown = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "may_organise": can_organise(request.user, fair),
    }
    return TemplateResponse(request, "meetings/bans.html", shown)


@require_POST
@office_page
def lift_ban(request: HttpRequest, fair: Fair, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Ban.objects.select_related("request__fair"), request__fair=fair, pk=pk)
    actions.lift_ban(actor=signed_in(request), ban=row)
    messages.success(request, _("It is allowed again."))
    return redirect("meetings:bans", fair.slug)


# --- How a page is answered -------------------------------------------------------------------------------


def _held(row: TimetableVersion, pk: int) -> Meeting:
    held = get_object_or_404(row.meetings.select_related("request"), pk=pk)
    held.version = row
    return held


def _place_url(row: TimetableVersion, asked: Request) -> str:
    return reverse("meetings:place", args=[row.fair.slug, row.number, asked.pk])


def _wants_data(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _answer(request: HttpRequest, said: str, to: str, **more: object) -> HttpResponseBase:
    if _wants_data(request):
        return JsonResponse({"said": said, **more})
    messages.success(request, said)
    return redirect(to)


def _done(
    request: HttpRequest, change: Callable[[], None], said: str, to: str, **more: object
) -> HttpResponseBase:
    """Say what was done; to who moves in the grid, also what was refused, as data."""
    try:
        change()
    except Refused as refused:
        if not _wants_data(request):
            raise
        return JsonResponse({"said": refused.sentence}, status=409)
    return _answer(request, said, to, **more)
