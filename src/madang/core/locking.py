"""Locks of rows, taken late and with a short patience. Which write takes which: docs/locks.md."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, models
from django.db.models import QuerySet
from django.db.utils import OperationalError
from django.utils.translation import gettext as _
from psycopg import errors

from madang.core.errors import Refused

M = TypeVar("M", bound=models.Model)
PATIENCE = "2s"


def locked(rows: QuerySet[M], pk: object) -> M:
    """Fetch one row for update, or refuse with a sentence: another holds it for too long, or it is gone."""
    with _patience():
        row = _for_update(rows).filter(pk=pk).first()
    if row is None:
        raise Refused(_("It is no longer there: somebody removed it meanwhile."))
    return row


def all_locked(rows: QuerySet[M], pks: Iterable[object]) -> dict[object, M]:
    """Fetch several rows for update; those that are gone are missing."""
    return {row.pk: row for row in each_locked(rows.filter(pk__in=list(pks)))}


def each_locked(rows: QuerySet[M]) -> list[M]:
    """Fetch these rows for update, always in the same order, so that no two wait for each other."""
    with _patience():
        return list(_for_update(rows).order_by("pk"))


def _for_update(rows: QuerySet[M]) -> QuerySet[M]:
    """Without the key, so that rows that refer to these can be written meanwhile."""
    return rows.select_for_update(of=("self",), no_key=True)


@contextmanager
def _patience() -> Iterator[None]:
    """For the statements inside alone: what the transaction waits for later, it waits for as usual."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    try:
        yield
    except OperationalError as error:
        if is_lock_failure(error):
            raise Refused(sentence_of_lock()) from error
        raise
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def is_lock_failure(error: BaseException) -> bool:
    """Whether somebody else holds what was asked for; anything else that the database says is not that."""
    return isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected)


def sentence_of_lock() -> str:
    return _("Somebody else is changing this at the moment. Please try again.")
