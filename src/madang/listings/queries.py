"""Reads of this subject."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from madang.listings.models import Listing
from madang.listings.subjects import labels
from madang.organisations.countries import country_name
from madang.organisations.models import Organisation
from madang.web.shapes import Chip, Pair, Tone


@dataclass(frozen=True)
class Shown:
    """A listing as readers see it, in their language."""

    listing: Listing
    chips: list[Chip]
    facts: list[Pair]


@dataclass(frozen=True)
class Sides:
    """Offers and needs as they are written."""

    offers: list[Listing]
    needs: list[Listing]


@dataclass(frozen=True)
class BothSides:
    offers: list[Shown]
    needs: list[Shown]


def both_sides(organisation: Organisation, *, with_hidden: bool = False) -> BothSides:
    """What an organisation offers and seeks; hidden ones only for those inside."""
    rows = Listing.objects.filter(organisation=organisation)
    return split(rows if with_hidden else rows.filter(is_shown=True))


def shown_of_row() -> QuerySet[Listing]:
    """What the organisation of a row shows to others; for a subquery."""
    return Listing.objects.shown().filter(organisation=OuterRef("organisation"))


def sides_of(rows: Iterable[Listing]) -> Sides:
    listings = list(rows)
    return Sides([one for one in listings if one.is_offer], [one for one in listings if not one.is_offer])


def split(rows: Iterable[Listing]) -> BothSides:
    shown = [Shown(row, _chips(row), _facts(row)) for row in rows]
    return BothSides(
        [one for one in shown if one.listing.is_offer], [one for one in shown if not one.listing.is_offer]
    )


def _chips(listing: Listing) -> list[Chip]:
    return [Chip(label, Tone.ACT) for label in labels(listing.concepts)]


def _facts(listing: Listing) -> list[Pair]:
    """What is known beside the words; what is not known is left out."""
    until = listing.valid_until
    pairs = [
        Pair(_("Amount"), str(listing.money) if listing.money else ""),
        Pair(_("Quantity"), listing.quantity),
        Pair(_("Countries"), ", ".join(country_name(code) for code in listing.markets)),
        Pair(_("Certificates"), ", ".join(listing.certificates)),
        Pair(_("Valid until"), date_format(until) if until else ""),
    ]
    return [pair for pair in pairs if pair.description]
