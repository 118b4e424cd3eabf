"""Why a wished meeting is not in the timetable, in a sentence for the reader."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from madang.core import languages
from madang.timetable import Cause

#: What the engine says of one reason, as it is stored.
Reason = Mapping[str, Any]
#: Of a meeting that the organiser forbade: whatever else the engine says of it does not matter.
RULED_OUT = gettext_lazy("The organiser ruled this meeting out.")
#: The cause of a meeting that the organiser took out of a timetable by hand.
TAKEN_OUT = "taken_out"


@dataclass(frozen=True)
class Reader:
    """For whom the sentence is: `own` reads of itself as “you”; the organiser (`own` 0) reads names."""

    own: int
    names: Mapping[int, str]

    def who(self, participant: int | None) -> str:
        return self.names.get(participant or 0, _("the other company"))

    def is_own(self, participant: int | None) -> bool:
        return bool(self.own) and participant == self.own


Sentence = Callable[[Reason, Reader], str]


def why(reasons: Sequence[Reason], reader: Reader) -> str:
    """The binding reasons of one request as sentences, the first two: more would not be read."""
    said = dict.fromkeys(_one(reason, reader) for reason in reasons)
    return " ".join(list(said)[:2])


def _one(reason: Reason, reader: Reader) -> str:
    if reason["cause"] == TAKEN_OUT:
        return _("The organiser took this meeting out of the timetable.")
    cause = Cause(reason["cause"])
    return str(PLAIN[cause]) if cause in PLAIN else SENTENCES[cause](reason, reader)


def _no_common_slot(_reason: Reason, reader: Reader) -> str:
    if reader.own:
        return _("You and the other company are never free at the same time. Free a slot and it may fit.")
    return _("The two companies are never free at the same time.")


def _at_maximum(reason: Reason, reader: Reader) -> str:
    if reader.is_own(reason["participant"]):
        return _("You already have as many meetings as you wished for at most.")
    return _("%(name)s already has as many meetings as it wished for at most.") % {
        "name": reader.who(reason["participant"])
    }


def _busy(reason: Reason, reader: Reader) -> str:
    slots = len(reason["slots"])
    if reader.is_own(reason["participant"]):
        return ngettext(
            "In the %(slots)s slot that you share you have another meeting.",
            "In %(slots)s of the slots that you share you have other meetings.",
            slots,
        ) % {"slots": slots}
    return ngettext(
        "%(name)s has another meeting in %(slots)s shared slot.",
        "%(name)s has other meetings in %(slots)s shared slots.",
        slots,
    ) % {"name": reader.who(reason["participant"]), "slots": slots}


def _could_be_held(_reason: Reason, reader: Reader) -> str:
    if reader.own:
        return _("It would still fit: ask the organiser to place it.")
    return _("It would still fit: place it by hand.")


def _no_interpreter(reason: Reason, reader: Reader) -> str:
    if not reader.own:
        return _("They share no language, and nobody interprets %(pairs)s at this fair.") % {
            "pairs": pairs_words(reason["pairs"])
        }
    return _("You share no language, and nobody interprets %(pairs)s at this fair.") % {
        "pairs": pairs_words(reason["pairs"])
    }


def _interpreters_taken(reason: Reason, _reader: Reader) -> str:
    return _("Every interpreter for %(pairs)s is at other meetings whenever both are free.") % {
        "pairs": pairs_words(reason["pairs"])
    }


def _resting(reason: Reason, reader: Reader) -> str:
    if reader.is_own(reason["participant"]):
        return _("When the other company is free, you need the time to eat or between two meetings.")
    return _("When both could meet, %(name)s needs the time to eat or between two meetings.") % {
        "name": reader.who(reason["participant"])
    }


def _too_far(reason: Reason, reader: Reader) -> str:
    if reader.is_own(reason["participant"]):
        return _("From your meetings before or after it, no free table can be reached in time.")
    return _("From the meetings of %(name)s before or after it, no free table can be reached in time.") % {
        "name": reader.who(reason["participant"])
    }


def _interpreters_held_back(reason: Reason, _reader: Reader) -> str:
    return _(
        "Whenever both are free, those who interpret %(pairs)s are at other meetings, "
        "due a break or too far away."
    ) % {"pairs": pairs_words(reason["pairs"])}


def pairs_words(pairs: Iterable[Sequence[str]]) -> str:
    return ", ".join("–".join(languages.OWN_NAMES.get(code, code) for code in pair) for pair in pairs)


PLAIN = {
    Cause.VETOED: gettext_lazy("One of the two companies is no longer interested."),
    Cause.NO_MEETINGS_ALLOWED: gettext_lazy("One of the two companies wished for no meetings."),
    Cause.NO_TABLES: gettext_lazy("The fair has no tables in the slots that both share."),
    Cause.NO_ROOMS: gettext_lazy("The fair has no online rooms in the slots that both share."),
    Cause.TABLES_TAKEN: gettext_lazy("All tables are taken whenever both are free."),
    Cause.ROOMS_TAKEN: gettext_lazy("All online rooms are taken whenever both are free."),
    Cause.PRECEDENCE: gettext_lazy("Another meeting has to come first, and no slot was left after it."),
}
SENTENCES: dict[Cause, Sentence] = {
    Cause.NO_COMMON_SLOT: _no_common_slot,
    Cause.AT_MAXIMUM: _at_maximum,
    Cause.PARTICIPANT_BUSY: _busy,
    Cause.COULD_BE_HELD: _could_be_held,
    Cause.NO_INTERPRETER: _no_interpreter,
    Cause.INTERPRETERS_TAKEN: _interpreters_taken,
    Cause.INTERPRETERS_HELD_BACK: _interpreters_held_back,
    Cause.RESTING: _resting,
    Cause.TOO_FAR: _too_far,
}
