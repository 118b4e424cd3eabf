"""Every write of the house is written down in the audit log; what was written is made findable after it."""

from typing import Any

from django.db import transaction

from madang.core.jobs import enqueue
from madang.core.models import AuditEntry
from madang.search.index.actions import mark_stale


def entries_recorded(entries: list[AuditEntry], **_kwargs: Any) -> None:
    if mark_stale(entries):
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    """After the commit, so that nobody waits for the row of a job that another's long write asked for."""
    from madang.search.tasks import refresh  # noqa: PLC0415  tasks call actions, models load first

    enqueue(refresh, once="search-refresh")
