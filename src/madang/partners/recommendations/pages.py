"""The company's page of recommended partners."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from madang.fairs.doors import company_page
from madang.fairs.models import Participation
from madang.partners.recommendations import queries
from madang.partners.recommendations.forms import PartnersForm
from madang.partners.recommendations.presenters import face_of, ways_of


@require_safe
@company_page
def partners(request: HttpRequest, own: Participation) -> HttpResponseBase:
    """Those worth a meeting as cards; weak leads, and those that one does not want, folded away."""
    found = queries.found_for(own)
    wanted = [match for match in found.matches if not match.is_refused]
    form = PartnersForm(request.GET, matches=wanted)
    chosen = form.chosen(wanted)
    return TemplateResponse(
        request,
        "partners/partners.html",
        {
            "form": form,
            "all": len(wanted),
            "cards": [(match, face_of(match)) for match in chosen if match.band],
            "weak": [match for match in chosen if not match.band],
            "refused": [match for match in found.matches if match.is_refused],
            "profile": found.profile,
        },
    )


@require_safe
@company_page
def why(request: HttpRequest, own: Participation, pk: int) -> HttpResponseBase:
    """Everything that carried one match, in both directions."""
    match = queries.match_between(own, get_object_or_404(Participation, pk=pk, fair=own.fair))
    if match is None:
        raise Http404
    return TemplateResponse(
        request, "partners/why.html", {"match": match, "face": face_of(match), "ways": ways_of(match)}
    )
