"""The organiser's page of the matching: run it, see who was shown how often."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from madang.core import events
from madang.core import work as works
from madang.fairs.access import office_page, signed_in
from madang.fairs.models import Fair
from madang.partners import actions, queries


@office_page
def matching(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    if request.method == "POST":
        actions.start_matching(actor=signed_in(request), fair=fair)
        return redirect("partners:matching", fair.slug)
    work = works.latest(kind=actions.MATCHING, fair_id=fair.pk)
    exposure = queries.exposure_of(fair)
    return TemplateResponse(
        request,
        "partners/matching.html",
        {
            "work": work,
            "token": events.token(work.channel) if work and not work.is_over else "",
            "exposure": exposure,
            "companies": sum(row.companies for row in exposure),
            "most": max((row.companies for row in exposure), default=0),
        },
    )
