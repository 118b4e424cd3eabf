"""Every write of this subject. `actor=None` is the system: a command of whoever runs the installation."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import audit, clock
from madang.core.errors import NotAllowed
from madang.core.locking import locked
from madang.core.models import User
from madang.listings import rules
from madang.listings.bulk import upsert_listings
from madang.listings.checks import check_fields
from madang.listings.models import Listing
from madang.listings.shapes import ListingFields
from madang.organisations.models import Organisation, Provenance

__all__ = [
    "add_listing",
    "hide_listing",
    "remove_listing",
    "show_listing",
    "update_listing",
    "upsert_listings",
]


@transaction.atomic
def add_listing(
    *,
    actor: User | None,
    organisation: Organisation,
    fields: ListingFields,
    provenance: str = Provenance.OWN,
) -> Listing:
    _check_may_write(actor, organisation)
    listing = Listing(organisation=organisation, provenance=provenance)
    fields.write_to(listing)
    check_fields(listing)
    listing.save()
    _record(actor, "listing.add", listing, side=listing.side, kind=listing.kind)
    return listing


@transaction.atomic
def update_listing(*, actor: User | None, listing: Listing, fields: ListingFields) -> Listing:
    """Write it anew. What people of the organisation wrote is theirs from then on, however it came here."""
    row = _for_writing(actor, listing)
    changed = fields.write_to(row)
    if not changed:
        return row
    check_fields(row)
    row.changed_at = clock.now()
    if actor is not None:
        row.provenance = Provenance.OWN
    row.save()
    _record(actor, "listing.update", row, changed=changed)
    return row


def show_listing(*, actor: User | None, listing: Listing) -> Listing:
    return _set_shown(actor, listing, is_shown=True)


def hide_listing(*, actor: User | None, listing: Listing) -> Listing:
    """Keep it, and let nobody else see or match it."""
    return _set_shown(actor, listing, is_shown=False)


@transaction.atomic
def remove_listing(*, actor: User | None, listing: Listing) -> None:
    row = _for_writing(actor, listing)
    _record(actor, "listing.remove", row, title=row.title.as_json())
    row.delete()


@transaction.atomic
def _set_shown(actor: User | None, listing: Listing, *, is_shown: bool) -> Listing:
    row = _for_writing(actor, listing)
    if row.is_shown == is_shown:
        return row
    row.is_shown, row.changed_at = is_shown, clock.now()
    row.save(update_fields=["is_shown", "changed_at"])
    _record(actor, "listing.show" if is_shown else "listing.hide", row)
    return row


def _check_may_write(actor: User | None, organisation: Organisation) -> None:
    if actor is not None and not rules.can_write(actor, organisation):
        raise NotAllowed(_("You may not write for this organisation."))


def _for_writing(actor: User | None, listing: Listing) -> Listing:
    _check_may_write(actor, listing.organisation)
    return locked(Listing.objects.select_related("organisation"), listing.pk)


def _record(actor: User | None, verb: str, listing: Listing, **detail: Any) -> None:
    audit.record(actor=actor, verb=verb, subject=listing, organisation_id=listing.organisation_id, **detail)
