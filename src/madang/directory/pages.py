"""The directory and one participant, as others at the fair see them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.core import languages
from madang.directory import queries
from madang.directory.forms import DirectoryForm
from madang.fairs.doors import FairRequest, fair_page
from madang.fairs.models import Fair, Participation
from madang.listings.queries import sides_of
from madang.web import zones
from madang.web.doors import page_of, page_or_part
from madang.web.shapes import Pair


@require_safe
@fair_page
def directory(request: FairRequest, fair: Fair) -> HttpResponse:
    """Who takes part. Its filters are in the address; with htmx only the results are sent."""
    form = DirectoryForm(request.GET, facets=queries.facets(fair))
    rows = queries.cards(fair, form.wanted())
    found = page_of(request, rows)
    shown = {"form": form, "found": found, "wished": form.wished}
    return page_or_part(request, "directory/directory.html", "directory/results.html", shown)


@require_safe
@fair_page
def participant(request: FairRequest, fair: Fair, public_id: str) -> HttpResponse:
    """One participant as others at the fair see it."""
    other = queries.others_at_fair(fair, public_id)
    if other is None:
        raise Http404
    other.fair = fair
    own = request.participation
    shown = {
        "other": other,
        "organisation": other.organisation,
        "section": {"sides": sides_of(other.organisation.listings.all())},
        "facts": _facts_of_participant(other),
        "is_own": bool(own and own.pk == other.pk),
        "may_meet": bool(own and own.pk != other.pk and own.state == Participation.State.APPROVED),
    }
    return render(request, "directory/participant.html", shown)


def _facts_of_participant(other: Participation) -> list[Pair]:
    organisation = other.organisation
    facts = [
        Pair(_("Takes part"), other.get_presence_display()),
        Pair(_("Group"), other.group),
        Pair(_("Meets in"), ", ".join(languages.OWN_NAMES[code] for code in other.languages)),
        Pair(_("Time zone"), zones.place_of(other.zone)),
        Pair(_("Size"), organisation.get_size_display()),
        Pair(_("Website"), organisation.website, url=organisation.website),
    ]
    return [fact for fact in facts if fact.description]
