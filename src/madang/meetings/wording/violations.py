"""What stands in the way of a meeting somewhere, in a sentence, and what the organiser can do about it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from madang import timetable
from madang.fairs.models import Participation
from madang.meetings.models import Ban
from madang.meetings.wording.pairs import joined
from madang.meetings.wording.unscheduled import RULED_OUT, pairs_words
from madang.timetable import Rule, Violation


@dataclass(frozen=True)
class Obstacles:
    """Speaks of one request in its surroundings; `names` are those of all companies around, by key."""

    request: str
    problem: timetable.Problem
    names: Mapping[str, str]
    is_banned: bool = False

    @classmethod
    def of(cls, problem: timetable.Problem, request: int) -> "Obstacles":
        """Two queries."""
        rows = Participation.objects.filter(pk__in=[int(key) for key in problem.participant_by_id])
        names = {str(row.pk): str(row.organisation) for row in rows.select_related("organisation")}
        return cls(str(request), problem, names, is_banned=bool(Ban.objects.ruled_out([request])))

    def facts(self, fit: timetable.Fit) -> list[str]:
        """Why it cannot be there, whatever binds most first; empty where it can.

        Each reason stands once, and each meeting that is in the way.
        """
        said: dict[str, None] = {}
        blamed: set[str] = set()
        for broken in sorted(fit.broken, key=lambda broken: ORDER[broken.rule]):
            rivals = set(self._rivals(broken))
            if not rivals or rivals - blamed:
                said[self._fact(broken)] = None
            blamed |= rivals
        return list(said)

    def refusal(self, fit: timetable.Fit) -> str:
        """Why it cannot be there, and what to do."""
        first = min(fit.broken, key=lambda broken: ORDER[broken.rule])
        advice = ADVICE.get(first.rule, gettext_lazy("Choose another slot."))
        return " ".join([*self.facts(fit)[:2], str(advice)])

    def _fact(self, broken: Violation) -> str:
        return SENTENCES[broken.rule](self, broken)

    def _name(self, broken: Violation) -> str:
        return self.names.get(next(iter(broken.participants), ""), "")

    def _rivals(self, broken: Violation) -> Iterator[str]:
        """The other requests that it gets in the way of."""
        return (key for key in broken.requests if key != self.request)

    def _pair(self, broken: Violation) -> str:
        for key in self._rivals(broken):
            rival = self.problem.request_by_id[key]
            return joined(self.names.get(rival.a, ""), self.names.get(rival.b, ""))
        return ""

    # -- one sentence for each rule

    def away(self, broken: Violation) -> str:
        return _("%(name)s is away then.") % {"name": self._name(broken)}

    def busy(self, broken: Violation) -> str:
        [who, *_rest] = broken.participants
        rivals = [self.problem.request_by_id[key] for key in self._rivals(broken)]
        partners = [self.names.get(row.b if row.a == who else row.a, "") for row in rivals]
        return _("%(name)s meets %(others)s then.") % {
            "name": self._name(broken),
            "others": ", ".join(partners),
        }

    def at_maximum(self, broken: Violation) -> str:
        most = int(broken.allowed or 0)
        return ngettext(
            "%(name)s wished for %(most)s meeting at most and has it.",
            "%(name)s wished for %(most)s meetings at most and has them.",
            most,
        ) % {"name": self._name(broken), "most": most}

    def resting(self, broken: Violation) -> str:
        return _("%(name)s would have no time left to eat.") % {"name": self._name(broken)}

    def hurried(self, broken: Violation) -> str:
        return _("%(name)s has another meeting too soon before or after it.") % {"name": self._name(broken)}

    def far(self, broken: Violation) -> str:
        if not broken.participants:
            return self.no_interpreter(broken)
        return _("%(name)s could not walk from hall to hall in time.") % {"name": self._name(broken)}

    def vetoed(self, _broken: Violation) -> str:
        if self.is_banned:
            return str(RULED_OUT)
        return _("One of the two companies is no longer interested.")

    def table_taken(self, broken: Violation) -> str:
        return _("This table is taken then: %(pair)s.") % {"pair": self._pair(broken)}

    def room_taken(self, broken: Violation) -> str:
        return _("This online room is taken then: %(pair)s.") % {"pair": self._pair(broken)}

    def no_interpreter(self, _broken: Violation) -> str:
        wish = self.problem.request_by_id[self.request]
        return _("No interpreter for %(pairs)s is free then.") % {
            "pairs": pairs_words(sorted(self.problem.pairs_of(wish)))
        }


def _plain(words: StrOrPromise) -> Callable[[Obstacles, Violation], str]:
    return lambda _obstacles, _broken: str(words)


INTERPRETERS = (
    Rule.INTERPRETER_MISSING,
    Rule.INTERPRETER_TAKEN,
    Rule.INTERPRETER_AWAY,
    Rule.INTERPRETER_NO_BREAK,
    Rule.INTERPRETER_OVER_HOURS,
    Rule.INTERPRETER_LANGUAGES,
    Rule.INTERPRETER_ATTENDANCE,
    Rule.RELAY,
    Rule.INTERPRETER_UNKNOWN,
)
#: Rules about documents and figures. Meetings that the house itself places do not break them.
OF_DOCUMENTS = (
    Rule.UNKNOWN_REQUEST,
    Rule.HELD_TWICE,
    Rule.WRONG_PARTIES,
    Rule.UNKNOWN_SLOT,
    Rule.FIXED_MOVED,
    Rule.WRONG_UNSCHEDULED,
    Rule.WRONG_VALUE,
    Rule.ABOVE_BOUND,
)
SENTENCES: dict[Rule, Callable[[Obstacles, Violation], str]] = {
    Rule.VETOED: Obstacles.vetoed,
    Rule.SLOT_NOT_ALLOWED: _plain(gettext_lazy("The organiser ruled this slot out for this meeting.")),
    Rule.NOT_AVAILABLE: Obstacles.away,
    Rule.OVER_CAPACITY: Obstacles.busy,
    Rule.OVER_MAXIMUM: Obstacles.at_maximum,
    Rule.REST: Obstacles.resting,
    Rule.BUFFER: Obstacles.hurried,
    Rule.WALK: Obstacles.far,
    Rule.PLACE_TAKEN: Obstacles.table_taken,
    Rule.PLACE_MISSING: _plain(gettext_lazy("No table is free then.")),
    Rule.PLACE_CLOSED: _plain(gettext_lazy("This table cannot be used then.")),
    Rule.PLACE_UNKNOWN: _plain(gettext_lazy("This table cannot be used then.")),
    Rule.ROOM_TAKEN: Obstacles.room_taken,
    Rule.ROOM_MISSING: _plain(gettext_lazy("No online room is free then.")),
    Rule.ROOM_CLOSED: _plain(gettext_lazy("This online room cannot be used then.")),
    Rule.ROOM_UNKNOWN: _plain(gettext_lazy("This online room cannot be used then.")),
    **dict.fromkeys(INTERPRETERS, Obstacles.no_interpreter),
    Rule.PLACE_NOT_NEEDED: _plain(gettext_lazy("This meeting is held online, without a table.")),
    Rule.ROOM_NOT_NEEDED: _plain(gettext_lazy("This meeting is held at a table, not online.")),
    Rule.INTERPRETER_NOT_NEEDED: _plain(gettext_lazy("This meeting needs no interpreter.")),
    Rule.PRECEDENCE: _plain(gettext_lazy("Another meeting has to come first.")),
    **dict.fromkeys(OF_DOCUMENTS, _plain(gettext_lazy("A rule of the fair stands against it."))),
}
#: What is said first: what no other slot or table would mend, then people, then places.
ORDER = {rule: index for index, rule in enumerate(SENTENCES)}
MOVE_FIRST = gettext_lazy("Move that meeting first, or choose another slot.")
ADVICE: dict[Rule, StrOrPromise] = {
    Rule.VETOED: gettext_lazy("It can be placed once that has changed."),
    Rule.SLOT_NOT_ALLOWED: gettext_lazy("Choose another slot, or lift the ban first."),
    Rule.NOT_AVAILABLE: gettext_lazy("Choose another slot, or change when it can meet."),
    Rule.OVER_CAPACITY: MOVE_FIRST,
    Rule.OVER_MAXIMUM: gettext_lazy("Take another meeting out first, or change how many it wishes for."),
    Rule.PLACE_TAKEN: gettext_lazy("Choose another table, or move that meeting first."),
    Rule.ROOM_TAKEN: gettext_lazy("Choose another room, or move that meeting first."),
}
AWAY = gettext_lazy("its interpreter cannot help then")
CLOSED = gettext_lazy("its table or room cannot be used then")
OTHER_FORM = gettext_lazy("it takes another kind of place now")
#: The same in half a sentence without names, of meetings that were to stay where they are.
FRAGMENTS: dict[Rule, StrOrPromise] = {
    Rule.SLOT_NOT_ALLOWED: gettext_lazy("it is ruled out then"),
    Rule.NOT_AVAILABLE: gettext_lazy("one of the two is away then"),
    Rule.OVER_CAPACITY: gettext_lazy("one of the two has another meeting then"),
    Rule.OVER_MAXIMUM: gettext_lazy("one of the two already has its most meetings"),
    Rule.REST: gettext_lazy("one of the two would have no time to eat"),
    Rule.BUFFER: gettext_lazy("the time between two meetings is too short"),
    Rule.WALK: gettext_lazy("the way between two halls is too long"),
    Rule.VETOED: gettext_lazy("the two no longer want to meet"),
    Rule.PLACE_MISSING: gettext_lazy("no table is left for it then"),
    Rule.PLACE_NOT_NEEDED: OTHER_FORM,
    Rule.PLACE_UNKNOWN: CLOSED,
    Rule.PLACE_CLOSED: CLOSED,
    Rule.PLACE_TAKEN: gettext_lazy("another meeting has its table then"),
    Rule.ROOM_MISSING: gettext_lazy("no online room is left for it then"),
    Rule.ROOM_NOT_NEEDED: OTHER_FORM,
    Rule.ROOM_UNKNOWN: CLOSED,
    Rule.ROOM_CLOSED: CLOSED,
    Rule.ROOM_TAKEN: gettext_lazy("another meeting has its room then"),
    Rule.INTERPRETER_MISSING: gettext_lazy("no interpreter is left for it then"),
    Rule.INTERPRETER_NOT_NEEDED: gettext_lazy("it needs no interpreter any more"),
    Rule.INTERPRETER_UNKNOWN: AWAY,
    Rule.INTERPRETER_LANGUAGES: gettext_lazy("its interpreter does not speak both languages"),
    Rule.INTERPRETER_ATTENDANCE: gettext_lazy("its interpreter does not work in this form of meeting"),
    Rule.RELAY: gettext_lazy("two interpreters may not work in a row"),
    Rule.INTERPRETER_AWAY: AWAY,
    Rule.INTERPRETER_TAKEN: gettext_lazy("its interpreter is at another meeting then"),
    Rule.INTERPRETER_NO_BREAK: gettext_lazy("its interpreter would have no rest"),
    Rule.INTERPRETER_OVER_HOURS: gettext_lazy("its interpreter would work too long"),
    Rule.PRECEDENCE: gettext_lazy("another meeting has to come first"),
    **dict.fromkeys(OF_DOCUMENTS, gettext_lazy("a rule of the fair stands against it")),
}
