"""Results as a reader sees them: original and translation, marked; facets as links."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.core.text import Text
from madang.fairs.addresses import participant_address
from madang.fairs.models import Fair, Presence, Session
from madang.listings.models import Listing
from madang.listings.subjects import labels
from madang.organisations.countries import country_name
from madang.organisations.industries import industries
from madang.organisations.models import Organisation
from madang.search import rules
from madang.search.models import Document, Kind
from madang.search.results import marks
from madang.search.shapes import FACETS, Found, Group

LISTINGS_SHOWN = 3
OPTIONS_SHOWN = 8
SUBJECTS_SHOWN = 4
LONGEST_SUBJECTS = 12

TITLES: Mapping[str, StrOrPromise] = {
    "kind": _("What it is"),
    "fair": _("Fair"),
    "country": _("Country"),
    "industry": _("Industry"),
    "subject": _("Subject"),
    "presence": _("Takes part"),
}


@dataclass(frozen=True)
class Line:
    """One thing that was found. `beside`: the original, where `title` is a translation of it."""

    url: str
    title: marks.Wording
    beside: marks.Wording | None
    glosses: tuple[marks.Gloss, ...]
    excerpt: marks.Wording | None


@dataclass(frozen=True)
class ShownListing:
    listing: Listing
    line: Line
    subjects: tuple[str, ...]

    @property
    def is_hit(self) -> bool:
        """By its own words, not only through the company whose it is."""
        line = self.line
        return bool(
            self.subjects or line.excerpt or line.title.is_hit or (line.beside and line.beside.is_hit)
        )


@dataclass(frozen=True)
class Result:
    """A company with its best offers and needs, a session, or a fair. `more`: how many it has besides."""

    kind: str
    line: Line
    organisation: Organisation | None = None
    session: Session | None = None
    fair: Fair | None = None
    listings: tuple[ShownListing, ...] = ()
    more: int = 0
    more_url: str = ""


@dataclass(frozen=True)
class Option:
    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    title: StrOrPromise
    options: tuple[Option, ...]

    @property
    def is_chosen(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Reading:
    """Who reads: the fairs they see, what they look for, and the address of their page."""

    fairs: Sequence[Fair]
    sought: marks.Markers
    address: QueryDict


# --- Results ----------------------------------------------------------------------------------------------
def results(found: Found, fairs: Sequence[Fair], address: QueryDict) -> list[Result]:
    """What may be shown now of what was found. Two queries, however many results."""
    keys = [key for group in found.groups for key in group.documents]
    rows = (
        rules.still_shown(keys, [fair.pk for fair in fairs])
        .select_related("organisation", "listing", "session__hall", "fair")
        .defer("terms", "names", "concepts")
    )
    documents = {row.pk: row for row in rows}
    reading = Reading(fairs, marks.Markers(found.terms, found.prefixes, found.words), address)
    shown = (_result(group, documents, reading) for group in found.groups)
    return [one for one in shown if one]


def _result(group: Group, documents: Mapping[int, Document], reading: Reading) -> Result | None:
    own = [documents[key] for key in group.documents if key in documents]
    if not own:
        return None
    if own[0].organisation is None:
        return _alone(own[0], reading.sought)
    return _company(own, own[0].organisation, group.count, reading)


def _company(own: Sequence[Document], organisation: Organisation, count: int, reading: Reading) -> Result:
    sought = reading.sought
    url = of_company(own[0], organisation, reading.fairs)
    is_found = any(one.kind == Kind.COMPANY for one in own)
    listings = [one.listing for one in own if one.listing][:LISTINGS_SHOWN]
    every = [
        ShownListing(one, _line_of_listing(url, one, sought), _subjects(one, sought)) for one in listings
    ]
    shown = tuple(one for one in every if one.is_hit)
    more = count - len(shown) - is_found
    return Result(
        Kind.COMPANY,
        _line(url, organisation.name, organisation.description if is_found else Text(), sought),
        organisation=organisation,
        listings=shown,
        more=max(0, more),
        more_url=changed(reading.address, company=organisation.public_id),
    )


def of_company(document: Document, organisation: Organisation, fairs: Sequence[Fair]) -> str:
    """Its page at the latest fair that the reader sees: there they can ask for a meeting."""
    through = next((fair for fair in fairs if fair.pk in document.fairs), None)
    if through is None:
        return organisation.get_absolute_url()
    return participant_address(through, organisation)


def _alone(document: Document, sought: marks.Markers) -> Result | None:
    fair = document.fair
    if fair is None:
        return None
    session = document.session
    if session is None:
        url = reverse("fairs:fair", args=[fair.slug])
        return Result(Kind.FAIR, _line(url, fair.name, fair.summary or fair.description, sought), fair=fair)
    url = reverse("fairs:programme", args=[fair.slug])
    line = _line(url, session.title, session.summary, sought)
    return Result(Kind.SESSION, line, session=session, fair=fair)


def _line(url: str, title: Text, body: Text, sought: marks.Markers) -> Line:
    shown, original = title.best(), title.beside()
    marked = marks.marked(shown, sought)
    beside = marks.marked(original, sought) if original else None
    return Line(url, marked, beside, marks.glosses(marked), _excerpt(body, sought))


def _line_of_listing(url: str, listing: Listing, sought: marks.Markers) -> Line:
    """More of its text only where the title does not say already why it is here."""
    line = _line(url, listing.title, Text(), sought)
    if line.title.is_hit or (line.beside and line.beside.is_hit):
        return line
    return replace(line, excerpt=_excerpt(listing.body, sought))


def _excerpt(body: Text, sought: marks.Markers) -> marks.Wording | None:
    """From the reader's wording, else from whichever was hit."""
    if not body:
        return None
    versions = [body.best(), *(body.version(language) for language in body.texts)]
    return next((found for one in versions if (found := marks.excerpt(one, sought))), None)


def _subjects(listing: Listing, sought: marks.Markers) -> tuple[str, ...]:
    """The subjects through which it was found, in the reader's language."""
    hit = [one for one in listing.concepts if f"@{one}" in sought.terms]
    return tuple(labels(hit))


# --- Facets -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Choice:
    """What binds a search already, one value for each facet at most, and what it may not be narrowed by."""

    chosen: Mapping[str, str]
    hidden: Collection[str] = ()


def facets(found: Found, choice: Choice, fairs: Sequence[Fair], address: QueryDict) -> list[Facet]:
    """Each a list of links that narrow the results; the one that is chosen takes its choice back."""
    made = (
        Facet(name, TITLES[name], tuple(_options(name, found.facets.get(name, {}), choice, fairs, address)))
        for name in FACETS
        if name not in choice.hidden
    )
    return [one for one in made if one.is_chosen or len(one.options) > 1]


def _options(
    name: str,
    counts: Mapping[str, int],
    choice: Choice,
    fairs: Sequence[Fair],
    address: QueryDict,
) -> Iterator[Option]:
    word = _words(name, fairs)
    own = choice.chosen.get(name, "")
    known = [(value, count, label) for value, count in counts.items() if (label := word(value))]
    shown = [one for number, one in enumerate(known) if number < OPTIONS_SHOWN or one[0] == own]
    if own and own not in counts and word(own):
        shown.append((own, 0, word(own)))
    for value, count, label in shown:
        is_chosen = value == own
        yield Option(label, count, changed(address, **{name: "" if is_chosen else value}), is_chosen)


def _words(name: str, fairs: Sequence[Fair]) -> Callable[[str], str]:
    names = {str(fair.pk): str(fair.name) for fair in fairs}
    known: dict[str, Callable[[str], str]] = {
        "kind": lambda value: str(dict(Kind.choices).get(value, "")),
        "fair": lambda value: names.get(value, ""),
        "country": country_name,
        "industry": lambda value: str(industries()[value].title) if value in industries() else "",
        "subject": lambda value: next(iter(labels([value])), ""),
        "presence": lambda value: str(dict(Presence.choices).get(value, "")),
    }
    return known[name]


def changed(address: QueryDict, **values: str) -> str:
    """The same page with something else chosen, from its first results on."""
    query = address.copy()
    query.pop("page", None)
    for name, value in values.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def only(**values: str) -> str:
    """The query of an address with these and nothing else."""
    return f"?{urlencode(values)}"
