"""The smallest change that would fit a meeting, in words: to a company its own part, to the organiser all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from madang.fairs.models import Fair, Slot
from madang.meetings.models import Request
from madang.meetings.wording.unscheduled import Reader, pairs_words
from madang.web import zones

#: One step as it is stored: `step` names it, slots and ids are primary keys.
Step = Mapping[str, Any]


@dataclass(frozen=True)
class Remedy:
    """What is to be done (`steps`, none if it fits as it is), and what comes of it (`lead`)."""

    lead: str
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.lead} {'; '.join(self.steps)}." if self.steps else self.lead


@dataclass(frozen=True)
class Missed:
    """A row of what a version stored of its unscheduled requests."""

    reasons: Sequence[Mapping[str, Any]]
    steps: Sequence[Step] | None = None
    slot: int | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Missed":
        return cls(stored["reasons"], stored.get("remedy"), stored.get("remedy_slot"))


@dataclass(frozen=True)
class Words:
    """The names and times that remedies speak of; times in the reader's zone."""

    fair: Fair
    slots: Mapping[int, Slot]
    pairs: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fair: Fair, missed: Iterable[Missed]) -> "Words":
        """Two queries: the slots, and whose other meetings would have to move."""
        others = {step["request"] for row in missed for step in row.steps or () if "request" in step}
        rows = Request.objects.filter(pk__in=others).select_related(
            "sender__organisation", "receiver__organisation"
        )
        pairs = {row.pk: f"{row.sender.organisation} – {row.receiver.organisation}" for row in rows}
        return cls(fair, {slot.pk: slot for slot in Slot.objects.filter(fair=fair)}, pairs)

    def when(self, slot: int | None) -> str:
        found = self.slots.get(slot or 0)
        if found is None:
            return "–"
        zone = zones.reader_zone(self.fair.zone)
        return f"{zones.day(found.starts_at, zone, 'short')} {zones.hour(found.starts_at, zone)}"

    def pair(self, request: int) -> str:
        return self.pairs.get(request, "")


def for_organiser(missed: Missed, reader: Reader, words: Words) -> Remedy | None:
    """Everything that would have to be done; nothing where no small change helps."""
    if missed.steps is None:
        return None
    when = words.when(missed.slot)
    if not missed.steps:
        return Remedy(_("It fits on %(when)s as it is.") % {"when": when})
    steps = [STEPS[step["step"]](step, reader, words) for step in missed.steps if step["step"] in STEPS]
    if len(steps) < len(missed.steps):
        return None
    return Remedy(_("It would fit on %(when)s:") % {"when": when}, tuple(dict.fromkeys(steps)))


def for_company(missed: Missed, reader: Reader, words: Words) -> str:
    """What the reader's company alone could do to have its meeting; else nothing."""
    steps = missed.steps or ()
    if not all(reader.is_own(step.get("participant")) and step["step"] in OWN for step in steps):
        return ""
    return " ".join(OWN[step["step"]](step, words) for step in steps)


def _free(step: Step, words: Words) -> str:
    return _("If you free %(when)s, it can be placed.") % {"when": words.when(step["slot"])}


def _raise(_step: Step, _words: Words) -> str:
    return _("If you wish for one meeting more, it can be placed.")


def _send(_step: Step, _words: Words) -> str:
    return _("If you send somebody to meetings, it can be placed.")


OWN: dict[str, Callable[[Step, Words], str]] = {
    "free_slot": _free,
    "raise_maximum": _raise,
    "add_delegate": _send,
}
Sentence = Callable[[Step, Reader, Words], str]


def _of_slot(sentence: Callable[[], str]) -> Sentence:
    return lambda step, _reader, words: sentence() % {"when": words.when(step["slot"])}


def _of_company(sentence: Callable[[], str]) -> Sentence:
    return lambda step, reader, words: (
        sentence()
        % {
            "name": reader.who(step["participant"]),
            "when": words.when(step.get("slot")),
        }
    )


def _of_meeting(sentence: Callable[[], str]) -> Sentence:
    return lambda step, _reader, words: (
        sentence()
        % {
            "pair": words.pair(step["request"]),
            "when": words.when(step.get("slot")),
        }
    )


def _interpreter(step: Step, _reader: Reader, words: Words) -> str:
    return _("one more interpreter for %(pairs)s on %(when)s") % {
        "pairs": pairs_words([step["pair"]]),
        "when": words.when(step["slot"]),
    }


STEPS: dict[str, Sentence] = {
    "move": _of_meeting(lambda: _("%(pair)s moves to %(when)s")),
    "add_place": _of_slot(lambda: _("one more table on %(when)s")),
    "add_room": _of_slot(lambda: _("one more online room on %(when)s")),
    "add_interpreter": _interpreter,
    "free_slot": _of_company(lambda: _("%(name)s frees %(when)s")),
    "allow_slot": _of_slot(lambda: _("you allow it on %(when)s")),
    "lift_order": lambda _step, _reader, _words: _("its order after another meeting is lifted"),
    "raise_maximum": _of_company(lambda: _("%(name)s takes one meeting more than it wished for")),
    "add_delegate": _of_company(lambda: _("%(name)s sends somebody to meetings")),
    "give_up": _of_meeting(lambda: _("%(pair)s is given up")),
    "lift_veto": lambda _step, _reader, _words: _("the two want to meet after all"),
}


def unscheduled_rows(unscheduled: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, Missed]]:
    """What is stored, by request."""
    return ((int(row["request"]), Missed.of(row)) for row in unscheduled)
