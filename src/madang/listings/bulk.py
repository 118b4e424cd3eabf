"""Enter many offers and needs at once, and find again those that are here already.

A listing is known by its reference within its organisation, else by its side and any wording of its title.
One that the organisation's own people wrote or changed is left as it is; what a row leaves empty stays.
An organiser's list adds to what another fair keeps and changes nothing there (ADR 0010).
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import audit, clock
from madang.core.errors import NotAllowed
from madang.core.models import User
from madang.core.writing import write_each_once
from madang.listings import rules
from madang.listings.checks import check_fields
from madang.listings.models import Listing
from madang.listings.shapes import FIELDS, ListingFields, ListingRow, UpsertedListing
from madang.organisations import rules as organisation_rules
from madang.organisations.models import Provenance, name_key
from madang.organisations.shapes import Keeper

BATCH = 500


@transaction.atomic
def upsert_listings(
    *, actor: User | None, rows: Sequence[ListingRow], provenance: str = Provenance.IMPORTED
) -> list[UpsertedListing]:
    """One result for each row, in order. A wrong row raises `ValidationError`: ask `problems_in` before."""
    if actor is not None and not rules.can_enter_many(actor):
        raise NotAllowed(_("Only an organiser enters offers and needs from a list."))
    batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    return [result for batch in batches for result in _upsert_batch(actor, batch, provenance)]


def _upsert_batch(actor: User | None, rows: Sequence[ListingRow], provenance: str) -> list[UpsertedListing]:
    known = _Known(actor, rows)
    results = [known.upsert(row, provenance) for row in rows]
    written = write_each_once(
        Listing,
        new=(result.listing for result in results if result.is_new),
        changed=(result.listing for result in results if result.changed),
        columns=[*FIELDS, "changed_at"],
    )
    audit.record_many(
        audit.entry(
            actor=actor,
            verb="listing.add" if is_new else "listing.update",
            subject=listing,
            organisation_id=listing.organisation_id,
            by="import",
        )
        for listing, is_new in written
    )
    return results


class _Known:
    """The listings of a batch's organisations, found again by reference or title."""

    def __init__(self, actor: User | None, rows: Sequence[ListingRow]) -> None:
        self._by_reference: dict[tuple[int, str], Listing] = {}
        self._by_title: dict[tuple[int, str, str], Listing] = {}
        owners = {row.organisation.pk for row in rows}
        self._kept = organisation_rules.kept_by(actor, owners)
        present = Listing.objects.filter(organisation__in=owners).order_by("pk")
        for listing in present.select_for_update(of=("self",)):
            self._remember(listing)

    def upsert(self, row: ListingRow, provenance: str) -> UpsertedListing:
        found = self._find(row)
        keeper = self._kept.get(row.organisation.pk)
        if found is None and keeper == Keeper.PEOPLE:
            raise NotAllowed(_("This organisation has people of its own, who enter its offers and needs."))
        if found is not None and (keeper or found.provenance == Provenance.OWN):
            return UpsertedListing(found, is_new=False, changed=())
        listing = found or Listing(organisation=row.organisation, provenance=provenance)
        changed = (_completed(row.fields, found) if found else row.fields).write_to(listing)
        check_fields(listing)
        if changed:
            listing.changed_at = clock.now()
        self._remember(listing)
        return UpsertedListing(listing, is_new=found is None, changed=changed)

    def _find(self, row: ListingRow) -> Listing | None:
        owner, fields = row.organisation.pk, row.fields
        if fields.reference:
            return self._by_reference.get((owner, fields.reference))
        titles = (self._by_title.get((owner, fields.side, key)) for key in _keys(fields))
        return next((listing for listing in titles if listing is not None), None)

    def _remember(self, listing: Listing) -> None:
        owner = listing.organisation_id
        if listing.reference:
            self._by_reference[owner, listing.reference] = listing
        for key in _keys(listing):
            self._by_title.setdefault((owner, listing.side, key), listing)


def _completed(fields: ListingFields, known: Listing) -> ListingFields:
    """What the row says, over what is known: an empty value says nothing."""
    before = ListingFields.of(known)
    said = {name: getattr(fields, name) for name in FIELDS}
    return replace(before, **{name: value for name, value in said.items() if value or value == 0})


def _keys(titled: ListingFields | Listing) -> list[str]:
    return [key for key in map(name_key, titled.title.every_wording()) if key]
