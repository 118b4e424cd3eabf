"""The company's page of recommended partners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.fairs.access import company_page, signed_in
from madang.fairs.models import Participation
from madang.partners import actions, queries
from madang.partners.faces import face_of
from madang.partners.models import Grade
from madang.partners.queries import Match


@require_safe
@company_page
def partners(request: HttpRequest, own: Participation) -> HttpResponseBase:
    found = queries.found_for(own)
    cards = [(match, face_of(match)) for match in found.matches]
    return TemplateResponse(
        request, "partners/partners.html", {"cards": cards, "completeness": found.completeness}
    )


@require_POST
@company_page
def wish(request: HttpRequest, own: Participation, pk: int) -> HttpResponseBase:
    """Must, would or no, or nothing any more; with htmx the card alone comes back."""
    partner = get_object_or_404(Participation, pk=pk, fair=own.fair)
    grade = request.POST.get("grade", "")
    if grade not in {"", *Grade.values}:
        return HttpResponse(status=400)
    actions.set_wish(actor=signed_in(request), participation=own, partner=partner, grade=grade)
    if request.headers.get("HX-Request") and (match := queries.match_between(own, partner)):
        return _card(request, match)
    messages.success(request, _("Noted. Only you and the organiser's timetable see this."))
    return redirect("partners:mine", own.fair.slug)


def _card(request: HttpRequest, match: Match) -> HttpResponseBase:
    return TemplateResponse(request, "partners/card.html", {"match": match, "face": face_of(match)})
