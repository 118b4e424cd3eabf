"""Every write of the house is written down in the audit log; what was written is made findable after it."""

from typing import Any

from madang.core.jobs import enqueue_after_commit
from madang.core.models import AuditEntry
from madang.search.index.actions import mark_stale


def entries_recorded(entries: list[AuditEntry], **_kwargs: Any) -> None:
    if mark_stale(entries):
        enqueue_after_commit("search.refresh", once="search-refresh")
