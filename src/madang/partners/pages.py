"""The company's page of recommended partners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.fairs.access import company_page, signed_in
from madang.fairs.models import Participation
from madang.partners import actions, queries
from madang.partners.models import Grade


@company_page
def partners(request: HttpRequest, own: Participation) -> HttpResponseBase:
    return TemplateResponse(
        request,
        "partners/partners.html",
        {
            "matches": queries.matches_of(own),
            "completeness": queries.completeness_of(own),
        },
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
    if request.headers.get("HX-Request"):
        card = queries.match_between(own, partner)
        return TemplateResponse(request, "partners/card.html", {"match": card})
    messages.success(request, _("Noted. Only you and the organiser's timetable see this."))
    return redirect("partners:mine", own.fair.slug)
