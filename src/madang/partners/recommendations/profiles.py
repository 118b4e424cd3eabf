"""From the tables to what the matching engine reads: a whole fair in a handful of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from madang import matching
from madang.core import clock, languages
from madang.core.text import Text
from madang.fairs.models import Fair, Participation
from madang.listings.models import Listing
from madang.organisations.models import Organisation, Size
from madang.partners.history import met_before, openness_of
from madang.partners.models import ExposureLimits, Grade, Wish
from madang.partners.rules import group_rules

SIZES = {
    Size.MICRO: matching.Size.MICRO,
    Size.SMALL: matching.Size.SMALL,
    Size.MEDIUM: matching.Size.MEDIUM,
    Size.LARGE: matching.Size.LARGE,
    Size.VERY_LARGE: matching.Size.LARGE,
}


def profiles_of(fair: Fair) -> tuple[matching.Profile, ...]:
    """Everyone who takes part, with what they offer and seek, in the order of registration."""
    rows = list(Participation.objects.filter(fair=fair).taking_part().select_related("organisation"))
    items = _items([row.organisation_id for row in rows])
    wishes, open_to = _wishes(fair), openness_of(fair)
    return tuple(
        replace(
            _profile(row, items[row.organisation_id], wishes[row.pk]),
            openness=open_to.get(row.organisation_id, 0.0),
        )
        for row in rows
    )


def rules_of(fair: Fair) -> matching.Rules:
    """What the organiser settled: which groups may meet, and how often a company is shown."""
    pairs = group_rules(fair).pairs
    limits = ExposureLimits.objects.filter(fair=fair).first() or ExposureLimits()
    return matching.Rules(
        pairs=None if pairs is None else frozenset((str(one), str(other)) for one, other in pairs),
        met_before=met_before(fair),
        floor=limits.floor,
        cap=limits.cap,
    )


def _items(organisations: Iterable[int]) -> dict[int, list[matching.Item]]:
    found: dict[int, list[matching.Item]] = defaultdict(list)
    today = clock.now().date()
    shown = Listing.objects.filter(organisation__in=organisations, is_shown=True).filter(
        Q(valid_until=None) | Q(valid_until__gte=today)
    )
    for listing in shown:
        found[listing.organisation_id].append(item_of(listing))
    return found


Wishes = dict[str, list[str]]


def _wishes(fair: Fair) -> dict[int, Wishes]:
    """For each participation whom it must and would meet, and whom not."""
    found: dict[int, Wishes] = defaultdict(lambda: defaultdict(list))
    said = Wish.objects.filter(participation__fair=fair).order_by("id")
    for company, partner, grade in said.values_list("participation_id", "partner_id", "grade"):
        found[company][grade].append(str(partner))
    return found


def item_of(listing: Listing) -> matching.Item:
    original = listing.title.original
    return matching.Item(
        id=str(listing.pk),
        side=matching.Side(listing.side),
        text=wording_of(listing, original),
        language=original,
        kind=matching.Kind(listing.kind),
        other_texts=tuple(
            matching.Text(code, wording_of(listing, code))
            for code in languages.CODES
            if code != original and wording_of(listing, code)
        ),
        concepts=tuple(listing.concepts),
        markets=tuple(listing.markets),
        certificates=tuple(listing.certificates),
    )


def wording_of(listing: Listing, language: str) -> str:
    """Title and description in one language, as the engine reads them and as its reasons point into them."""
    parts: tuple[Text, Text] = (listing.title, listing.body)
    return "\n".join(text.texts[language] for text in parts if text.texts.get(language))


def _profile(row: Participation, items: list[matching.Item], wishes: Wishes) -> matching.Profile:
    organisation: Organisation = row.organisation
    return matching.Profile(
        company=str(row.pk),
        items=tuple(items),
        name=str(organisation.name.first.text),
        kind=matching.OrganisationKind(organisation.kind),
        country=organisation.country,
        region=organisation.region,
        languages=tuple(row.languages),
        excluded_markets=tuple(row.avoided_countries),
        vetoes=tuple(wishes[Grade.NO]),
        must=tuple(wishes[Grade.MUST]),
        would=tuple(wishes[Grade.WOULD]),
        no_competitors=row.avoids_competitors,
        industries=(organisation.industry,) if organisation.industry else (),
        size=SIZES[Size(organisation.size)] if organisation.size else matching.Size.UNKNOWN,
        attendance=matching.Attendance(row.presence),
        group=str(row.group_id or ""),
    )
