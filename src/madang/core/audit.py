"""The audit log: one line for every write, in the same transaction as the write."""

from collections.abc import Iterable

from django.db import models
from django.dispatch import Signal

from madang.core.models import AuditEntry, User

#: `entries` were written down, in the transaction of the writes that they tell of.
recorded = Signal()


def record(
    *,
    actor: User | None,
    verb: str,
    subject: models.Model,
    fair_id: int | None = None,
    organisation_id: int | None = None,
    **detail: object,
) -> None:
    """Write down that `actor` (nobody: the system itself) did `verb` to `subject`."""
    written = entry(
        actor=actor,
        verb=verb,
        subject=subject,
        fair_id=fair_id,
        organisation_id=organisation_id,
        **detail,
    )
    written.save()
    recorded.send(AuditEntry, entries=[written])


def record_many(entries: Iterable[AuditEntry]) -> None:
    """Write down many entries at once, for actions that write many rows."""
    written = AuditEntry.objects.bulk_create(entries)
    recorded.send(AuditEntry, entries=written)


def entry(
    *,
    actor: User | None,
    verb: str,
    subject: models.Model,
    fair_id: int | None = None,
    organisation_id: int | None = None,
    **detail: object,
) -> AuditEntry:
    return AuditEntry(
        actor=actor,
        verb=verb,
        subject_type=subject._meta.label_lower,  # noqa: SLF001  Django's documented introspection
        subject_id=subject.pk,
        fair_id=fair_id,
        organisation_id=organisation_id,
        detail=detail,
    )
