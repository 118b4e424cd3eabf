"""What is the same for all readers of a fair, kept in the process until the database changes.

    figures = memory.kept(fair, "figures", lambda: counted(fair))

The door of a fair asks the database, in the statement that fetches the fair, which transactions it has seen
(`pg_current_snapshot()`). Two equal answers mean that nothing at all was committed between them, by whatever
process, so what was read at the first still holds at the second; any other answer, and it is read anew. No
act has to remember to clear anything. Reading changes nothing, and takes no number of a transaction.
"""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Final, TypeVar, cast

from django.db import connection
from django.db.models import Func, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest

from madang.core import clock, languages
from madang.fairs.models import Fair

Kept = TypeVar("Kept")
SEEN: Final = Cast(Func(function="pg_current_snapshot"), TextField())

#: For each fair, subject and language the newest only, so that it does not grow with time.
_kept: dict[Hashable, tuple[tuple[str, date], object]] = {}


def fair_of(request: HttpRequest, slug: str) -> Fair:
    """The fair, and the state of the database in which it was read; what a page writes is past that state."""
    if request.method not in {"GET", "HEAD"} or _is_writing():
        return Fair.objects.get(slug=slug)
    return Fair.objects.annotate(seen=SEEN).get(slug=slug)


def _is_writing() -> bool:
    """Within a transaction its own changes are not seen in a snapshot."""
    return bool(connection.in_atomic_block)


def kept(fair: Fair, subject: str, read: Callable[[], Kept]) -> Kept:
    """What `read` answers; or answered in this state of the database, on this day, in this language."""
    seen = cast("str | None", getattr(fair, "seen", None))
    if seen is None or _is_writing():
        return read()
    state, key = (seen, clock.now().date()), (fair.pk, subject, languages.active())
    known = _kept.get(key)
    if known and known[0] == state:
        return cast("Kept", known[1])
    found = read()
    _kept[key] = (state, found)
    return found
