"""The office's page of the programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from madang.fairs.doors import organisers_page
from madang.fairs.models import Fair, Session
from madang.fairs.programme import actions, queries
from madang.fairs.programme.forms import SessionForm
from madang.organisations.models import Provenance
from madang.web.doors import saved, signed_in


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
