"""The fairs of this installation, and the page of one."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.core import languages
from madang.core.models import User
from madang.fairs import phases, rules
from madang.fairs.doors import FairRequest, fair_page
from madang.fairs.front import next_step
from madang.fairs.front import queries as front_queries
from madang.fairs.models import Fair, Participation, Phase
from madang.fairs.programme import queries as programme_queries
from madang.fairs.templatetags.fair_time import fair_place
from madang.organisations.countries import country_name
from madang.web.shapes import Figure, Pair


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The fairs of this installation."""
    shown = {
        "season": front_queries.season(request.user),
        "may_create": rules.can_create_fair(request.user),
        "own": _own_participations(request),
    }
    return render(request, "fairs/home.html", shown)


def _own_participations(request: HttpRequest) -> QuerySet[Participation]:
    if not isinstance(request.user, User):
        return Participation.objects.none()
    own = Participation.objects.of_member(request.user).select_related("fair", "organisation")
    return own.order_by("-fair__starts_on", "pk")


@require_safe
@fair_page
def fair(request: FairRequest, fair: Fair) -> HttpResponse:
    """What, when, where, who hosts, and the reader's next step."""
    own = request.participation
    shown = {
        "steps": phases.steps(fair),
        "next": next_step.next_line(request, fair, own),
        "registration_is_open": fair.is_open(Phase.REGISTRATION),
        "strip": _strip(fair),
        "facts": _facts_of_fair(fair),
        "hosts": front_queries.hosts(fair),
        "programme": programme_queries.programme(fair)[:1],
    }
    return render(request, "fairs/fair.html", shown)


def _strip(fair: Fair) -> list[Figure]:
    """Nothing while nobody takes part: a row of zeros helps no one."""
    figures = front_queries.figures(fair)
    everyone = figures.participants
    if not everyone:
        return []
    return [
        Figure(_("Organisations"), everyone),
        Figure(_("Countries"), figures.countries),
        Figure(_("On site"), figures.on_site, of=everyone),
        Figure(_("Online"), figures.online, of=everyone),
        *front_queries.figures_from_above(fair),
    ]


def _facts_of_fair(fair: Fair) -> list[Pair]:
    where = ", ".join(str(part) for part in (fair.venue, fair.city, country_name(fair.country)) if part)
    own_names = ", ".join(languages.OWN_NAMES[code] for code in fair.languages)
    return [
        Pair(_("Where"), where),
        Pair(_("Time zone"), f"{fair_place(fair)} · {fair.zone}"),
        Pair(_("Languages"), own_names),
    ]
