"""A meeting that is picked up: what every cell of the shown grid says to it, and every slot of the fair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from madang import timetable
from madang.fairs.models import Participation, Place, PlaceKind, Slot
from madang.meetings.arranging.surroundings import Opening, Surroundings
from madang.meetings.wording.violations import Obstacles
from madang.timetable import Rule


class CellAnswer(StrEnum):
    """Of a cell: the meeting is there now, can be, cannot because another is there, or cannot."""

    HERE = "here"
    FREE = "free"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True)
class Told:
    """What a cell answers, and why: whatever binds most first."""

    answer: CellAnswer
    facts: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """More than two would not be read."""
        return " ".join(self.facts[:2])


#: What is known of a hall as a whole, before one asks for one of its tables.
OF_TABLES = frozenset({Rule.PLACE_MISSING, Rule.PLACE_TAKEN, Rule.PLACE_CLOSED})
OF_ROOMS = frozenset({Rule.ROOM_MISSING, Rule.ROOM_TAKEN, Rule.ROOM_CLOSED})


class Fitting:
    """One request over the grid. Rows are tables, rooms or companies, as they are shown."""

    def __init__(self, around: Surroundings, request: int) -> None:
        self.around, self.request = around, request
        self.obstacles = Obstacles.of(around.referee.problem, request)
        self.form = around.form(request)
        self._fits = around.fits(request)
        self._best = {opening.slot.pk: opening for opening in around.openings(request)}
        self._now = around.referee.held.get(str(request))
        self._places = {place.id: place for place in around.referee.problem.places}
        self._rooms = {room.id: room for room in around.referee.problem.rooms}

    def cells(self, heads: Sequence[Place] | Sequence[Participation], slots: Sequence[Slot]) -> "Cells":
        told = {(head.pk, slot.pk): self._told(head, slot) for head in heads for slot in slots}
        return Cells({key: answer for key, answer in told.items() if answer})

    def openings(self) -> Iterator[tuple[Opening, Told]]:
        """Every slot of the fair with the best that it has."""
        for opening in self._best.values():
            if self._now and self.around.slots[opening.slot.pk] == self._now.slot:
                yield opening, Told(CellAnswer.HERE)
            else:
                yield opening, self._judged(opening.fit)

    def _told(self, head: Place | Participation, slot: Slot) -> Told | None:
        if slot.pk not in self.around.slots:
            return None
        if isinstance(head, Participation):
            return self._of_company(head, slot)
        return self._of_room(head, slot) if head.kind == PlaceKind.ROOM else self._of_table(head, slot)

    def _of_company(self, head: Participation, slot: Slot) -> Told:
        asked = self.around.requests[self.request]
        if head.pk not in {asked.sender_id, asked.receiver_id}:
            return Told(CellAnswer.CLOSED, (_("This is the row of another company."),))
        if self._now and self._now.slot == self.around.slots[slot.pk]:
            return Told(CellAnswer.HERE)
        return self._judged(self._best[slot.pk].fit)

    def _of_table(self, head: Place, slot: Slot) -> Told:
        if not self.form.needs_table:
            return Told(CellAnswer.CLOSED, (_("This meeting is held online, without a table."),))
        if self._now and (self._now.slot, self._now.place) == (self.around.slots[slot.pk], str(head.pk)):
            return Told(CellAnswer.HERE)
        hall = self._fits.get((slot.pk, head.hall_id))
        if hall is None:
            return Told(CellAnswer.CLOSED, (_("This place cannot be used then."),))
        return self._there(head, slot, hall, OF_TABLES, self._places.get(str(head.pk)))

    def _of_room(self, head: Place, slot: Slot) -> Told:
        if not self.form.needs_room:
            return Told(CellAnswer.CLOSED, (_("This meeting is held at a table, not online."),))
        if self._now and (self._now.slot, self._now.room) == (self.around.slots[slot.pk], str(head.pk)):
            return Told(CellAnswer.HERE)
        best = self._best[slot.pk].fit
        return self._there(head, slot, best, OF_ROOMS, self._rooms.get(str(head.pk)))

    def _there(
        self,
        head: Place,
        slot: Slot,
        fit: timetable.Fit,
        own: frozenset[Rule],
        spot: timetable.Place | timetable.Room | None,
    ) -> Told:
        """What else stands against it, then this very table or room."""
        others = replace(fit, broken=tuple(one for one in fit.broken if one.rule not in own))
        index = self.around.slots[slot.pk]
        holder = self.around.referee.at(index, str(head.pk))
        if holder and holder.request != str(self.request):
            facts = (*self.obstacles.facts(others)[:1], _("This place is taken then."))
            is_alone = self.around.rivals(others, self.request) <= {int(holder.request)}
            return Told(CellAnswer.TAKEN if is_alone else CellAnswer.CLOSED, facts)
        if others.broken:
            return self._judged(others)
        if spot is None or (spot.slots is not None and index not in spot.slots):
            return Told(CellAnswer.CLOSED, (_("This place cannot be used then."),))
        return Told(CellAnswer.FREE)

    def _judged(self, fit: timetable.Fit) -> Told:
        if fit.is_possible:
            return Told(CellAnswer.FREE)
        answer = CellAnswer.TAKEN if self.around.holder(fit, self.request) else CellAnswer.CLOSED
        return Told(answer, tuple(self.obstacles.facts(fit)))


@dataclass(frozen=True)
class Cells:
    """What each cell answers, by (row, slot)."""

    told: dict[tuple[int, int], Told]

    def as_data(self) -> dict[str, object]:
        """For the page: each sentence once, each cell its answer and the number of its sentence."""
        sentences = list(dict.fromkeys(told.why for told in self.told.values()))
        number = {sentence: index for index, sentence in enumerate(sentences)}
        cells = {
            f"{row}-{slot}": [told.answer.value, number[told.why]] for (row, slot), told in self.told.items()
        }
        return {"sentences": sentences, "cells": cells}
