"""The organiser's page of the matching: run it, see who was shown how often, and set the limits."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.jobs import work as works
from madang.core.models import Work
from madang.fairs.doors import office_page
from madang.fairs.models import Fair, Group
from madang.fairs.rules import can_organise
from madang.partners.embedding import status
from madang.partners.exposure import actions as exposure_actions
from madang.partners.exposure import queries
from madang.partners.exposure.forms import ExposureForm
from madang.partners.exposure.presenters import exposure_chart, remedy
from madang.partners.exposure.queries import Exposure, Unseen
from madang.partners.models import ExposureLimits
from madang.partners.recommendations import actions as recommendation_actions
from madang.partners.recommendations import learning
from madang.web import shapes
from madang.web.doors import saved, signed_in

#: Companies that nobody sees, listed at most; the figure above tells how many there are.
LISTED = 50


@office_page
def matching(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    if request.method == "POST":
        recommendation_actions.start_matching(actor=signed_in(request), fair=fair)
        return redirect("partners:matching", fair.slug)
    return _shown(request, fair, ExposureForm(initial=_limits(fair)))


@office_page
def exposure(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """Settle how often a company is shown at least and at most."""
    form = ExposureForm(request.POST or None, initial=_limits(fair))
    if request.method == "POST" and saved(form, lambda: _settle(request, fair, form)):
        messages.success(request, _("Saved. It holds when you match again."))
        return redirect("partners:matching", fair.slug)
    return _shown(request, fair, form)


def _settle(request: HttpRequest, fair: Fair, form: ExposureForm) -> None:
    floor, cap = form.cleaned_data["floor"], form.cleaned_data["cap"]
    exposure_actions.set_exposure(actor=signed_in(request), fair=fair, floor=floor, cap=cap)


def _limits(fair: Fair) -> dict[str, int | None]:
    limits = ExposureLimits.objects.filter(fair=fair).first() or ExposureLimits()
    return {"floor": limits.floor, "cap": limits.cap}


def _shown(request: HttpRequest, fair: Fair, form: ExposureForm) -> HttpResponseBase:
    work = works.latest(kind=recommendation_actions.MATCHING, fair_id=fair.pk)
    round_ = queries.last_round(fair, work)
    found = queries.exposure_of(fair, round_)
    return TemplateResponse(
        request,
        "partners/matching.html",
        {
            "work": work,
            "label": _label(work) if work else "",
            "round": round_,
            "chart": exposure_chart(found.bins),
            "is_matched": found.is_matched,
            "figures": _figures(round_, found),
            "notes": _notes(fair, round_) if round_ else [],
            "unseen": [Listed(one, remedy(one.cause)) for one in found.never[:LISTED]],
            "unseen_more": max(0, len(found.never) - LISTED),
            "groups": Group.objects.filter(fair=fair).count(),
            "form": form,
            "may_organise": can_organise(request.user, fair),
        },
    )


@dataclass(frozen=True)
class Listed:
    """A company that nobody sees, with what can be done."""

    unseen: Unseen
    remedy: str


def _label(work: Work) -> str:
    return {
        "": _("Waiting for the worker"),
        "reading": _("Reading what everyone offers and seeks"),
        "meaning": _("Comparing texts by meaning"),
        "matching": _("Looking for partners on both sides"),
        "storing": _("Writing the lists"),
    }.get(work.phase if not work.is_over else "over", str(work.get_state_display()).capitalize())


def _figures(round_: Work | None, found: Exposure) -> list[shapes.Figure]:
    if round_ is None:
        return []
    detail = round_.detail
    return [
        _never(_("Never shown to anyone"), len(found.never), found.companies),
        _never(_("… of those at their first fair here"), found.never_first_time, found.first_time),
        shapes.Figure(
            _("Inequality of being shown (Gini)"), number_format(detail["gini"], 2), note=_("0 is equal")
        ),
        shapes.Figure(
            _("What fairness cost"),
            f"{number_format(100 * detail['cost'], 1)} %",
            note=_("of the meetings to be expected"),
        ),
    ]


def _never(label: str, never: int, of: int) -> shapes.Figure:
    tone = shapes.Tone.HAND if never else shapes.Tone.PLAIN
    return shapes.Figure(label, never, of, tone=tone, url="#unseen" if never else "")


def _notes(fair: Fair, round_: Work) -> list[str]:
    """Of how the last round was made, and whether it still holds."""
    said = [learning.sentence(round_.detail), status.sentence(round_.detail)]
    return [_still_holds(queries.outdated(fair, round_)), *(sentence for sentence in said if sentence)]


def _still_holds(changed: int) -> str:
    if not changed:
        return _("Nobody has changed what counts since.")
    return ngettext(
        "%(count)s company has changed what counts since and is not matched anew yet.",
        "%(count)s companies have changed what counts since and are not matched anew yet.",
        changed,
    ) % {"count": changed}
