"""From the shapes of the demonstration to those that the subjects' actions take."""

from datetime import datetime, time, timedelta

from madang.core.text import Text
from madang.demonstration.hours import absences
from madang.demonstration.shapes import Fair, Listing, Participant, Session, Words
from madang.fairs.models import Fair as FairRow
from madang.fairs.models import Group, Hall
from madang.fairs.shapes import (
    DelegateFields,
    FairFields,
    Limits,
    ParticipationFields,
    Phases,
    Registration,
    SessionFields,
    Stretch,
)
from madang.listings.shapes import ListingFields, ListingRow
from madang.organisations.models import Organisation
from madang.organisations.shapes import OrganisationFields

REQUEST_DAYS = 13


def text(words: Words) -> Text:
    """The same in the form that is stored; empty wordings are left out."""
    return Text(words.original, {language: wording for language, wording in words.texts.items() if wording})


def fair_fields(fair: Fair) -> FairFields:
    return FairFields(
        slug=fair.slug,
        name=text(fair.name),
        zone=fair.zone,
        starts_on=fair.first_day,
        ends_on=fair.first_day + timedelta(days=fair.days - 1),
        country=fair.country,
        summary=text(fair.summary),
        description=text(fair.description),
        venue=text(fair.venue),
        city=text(fair.city),
        provenance=fair.provenance,
    )


def moment(fair: Fair, days: int, at: time) -> datetime:
    """So many days from the first day (negative: before it), by the clock on the wall of the fair."""
    return datetime.combine(fair.first_day + timedelta(days=days), at, fair.slots[0].starts_at.tzinfo)


def phases(fair: Fair) -> Phases:
    """Eight weeks of registration, two of requests, and the doors from half an hour before the first slot."""
    return Phases(
        registration_opens=moment(fair, -56, time(9)),
        registration_closes=moment(fair, -12, time(18)),
        requests_open=requests_open(fair),
        requests_close=moment(fair, REQUEST_DAYS - 16, time(18)),
        timetable_due=moment(fair, -2, time(18)),
        live_opens=fair.slots[0].starts_at - timedelta(minutes=30),
        live_closes=fair.slots[-1].ends_at + timedelta(minutes=30),
    )


def requests_open(fair: Fair) -> datetime:
    return moment(fair, -16, time(9))


def limits(fair: Fair) -> Limits:
    return Limits(
        request_limit=fair.request_limit,
        least_meetings=fair.least_meetings,
        most_meetings=fair.most_meetings,
    )


def session_fields(fair: Fair, session: Session, halls: dict[str, Hall]) -> SessionFields:
    return SessionFields(
        title=text(session.title),
        summary=text(session.summary),
        starts_at=moment(fair, session.day, session.starts),
        ends_at=moment(fair, session.day, session.ends),
        hall=halls.get(session.hall),
        is_broadcast=session.is_broadcast,
        provenance=session.provenance,
    )


def organisation_fields(one: Participant) -> OrganisationFields:
    return OrganisationFields(
        name=text(one.name),
        country=one.country,
        kind=one.kind,
        description=text(one.description),
        region=one.region,
        city=one.city,
        size=one.size,
        industry=one.industry,
        distinctions=one.distinctions,
        website=one.website,
    )


def listing_rows(one: Participant, organisation: Organisation, provenance: str) -> list[ListingRow]:
    """Its listings of one provenance."""
    return [
        ListingRow(organisation, _listing_fields(listing))
        for listing in one.listings
        if listing.provenance == provenance
    ]


def _listing_fields(listing: Listing) -> ListingFields:
    return ListingFields(
        side=listing.side,
        kind=listing.kind,
        title=text(listing.title),
        body=text(listing.body),
        markets=listing.markets,
    )


def registration(
    one: Participant, organisation: Organisation, fair: Fair, groups: dict[str, Group], row: FairRow
) -> Registration:
    """How it takes part: all that its own people would say of their coming."""
    return Registration(
        organisation=organisation,
        fields=ParticipationFields(
            presence=one.presence,
            zone=one.zone,
            languages=one.languages,
            group=groups[one.group],
            delegates_at_once=max(1, len(one.delegates)),
            reference=one.key,
        ),
        delegates=[_delegate(one, number) for number in range(len(one.delegates))],
        absences=[Stretch(gone.starts_at, gone.ends_at) for gone in absences(one, fair)],
        registered_at=row.registration_opens,
    )


def _delegate(one: Participant, number: int) -> DelegateFields:
    """The first one is the contact, and has the company's address."""
    delegate = one.delegates[number]
    return DelegateFields(
        name=delegate.name,
        position=delegate.position,
        email=one.email if number == 0 else "",
        languages=delegate.languages,
    )
