"""One lock a transaction, taken late and with a short patience."""

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
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    try:
        return rows.select_for_update(of=("self",)).get(pk=pk)
    except OperationalError as error:
        raise Refused(_("Somebody else is changing this at the moment. Please try again.")) from error
