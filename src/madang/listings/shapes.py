"""What goes into the actions of this subject, and what comes out."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from madang.core.text import Text
from madang.core.writing import Fields
from madang.listings.models import Listing, ListingKind
from madang.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class ListingFields(Fields[Listing]):
    """One offer or need.

    `concepts`: ids of the taxonomy that a person confirmed; `markets`: ISO 3166 codes; `reference`: the
    organiser's own number for it, under which it is found again.
    """

    side: str
    title: Text
    kind: str = ListingKind.PRODUCT
    body: Text = field(default_factory=Text)
    concepts: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    quantity: str = ""
    amount: Decimal | None = None
    currency: str = ""
    valid_until: date | None = None
    reference: str = ""


FIELDS = ListingFields.names()


@dataclass(frozen=True)
class ListingRow:
    """One row of an import: whose it is, and what it says."""

    organisation: Organisation
    fields: ListingFields


@dataclass(frozen=True)
class UpsertedListing:
    """What became of one row. Not changed and not new: it was there, or its own people look after it."""

    listing: Listing
    is_new: bool
    changed: tuple[str, ...]
