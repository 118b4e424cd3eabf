"""Bring read companies into the fair: organisations, participations, listings, each by its own action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import transaction

from madang.core.models import User
from madang.fairs.models import Fair, Group, Participation
from madang.fairs.participation import bulk
from madang.fairs.shapes import DelegateFields, ParticipationFields, Registration
from madang.intake.rows.left import Left
from madang.intake.rows.rows import CompanyRow
from madang.listings.actions import upsert_listings
from madang.listings.shapes import ListingFields, ListingRow
from madang.organisations import rules as organisation_rules
from madang.organisations.bulk.actions import upsert_organisations
from madang.organisations.models import Organisation, name_key
from madang.organisations.profile.actions import update_organisation
from madang.organisations.shapes import Keeper, OrganisationFields, Upserted


class Entered(NamedTuple):
    created: int
    updated: int
    unchanged: int
    left: tuple[Left, ...]


@transaction.atomic
def enter(*, actor: User | None, fair: Fair, companies: Sequence[CompanyRow], provenance: str) -> Entered:
    """Enter one batch. A company that the sheet names by the number it had before is the same company."""
    known = _known_by_number(actor, fair, companies)
    rows = [_organisation_fields(company) for company in companies]
    upserted = upsert_organisations(actor=actor, rows=rows, provenance=provenance, known=known)
    organisations = [each.organisation for each in upserted]
    before = _participations(fair, organisations)
    registrations = _registrations(fair, companies, organisations, before)
    bulk.register_many(actor=actor, fair=fair, rows=registrations)
    listings = upsert_listings(actor=actor, rows=_listings(companies, upserted), provenance=provenance)
    touched = {each.organisation.pk for each in upserted if each.changed}
    touched |= {each.listing.organisation_id for each in listings if each.changed}
    touched |= {
        each.organisation.pk for each in registrations if _differs(each, before.get(each.organisation.pk))
    }
    return _counted(organisations, before, touched, _left(companies, upserted))


def _counted(
    organisations: Sequence[Organisation],
    before: Mapping[int, Participation],
    touched: set[int],
    left: tuple[Left, ...],
) -> Entered:
    created = sum(each.pk not in before for each in organisations)
    updated = sum(each.pk in before and each.pk in touched for each in organisations)
    return Entered(created, updated, len(organisations) - created - updated, left)


def _differs(registration: Registration, there: Participation | None) -> bool:
    return bool(registration.delegates) or (
        there is not None and ParticipationFields.of(there) != registration.fields
    )


def _left(companies: Sequence[CompanyRow], upserted: Sequence[Upserted]) -> tuple[Left, ...]:
    """What the sheet says otherwise than somebody else, who keeps it."""
    found = []
    for company, each in zip(companies, upserted, strict=True):
        fields = each.left
        if each.keeper == Keeper.PEOPLE:
            fields += tuple(dict.fromkeys(row.side for row in company.listings))
        if each.keeper and fields:
            name = each.organisation.name.first.text
            found.append(Left(company.number, name, each.keeper, fields))
    return tuple(found)


def _known_by_number(actor: User | None, fair: Fair, companies: Sequence[CompanyRow]) -> dict[int, int]:
    """Rename those that the sheet calls otherwise; where others keep the name, say which one is meant."""
    places = {company.reference: place for place, company in enumerate(companies) if company.reference}
    numbered = list(fair.participations.filter(reference__in=places).select_related("organisation"))
    kept = organisation_rules.kept_by(actor, {row.organisation_id for row in numbered})
    known = {}
    for row in numbered:
        place = places[row.reference]
        if row.organisation_id in kept:
            known[place] = row.organisation_id
        else:
            _rename(actor, row.organisation, companies[place])
    return known


def _rename(actor: User | None, organisation: Organisation, company: CompanyRow) -> None:
    names = {name_key(wording) for wording in company.name.every_wording()}
    if names.isdisjoint(organisation.name_keys) or organisation.country != company.country:
        fields = replace(OrganisationFields.of(organisation), name=company.name, country=company.country)
        update_organisation(actor=actor, organisation=organisation, fields=fields)


def _organisation_fields(company: CompanyRow) -> OrganisationFields:
    return OrganisationFields(
        name=company.name,
        country=company.country,
        kind=company.kind,
        description=company.description,
        region=company.region,
        city=company.city,
        size=company.size,
        industry=company.industry,
        distinctions=company.distinctions,
        website=company.website,
        registration_number=company.registration_number,
    )


def _participations(fair: Fair, organisations: Iterable[Organisation]) -> dict[int, Participation]:
    rows = fair.participations.filter(organisation__in=organisations).select_related("group")
    return {row.organisation_id: row for row in rows.prefetch_related("delegates")}


def _registrations(
    fair: Fair,
    companies: Sequence[CompanyRow],
    organisations: Sequence[Organisation],
    before: Mapping[int, Participation],
) -> list[Registration]:
    groups = {group.code: group for group in fair.groups.all()}
    return [
        Registration(
            organisation=organisation,
            fields=_participation_fields(company, before.get(organisation.pk), groups),
            delegates=_delegates(company, before.get(organisation.pk)),
        )
        for company, organisation in zip(companies, organisations, strict=True)
    ]


def _participation_fields(
    company: CompanyRow, there: Participation | None, groups: Mapping[str, Group]
) -> ParticipationFields:
    """What the sheet says, over what is there already."""
    said: dict[str, Any] = {
        "presence": company.presence,
        "zone": company.zone,
        "languages": company.languages,
        "group": groups.get(company.group),
        "delegates_at_once": company.delegates_at_once,
        "least_meetings": company.least_meetings,
        "most_meetings": company.most_meetings,
        "reference": company.reference,
    }
    known = ParticipationFields.of(there) if there else ParticipationFields()
    return replace(known, **{name: value for name, value in said.items() if value not in ("", (), None)})


def _delegates(company: CompanyRow, there: Participation | None) -> tuple[DelegateFields, ...]:
    """The sheet's contact, unless that very person is there: an import then leaves all delegates alone."""
    if not company.contact_name:
        return ()
    contact = DelegateFields(
        name=company.contact_name,
        position=company.contact_position,
        email=company.contact_email,
        phone=company.contact_phone,
    )
    known = [DelegateFields.of(delegate) for delegate in there.delegates.all()] if there else []
    same = [delegate for delegate in known if delegate.name == contact.name]
    if same and replace(same[0], languages=()) == contact:
        return ()
    return (contact, *(delegate for delegate in known if delegate.name != contact.name))


def _listings(companies: Sequence[CompanyRow], upserted: Sequence[Upserted]) -> list[ListingRow]:
    """Nobody else says what an organisation with people of its own offers."""
    return [
        ListingRow(
            each.organisation, ListingFields(side=row.side, kind=row.kind, title=row.title, body=row.body)
        )
        for company, each in zip(companies, upserted, strict=True)
        if each.keeper != Keeper.PEOPLE
        for row in company.listings
    ]
