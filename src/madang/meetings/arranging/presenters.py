"""A meeting that is arranged by hand, as its page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madang.fairs.models import Fair, Place
from madang.meetings.arranging.cells import CellAnswer, Told
from madang.meetings.arranging.surroundings import Opening
from madang.meetings.models import Meeting
from madang.meetings.queries import names_of_interpreters
from madang.meetings.wording.places import place_words
from madang.web import shapes, zones


def meeting_pairs(meeting: Meeting) -> list[shapes.Pair]:
    """What there is to say of a meeting."""
    request = meeting.request
    pairs = [
        shapes.Pair(_("Asked by"), request.sender.organisation),
        shapes.Pair(_("With"), request.receiver.organisation),
        shapes.Pair(_("Place"), place_words(meeting.table, meeting.room)),
    ]
    if names := names_of_interpreters(meeting):
        pairs.append(shapes.Pair(_("Interpreter"), ", ".join(names)))
    return pairs


@dataclass(frozen=True)
class OpeningLine:
    """One slot for a meeting: when, where at best, and what stands in the way."""

    day: str
    hour: str
    slot: int
    table: int | None
    room: int | None
    where: str
    told: Told

    @property
    def is_free(self) -> bool:
        return self.told.answer is CellAnswer.FREE

    @property
    def is_here(self) -> bool:
        return self.told.answer is CellAnswer.HERE


def openings_of(fair: Fair, openings: Iterable[tuple[Opening, Told]]) -> list[OpeningLine]:
    """One query: the places' names."""
    places = {row.pk: row for row in Place.objects.filter(fair=fair).select_related("hall")}
    return [
        OpeningLine(
            day=zones.day(opening.slot.starts_at, fair.zone, "short"),
            hour=zones.hour(opening.slot.starts_at, fair.zone),
            slot=opening.slot.pk,
            table=opening.table,
            room=opening.room,
            where=place_words(places.get(opening.table or 0), places.get(opening.room or 0)),
            told=told,
        )
        for opening, told in openings
    ]


def nowhere(lines: Sequence[OpeningLine]) -> str:
    """What stands in the way in every slot alike; nothing where there is a slot without it."""
    each = [line.told.facts for line in lines]
    return " ".join(fact for fact in each[0] if all(fact in facts for facts in each)) if each else ""
