"""The results page, and what is offered while somebody types."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from madang.core import languages
from madang.fairs.doors import fair_page
from madang.fairs.models import Fair
from madang.matching.language.concepts import concepts, concepts_in, suggest
from madang.matching.shapes import Suggestion
from madang.search import rules
from madang.search.question import suggestions as question_suggestions
from madang.search.results import presenters
from madang.search.results.queries import PAGE, find
from madang.search.shapes import FACETS, Found, Sought

LAST_PAGE = 200
SUBJECTS = 6


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """What is found in everything that the reader may see."""
    return _answer(request, None)


@require_safe
@fair_page
def at_fair(request: HttpRequest, fair: Fair) -> HttpResponse:
    """What is found at one fair."""
    return _answer(request, fair)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names and subjects that begin like what is typed: a part of a page."""
    return _suggest(request, None)


@require_safe
@fair_page
def suggestions_at_fair(request: HttpRequest, fair: Fair) -> HttpResponse:
    return _suggest(request, fair)


@dataclass(frozen=True)
class Subject:
    """A subject that the question names or nearly names."""

    label: str
    url: str


def _answer(request: HttpRequest, fair: Fair | None) -> HttpResponse:
    fairs = [fair] if fair else rules.fairs_for(request.user)
    sought = _sought(request)
    choice = presenters.Choice(sought.chosen, {"fair"} if fair else set())
    found = find(sought, [each.pk for each in fairs]) if sought.text else Found()
    shown = {
        "sought": sought,
        "found": found,
        "results": presenters.results(found, fairs, request.GET),
        "facets": presenters.facets(found, choice, fairs, request.GET),
        "pages": question_suggestions.pages(request, found.meant or sought.text),
        "subjects": _subjects(request, found.meant or sought.text),
        "fields": _fields(request) if sought.text and not found.results else [],
        "offers": _offers_address(fair),
        "page": Paginator(range(found.results), PAGE).get_page(sought.page),
        "everywhere": f"{reverse('search:everywhere')}?{request.GET.urlencode()}" if fair else "",
        "as_typed": presenters.changed(request.GET, exactly="yes"),
        "cleared": presenters.changed(request.GET, company="", **dict.fromkeys(FACETS, "")),
        "is_narrowed": bool(sought.company or any(sought.chosen.values())),
    }
    return render(request, "search/results.html", shown)


def _sought(request: HttpRequest) -> Sought:
    given = request.GET
    number = given.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return Sought(
        text=" ".join(given.get("q", "").replace("\0", " ").split()),
        chosen={name: given.get(name, "").replace("\0", "")[:60] for name in FACETS},
        exactly="exactly" in given,
        page=min(max(page, 1), LAST_PAGE),
        company=given.get("company", "").replace("\0", "")[:10],
    )


def _subjects(request: HttpRequest, text: str) -> list[Subject]:
    """Links that search for the subjects which the question names, in the reader's words for them."""
    language = languages.active()
    named = [(one.concept, one.label) for one in concepts_in(text[:200], language)]
    found = named or [(one.concept, one.label) for one in _near(text[:60], language)]
    return [_subject(request.path, key, label) for key, label in found[:SUBJECTS]]


@functools.lru_cache(maxsize=1024)
def _near(text: str, language: str) -> tuple[Suggestion, ...]:
    return suggest(text, language, SUBJECTS)


def _fields(request: HttpRequest) -> list[Subject]:
    """The widest subjects, for whoever found nothing."""
    language = languages.active()
    return [_subject(request.path, one.id, one.label(language)) for one in concepts() if not one.parent]


def _offers_address(fair: Fair | None) -> str:
    return reverse("search:suggestions_at_fair", args=[fair.slug]) if fair else reverse("search:suggestions")


def _subject(page: str, key: str, label: str) -> Subject:
    return Subject(label, f"{page}{presenters.only(q=label, subject=key)}")


def _suggest(request: HttpRequest, fair: Fair | None) -> HttpResponse:
    fairs: Sequence[Fair] = [fair] if fair else rules.fairs_for(request.user)
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:60]
    home = reverse("search:at_fair", args=[fair.slug]) if fair else reverse("search:everywhere")
    near = _near(text, languages.active())
    shown = {
        "companies": question_suggestions.companies(text, fairs),
        "subjects": [_subject(home, one.concept, one.label) for one in near],
        "pages": question_suggestions.pages(request, text),
    }
    return render(request, "search/suggestions.html", shown)
