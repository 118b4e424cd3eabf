"""Why a proposal changes a meeting, in a sentence for the reader; and what happened, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madang.fairs.models import Fair, Interpreter, Participation, Place
from madang.meetings.engine.stored import ChangeReason
from madang.meetings.models import Disruption, Request
from madang.meetings.wording.pairs import asked_words
from madang.meetings.wording.places import name_of_place
from madang.timetable import Motive


@dataclass(frozen=True)
class Names:
    """Of all that the changes of one proposal speak of."""

    companies: Mapping[int, str]
    pairs: Mapping[int, str]
    places: Mapping[int, str]
    interpreters: Mapping[int, str]

    @classmethod
    def of(cls, fair: Fair, changes: Iterable[ChangeReason]) -> "Names":
        """Four queries, whatever the number."""
        rows = list(changes)
        subjects = {row.subject for row in rows if row.subject}
        others = {row.other for row in rows if row.other}
        requests = Request.objects.filter(fair=fair, pk__in=others)
        companies = Participation.objects.filter(fair=fair, pk__in=subjects).select_related("organisation")
        return cls(
            companies={row.pk: str(row.organisation) for row in companies},
            pairs={
                row.pk: asked_words(row)
                for row in requests.select_related("sender__organisation", "receiver__organisation")
            },
            places={
                row.pk: name_of_place(row)
                for row in Place.objects.filter(fair=fair, pk__in=subjects).select_related("hall")
            },
            interpreters={row.pk: row.name for row in Interpreter.objects.filter(fair=fair, pk__in=subjects)},
        )


def why(change: ChangeReason | None, names: Names) -> str:
    """Nothing where the engine gave no reason."""
    if change is None or not change.motive:
        return ""
    return SENTENCES[change.motive](change, names)


def _absent(change: ChangeReason, names: Names) -> str:
    return _("%(name)s did not come.") % {"name": names.companies[change.subject or 0]}


def _late(change: ChangeReason, names: Names) -> str:
    return _("%(name)s comes later.") % {"name": names.companies[change.subject or 0]}


def _place_lost(change: ChangeReason, names: Names) -> str:
    return _("%(place)s cannot be used.") % {"place": names.places[change.subject or 0]}


def _interpreter(change: ChangeReason, names: Names) -> str:
    return _("%(name)s cannot interpret then.") % {"name": names.interpreters[change.subject or 0]}


def _filled(change: ChangeReason, names: Names) -> str:
    return _("It takes what %(pair)s left free.") % {"pair": _pair(change, names)}


def _moved_for(change: ChangeReason, names: Names) -> str:
    if not change.other:
        return _("So that others can meet.")
    return _("So that %(pair)s can meet.") % {"pair": _pair(change, names)}


def _hands(change: ChangeReason, names: Names) -> str:
    if not change.other:
        return _("Another interpreter or place is free for it.")
    return _("%(pair)s needs what it had.") % {"pair": _pair(change, names)}


def _pair(change: ChangeReason, names: Names) -> str:
    return names.pairs.get(change.other or 0, _("another meeting"))


SENTENCES: dict[Motive, Callable[[ChangeReason, Names], str]] = {
    Motive.PARTICIPANT_ABSENT: _absent,
    Motive.PARTICIPANT_LATE: _late,
    Motive.WITHDRAWN: lambda _change, _names: _("It was called off."),
    Motive.PLACE_LOST: _place_lost,
    Motive.ROOM_LOST: _place_lost,
    Motive.INTERPRETER_ABSENT: _interpreter,
    Motive.AGAINST_THE_RULES: lambda _change, _names: _("The rules of the fair no longer allow it there."),
    Motive.FILLED_FREED_SLOT: _filled,
    Motive.FITTED: lambda _change, _names: _("Both were free, and it waited for a place."),
    Motive.MOVED_FOR: _moved_for,
    Motive.HANDS_CHANGED: _hands,
}


def what_happened(row: Disruption) -> str:
    """Who or what it is about; what and when stands beside it."""
    if row.participation:
        return str(row.participation.organisation)
    if row.request:
        return asked_words(row.request)
    return name_of_place(row.place) if row.place else str(row.interpreter)
