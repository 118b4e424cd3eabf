"""The faces of a fair for visitors and companies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core import languages
from madang.core.errors import Refused
from madang.core.models import User
from madang.fairs import actions, desk, queries, rules
from madang.fairs.doors import company_page, fair_page, signed_in
from madang.fairs.forms import DelegateForm, DirectoryForm, ParticipationForm, RefusableForm, RegisterForm
from madang.fairs.models import Delegate, Fair, Participation, Phase, Slot
from madang.fairs.templatetags.fair_time import fair_place
from madang.organisations.countries import country_name
from madang.organisations.models import Kind, Organisation, Role
from madang.web import zones
from madang.web.shapes import Figure, Pair, Task, Tone

M = TypeVar("M", bound=Model)
PAGE = 24
HOSTS = (Kind.PUBLIC_HOST, Kind.PARK)


# --- Everyone ---------------------------------------------------------------------------------------------
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The fairs of this installation."""
    shown = {
        "season": queries.season(request.user),
        "may_create": rules.can_create_fair(request.user),
        "own": _own_participations(request),
    }
    return render(request, "fairs/home.html", shown)


def _own_participations(request: HttpRequest) -> QuerySet[Participation]:
    if not isinstance(request.user, User):
        return Participation.objects.none()
    own = Participation.objects.of_member(request.user).select_related("fair", "organisation")
    return own.order_by("-fair__starts_on", "pk")


@require_safe
@fair_page
def fair(request: HttpRequest, fair: Fair) -> HttpResponse:
    """What, when, where, who hosts, and the reader's next step."""
    own = own_participation(request)
    hosts = queries.directory(fair, queries.Wanted()).filter(organisation__kind__in=HOSTS)
    shown = {
        "steps": desk.steps(fair),
        "next": desk.next_line(request, fair, own),
        "registration_is_open": fair.is_open(Phase.REGISTRATION),
        "strip": _strip(queries.figures(fair)),
        "facts": _facts_of_fair(fair),
        "hosts": hosts.order_by("pk")[:12],
        "programme": queries.programme(fair)[:1],
    }
    return render(request, "fairs/fair.html", shown)


def _strip(figures: queries.Figures) -> list[Figure]:
    """Nothing while nobody takes part: a row of zeros helps no one."""
    everyone = figures.participants
    if not everyone:
        return []
    return [
        Figure(_("Organisations"), everyone),
        Figure(_("Countries"), figures.countries),
        Figure(_("On site"), figures.on_site, of=everyone),
        Figure(_("Online"), figures.online, of=everyone),
        Figure(_("Offers and needs"), figures.offers + figures.needs),
    ]


def _facts_of_fair(fair: Fair) -> list[Pair]:
    where = ", ".join(str(part) for part in (fair.venue, fair.city, country_name(fair.country)) if part)
    own_names = ", ".join(languages.OWN_NAMES[code] for code in fair.languages)
    return [
        Pair(_("Where"), where),
        Pair(_("Time zone"), f"{fair_place(fair)} · {fair.zone}"),
        Pair(_("Languages"), own_names),
    ]


@require_safe
@fair_page
def programme(request: HttpRequest, fair: Fair) -> HttpResponse:
    return render(request, "fairs/programme.html", {"days": queries.programme(fair)})


@require_safe
@fair_page
def directory(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Who takes part. Its filters are in the address; with htmx only the results are sent."""
    form = DirectoryForm(request.GET, facets=queries.facets(fair))
    found = page_of(request, queries.directory(fair, form.wanted()))
    shown = {"form": form, "found": found, "wished": form.wished}
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    template = "fairs/directory_results.html" if is_part else "fairs/directory.html"
    response = render(request, template, shown)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@fair_page
def participant(request: HttpRequest, fair: Fair, public_id: str) -> HttpResponse:
    """One participant as others at the fair see it."""
    other = queries.others_at_fair(fair, public_id)
    if other is None:
        raise Http404
    other.fair = fair
    own = own_participation(request)
    listings = list(other.organisation.listings.all())
    shown = {
        "other": other,
        "organisation": other.organisation,
        "offers": [one for one in listings if one.side == "offer"],
        "needs": [one for one in listings if one.side == "need"],
        "facts": _facts_of_participant(other),
        "is_own": bool(own and own.pk == other.pk),
        "may_meet": bool(own and own.pk != other.pk and own.state == Participation.State.APPROVED),
        # Meetings stand above this subject: their button is used where it exists.
        "button": ["meetings/request_button.html", "fairs/no_request_button.html"],
    }
    return render(request, "fairs/participant.html", shown)


def _facts_of_participant(other: Participation) -> list[Pair]:
    organisation = other.organisation
    facts = [
        Pair(_("Takes part"), other.get_presence_display()),
        Pair(_("Group"), other.group),
        Pair(_("Meets in"), ", ".join(languages.OWN_NAMES[code] for code in other.languages)),
        Pair(_("Time zone"), zones.place_of(other.zone)),
        Pair(_("Size"), organisation.get_size_display()),
        Pair(_("Website"), organisation.website, url=organisation.website),
    ]
    return [fact for fact in facts if fact.description]


# --- Companies --------------------------------------------------------------------------------------------
@login_required
@fair_page
def register(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Register one of the reader's organisations."""
    person = signed_in(request)
    free = _free_to_register(person, fair)
    if not fair.is_open(Phase.REGISTRATION) or not free:
        own = _edited_by(person).exists()
        is_open = fair.is_open(Phase.REGISTRATION)
        return render(request, "fairs/register_closed.html", {"has_own": own, "is_open": is_open})
    initial = _first_wishes(person, fair, free)
    form = RegisterForm(request.POST or None, fair=fair, organisations=free, initial=initial)
    if request.method == "POST" and saved(form, lambda: _register(person, fair, form)):
        row = fair.participations.get(organisation=form.cleaned_data["organisation"])
        messages.success(request, _welcome(row))
        actions.choose_participation(actor=person, participation=row, session=request.session)
        return redirect("fairs:desk", fair.slug)
    return render(request, "fairs/register.html", {"form": form})


def _register(person: User, fair: Fair, form: RegisterForm) -> Participation:
    organisation = form.cleaned_data["organisation"]
    return actions.register(actor=person, fair=fair, organisation=organisation, fields=form.shape())


def _welcome(row: Participation) -> str:
    if row.state == Participation.State.APPROVED:
        return _("%(name)s takes part. Now say what you offer and seek.") % {"name": row}
    return _("%(name)s is registered. The organiser looks at it and tells you by mail.") % {"name": row}


def _edited_by(person: User) -> QuerySet[Organisation]:
    return Organisation.objects.filter(
        memberships__user=person, memberships__role__in=[Role.OWNER, Role.EDITOR]
    )


def _free_to_register(person: User, fair: Fair) -> list[Organisation]:
    taken = fair.participations.exclude(
        state__in=[Participation.State.INVITED, Participation.State.WITHDRAWN]
    )
    return list(_edited_by(person).exclude(participations__in=taken))


def _first_wishes(person: User, fair: Fair, free: list[Organisation]) -> dict[str, Any]:
    wishes = {"zone": person.zone or fair.zone, "organisation": free[0], "presence": "on_site"}
    invited = fair.participations.filter(organisation=free[0]).first()
    if invited:
        wishes |= ParticipationForm.initial_of(invited)
    return wishes | {"languages": (invited and invited.languages) or [person.language or "en"]}


@require_safe
@company_page
def my_desk(request: HttpRequest, own: Participation) -> HttpResponse:
    """What to do next, where the fair stands, how complete the profile is."""
    profile = desk.profile_of(own)
    shown = {
        "steps": desk.steps(own.fair),
        "profile": profile,
        "tasks": _tasks(own, profile),
        "others": _others_of(request, own),
    }
    return render(request, "fairs/desk.html", shown)


def _tasks(own: Participation, profile: desk.Profile) -> list[Task]:
    """What presses, then what the floors above want, then what the profile lacks."""
    lines = [line for line in desk.lines_from_above(own) if not line.is_done]
    pressing = [_task(line, Tone.HAND) for line in lines if line.pressing]
    rest = [_task(line, Tone.PLAIN) for line in lines if not line.pressing]
    return [*pressing, *rest, *(_task(line, Tone.PLAIN) for line in profile.missing)]


def _task(line: desk.Line, tone: Tone) -> Task:
    return Task(line.title, line.why, tone, line.action or _("Do it now") if line.url else "", line.url)


def _others_of(request: HttpRequest, own: Participation) -> list[Participation]:
    rows = Participation.objects.filter(fair=own.fair).of_member(signed_in(request))
    return list(rows.exclude(pk=own.pk).select_related("organisation"))


@company_page
def participation(request: HttpRequest, own: Participation) -> HttpResponse:
    """How the organisation takes part, and who comes."""
    may_write = rules.can_write_for(request.user, own)
    initial = ParticipationForm.initial_of(own)
    form = ParticipationForm(request.POST or None, fair=own.fair, initial=initial)
    if request.method == "POST" and saved(form, lambda: _update(request, own, form)):
        messages.success(request, _("Saved."))
        return redirect("fairs:participation", own.fair.slug)
    shown = {
        "form": form,
        "delegates": own.delegates.all(),
        "delegate_form": DelegateForm(prefix="delegate"),
        "may_write": may_write,
    }
    return render(request, "fairs/participation.html", shown)


def _update(request: HttpRequest, own: Participation, form: ParticipationForm) -> None:
    fields = form.shape(own.reference)
    actions.update_participation(actor=signed_in(request), participation=own, fields=fields)


@require_POST
@company_page
def add_delegate(request: HttpRequest, own: Participation) -> HttpResponse:
    form = DelegateForm(request.POST, prefix="delegate")
    person = signed_in(request)
    if saved(form, lambda: actions.add_delegate(actor=person, participation=own, fields=form.shape())):
        return redirect("fairs:participation", own.fair.slug)
    shown = {
        "form": ParticipationForm(fair=own.fair, initial=ParticipationForm.initial_of(own)),
        "delegates": own.delegates.all(),
        "delegate_form": form,
        "may_write": rules.can_write_for(person, own),
    }
    return render(request, "fairs/participation.html", shown)


@require_POST
@company_page
def remove_delegate(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    delegate = get_object_or_404(Delegate, pk=pk, participation=own)
    actions.remove_delegate(actor=signed_in(request), delegate=delegate)
    return redirect("fairs:participation", own.fair.slug)


@require_POST
@company_page
def withdraw(request: HttpRequest, own: Participation) -> HttpResponse:
    actions.withdraw(actor=signed_in(request), participation=own)
    messages.success(request, _("%(name)s no longer takes part in this fair.") % {"name": own})
    return redirect("fairs:fair", own.fair.slug)


@require_POST
@company_page
def choose(request: HttpRequest, own: Participation) -> HttpResponse:
    """Act for another of one's organisations from now on."""
    wanted = _others_of(request, own)
    chosen = next((row for row in wanted if str(row.pk) == request.POST.get("participation")), None)
    if chosen is None:
        raise Http404
    actions.choose_participation(actor=signed_in(request), participation=chosen, session=request.session)
    return redirect("fairs:desk", own.fair.slug)


@dataclass(frozen=True)
class TickableSlot:
    slot: Slot
    is_free: bool


@dataclass(frozen=True)
class TickableDay:
    day: date
    slots: list[TickableSlot]

    @property
    def free(self) -> int:
        return sum(one.is_free for one in self.slots if not one.slot.is_break)

    @property
    def total(self) -> int:
        return sum(not one.slot.is_break for one in self.slots)


@company_page
def availability(request: HttpRequest, own: Participation) -> HttpResponse:
    """A picture of the fair's slots in one's own zone, with a box to tick for each."""
    days = _days_of_slots(own, ZoneInfo(zones.reader_zone(own.fair.zone)))
    if request.method == "POST":
        free = _ticked(request, days)
        actions.set_availability(actor=signed_in(request), participation=own, free_slots=free)
        messages.success(request, _("Your free times are saved."))
        return redirect("fairs:availability", own.fair.slug)
    shown = {
        "days": days,
        "free": sum(day.free for day in days),
        "total": sum(day.total for day in days),
        "may_write": rules.can_write_for(request.user, own),
    }
    return render(request, "fairs/availability.html", shown)


def _days_of_slots(own: Participation, zone: ZoneInfo) -> list[TickableDay]:
    free = queries.free_slots_of(own)
    days: dict[date, list[TickableSlot]] = {}
    for slot in own.fair.slots.all():
        day = slot.starts_at.astimezone(zone).date()
        days.setdefault(day, []).append(TickableSlot(slot, slot.pk in free))
    return [TickableDay(day, slots) for day, slots in days.items()]


def _ticked(request: HttpRequest, days: list[TickableDay]) -> set[int]:
    """The boxes as sent; a button of a whole day outweighs the boxes of that day."""
    ticked = {int(pk) for pk in request.POST.getlist("slot") if pk.isdigit()}
    for day in days:
        of_day = {one.slot.pk for one in day.slots}
        if request.POST.get("whole_day") == day.day.isoformat():
            ticked |= of_day
        if request.POST.get("no_day") == day.day.isoformat():
            ticked -= of_day
    return ticked


# --- Shared by the faces of this subject ------------------------------------------------------------------
def own_participation(request: HttpRequest) -> Participation | None:
    """Set by the door of the fair."""
    own: Participation | None = getattr(request, "participation", None)
    return own


def page_of(request: HttpRequest, rows: QuerySet[M], size: int = PAGE) -> Page[M]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def saved(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Do it when the form is valid; what the action refuses stands in the form, with all that was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.refuse(refused)
        return False
    return True
