"""The office's pages of the set-up."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core import clock
from madang.core.models import User
from madang.fairs import addresses, phases, rules
from madang.fairs.doors import organisers_page
from madang.fairs.models import Fair
from madang.fairs.setup import actions, queries
from madang.fairs.setup.checklist import sections
from madang.fairs.setup.forms import ClockForm, FairForm, LimitsForm, PaceForm, PhasesForm
from madang.organisations.models import Provenance
from madang.web.doors import saved, signed_in


@login_required
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """The fairs in whose office this person works."""
    person = signed_in(request)
    fairs = [(fair, addresses.office_address(fair)) for fair in queries.organised_fairs(person)]
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


def _one_form(
    request: HttpRequest, fair: Fair, form: BaseForm, name: str, act: Callable[[], object]
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
        "steps": phases.steps(fair),
        "is_rehearsal": bool(fair.clock_offset),
    }
    return render(request, "fairs/office/clock.html", shown)
