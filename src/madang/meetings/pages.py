"""The company's pages: requests in and out, the agenda, its print and its calendar feed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core import clock, languages
from madang.core.errors import Refused
from madang.core.models import User
from madang.fairs import actions as fair_actions
from madang.fairs.doors import company_page, signed_in
from madang.fairs.models import Participation
from madang.meetings import actions, queries
from madang.meetings.agenda.feed import calendar_of
from madang.meetings.agenda.printing import pdf_of_company
from madang.meetings.faces import in_both_zones, lines_of, until
from madang.meetings.forms import RequestForm
from madang.organisations.models import Membership
from madang.partners.models import Grade
from madang.partners.queries import match_between
from madang.partners.recommendations.presenters import face_of


@require_safe
@company_page
def requests(request: HttpRequest, own: Participation) -> HttpResponseBase:
    in_own_zone(request, own)
    return TemplateResponse(request, "meetings/requests.html", {"inbox": queries.inbox_of(own)})


@company_page
def ask(request: HttpRequest, own: Participation, pk: int) -> HttpResponseBase:
    """The form of a request to one company, with what speaks for the meeting."""
    partner = get_object_or_404(
        Participation.objects.taking_part().select_related("organisation"), pk=pk, fair=own.fair
    )
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _sent(request, own, partner, form):
        messages.success(
            request,
            _("Your request was sent. It is answered within %(days)s days.") % {"days": own.fair.answer_days},
        )
        return redirect("meetings:requests", own.fair.slug)
    match = match_between(own, partner)
    context = {"form": form, "partner": partner, "face": face_of(match) if match else None}
    return TemplateResponse(request, "meetings/ask.html", context)


def _sent(request: HttpRequest, own: Participation, partner: Participation, form: RequestForm) -> bool:
    """Whether it was sent; if not, the form says why and keeps what was typed."""
    try:
        actions.send_request(
            actor=signed_in(request),
            sender=own,
            receiver=partner,
            message=form.cleaned_data["message"],
            language=languages.active(),
            grade=form.cleaned_data["sender_grade"],
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


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


@require_safe
@company_page
def agenda(request: HttpRequest, own: Participation) -> HttpResponseBase:
    """The company's days, in the reader's zone with the fair's beside it."""
    in_own_zone(request, own)
    found = queries.agenda_of(own)
    feed = reverse("meetings:feed", args=[own.fair.slug, own.feed_secret]) if own.feed_secret else ""
    return TemplateResponse(
        request,
        "meetings/agenda.html",
        {
            "agenda": found,
            "days": [(day, lines_of(day, own)) for day in found.days],
            "until": until(found.next.starts_at) if found.next else "",
            "when": in_both_zones(found.next.starts_at, own.fair) if found.next else "",
            "feed": settings.SITE_URL + feed if feed else "",
        },
    )


def in_own_zone(request: HttpRequest, own: Participation) -> None:
    """Who has chosen no zone reads in that of the company. The middleware ends it with the request."""
    if not signed_in(request).zone:
        timezone.activate(own.tz)


@require_POST
@company_page
def renew_feed(request: HttpRequest, own: Participation) -> HttpResponseBase:
    fair_actions.renew_feed_secret(actor=signed_in(request), participation=own)
    messages.success(request, _("Here is your calendar address. An earlier one no longer works."))
    return redirect("meetings:agenda", own.fair.slug)


@require_safe
@company_page
def agenda_pdf(request: HttpRequest, own: Participation) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    version = queries.published_of(own.fair)
    if version is None:
        raise Http404
    return pdf_response(pdf_of_company(own, queries.appointments_of(own, version)), f"{own.fair.slug}.pdf")


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=disposition)


@require_safe
def feed(request: HttpRequest, slug: str, secret: str) -> HttpResponseBase:  # noqa: ARG001  Django passes it
    """Without sign-in: whoever has the secret address reads the calendar, in the company's language."""
    own = (
        Participation.objects.select_related("fair", "organisation")
        .filter(fair__slug=slug, feed_secret=secret)
        .exclude(feed_secret="")
        .first()
    )
    if own is None:
        raise Http404
    with clock.shifted(own.fair.clock_offset), translation.override(_language_of(own)):
        version = queries.published_of(own.fair)
        body = calendar_of(own, queries.appointments_of(own, version) if version else [])
    return HttpResponse(
        body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def _language_of(own: Participation) -> str:
    """What the company's first person reads; the original language of its name, if that is not known."""
    first = Membership.objects.filter(organisation=own.organisation).select_related("user").first()
    person: User | None = first.user if first else None
    return (person.language if person else "") or own.organisation.name.original
