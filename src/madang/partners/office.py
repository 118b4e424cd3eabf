"""The organiser's page of the matching: run it, see who was shown how often."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from madang.core import work as works
from madang.core.models import Work
from madang.fairs.access import office_page, signed_in
from madang.fairs.models import Fair
from madang.fairs.rules import can_organise
from madang.partners import actions, queries
from madang.partners.faces import exposure_chart
from madang.web import shapes


@office_page
def matching(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    if request.method == "POST":
        actions.start_matching(actor=signed_in(request), fair=fair)
        return redirect("partners:matching", fair.slug)
    work = works.latest(kind=actions.MATCHING, fair_id=fair.pk)
    exposure = queries.exposure_of(fair)
    companies = sum(row.companies for row in exposure)
    return TemplateResponse(
        request,
        "partners/matching.html",
        {
            "work": work,
            "label": _label(work) if work else "",
            "chart": exposure_chart(exposure),
            "companies": companies,
            "is_matched": any(row.low for row in exposure if row.companies),
            "figures": _figures(work, companies, exposure),
            "may_organise": can_organise(request.user, fair),
        },
    )


def _label(work: Work) -> str:
    return {
        "": _("Waiting for the worker"),
        "reading": _("Reading what everyone offers and seeks"),
        "matching": _("Looking for partners on both sides"),
        "storing": _("Writing the lists"),
    }.get(work.phase if not work.is_over else "over", str(work.get_state_display()).capitalize())


def _figures(work: Work | None, companies: int, exposure: list[queries.Exposed]) -> list[shapes.Figure]:
    if work is None or "gini" not in work.detail:
        return []
    never = sum(row.companies for row in exposure if row.high == 0)
    detail = work.detail
    return [
        shapes.Figure(
            _("Never shown to anyone"),
            never,
            companies,
            tone=shapes.Tone.HAND if never else shapes.Tone.PLAIN,
        ),
        shapes.Figure(
            _("Inequality of being shown (Gini)"), number_format(detail["gini"], 2), note=_("0 is equal")
        ),
        shapes.Figure(
            _("What fairness cost"),
            f"{number_format(100 * detail['cost'], 1)} %",
            note=_("of the summed score"),
        ),
    ]
