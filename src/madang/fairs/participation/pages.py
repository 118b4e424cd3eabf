"""Pages of a participant: registration, its desk, how it takes part."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.models import User
from madang.fairs import doors, phases, rules
from madang.fairs.doors import company_page, fair_page
from madang.fairs.models import Delegate, Fair, Participation, Phase
from madang.fairs.participation import actions, completeness, desk
from madang.fairs.participation.forms import DelegateForm, ParticipationForm, RegisterForm
from madang.organisations.models import Organisation, Role
from madang.web.doors import saved, signed_in
from madang.web.shapes import Task, Tone


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
        doors.choose_participation(actor=person, participation=row, session=request.session)
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
    profile = completeness.profile_of(own)
    shown = {
        "steps": phases.steps(own.fair),
        "profile": profile,
        "tasks": _tasks(own, profile),
        "others": _others_of(request, own),
    }
    return render(request, "fairs/desk.html", shown)


def _tasks(own: Participation, profile: completeness.Profile) -> list[Task]:
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
    doors.choose_participation(actor=signed_in(request), participation=chosen, session=request.session)
    return redirect("fairs:desk", own.fair.slug)
