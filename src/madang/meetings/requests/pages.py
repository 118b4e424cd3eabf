"""The company's requests: in, out, asked, answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core import languages
from madang.fairs.doors import company_page
from madang.fairs.models import Participation
from madang.meetings.requests import actions, queries
from madang.meetings.requests.forms import RequestForm
from madang.partners.models import Grade
from madang.partners.recommendations.presenters import face_of
from madang.partners.recommendations.queries import match_between
from madang.web.doors import saved, signed_in


@require_safe
@company_page
def requests(request: HttpRequest, own: Participation) -> HttpResponseBase:
    return TemplateResponse(request, "meetings/requests.html", {"inbox": queries.inbox_of(own)})


@company_page
def ask(request: HttpRequest, own: Participation, pk: int) -> HttpResponseBase:
    """The form of a request to one company, with what speaks for the meeting."""
    partner = get_object_or_404(
        Participation.objects.taking_part().select_related("organisation"), pk=pk, fair=own.fair
    )
    form = RequestForm(request.POST or None)
    person = signed_in(request)

    def send() -> None:
        actions.send_request(
            actor=person,
            sender=own,
            receiver=partner,
            message=form.cleaned_data["message"],
            language=languages.active(),
            grade=form.cleaned_data["sender_grade"],
        )

    if request.method == "POST" and saved(form, send):
        messages.success(
            request,
            _("Your request was sent. It is answered within %(days)s days.") % {"days": own.fair.answer_days},
        )
        return redirect("meetings:requests", own.fair.slug)
    match = match_between(own, partner)
    context = {"form": form, "partner": partner, "face": face_of(match) if match else None}
    return TemplateResponse(request, "meetings/ask.html", context)


@require_POST
@company_page
def answer(request: HttpRequest, own: Participation, pk: int, verb: str) -> HttpResponseBase:
    """Accept, decline or withdraw one request of the company's own."""
    row = get_object_or_404(queries.requests_of(own).select_related("fair"), pk=pk)
    row.sender.fair = row.receiver.fair = own.fair
    person = signed_in(request)
    if verb == "accept":
        grade = Grade.MUST if request.POST.get("grade") == Grade.MUST else Grade.WOULD
        actions.accept(actor=person, request=row, grade=grade)
        messages.success(request, _("Accepted. The timetable finds a time that suits both of you."))
    elif verb == "decline":
        actions.decline(actor=person, request=row)
        messages.success(request, _("Declined. No reason was given."))
    else:
        actions.withdraw(actor=person, request=row)
        messages.success(request, _("The request was withdrawn."))
    return redirect("meetings:requests", own.fair.slug)
