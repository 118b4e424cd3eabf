"""What somebody may mean while they still type: names of companies, and pages of the house."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils import translation

from madang.core import languages
from madang.core.text import Version
from madang.fairs.doors import is_at_fair
from madang.fairs.models import Fair
from madang.matching.language.fold import fold
from madang.matching.language.sound import sound_key
from madang.matching.language.words import words_of
from madang.organisations.models import name_key
from madang.search import rules
from madang.search.index.terms import quoted
from madang.search.models import Document, Kind
from madang.search.results import presenters
from madang.web import nav

COMPANIES = 6
PAGES = 4
LEAST_OF_PAGE = 2


@dataclass(frozen=True)
class Company:
    name: Version
    beside: Version | None
    url: str


def companies(text: str, fairs: Sequence[Fair]) -> list[Company]:
    """Companies whose name, or one word of it in any wording, begins so or sounds so. Two queries."""
    key = name_key(text)
    if not key or not fairs:
        return []
    visible = [fair.pk for fair in fairs]
    begins = RawSQL("terms @@ %s::tsquery", [_beginning(text, key)], BooleanField())
    keys = (
        Document.objects.filter(begins, kind=Kind.COMPANY, fairs__overlap=visible)
        .annotate(is_within=RawSQL("strpos(names, %s) = 0", [f"|{key}"], BooleanField()))
        .order_by("is_within", "breadth", "pk")
        .values_list("pk", flat=True)[: COMPANIES * 2]
    )
    rows = rules.still_shown(list(keys), visible).select_related("organisation").defer("terms")
    return [_company(row, fairs) for row in rows.order_by("breadth", "pk")[:COMPANIES]]


def _beginning(text: str, key: str) -> str:
    ways = [f"{quoted(f'={key}')}:*A"]
    parts = [part for part in map(name_key, text.split()) if part][:6]
    if len(parts) > 1:
        ways.append("(" + " & ".join(f"{quoted(f'={part}')}:*A" for part in parts) + ")")
    words = [word for word in words_of(fold(text)) if word.script in {"ko", "zh"}]
    pairs = [word.text[place : place + 2] for word in words for place in range(len(word.text) - 1)]
    if pairs:
        ways.append("(" + " & ".join(f"{quoted(pair)}:A" for pair in pairs) + ")")
    if sound := sound_key(text):
        ways.append(f"{quoted(f'~{sound}')}:AB")
    return " | ".join(ways)


def _company(document: Document, fairs: Sequence[Fair]) -> Company:
    organisation = document.organisation
    assert organisation is not None
    name = organisation.name
    return Company(name.best(), name.beside(), presenters.of_company(document, organisation, fairs))


def pages(request: HttpRequest, text: str) -> list[nav.Link]:
    """Lines of the reader's own menus that are called so in any of the four languages."""
    typed = name_key(text)
    if len(typed) < LEAST_OF_PAGE:
        return []
    areas = ["fair" if is_at_fair(request) else "site", "account"]
    links = [link for area in areas for link in nav.links(area, request)]
    return [link for link in links if _is_called(link, typed)][:PAGES]


def _is_called(link: nav.Link, typed: str) -> bool:
    for language in languages.CODES:
        with translation.override(language):
            if name_key(str(link.label)).startswith(typed):
                return True
    return False
