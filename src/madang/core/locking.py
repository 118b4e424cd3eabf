"""One lock a transaction, taken late and with a short patience."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, models
from django.db.models import QuerySet
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from madang.core.errors import Refused

M = TypeVar("M", bound=models.Model)
PATIENCE = "2s"


def locked(rows: QuerySet[M], pk: object) -> M:
    """Fetch one row for update, or refuse with a sentence when another holds it for too long."""
    with _patience():
        return _for_update(rows).get(pk=pk)


def all_locked(rows: QuerySet[M], pks: Iterable[object]) -> dict[object, M]:
    """Fetch several rows for update, always in the same order, so that no two wait for each other."""
    with _patience():
        return {row.pk: row for row in _for_update(rows).filter(pk__in=list(pks)).order_by("pk")}


def _for_update(rows: QuerySet[M]) -> QuerySet[M]:
    """Without the key, so that rows that refer to these can be written meanwhile."""
    return rows.select_for_update(of=("self",), no_key=True)


@contextmanager
def _patience() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    try:
        yield
    except OperationalError as error:
        raise Refused(_("Somebody else is changing this at the moment. Please try again.")) from error
