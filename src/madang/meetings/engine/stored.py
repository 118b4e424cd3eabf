"""What a version keeps as JSON of the engine's answers, and the classes that it is read and written as.

The names in the JSON are written out here: renaming a class changes nothing that is stored. All keys are
primary keys, slots too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django.db.models import F, Func, JSONField, Value

from madang.core.models import Work
from madang.meetings.models import TimetableVersion
from madang.timetable import Cause, Motive, Rule
from madang.timetable.explaining.remedy import StepKind

Json = dict[str, Any]


class OrganisersCause(StrEnum):
    """Why a request is not held though the engine would hold it."""

    TAKEN_OUT = "taken_out"


CAUSES: Mapping[str, Cause | OrganisersCause] = {
    cause.value: cause for kind in (Cause, OrganisersCause) for cause in kind
}
STEP_KINDS = {kind.value: kind for kind in StepKind}


@dataclass(frozen=True)
class BindingReason:
    """Why a request has no slot: what binds, in which slots, for whom, and which meetings are there."""

    cause: Cause | OrganisersCause
    slots: tuple[int, ...] = ()
    participant: int | None = None
    pairs: tuple[tuple[str, ...], ...] = ()
    rivals: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            cause=CAUSES[data["cause"]],
            slots=tuple(data.get("slots", ())),
            participant=data.get("participant"),
            pairs=tuple(map(tuple, data.get("pairs", ()))),
            rivals=tuple(data.get("rivals", ())),
        )

    def as_json(self) -> Json:
        return {
            "cause": self.cause.value,
            "slots": list(self.slots),
            "participant": self.participant,
            "pairs": [list(pair) for pair in self.pairs],
            "rivals": list(self.rivals),
        }


@dataclass(frozen=True)
class RemedyStep:
    """One step that would help. Which fields it has depends on its kind, as in the engine."""

    kind: StepKind
    slot: int | None = None
    request: int | None = None
    participant: int | None = None
    pair: tuple[str, ...] | None = None
    hall: int | None = None
    first: int | None = None
    then: int | None = None
    a: int | None = None
    b: int | None = None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        pair = data.get("pair")
        return cls(
            kind=STEP_KINDS[data["step"]],
            slot=data.get("slot"),
            request=data.get("request"),
            participant=data.get("participant"),
            pair=tuple(pair) if pair else None,
            hall=data.get("hall"),
            first=data.get("first"),
            then=data.get("then"),
            a=data.get("a"),
            b=data.get("b"),
        )

    def as_json(self) -> Json:
        """Without the fields that it does not have."""
        written = {
            "step": self.kind.value,
            "slot": self.slot,
            "request": self.request,
            "participant": self.participant,
            "pair": list(self.pair) if self.pair else None,
            "hall": self.hall,
            "first": self.first,
            "then": self.then,
            "a": self.a,
            "b": self.b,
        }
        return {name: value for name, value in written.items() if value is not None}


@dataclass(frozen=True)
class Unscheduled:
    """A request that is not held.

    Attributes:
        reasons: what binds; the most binding first.
        remedy: the smallest change that would fit it; no steps if it fits as it is, None if nothing small
            helps.
        remedy_slot: the slot in which it would then be held.
    """

    request: int
    reasons: tuple[BindingReason, ...]
    remedy: tuple[RemedyStep, ...] | None = None
    remedy_slot: int | None = None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            request=int(data["request"]),
            reasons=tuple(map(BindingReason.from_json, data["reasons"])),
            remedy=_remedy(data.get("remedy")),
            remedy_slot=data.get("remedy_slot"),
        )

    def as_json(self) -> Json:
        return {
            "request": self.request,
            "reasons": [reason.as_json() for reason in self.reasons],
            "remedy": None if self.remedy is None else [step.as_json() for step in self.remedy],
            "remedy_slot": self.remedy_slot,
        }


def _remedy(steps: list[Json] | None) -> tuple[RemedyStep, ...] | None:
    """None also where a step is not known: a part of a remedy does not help."""
    if steps is None or any(step["step"] not in STEP_KINDS for step in steps):
        return None
    return tuple(map(RemedyStep.from_json, steps))


@dataclass(frozen=True)
class ChangeReason:
    """Why a proposal changes the meeting of a request: for whom or what, and for which other request."""

    request: int
    motive: Motive | None = None
    subject: int | None = None
    other: int | None = None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        motive = data.get("motive")
        return cls(
            request=int(data["request"]),
            motive=Motive(motive) if motive else None,
            subject=data.get("subject"),
            other=data.get("other"),
        )

    def as_json(self) -> Json:
        return {
            "request": self.request,
            "motive": self.motive.value if self.motive else None,
            "subject": self.subject,
            "other": self.other,
        }


@dataclass(frozen=True)
class LooseMeeting:
    """A meeting that was to stay in its slot and could not, with the rules against it."""

    request: int
    slot: int
    rules: tuple[Rule, ...]

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(int(data["request"]), data["slot"], tuple(map(Rule, data["rules"])))

    def as_json(self) -> Json:
        return {
            "request": self.request,
            "slot": self.slot,
            "rules": [rule.value for rule in self.rules],
        }


@dataclass(frozen=True)
class Contradiction:
    """Pinned meetings that cannot all be held, in a slot if it is about one, and what they break."""

    requests: tuple[int, ...]
    slot: int | None
    rules: tuple[Rule, ...]

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(tuple(data["requests"]), data["slot"], tuple(map(Rule, data["rules"])))

    def as_json(self) -> Json:
        return {
            "requests": list(self.requests),
            "slot": self.slot,
            "rules": [rule.value for rule in self.rules],
        }


def as_json(rows: Iterable[Unscheduled | ChangeReason | LooseMeeting | Contradiction]) -> list[Json]:
    """As a column of a version takes it."""
    return [row.as_json() for row in rows]


def unscheduled_requests(version: TimetableVersion) -> list[int]:
    """Which requests a version does not hold, without why: a fair of a thousand companies has hundreds."""
    return [int(data["request"]) for data in version.unscheduled]


def unscheduled_in(version: TimetableVersion, only: Collection[int] | None = None) -> dict[int, Unscheduled]:
    """By request, in the order in which they are stored: all, or `only` those of some requests."""
    return {
        int(data["request"]): Unscheduled.from_json(data)
        for data in version.unscheduled
        if only is None or int(data["request"]) in only
    }


def said_of(version: TimetableVersion, requests: Collection[int]) -> dict[int, Unscheduled]:
    """The same for who has not read the column: the database looks for them in its long list. One query."""
    if not requests:
        return {}
    found = Func(
        F("unscheduled"),
        Value("$[*] ? (@.request == $requests[*])"),
        Value({"requests": list(requests)}, JSONField()),
        function="jsonb_path_query_array",
        output_field=JSONField(),
    )
    said = TimetableVersion.objects.filter(pk=version.pk).values_list(found, flat=True).get()
    return {row.request: row for row in map(Unscheduled.from_json, said)}


def changes_in(version: TimetableVersion) -> dict[int, ChangeReason]:
    """Of a proposal, by request."""
    return {row.request: row for row in map(ChangeReason.from_json, version.changes)}


def loose_in(version: TimetableVersion) -> list[LooseMeeting]:
    return [LooseMeeting.from_json(data) for data in version.loosened]


def contradictions_in(work: Work) -> list[Contradiction]:
    """What kept a timetable from being made."""
    return [Contradiction.from_json(data) for data in work.detail.get("contradictions", ())]
