"""Why a wished meeting is not in the timetable, in a sentence for the reader."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from madang.core import languages
from madang.meetings.engine.stored import BindingReason, OrganisersCause
from madang.timetable import Cause

#: Of a meeting that the organiser forbade: whatever else the engine says of it does not matter.
RULED_OUT = gettext_lazy("The organiser ruled this meeting out.")


@dataclass(frozen=True)
class Reader:
    """For whom the sentence is: `own` reads of itself as “you”; the organiser (`own` 0) reads names."""

    own: int
    names: Mapping[int, str]

    def who(self, participant: int | None) -> str:
        return self.names.get(participant or 0, _("the other company"))

    def is_own(self, participant: int | None) -> bool:
        return bool(self.own) and participant == self.own


Sentence = Callable[[BindingReason, Reader], str]


def why(reasons: Sequence[BindingReason], reader: Reader) -> str:
    """The binding reasons of one request as sentences, the first two: more would not be read."""
    said = dict.fromkeys(_one(reason, reader) for reason in reasons)
    return " ".join(list(said)[:2])


def _one(reason: BindingReason, reader: Reader) -> str:
    return SENTENCES[reason.cause](reason, reader)


def _no_common_slot(_reason: BindingReason, reader: Reader) -> str:
    if reader.own:
        return _("You and the other company are never free at the same time. Free a slot and it may fit.")
    return _("The two companies are never free at the same time.")


def _at_maximum(reason: BindingReason, reader: Reader) -> str:
    if reader.is_own(reason.participant):
        return _("You already have as many meetings as you wished for at most.")
    return _("%(name)s already has as many meetings as it wished for at most.") % {
        "name": reader.who(reason.participant)
    }


def _busy(reason: BindingReason, reader: Reader) -> str:
    slots = len(reason.slots)
    if reader.is_own(reason.participant):
        return ngettext(
            "In the %(slots)s slot that you share you have another meeting.",
            "In %(slots)s of the slots that you share you have other meetings.",
            slots,
        ) % {"slots": slots}
    return ngettext(
        "%(name)s has another meeting in %(slots)s shared slot.",
        "%(name)s has other meetings in %(slots)s shared slots.",
        slots,
    ) % {"name": reader.who(reason.participant), "slots": slots}


def _could_be_held(_reason: BindingReason, reader: Reader) -> str:
    if reader.own:
        return _("It would still fit: ask the organiser to place it.")
    return _("It would still fit: place it by hand.")


def _no_interpreter(reason: BindingReason, reader: Reader) -> str:
    if not reader.own:
        return _("They share no language, and nobody interprets %(pairs)s at this fair.") % {
            "pairs": pairs_words(reason.pairs)
        }
    return _("You share no language, and nobody interprets %(pairs)s at this fair.") % {
        "pairs": pairs_words(reason.pairs)
    }


def _interpreters_taken(reason: BindingReason, _reader: Reader) -> str:
    return _("Every interpreter for %(pairs)s is at other meetings whenever both are free.") % {
        "pairs": pairs_words(reason.pairs)
    }


def _resting(reason: BindingReason, reader: Reader) -> str:
    if reader.is_own(reason.participant):
        return _("When the other company is free, you need the time to eat or between two meetings.")
    return _("When both could meet, %(name)s needs the time to eat or between two meetings.") % {
        "name": reader.who(reason.participant)
    }


def _too_far(reason: BindingReason, reader: Reader) -> str:
    if reader.is_own(reason.participant):
        return _("From your meetings before or after it, no free table can be reached in time.")
    return _("From the meetings of %(name)s before or after it, no free table can be reached in time.") % {
        "name": reader.who(reason.participant)
    }


def _interpreters_held_back(reason: BindingReason, _reader: Reader) -> str:
    return _(
        "Whenever both are free, those who interpret %(pairs)s are at other meetings, "
        "due a break or too far away."
    ) % {"pairs": pairs_words(reason.pairs)}


def pairs_words(pairs: Iterable[Sequence[str]]) -> str:
    return ", ".join("–".join(languages.OWN_NAMES.get(code, code) for code in pair) for pair in pairs)


def _plain(words: StrOrPromise) -> Sentence:
    return lambda _reason, _reader: str(words)


SENTENCES: dict[Cause | OrganisersCause, Sentence] = {
    OrganisersCause.TAKEN_OUT: _plain(gettext_lazy("The organiser took this meeting out of the timetable.")),
    Cause.VETOED: _plain(gettext_lazy("One of the two companies is no longer interested.")),
    Cause.NO_MEETINGS_ALLOWED: _plain(gettext_lazy("One of the two companies wished for no meetings.")),
    Cause.NO_TABLES: _plain(gettext_lazy("The fair has no tables in the slots that both share.")),
    Cause.NO_ROOMS: _plain(gettext_lazy("The fair has no online rooms in the slots that both share.")),
    Cause.NO_INTERPRETER: _no_interpreter,
    Cause.NO_COMMON_SLOT: _no_common_slot,
    Cause.AT_MAXIMUM: _at_maximum,
    Cause.PARTICIPANT_BUSY: _busy,
    Cause.TABLES_TAKEN: _plain(gettext_lazy("All tables are taken whenever both are free.")),
    Cause.ROOMS_TAKEN: _plain(gettext_lazy("All online rooms are taken whenever both are free.")),
    Cause.INTERPRETERS_TAKEN: _interpreters_taken,
    Cause.INTERPRETERS_HELD_BACK: _interpreters_held_back,
    Cause.RESTING: _resting,
    Cause.TOO_FAR: _too_far,
    Cause.PRECEDENCE: _plain(
        gettext_lazy("Another meeting has to come first, and no slot was left after it.")
    ),
    Cause.COULD_BE_HELD: _could_be_held,
}

#: The same in a few words, as headings under which an organiser counts meetings without a place.
HEADINGS: dict[Cause, StrOrPromise] = {
    Cause.VETOED: gettext_lazy("no longer wanted"),
    Cause.NO_MEETINGS_ALLOWED: gettext_lazy("one side wishes for no meetings"),
    Cause.NO_TABLES: gettext_lazy("no table at the fair"),
    Cause.NO_ROOMS: gettext_lazy("no online room at the fair"),
    Cause.NO_INTERPRETER: gettext_lazy("nobody interprets the pair"),
    Cause.NO_COMMON_SLOT: gettext_lazy("never free at the same time"),
    Cause.AT_MAXIMUM: gettext_lazy("one side has its most meetings"),
    Cause.PARTICIPANT_BUSY: gettext_lazy("one side is at other meetings"),
    Cause.TABLES_TAKEN: gettext_lazy("all tables taken"),
    Cause.ROOMS_TAKEN: gettext_lazy("all online rooms taken"),
    Cause.INTERPRETERS_TAKEN: gettext_lazy("all interpreters taken"),
    Cause.INTERPRETERS_HELD_BACK: gettext_lazy("interpreters due a break or too far away"),
    Cause.RESTING: gettext_lazy("one side needs time to eat or between two meetings"),
    Cause.TOO_FAR: gettext_lazy("the way between two halls is too long"),
    Cause.PRECEDENCE: gettext_lazy("another meeting has to come first"),
    Cause.COULD_BE_HELD: gettext_lazy("would still fit"),
}
