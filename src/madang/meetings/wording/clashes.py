"""Meetings that should stay where they are and cannot: which, why, and how to mend it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.fairs.models import Slot
from madang.meetings.models import Request, TimetableVersion
from madang.timetable import Rule

#: A rule against meetings, as it is stored: `requests`, `rules`, and the slot's key if it is known.
Stored = Mapping[str, Any]

AWAY = _("its interpreter cannot help then")
CLOSED = _("its table or room cannot be used then")
OTHER_FORM = _("it takes another kind of place now")
REASONS: dict[Rule, StrOrPromise] = {
    Rule.SLOT_NOT_ALLOWED: _("it is ruled out then"),
    Rule.NOT_AVAILABLE: _("one of the two is away then"),
    Rule.OVER_CAPACITY: _("one of the two has another meeting then"),
    Rule.OVER_MAXIMUM: _("one of the two already has its most meetings"),
    Rule.REST: _("one of the two would have no time to eat"),
    Rule.BUFFER: _("the time between two meetings is too short"),
    Rule.WALK: _("the way between two halls is too long"),
    Rule.VETOED: _("the two no longer want to meet"),
    Rule.PLACE_MISSING: _("no table is left for it then"),
    Rule.PLACE_NOT_NEEDED: OTHER_FORM,
    Rule.PLACE_UNKNOWN: CLOSED,
    Rule.PLACE_CLOSED: CLOSED,
    Rule.PLACE_TAKEN: _("another meeting has its table then"),
    Rule.ROOM_MISSING: _("no online room is left for it then"),
    Rule.ROOM_NOT_NEEDED: OTHER_FORM,
    Rule.ROOM_UNKNOWN: CLOSED,
    Rule.ROOM_CLOSED: CLOSED,
    Rule.ROOM_TAKEN: _("another meeting has its room then"),
    Rule.INTERPRETER_MISSING: _("no interpreter is left for it then"),
    Rule.INTERPRETER_NOT_NEEDED: _("it needs no interpreter any more"),
    Rule.INTERPRETER_UNKNOWN: AWAY,
    Rule.INTERPRETER_LANGUAGES: _("its interpreter does not speak both languages"),
    Rule.INTERPRETER_ATTENDANCE: _("its interpreter does not work in this form of meeting"),
    Rule.RELAY: _("two interpreters may not work in a row"),
    Rule.INTERPRETER_AWAY: AWAY,
    Rule.INTERPRETER_TAKEN: _("its interpreter is at another meeting then"),
    Rule.INTERPRETER_NO_BREAK: _("its interpreter would have no rest"),
    Rule.INTERPRETER_OVER_HOURS: _("its interpreter would work too long"),
    Rule.PRECEDENCE: _("another meeting has to come first"),
}


@dataclass(frozen=True)
class Clash:
    """Meetings that cannot all stay, and the reasons."""

    requests: tuple[Request, ...]
    slot: Slot | None
    reasons: tuple[StrOrPromise, ...]


def clashes(rows: Iterable[Stored]) -> list[Clash]:
    """Two queries, whatever the number; none for none."""
    stored = list(rows)
    if not stored:
        return []
    asked = Request.objects.select_related("sender__organisation", "receiver__organisation").in_bulk(
        {pk for row in stored for pk in _requests(row)}
    )
    slots = Slot.objects.in_bulk({row["slot"] for row in stored if row.get("slot")})
    return [
        Clash(
            tuple(asked[pk] for pk in _requests(row) if pk in asked),
            slots.get(row.get("slot") or 0),
            tuple(dict.fromkeys(REASONS[Rule(rule)] for rule in row["rules"] if Rule(rule) in REASONS)),
        )
        for row in stored
    ]


def _requests(row: Stored) -> list[int]:
    return row["requests"] if "requests" in row else [row["request"]]


def of_version(version: TimetableVersion) -> list[Clash]:
    return clashes(version.loosened)
