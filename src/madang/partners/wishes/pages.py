"""A company says how much it wants to meet another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.fairs.doors import company_page
from madang.fairs.models import Participation
from madang.partners.models import Grade
from madang.partners.recommendations import queries
from madang.partners.recommendations.presenters import face_of
from madang.partners.recommendations.queries import Match
from madang.partners.wishes import actions
from madang.web.doors import is_part, signed_in


@require_POST
@company_page
def wish(request: HttpRequest, own: Participation, pk: int) -> HttpResponseBase:
    """Must, would or no, or nothing any more; with htmx the card alone comes back."""
    partner = get_object_or_404(Participation, pk=pk, fair=own.fair)
    grade = request.POST.get("grade", "")
    if grade not in {"", *Grade.values}:
        return HttpResponse(status=400)
    actions.set_wish(actor=signed_in(request), participation=own, partner=partner, grade=grade)
    if is_part(request) and (match := queries.match_between(own, partner)):
        return _card(request, match)
    messages.success(request, _("Noted. Only you and the organiser's timetable see this."))
    return redirect("partners:mine", own.fair.slug)


def _card(request: HttpRequest, match: Match) -> HttpResponseBase:
    return TemplateResponse(request, "partners/card.html", {"match": match, "face": face_of(match)})
