"""Reads of this subject."""

from collections.abc import Iterable
from dataclasses import dataclass

from madang.listings.models import Listing
from madang.listings.subjects import labels
from madang.organisations.models import Organisation


@dataclass(frozen=True)
class Shown:
    """A listing and the names of its subjects in the reader's language."""

    listing: Listing
    subjects: list[str]


@dataclass(frozen=True)
class BothSides:
    offers: list[Shown]
    needs: list[Shown]


def both_sides(organisation: Organisation, *, with_hidden: bool = False) -> BothSides:
    """What an organisation offers and seeks; hidden ones only for those inside."""
    rows = Listing.objects.filter(organisation=organisation)
    return split(rows if with_hidden else rows.filter(is_shown=True))


def split(rows: Iterable[Listing]) -> BothSides:
    shown = [Shown(row, labels(row.concepts)) for row in rows]
    return BothSides(
        [one for one in shown if one.listing.is_offer], [one for one in shown if not one.listing.is_offer]
    )
