"""`enqueue(task, …)`: run this in the worker once the transaction is committed.

Thin on purpose: a job is a row in the same database (procrastinate), so it exists exactly when the write
that asked for it does. Tasks take ids, fetch, and call an action.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task
from procrastinate.types import JSONDict

QUICK = "quick"
HEAVY = "heavy"
MAIL = "mail"
QUEUES = (QUICK, HEAVY, MAIL)

__all__ = ["HEAVY", "MAIL", "QUEUES", "QUICK", "app", "enqueue", "enqueue_many"]


def enqueue(task: Task[Any, Any, Any], *, once: str | None = None, **ids: int | str) -> bool:
    """Queue `task`; with `once`, not again while one of that name waits. Says whether it was queued."""
    try:
        with transaction.atomic():  # a refused row must not spoil the write that asked for it
            task.configure(queueing_lock=once).defer(**ids)
    except AlreadyEnqueued:
        return False
    return True


def enqueue_many(task: Task[Any, Any, Any], rows: Iterable[Mapping[str, int | str]]) -> None:
    """Queue `task` once for each of `rows`, in one statement."""
    wanted: list[JSONDict] = [dict(ids) for ids in rows]
    if wanted:
        task.batch_defer(*wanted)
