"""The audit log: one line for every write, in the same transaction as the write."""

from django.db import models

from madang.core.models import AuditEntry, User


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
    AuditEntry.objects.create(
        actor=actor,
        verb=verb,
        subject_type=subject._meta.label_lower,  # noqa: SLF001  Django's documented introspection
        subject_id=subject.pk,
        fair_id=fair_id,
        organisation_id=organisation_id,
        detail=detail,
    )
