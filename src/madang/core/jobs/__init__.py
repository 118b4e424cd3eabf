"""`enqueue("meetings.run_timetable", work_id=…)`: run this in the worker once the transaction is committed.

Thin on purpose: a job is a row in the same database (procrastinate), so it exists exactly when the write
that asked for it does. Tasks take ids, fetch, and call an action; actions know tasks by their names only.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Final, ParamSpec, TypeVar

from django.apps import apps
from django.db import transaction
from procrastinate import BaseRetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, TaskNotFound
from procrastinate.tasks import Task
from procrastinate.types import JSONDict

from madang.core.jobs.queues import COMPUTE, DAY, IMPORT, INDEX, MAIL, MATCH, PRIORITIES, QUEUES, QUICK

__all__ = [
    "COMPUTE",
    "DAY",
    "IMPORT",
    "INDEX",
    "MAIL",
    "MATCH",
    "QUEUES",
    "QUICK",
    "app",
    "enqueue",
    "enqueue_after_commit",
    "enqueue_many",
    "task",
]

P = ParamSpec("P")
R = TypeVar("R")
Id = int | str


def task(
    queue: str, *, retry: BaseRetryStrategy | None = None, alone: str | None = None
) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """Make a function the task `<app label>.<name of the function>`.

    It answers to its dotted path as well, which was its name before: jobs that wait during an upgrade run.
    Tasks with the same `alone` run one after the other: whichever waits takes no place in a worker.
    """

    def named(function: Callable[P, R]) -> Task[P, R, P]:
        return app.task(
            queue=queue,
            name=f"{_label(function.__module__)}.{function.__name__}",
            aliases=[f"{function.__module__}.{function.__name__}"],
            retry=retry or False,
            priority=PRIORITIES[queue],
            lock=alone,
        )(function)

    return named


def _label(module: str) -> str:
    config = apps.get_containing_app_config(module)
    assert config, f"{module} belongs to no subject"
    return config.label


def enqueue(name: str, *, once: str | None = None, alone: str | None = None, **ids: Id) -> bool:
    """Queue the task `name`; says whether it was queued.

    With `once`, not again while a job of that name waits; with `alone`, it runs after others of that name.

    A name or an argument that no task has is an error here, and not in the worker.
    """
    job = _task(name, ids).configure(queueing_lock=once, lock=alone)
    try:
        with transaction.atomic():  # a refused row must not spoil the write that asked for it
            job.defer(**ids)
    except AlreadyEnqueued:
        return False
    return True


def enqueue_many(name: str, rows: Iterable[Mapping[str, Id]]) -> None:
    """Queue the task `name` once for each of `rows`, in one statement."""
    wanted: list[JSONDict] = [dict(ids) for ids in rows]
    if wanted:
        _task(name, dict(wanted[0])).batch_defer(*wanted)


def enqueue_after_commit(name: str, *, once: str, alone: str | None = None, **ids: Id) -> None:
    """The same after the commit, so that nobody waits for the row that another's long write has asked for.

    What is to be done must be written down elsewhere: the process may end in between.
    """
    _task(name, ids)

    def ask() -> None:
        enqueue(name, once=once, alone=alone, **ids)

    transaction.on_commit(ask, robust=True)


def _task(name: str, ids: Mapping[str, object]) -> Task[..., object, ...]:
    try:
        found: Final = app.tasks[name]
    except KeyError:
        raise TaskNotFound(f"There is no task {name!r}.") from None
    inspect.signature(found.func).bind(**ids)
    return found
