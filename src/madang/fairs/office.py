"""The organiser's office: a fair set up in an afternoon, and who takes part in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.core import clock
from madang.core.errors import Refused
from madang.core.models import AuditEntry, User
from madang.fairs import actions, desk, queries, rules
from madang.fairs.doors import Door, office_page, office_role, signed_in
from madang.fairs.forms import (
    ClockForm,
    CountForm,
    FairForm,
    GroupForm,
    HallForm,
    InterpreterForm,
    LimitsForm,
    PaceForm,
    ParticipantsForm,
    ParticipationForm,
    PhasesForm,
    RefusableForm,
    SessionForm,
    SlotForm,
    SlotPlanForm,
    StaffForm,
)
from madang.fairs.models import (
    Fair,
    Group,
    Hall,
    Interpreter,
    Participation,
    PlaceKind,
    Session,
    Slot,
    SlotKind,
    Staff,
    StaffRole,
)
from madang.fairs.pages import page_of, saved
from madang.organisations import actions as organisation_actions
from madang.organisations.models import Organisation, Provenance

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Fair, P], HttpResponse]
ROWS = 30
FOUND = 20


def organisers_page(page: Page[P]) -> Door[P]:
    """The desk may look at participants; what is set up, only organisers see and change."""

    def door(request: HttpRequest, fair: Fair, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if office_role(request) != StaffRole.ORGANISER:
            raise PermissionDenied
        return page(request, fair, *args, **kwargs)

    return office_page(door)


# --- Which fairs ------------------------------------------------------------------------------------------
@login_required
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """The fairs in whose office this person works."""
    person = signed_in(request)
    fairs = [(fair, desk.office_address(fair)) for fair in queries.organised_fairs(person)]
    shown = {"fairs": fairs, "may_create": rules.can_create_fair(person)}
    return render(request, "fairs/office/fairs.html", shown)


@login_required
def new_fair(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if not rules.can_create_fair(person):
        raise PermissionDenied
    form = FairForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _create(person, form)):
        messages.success(request, _("The fair is there, still hidden. Go through the list, top to bottom."))
        return redirect("fairs:setup", form.cleaned_data["slug"])
    return render(request, "fairs/office/new.html", {"form": form})


def _create(person: User, form: FairForm) -> Fair:
    return actions.create_fair(actor=person, fields=form.shape(Provenance.OWN))


# --- The list that leads through an afternoon -------------------------------------------------------------
@dataclass(frozen=True)
class Section:
    """One part of the set-up: where, why, how far. `have` is what is there, in a few words."""

    name: str
    title: str
    why: str
    have: str
    is_done: bool
    is_optional: bool = False
    url: str = ""


def sections(fair: Fair, stock: queries.Stock) -> list[Section]:
    parts = [
        _details(fair),
        _phases(fair),
        Section(
            "setup_limits",
            _("Rules for everyone"),
            _("How many requests and meetings a company may have."),
            _("%(least)d to %(most)d meetings each")
            % {"least": fair.least_meetings, "most": fair.most_meetings},
            is_done=True,
        ),
        *_space(stock),
        _pace(fair),
        *_people(stock),
        _publishing(fair),
    ]
    return [replace(part, url=reverse(f"fairs:{part.name}", args=[fair.slug])) for part in parts]


def _details(fair: Fair) -> Section:
    wordings = len(list(fair.name.every_wording()))
    return Section(
        "setup_details",
        _("What, when, where"),
        _("The name in every language of the fair, the days, the time zone, the venue."),
        ngettext("name in %(count)d language", "name in %(count)d languages", wordings) % {"count": wordings},
        is_done=wordings >= len(fair.languages) and bool(fair.venue),
    )


def _phases(fair: Fair) -> Section:
    dated = [fair.registration_opens, fair.requests_open, fair.requests_close, fair.live_opens]
    count = sum(moment is not None for moment in dated)
    return Section(
        "setup_phases",
        _("Phases"),
        _("When companies register, ask each other, get the timetable, and meet."),
        _("%(count)d of %(total)d dates set") % {"count": count, "total": len(dated)},
        is_done=count == len(dated),
    )


def _pace(fair: Fair) -> Section:
    meal = _("no time kept to eat")
    if fair.meal_from and fair.meal_until:
        meal = _("%(minutes)d minutes to eat between %(from)s and %(until)s") % {
            "minutes": fair.meal_minutes,
            "from": f"{fair.meal_from:%H:%M}",
            "until": f"{fair.meal_until:%H:%M}",
        }
    return Section(
        "setup_pace",
        _("Time to eat, to walk, to rest"),
        _("What the timetable leaves free around meetings, and how interpreters work."),
        meal,
        is_done=fair.meal_from is not None,
        is_optional=True,
    )


def _space(stock: queries.Stock) -> Iterable[Section]:
    yield Section(
        "setup_slots",
        _("Slots and breaks"),
        _("The stretches of time in which meetings are held."),
        ngettext("%(count)d slot", "%(count)d slots", stock.slots) % {"count": stock.slots},
        is_done=stock.slots > 0,
    )
    yield Section(
        "setup_places",
        _("Tables and rooms"),
        _("Tables for those who come, online rooms for those who do not."),
        _("%(tables)d tables, %(rooms)d rooms") % {"tables": stock.tables, "rooms": stock.rooms},
        is_done=stock.tables + stock.rooms > 0,
    )
    yield Section(
        "setup_groups",
        _("Groups, and who meets whom"),
        _("Only if not everyone may meet everyone: buyers and exhibitors, inside and outside."),
        ngettext("%(count)d group", "%(count)d groups", stock.groups) % {"count": stock.groups},
        is_done=stock.groups > 0,
        is_optional=True,
    )


def _people(stock: queries.Stock) -> Iterable[Section]:
    yield Section(
        "setup_interpreters",
        _("Interpreters"),
        _("Who interprets between which languages, and when."),
        ngettext("%(count)d interpreter", "%(count)d interpreters", stock.interpreters)
        % {"count": stock.interpreters},
        is_done=stock.interpreters > 0,
        is_optional=True,
    )
    yield Section(
        "setup_programme",
        _("Programme"),
        _("Talks, presentations, the opening."),
        ngettext("%(count)d session", "%(count)d sessions", stock.sessions) % {"count": stock.sessions},
        is_done=stock.sessions > 0,
        is_optional=True,
    )
    yield Section(
        "setup_staff",
        _("People of the office"),
        _("Who organises with you, and who works at the desk on the day."),
        ngettext("%(count)d person", "%(count)d people", stock.staff) % {"count": stock.staff},
        is_done=stock.staff > 1,
        is_optional=True,
    )
    yield Section(
        "participants",
        _("Participants"),
        _("Import the spreadsheet that you have, or let companies register."),
        ngettext("%(count)d organisation", "%(count)d organisations", stock.participants)
        % {"count": stock.participants},
        is_done=stock.participants > 0,
    )


def _publishing(fair: Fair) -> Section:
    return Section(
        "setup_publish",
        _("Show it to everyone"),
        _("Until then only the office and the invited see the fair."),
        _("shown to everyone") if fair.is_public else _("hidden"),
        is_done=fair.is_public,
    )


@require_safe
@organisers_page
def setup(request: HttpRequest, fair: Fair) -> HttpResponse:
    parts = sections(fair, queries.stock(fair))
    needed = [part for part in parts if not part.is_optional]
    shown = {
        "sections": parts,
        "next": next((part for part in needed if not part.is_done), None),
        "done": sum(part.is_done for part in needed),
        "needed": len(needed),
    }
    return render(request, "fairs/office/setup.html", shown)


# --- Pages of one form each -------------------------------------------------------------------------------
def _one_form(
    request: HttpRequest, fair: Fair, form: RefusableForm, name: str, act: Callable[[], object]
) -> HttpResponse:
    """Show a form; when it is sent and can be kept, thank and go back to the list."""
    if request.method == "POST" and saved(form, act):
        messages.success(request, _("Saved."))
        return redirect("fairs:setup", form.cleaned_data.get("slug", fair.slug))
    return render(request, f"fairs/office/{name}.html", {"form": form})


@organisers_page
def setup_details(request: HttpRequest, fair: Fair) -> HttpResponse:
    form = FairForm(request.POST or None, initial=FairForm.initial_of(fair))
    person = signed_in(request)

    def act() -> None:
        change = form.shape(fair.provenance)
        actions.update_fair(actor=person, fair=fair, change=change)

    return _one_form(request, fair, form, "details", act)


@organisers_page
def setup_phases(request: HttpRequest, fair: Fair) -> HttpResponse:
    form = PhasesForm(request.POST or None, initial=PhasesForm.initial_of(fair))
    person = signed_in(request)
    return _one_form(
        request,
        fair,
        form,
        "phases",
        lambda: actions.update_fair(actor=person, fair=fair, change=form.shape()),
    )


@organisers_page
def setup_limits(request: HttpRequest, fair: Fair) -> HttpResponse:
    form = LimitsForm(request.POST or None, initial=LimitsForm.initial_of(fair))
    person = signed_in(request)
    return _one_form(
        request,
        fair,
        form,
        "limits",
        lambda: actions.update_fair(actor=person, fair=fair, change=form.shape()),
    )


@organisers_page
def setup_pace(request: HttpRequest, fair: Fair) -> HttpResponse:
    form = PaceForm(request.POST or None, initial=PaceForm.initial_of(fair))
    person = signed_in(request)
    return _one_form(
        request,
        fair,
        form,
        "pace",
        lambda: actions.update_fair(actor=person, fair=fair, change=form.shape()),
    )


@require_POST
@organisers_page
def setup_publish(request: HttpRequest, fair: Fair) -> HttpResponse:
    actions.publish_fair(actor=signed_in(request), fair=fair, is_public=request.POST.get("show") == "yes")
    return redirect("fairs:setup", fair.slug)


@organisers_page
def setup_clock(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Rehearse: let this fair's clock show another time."""
    form = ClockForm(request.POST or None, initial={"moment": clock.now()})
    person = signed_in(request)

    def act() -> None:
        moment = None if "real" in request.POST else form.cleaned_data["moment"]
        actions.set_rehearsal_clock(actor=person, fair=fair, moment=moment)

    if request.method == "POST" and saved(form, act):
        return redirect("fairs:setup_clock", fair.slug)
    shown = {
        "form": form,
        "now": clock.now(),
        "real": clock.real_now(),
        "steps": desk.steps(fair),
        "is_rehearsal": bool(fair.clock_offset),
    }
    return render(request, "fairs/office/clock.html", shown)


# --- Slots ------------------------------------------------------------------------------------------------
@organisers_page
def setup_slots(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Slots made by plan, day by day as a picture; and one by hand."""
    person = signed_in(request)
    by_hand = request.POST.get("do") == "one"
    plan = SlotPlanForm(None if by_hand else request.POST or None, fair=fair)
    one = SlotForm(request.POST if by_hand else None, prefix="one")

    def make() -> None:
        actions.make_slots(
            actor=person, fair=fair, plan=plan.shape(), replacing=plan.cleaned_data["replacing"]
        )

    def add() -> None:
        kind = SlotKind.BREAK if one.cleaned_data["is_break"] else SlotKind.MEETING
        actions.add_slot(actor=person, fair=fair, stretch=one.shape(), kind=kind)

    if request.method == "POST" and (saved(one, add) if by_hand else saved(plan, make)):
        messages.success(request, _("The slots are there."))
        return redirect("fairs:setup_slots", fair.slug)
    return render(request, "fairs/office/slots.html", {"form": plan, "one": one, "days": slots_by_day(fair)})


@dataclass(frozen=True)
class SlotDay:
    day: date
    slots: Sequence[Slot]

    @property
    def meetings(self) -> int:
        return sum(not slot.is_break for slot in self.slots)


def slots_by_day(fair: Fair) -> list[SlotDay]:
    """The fair's slots by the day that its own calendar shows."""
    days: dict[date, list[Slot]] = {}
    for slot in fair.slots.all():
        days.setdefault(slot.starts_at.astimezone(fair.tz).date(), []).append(slot)
    return [SlotDay(day, slots) for day, slots in days.items()]


@require_POST
@organisers_page
def remove_slot(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    slot = get_object_or_404(Slot, pk=pk, fair=fair)
    _or_say_why(request, lambda: actions.remove_slot(actor=signed_in(request), slot=slot))
    return redirect("fairs:setup_slots", fair.slug)


def _or_say_why(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it, or leave the sentence that says why not on the next page."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.sentence)
        return False
    return True


# --- Places -----------------------------------------------------------------------------------------------
@organisers_page
def setup_places(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Halls with their tables, and the number of online rooms."""
    person = signed_in(request)
    rooms_now = fair.places.filter(kind=PlaceKind.ROOM).count()
    for_rooms = request.POST.get("do") == "rooms"
    hall = HallForm(None if for_rooms else request.POST or None)
    rooms = CountForm(request.POST if for_rooms else None, prefix="rooms", initial={"count": rooms_now})

    def add() -> None:
        actions.add_hall(actor=person, fair=fair, **hall.cleaned_data)

    def make() -> None:
        actions.make_rooms(actor=person, fair=fair, count=rooms.cleaned_data["count"])

    if request.method == "POST" and (saved(rooms, make) if for_rooms else saved(hall, add)):
        return redirect("fairs:setup_places", fair.slug)
    halls = fair.halls.prefetch_related("places")
    shown = {"form": hall, "rooms": rooms, "halls": halls, "rooms_now": rooms_now}
    return render(request, "fairs/office/places.html", shown)


@require_POST
@organisers_page
def change_hall(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    """More tables, fewer tables, or no hall."""
    hall = get_object_or_404(Hall, pk=pk, fair=fair)
    person = signed_in(request)
    typed = request.POST.get("count", "")
    count = min(int(typed), 500) if typed.isdecimal() else 1
    verbs: dict[str, Callable[[], object]] = {
        "more": lambda: actions.add_tables(actor=person, hall=hall, count=count),
        "fewer": lambda: actions.remove_tables(actor=person, hall=hall, count=count),
        "remove": lambda: actions.remove_hall(actor=person, hall=hall),
    }
    if verb := verbs.get(request.POST.get("do", "")):
        _or_say_why(request, verb)
    return redirect("fairs:setup_places", fair.slug)


# --- Groups -----------------------------------------------------------------------------------------------
@organisers_page
def setup_groups(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Groups, and a table of which may meet which."""
    person = signed_in(request)
    matrix = request.POST.get("do") == "meets"
    form = GroupForm(None if matrix else request.POST or None)
    if matrix:
        pairs = _ticked_pairs(request, fair)
        actions.set_groups_that_meet(actor=person, fair=fair, pairs=pairs)
        messages.success(request, _("Saved."))
        return redirect("fairs:setup_groups", fair.slug)
    if request.method == "POST" and saved(
        form, lambda: actions.add_group(actor=person, fair=fair, **form.cleaned_data)
    ):
        return redirect("fairs:setup_groups", fair.slug)
    return render(request, "fairs/office/groups.html", {"form": form, "rows": _matrix(fair)})


def _ticked_pairs(request: HttpRequest, fair: Fair) -> list[tuple[Group, Group]]:
    groups = list(fair.groups.all())
    ticked = set(request.POST.getlist("pair"))
    return [(one, other) for one in groups for other in groups if f"{one.pk}-{other.pk}" in ticked]


@dataclass(frozen=True)
class Cell:
    other: Group
    key: str
    meets: bool


@dataclass(frozen=True)
class MatrixRow:
    group: Group
    cells: Sequence[Cell]


def _matrix(fair: Fair) -> list[MatrixRow]:
    """Half a table: each pair once."""
    groups = list(fair.groups.prefetch_related("meets"))
    meets = {group.pk: {other.pk for other in group.meets.all()} for group in groups}
    return [
        MatrixRow(
            one,
            [Cell(other, f"{one.pk}-{other.pk}", other.pk in meets[one.pk]) for other in groups[: place + 1]],
        )
        for place, one in enumerate(groups)
    ]


@require_POST
@organisers_page
def remove_group(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    actions.remove_group(actor=signed_in(request), group=get_object_or_404(Group, pk=pk, fair=fair))
    return redirect("fairs:setup_groups", fair.slug)


# --- Interpreters -----------------------------------------------------------------------------------------
@organisers_page
def setup_interpreters(request: HttpRequest, fair: Fair, pk: int | None = None) -> HttpResponse:
    """Who interprets, and a form for one of them: a new one, or that of the address."""
    one = get_object_or_404(Interpreter, pk=pk, fair=fair) if pk else None
    initial = InterpreterForm.initial_of(one) if one else {}
    form = InterpreterForm(request.POST or None, fair=fair, initial=initial)
    if request.method == "POST" and saved(form, lambda: _write_interpreter(request, fair, one, form)):
        return redirect("fairs:setup_interpreters", fair.slug)
    rows = fair.interpreters.prefetch_related("shifts")
    return render(request, "fairs/office/interpreters.html", {"form": form, "rows": rows, "one": one})


def _write_interpreter(
    request: HttpRequest, fair: Fair, one: Interpreter | None, form: InterpreterForm
) -> None:
    person, fields, shifts = signed_in(request), form.shape(), form.shifts()
    if one is None:
        actions.add_interpreter(actor=person, fair=fair, fields=fields, shifts=shifts)
    else:
        actions.update_interpreter(actor=person, interpreter=one, fields=fields)
        actions.set_shifts(actor=person, interpreter=one, shifts=shifts)


@require_POST
@organisers_page
def remove_interpreter(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    interpreter = get_object_or_404(Interpreter, pk=pk, fair=fair)
    _or_say_why(
        request, lambda: actions.remove_interpreter(actor=signed_in(request), interpreter=interpreter)
    )
    return redirect("fairs:setup_interpreters", fair.slug)


# --- Programme --------------------------------------------------------------------------------------------
@organisers_page
def setup_programme(request: HttpRequest, fair: Fair, pk: int | None = None) -> HttpResponse:
    """The programme as it stands, and a form for one point of it: a new one, or that of the address."""
    session = get_object_or_404(Session, pk=pk, fair=fair) if pk else None
    initial = SessionForm.initial_of(session) if session else {}
    form = SessionForm(request.POST or None, fair=fair, session=session, initial=initial)
    if request.method == "POST" and saved(form, lambda: _write_session(request, fair, session, form)):
        return redirect("fairs:setup_programme", fair.slug)
    shown = {"form": form, "session": session, "days": queries.programme(fair)}
    return render(request, "fairs/office/programme.html", shown)


def _write_session(request: HttpRequest, fair: Fair, session: Session | None, form: SessionForm) -> None:
    person, speakers = signed_in(request), form.speakers()
    if session is None:
        fields = form.shape(Provenance.OWN)
        actions.add_session(actor=person, fair=fair, fields=fields, speakers=speakers)
    else:
        fields = form.shape(session.provenance)
        actions.update_session(actor=person, session=session, fields=fields, speakers=speakers)


@require_POST
@organisers_page
def remove_session(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    actions.remove_session(actor=signed_in(request), session=get_object_or_404(Session, pk=pk, fair=fair))
    return redirect("fairs:setup_programme", fair.slug)


# --- People of the office ---------------------------------------------------------------------------------
@organisers_page
def setup_staff(request: HttpRequest, fair: Fair) -> HttpResponse:
    form = StaffForm(request.POST or None)
    person = signed_in(request)

    def act() -> None:
        actions.add_staff(actor=person, fair=fair, user=form.person(), role=form.cleaned_data["role"])

    if request.method == "POST" and saved(form, act):
        return redirect("fairs:setup_staff", fair.slug)
    rows = fair.staff_rows.select_related("user")
    return render(request, "fairs/office/staff.html", {"form": form, "rows": rows})


@require_POST
@organisers_page
def remove_staff(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    row = get_object_or_404(Staff.objects.select_related("user"), pk=pk, fair=fair)
    person = signed_in(request)
    _or_say_why(request, lambda: actions.remove_staff(actor=person, fair=fair, user=row.user))
    if not rules.can_organise(person, fair):  # they took themselves off
        return redirect("fairs:office")
    return redirect("fairs:setup_staff", fair.slug)


# --- Participants -----------------------------------------------------------------------------------------
@require_safe
@office_page
def participants(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Everyone on the fair's list, with filters in the address."""
    census = queries.census(fair)
    counts = census.states
    form = ParticipantsForm(request.GET, fair=fair, countries=census.countries)
    shown = {
        "form": form,
        "found": page_of(request, queries.participants(fair, form.sought()), ROWS),
        "wished": form.wished,
        "states": [(state, state.label, counts[state]) for state in Participation.State if counts[state]],
        "everyone": sum(counts.values()),
        "waiting": counts[Participation.State.REGISTERED],
        "may_write": office_role(request) == StaffRole.ORGANISER,
        "import_url": desk.address("intake:uploads", fair.slug),
    }
    template = "participants_results" if request.headers.get("HX-Request") else "participants"
    return render(request, f"fairs/office/{template}.html", shown)


@organisers_page
def invite(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Look for an organisation that is here already, and invite it."""
    text = request.GET.get("text", "").strip()
    if request.method == "POST":
        organisation = get_object_or_404(Organisation, public_id=request.POST.get("organisation"))
        person = signed_in(request)
        if _or_say_why(
            request,
            lambda: actions.invite_participant(actor=person, fair=fair, organisation=organisation),
        ):
            messages.success(request, _("%(name)s is invited.") % {"name": organisation})
        return redirect("fairs:invite", fair.slug)
    found = queries.absent_organisations(fair, text)[:FOUND] if text else None
    shown = {"text": text, "found": found, "import_url": desk.address("intake:uploads", fair.slug)}
    return render(request, "fairs/office/invite.html", shown)


@require_POST
@office_page
def decide(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Admit or turn away those that were ticked; or all who wait."""
    rows = fair.participations.select_related("organisation", "fair")
    if request.POST.get("who") == "waiting":
        rows = rows.filter(state=Participation.State.REGISTERED)
    else:
        rows = rows.filter(pk__in=[pk for pk in request.POST.getlist("pk") if pk.isdigit()])
    person = signed_in(request)
    if request.POST.get("do") == "approve":
        count = actions.approve_many(actor=person, fair=fair, participations=rows)
        told = ngettext("%(count)d organisation admitted.", "%(count)d organisations admitted.", count)
    else:
        count = actions.reject_many(actor=person, fair=fair, participations=rows)
        told = ngettext("%(count)d organisation turned away.", "%(count)d organisations turned away.", count)
    messages.success(request, told % {"count": count})
    return redirect(_same_filters(request, fair))


def _same_filters(request: HttpRequest, fair: Fair) -> str:
    filters = request.POST.get("filters", "")
    return reverse("fairs:participants", args=[fair.slug]) + (f"?{filters}" if filters else "")


@office_page
def participant(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    """One participant: what it wrote, how it takes part, and what has been done."""
    row = get_object_or_404(queries.participants(fair, queries.Sought()), pk=pk)
    row.fair = fair
    person = signed_in(request)
    may_write = office_role(request) == StaffRole.ORGANISER
    form = ParticipationForm(request.POST or None, fair=fair, initial=ParticipationForm.initial_of(row))

    def act() -> None:
        fields = form.shape(row.reference)
        actions.update_participation(actor=person, participation=row, fields=fields)

    if request.method == "POST" and saved(form, act):
        messages.success(request, _("Saved."))
        return redirect("fairs:office_participant", fair.slug, pk)
    listings = list(queries.shown_listings().filter(organisation=row.organisation))
    shown = {
        "row": row,
        "organisation": row.organisation,
        "form": form,
        "may_write": may_write,
        "delegates": row.delegates.all(),
        "offers": [listing for listing in listings if listing.side == "offer"],
        "needs": [listing for listing in listings if listing.side == "need"],
        "history": _history(row),
    }
    return render(request, "fairs/office/participant.html", shown)


def _history(row: Participation) -> list[AuditEntry]:
    """What was done with it at this fair, the newest first."""
    entries = AuditEntry.objects.filter(fair_id=row.fair_id, organisation_id=row.organisation_id)
    return list(entries.select_related("actor")[:20])


@require_POST
@office_page
def decide_one(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    row = get_object_or_404(Participation.objects.select_related("organisation", "fair"), pk=pk, fair=fair)
    person = signed_in(request)
    verbs: dict[str, Callable[[], object]] = {
        "approve": lambda: actions.approve(actor=person, participation=row),
        "reject": lambda: actions.reject(actor=person, participation=row),
        "withdraw": lambda: actions.withdraw(actor=person, participation=row),
        "verify": lambda: organisation_actions.verify(actor=person, organisation=row.organisation),
    }
    if verb := verbs.get(request.POST.get("do", "")):
        _or_say_why(request, verb)
    return redirect("fairs:office_participant", fair.slug, pk)
