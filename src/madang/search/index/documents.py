"""What can be found of one company or one fair, read from the tables of those who keep it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from madang.core.text import Text
from madang.fairs.models import Fair, Participation, Presence, Session
from madang.listings.models import Listing
from madang.matching.language.concepts import concept, lineage
from madang.organisations.countries import country_name
from madang.organisations.industries import industry_of
from madang.organisations.models import Organisation, name_key
from madang.search.index.terms import Vector, breadth, spelt
from madang.search.models import Document, Kind


@dataclass
class Written:
    """Documents with the terms and words that occur in them, counted by document."""

    documents: list[Document] = field(default_factory=list)
    terms: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document, vector: Vector, texts: Iterable[str]) -> None:
        document.terms = str(vector)
        self.documents.append(document)
        self.terms.update(vector.terms)
        self.words.update({word for text in texts for word in spelt(text)})


def of_organisations(organisations: Sequence[Organisation]) -> Written:
    """The documents of these companies and of the offers and needs that they show. Three queries."""
    written = Written()
    taking_part = _participations(organisations)
    listings = _listings(organisations)
    for organisation in organisations:
        own = taking_part.get(organisation.pk, [])
        if own:
            _write_company(written, organisation, own, listings.get(organisation.pk, []))
    return written


def _participations(organisations: Sequence[Organisation]) -> dict[int, list[Participation]]:
    found: dict[int, list[Participation]] = {}
    for row in Participation.objects.taking_part().filter(organisation__in=organisations):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def _listings(organisations: Sequence[Organisation]) -> dict[int, list[Listing]]:
    found: dict[int, list[Listing]] = {}
    for row in Listing.objects.filter(organisation__in=organisations, is_shown=True):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def _write_company(
    written: Written, organisation: Organisation, own: list[Participation], listings: list[Listing]
) -> None:
    subjects = [one for listing in listings for one in listing.concepts]
    document = _of_company(Kind.COMPANY, organisation, own, organisation.name, subjects)
    vector = Vector()
    for name in organisation.name.every_wording():
        vector.add_name(name)
    texts = [*organisation.description.every_wording(), *_whereabouts(organisation)]
    _add_all(vector, texts, "D")
    _add_concepts(vector, document.concepts)
    written.add(document, vector, [*organisation.name.every_wording(), *texts])
    for listing in listings:
        _write_listing(written, organisation, own, listing)


def _write_listing(
    written: Written, organisation: Organisation, own: list[Participation], listing: Listing
) -> None:
    kind = Kind.OFFER if listing.is_offer else Kind.NEED
    document = _of_company(kind, organisation, own, listing.title, listing.concepts)
    document.listing, document.valid_until = listing, listing.valid_until
    vector = Vector()
    titles, bodies = list(listing.title.every_wording()), list(listing.body.every_wording())
    _add_all(vector, titles, "B")
    _add_all(vector, [_label(one, "en") for one in listing.concepts], "C")
    _add_concepts(vector, document.concepts)
    whose = [*organisation.name.every_wording(), *_whereabouts(organisation)]
    _add_all(vector, [*bodies, *listing.certificates, *whose], "D")
    written.add(document, vector, [*titles, *bodies])


def _of_company(
    kind: Kind, organisation: Organisation, own: list[Participation], name: Text, concepts: Iterable[str]
) -> Document:
    industry = industry_of(organisation.industry) if organisation.industry else None
    return Document(
        kind=kind,
        organisation=organisation,
        fairs=sorted(row.fair_id for row in own),
        country=organisation.country,
        industry=industry.section if industry else "",
        presence=sorted({place for row in own for place in _places(row.presence)}),
        concepts=sorted({above for one in concepts for above in lineage(one)}),
        names=_names(name),
        breadth=breadth(name.every_wording()),
    )


def _places(presence: str) -> tuple[str, ...]:
    return (Presence.ON_SITE, Presence.ONLINE) if presence == Presence.BOTH else (presence,)


def _names(name: Text) -> str:
    return "|" + "".join(f"{name_key(wording)}|" for wording in name.every_wording())


def _whereabouts(organisation: Organisation) -> list[str]:
    industry = industry_of(organisation.industry) if organisation.industry else None
    trade = [industry.title.texts["en"]] if industry else []
    places = (organisation.city, organisation.region, country_name(organisation.country, "en"))
    return [place for place in (*places, *trade) if place]


def _label(concept_id: str, language: str) -> str:
    try:
        return concept(concept_id).label(language)
    except KeyError:
        return ""


def _add_all(vector: Vector, texts: Iterable[str], label: str) -> None:
    for text in texts:
        vector.add(text, label)


def _add_concepts(vector: Vector, concepts: Iterable[str]) -> None:
    for one in concepts:
        vector.add_concept(one)


def of_fairs(fairs: Sequence[Fair]) -> Written:
    """The documents of these fairs and of their programme."""
    written = Written()
    sessions = Session.objects.filter(fair__in=fairs).prefetch_related("speakers__organisation")
    for fair in fairs:
        _write_fair(written, fair)
    for session in sessions:
        _write_session(written, session)
    return written


def _write_fair(written: Written, fair: Fair) -> None:
    document = Document(kind=Kind.FAIR, fair=fair, fairs=[fair.pk], country=fair.country)
    document.names, document.breadth = _names(fair.name), breadth(fair.name.every_wording())
    vector = Vector()
    for name in fair.name.every_wording():
        vector.add_name(name)
    places = [*fair.city.every_wording(), *fair.venue.every_wording(), country_name(fair.country, "en")]
    _add_all(vector, places, "B")
    texts = [*fair.summary.every_wording(), *fair.description.every_wording()]
    _add_all(vector, texts, "D")
    written.add(document, vector, [*fair.name.every_wording(), *texts])


def _write_session(written: Written, session: Session) -> None:
    document = Document(kind=Kind.SESSION, session=session, fair_id=session.fair_id, fairs=[session.fair_id])
    titles = list(session.title.every_wording())
    document.names, document.breadth = _names(session.title), breadth(titles)
    vector = Vector()
    _add_all(vector, titles, "A")
    texts = list(session.summary.every_wording())
    _add_all(vector, _on_stage(session), "B")
    _add_all(vector, texts, "D")
    written.add(document, vector, [*titles, *texts])


def _on_stage(session: Session) -> Iterator[str]:
    for speaker in session.speakers.all():
        yield from speaker.name.every_wording()
        yield from speaker.position.every_wording()
        if speaker.organisation:
            yield from speaker.organisation.name.every_wording()
