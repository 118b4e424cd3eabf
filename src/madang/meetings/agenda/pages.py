"""The company's agenda: its page, its print, its calendar feed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core import clock
from madang.core.models import User
from madang.fairs.doors import company_page
from madang.fairs.models import Participation
from madang.fairs.participation import actions
from madang.meetings import queries as meetings_queries
from madang.meetings.agenda import queries as agenda_queries
from madang.meetings.agenda.feed import calendar_of
from madang.meetings.agenda.presenters import entries_of, in_both_zones, until
from madang.meetings.agenda.printing import pdf_of_company, pdf_response
from madang.organisations.models import Membership
from madang.web.doors import signed_in


@require_safe
@company_page
def agenda(request: HttpRequest, own: Participation) -> HttpResponseBase:
    """The company's days, in the reader's zone with the fair's beside it."""
    found = agenda_queries.agenda_of(own)
    feed = reverse("meetings:feed", args=[own.fair.slug, own.feed_secret]) if own.feed_secret else ""
    return TemplateResponse(
        request,
        "meetings/agenda.html",
        {
            "agenda": found,
            "days": [(day, entries_of(day, own)) for day in found.days],
            "until": until(found.next.starts_at) if found.next else "",
            "when": in_both_zones(found.next.starts_at, own.fair) if found.next else "",
            "feed": settings.SITE_URL + feed if feed else "",
        },
    )


@require_POST
@company_page
def renew_feed(request: HttpRequest, own: Participation) -> HttpResponseBase:
    actions.renew_feed_secret(actor=signed_in(request), participation=own)
    messages.success(request, _("Here is your calendar address. An earlier one no longer works."))
    return redirect("meetings:agenda", own.fair.slug)


@require_safe
@company_page
def agenda_pdf(request: HttpRequest, own: Participation) -> HttpResponseBase:  # noqa: ARG001  the door passes it
    version = meetings_queries.published_of(own.fair)
    if version is None:
        raise Http404
    return pdf_response(
        pdf_of_company(own, agenda_queries.appointments_of(own, version)), f"{own.fair.slug}.pdf"
    )


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
        version = meetings_queries.published_of(own.fair)
        body = calendar_of(own, agenda_queries.appointments_of(own, version) if version else [])
    return HttpResponse(
        body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def _language_of(own: Participation) -> str:
    """What the company's first person reads; the original language of its name, if that is not known."""
    first = Membership.objects.filter(organisation=own.organisation).select_related("user").first()
    person: User | None = first.user if first else None
    return (person.language if person else "") or own.organisation.name.original
