"""The smallest change that would fit a meeting, in words: to a company its own part, to the organiser all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from madang.fairs.models import Fair, Slot
from madang.meetings.engine.stored import RemedyStep, Unscheduled
from madang.meetings.models import Request
from madang.meetings.wording.pairs import asked_words
from madang.meetings.wording.unscheduled import Reader, pairs_words
from madang.timetable.explaining.remedy import StepKind
from madang.web import zones


@dataclass(frozen=True)
class Remedy:
    """What is to be done (`steps`, none if it fits as it is), and what comes of it (`lead`)."""

    lead: str
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.lead} {'; '.join(self.steps)}." if self.steps else self.lead


@dataclass(frozen=True)
class Words:
    """The names and times that remedies speak of; times in the reader's zone."""

    fair: Fair
    slots: Mapping[int, Slot]
    pairs: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fair: Fair, missed: Iterable[Unscheduled]) -> "Words":
        """Two queries: the slots, and whose other meetings would have to move."""
        others = {step.request for row in missed for step in row.remedy or () if step.request}
        rows = Request.objects.filter(pk__in=others).select_related(
            "sender__organisation", "receiver__organisation"
        )
        pairs = {row.pk: asked_words(row) for row in rows}
        return cls(fair, {slot.pk: slot for slot in Slot.objects.filter(fair=fair)}, pairs)

    def when(self, slot: int | None) -> str:
        found = self.slots.get(slot or 0)
        if found is None:
            return "–"
        zone = zones.reader_zone(self.fair.zone)
        return f"{zones.day(found.starts_at, zone, 'short')} {zones.hour(found.starts_at, zone)}"

    def pair(self, request: int | None) -> str:
        return self.pairs.get(request or 0, "")


def for_organiser(missed: Unscheduled, reader: Reader, words: Words) -> Remedy | None:
    """Everything that would have to be done; nothing where no small change helps."""
    if missed.remedy is None:
        return None
    when = words.when(missed.remedy_slot)
    if not missed.remedy:
        return Remedy(_("It fits on %(when)s as it is.") % {"when": when})
    steps = dict.fromkeys(STEPS[step.kind](step, reader, words) for step in missed.remedy)
    return Remedy(_("It would fit on %(when)s:") % {"when": when}, tuple(steps))


def for_company(missed: Unscheduled, reader: Reader, words: Words) -> str:
    """What the reader's company alone could do to have its meeting; else nothing."""
    steps = missed.remedy or ()
    if not all(reader.is_own(step.participant) and step.kind in OWN for step in steps):
        return ""
    return " ".join(OWN[step.kind](step, words) for step in steps)


def _free(step: RemedyStep, words: Words) -> str:
    return _("If you free %(when)s, it can be placed.") % {"when": words.when(step.slot)}


def _raise(_step: RemedyStep, _words: Words) -> str:
    return _("If you wish for one meeting more, it can be placed.")


def _send(_step: RemedyStep, _words: Words) -> str:
    return _("If you send somebody to meetings, it can be placed.")


OWN: dict[StepKind, Callable[[RemedyStep, Words], str]] = {
    StepKind.FREE_SLOT: _free,
    StepKind.RAISE_MAXIMUM: _raise,
    StepKind.ADD_DELEGATE: _send,
}
Sentence = Callable[[RemedyStep, Reader, Words], str]


def _of_slot(sentence: Callable[[], str]) -> Sentence:
    return lambda step, _reader, words: sentence() % {"when": words.when(step.slot)}


def _of_company(sentence: Callable[[], str]) -> Sentence:
    return lambda step, reader, words: (
        sentence()
        % {
            "name": reader.who(step.participant),
            "when": words.when(step.slot),
        }
    )


def _of_meeting(sentence: Callable[[], str]) -> Sentence:
    return lambda step, _reader, words: (
        sentence()
        % {
            "pair": words.pair(step.request),
            "when": words.when(step.slot),
        }
    )


def _interpreter(step: RemedyStep, _reader: Reader, words: Words) -> str:
    return _("one more interpreter for %(pairs)s on %(when)s") % {
        "pairs": pairs_words([step.pair] if step.pair else []),
        "when": words.when(step.slot),
    }


STEPS: dict[StepKind, Sentence] = {
    StepKind.MOVE: _of_meeting(lambda: _("%(pair)s moves to %(when)s")),
    StepKind.ADD_PLACE: _of_slot(lambda: _("one more table on %(when)s")),
    StepKind.ADD_ROOM: _of_slot(lambda: _("one more online room on %(when)s")),
    StepKind.ADD_INTERPRETER: _interpreter,
    StepKind.FREE_SLOT: _of_company(lambda: _("%(name)s frees %(when)s")),
    StepKind.ALLOW_SLOT: _of_slot(lambda: _("you allow it on %(when)s")),
    StepKind.LIFT_ORDER: lambda _step, _reader, _words: _("its order after another meeting is lifted"),
    StepKind.RAISE_MAXIMUM: _of_company(lambda: _("%(name)s takes one meeting more than it wished for")),
    StepKind.ADD_DELEGATE: _of_company(lambda: _("%(name)s sends somebody to meetings")),
    StepKind.GIVE_UP: _of_meeting(lambda: _("%(pair)s is given up")),
    StepKind.LIFT_VETO: lambda _step, _reader, _words: _("the two want to meet after all"),
}
