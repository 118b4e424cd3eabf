"""The office's pages of participants."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.core.models import AuditEntry
from madang.fairs import addresses
from madang.fairs.doors import FairRequest, office_page, organisers_page
from madang.fairs.models import Fair, Participation, StaffRole
from madang.fairs.participation import actions, decisions
from madang.fairs.participation import queries as participation_queries
from madang.fairs.participation.forms import ParticipantsForm, ParticipationForm
from madang.organisations.models import Organisation
from madang.organisations.verification import actions as verification_actions
from madang.web.doors import page_of, page_or_part, saved, signed_in, succeeds

ROWS = 30


FOUND = 20


@require_safe
@office_page
def participants(request: FairRequest, fair: Fair) -> HttpResponse:
    """Everyone on the fair's list, with filters in the address."""
    census = participation_queries.census(fair)
    counts = census.states
    form = ParticipantsForm(request.GET, fair=fair, countries=census.countries)
    shown = {
        "form": form,
        "tallies": participation_queries.TALLIES.each(),
        "found": page_of(request, participation_queries.participants(fair, form.sought()), ROWS),
        "wished": form.wished,
        "states": [(state, state.label, counts[state]) for state in Participation.State if counts[state]],
        "everyone": sum(counts.values()),
        "waiting": counts[Participation.State.REGISTERED],
        "may_write": request.office_role == StaffRole.ORGANISER,
        "import_url": addresses.import_address(fair),
    }
    page, part = "fairs/office/participants.html", "fairs/office/participants_results.html"
    return page_or_part(request, page, part, shown)


@organisers_page
def invite(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Look for an organisation that is here already, and invite it."""
    text = request.GET.get("text", "").strip()
    if request.method == "POST":
        organisation = get_object_or_404(Organisation, public_id=request.POST.get("organisation"))
        person = signed_in(request)
        if succeeds(
            request,
            lambda: actions.invite_participant(actor=person, fair=fair, organisation=organisation),
        ):
            messages.success(request, _("%(name)s is invited.") % {"name": organisation})
        return redirect("fairs:invite", fair.slug)
    found = participation_queries.absent_organisations(fair, text)[:FOUND] if text else None
    shown = {"text": text, "found": found, "import_url": addresses.import_address(fair)}
    return render(request, "fairs/office/invite.html", shown)


@require_POST
@office_page
def decide(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Admit or turn away those that were ticked; or all who wait."""
    rows = fair.participations.only("pk")
    if request.POST.get("who") == "waiting":
        rows = rows.filter(state=Participation.State.REGISTERED)
    else:
        rows = rows.filter(pk__in=[pk for pk in request.POST.getlist("pk") if pk.isdigit()])
    person = signed_in(request)
    if request.POST.get("do") == "approve":
        found = decisions.approve_many(actor=person, fair=fair, participations=rows)
        told = ngettext(
            "%(count)d organisation admitted.", "%(count)d organisations admitted.", found.decided
        )
    else:
        found = decisions.reject_many(actor=person, fair=fair, participations=rows)
        told = ngettext(
            "%(count)d organisation turned away.", "%(count)d organisations turned away.", found.decided
        )
    messages.success(request, told % {"count": found.decided})
    _tell_of_left_out(request, found.left_out)
    return redirect(_same_filters(request, fair))


def _tell_of_left_out(request: HttpRequest, count: int) -> None:
    left = ngettext(
        "%(count)d organisation was left out: it has withdrawn or has not answered its invitation.",
        "%(count)d organisations were left out: they have withdrawn or have not answered their invitation.",
        count,
    )
    if count:
        messages.info(request, left % {"count": count})


def _same_filters(request: HttpRequest, fair: Fair) -> str:
    filters = request.POST.get("filters", "")
    return reverse("fairs:participants", args=[fair.slug]) + (f"?{filters}" if filters else "")


@office_page
def participant(request: FairRequest, fair: Fair, pk: int) -> HttpResponse:
    """One participant: what it wrote, how it takes part, and what has been done."""
    row = get_object_or_404(participation_queries.participants(fair, participation_queries.Sought()), pk=pk)
    row.fair = fair
    person = signed_in(request)
    may_write = request.office_role == StaffRole.ORGANISER
    form = ParticipationForm(request.POST or None, fair=fair, initial=ParticipationForm.initial_of(row))

    def act() -> None:
        fields = form.shape(row.reference)
        actions.update_participation(actor=person, participation=row, fields=fields)

    if request.method == "POST" and saved(form, act):
        messages.success(request, _("Saved."))
        return redirect("fairs:office_participant", fair.slug, pk)
    shown = {
        "row": row,
        "organisation": row.organisation,
        "form": form,
        "may_write": may_write,
        "delegates": row.delegates.all(),
        "sections": [section(row) for section in participation_queries.SECTIONS.each()],
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
        "approve": lambda: decisions.approve(actor=person, participation=row),
        "reject": lambda: decisions.reject(actor=person, participation=row),
        "withdraw": lambda: actions.withdraw(actor=person, participation=row),
        "verify": lambda: verification_actions.verify(actor=person, organisation=row.organisation),
    }
    if verb := verbs.get(request.POST.get("do", "")):
        succeeds(request, verb)
    return redirect("fairs:office_participant", fair.slug, pk)
