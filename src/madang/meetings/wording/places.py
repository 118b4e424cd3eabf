"""Places in words, the same on pages, in calendars, sheets and print."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from madang.fairs.models import Place, PlaceKind


def place_words(table: Place | None, room: Place | None) -> str:
    """“Hall 1, table 14”, “Online room 3”, or both for a mixed meeting."""
    return " + ".join(_parts(table, room))


def _parts(table: Place | None, room: Place | None) -> Iterable[str]:
    if table:
        yield _("%(hall)s, table %(number)s") % {"hall": table.hall or "", "number": table.number}
    if room:
        yield _("Online room %(number)s") % {"number": room.number}


def name_of_place(place: Place) -> str:
    """Of one table or one room."""
    is_table = place.kind == PlaceKind.TABLE
    return place_words(place if is_table else None, None if is_table else place)
