"""Enter many organisations at once, as from a spreadsheet, and find again those that are here already.

An organisation is known by its registration number in its country, else by any of its names there. What a
row leaves empty stays as it was; what an organisation's own people wrote is only completed, never replaced.
An organiser's list writes over what is theirs alone and finds all others (`rules.kept_by`, ADR 0010).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from madang.core import audit
from madang.core.errors import NotAllowed
from madang.core.models import User
from madang.core.text import Text
from madang.core.writing import write_each_once
from madang.organisations import rules
from madang.organisations.models import Membership, Organisation, Provenance, name_key
from madang.organisations.profile.checks import check_fields
from madang.organisations.shapes import FIELDS, OrganisationFields, Upserted

#: A row, and the id of the organisation that it is known to mean.
Said = tuple[OrganisationFields, int | None]
BATCH = 500
#: Only one import at a time looks for doubles and enters what it did not find.
LOCK = 0x6F726773
PATIENCE = "60s"


@transaction.atomic
def upsert_organisations(
    *,
    actor: User | None,
    rows: Sequence[OrganisationFields],
    provenance: str = Provenance.IMPORTED,
    known: Mapping[int, int] | None = None,
) -> list[Upserted]:
    """One result for each row, in order. A wrong row raises `ValidationError`: ask `problems_in` before.

    `known` says by its place in `rows` which organisation (by id) a row means, whatever its name.
    """
    if actor is not None and not rules.can_enter_many(actor):
        raise NotAllowed(_("Only an organiser enters organisations from a list."))
    _wait_for_others()
    said = [(row, (known or {}).get(place)) for place, row in enumerate(rows)]
    batches = (said[start : start + BATCH] for start in range(0, len(said), BATCH))
    return [result for batch in batches for result in _upsert_batch(actor, batch, provenance)]


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _upsert_batch(actor: User | None, rows: Sequence[Said], provenance: str) -> list[Upserted]:
    known = _Known(actor, rows)
    results = [known.upsert(row, provenance, same) for row, same in rows]
    written = write_each_once(
        Organisation,
        new=(result.organisation for result in results if result.is_new),
        changed=(result.organisation for result in results if result.changed),
        columns=[*FIELDS, "name_keys", "verification", "verified_at"],
    )
    audit.record_many(
        audit.entry(
            actor=actor,
            verb="organisation.create" if is_new else "organisation.update",
            subject=row,
            organisation_id=row.pk,
            by="import",
        )
        for row, is_new in written
    )
    return results


class _Known:
    """The organisations that a batch may mean, found again by number or name; and those it has just added."""

    def __init__(self, actor: User | None, rows: Sequence[Said]) -> None:
        self._by_key: dict[int, Organisation] = {}
        self._by_number: dict[tuple[str, str], Organisation] = {}
        self._by_name: dict[tuple[str, str], Organisation] = {}
        self._of_members: set[int] = set()
        for organisation in _candidates(rows):
            self._by_key[organisation.pk] = organisation
            self._remember(organisation)
        self._kept = rules.kept_by(actor, self._by_key)

    def upsert(self, row: OrganisationFields, provenance: str, same: int | None) -> Upserted:
        found = self._by_key.get(same or 0) or self._find(row)
        if found and (keeper := self._kept.get(found.pk)):
            return Upserted(found, is_new=False, changed=(), keeper=keeper, left=_differing(row, found))
        organisation = found or Organisation(provenance=provenance)
        changed = (_merged(row, organisation, self._is_own(organisation)) if found else row).write_to(
            organisation
        )
        check_fields(organisation)
        organisation.refresh_name_keys()
        self._remember(organisation)
        return Upserted(organisation, is_new=found is None, changed=changed)

    def _find(self, row: OrganisationFields) -> Organisation | None:
        if found := self._by_number.get((row.country, row.registration_number)):
            return found
        for key in _keys(row):
            found = self._by_name.get((row.country, key))
            if found and not _numbers_differ(found, row):
                return found
        return None

    def _is_own(self, organisation: Organisation) -> bool:
        return organisation.pk in self._of_members

    def _remember(self, organisation: Organisation) -> None:
        if organisation.registration_number:
            self._by_number[organisation.country, organisation.registration_number] = organisation
        for key in organisation.name_keys:
            self._by_name.setdefault((organisation.country, key), organisation)
        if getattr(organisation, "has_members", False):
            self._of_members.add(organisation.pk)


def _candidates(rows: Sequence[Said]) -> Iterable[Organisation]:
    numbers = {row.registration_number for row, _same in rows if row.registration_number}
    keys = {key for row, _same in rows for key in _keys(row)}
    there = Q(country__in={row.country for row, _same in rows})
    alike = Q(registration_number__in=numbers) | Q(name_keys__overlap=sorted(keys))
    return (
        Organisation.objects.filter(there & alike | Q(pk__in=[same for _row, same in rows if same]))
        .annotate(has_members=Exists(Membership.objects.filter(organisation=OuterRef("pk"))))
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _keys(row: OrganisationFields) -> list[str]:
    return [key for key in map(name_key, row.name.every_wording()) if key]


def _numbers_differ(organisation: Organisation, row: OrganisationFields) -> bool:
    known, given = organisation.registration_number, row.registration_number
    return bool(known and given and known != given)


def _merged(row: OrganisationFields, organisation: Organisation, is_own: bool) -> OrganisationFields:
    """The row over what is known; under it, where the organisation's own people wrote it."""
    known = OrganisationFields.of(organisation)
    lower, upper = (row, known) if is_own else (known, row)
    values: dict[str, Any] = {name: _over(getattr(upper, name), getattr(lower, name)) for name in FIELDS}
    return replace(known, **values)


def _differing(row: OrganisationFields, organisation: Organisation) -> tuple[str, ...]:
    """What the row would have changed."""
    known, wanted = OrganisationFields.of(organisation), _merged(row, organisation, is_own=False)
    return tuple(name for name in FIELDS if getattr(known, name) != getattr(wanted, name))


def _over(upper: object, lower: object) -> object:
    if isinstance(upper, Text) and isinstance(lower, Text):
        return _text_over(upper, lower)
    return upper or lower


def _text_over(upper: Text, lower: Text) -> Text:
    """All wordings of both. A wording of `upper` is what it says it is: of people, or of a machine."""
    original = upper.original if upper else lower.original
    machine = upper.machine | (lower.machine - upper.texts.keys())
    return Text(original, {**lower.texts, **upper.texts}, machine)
