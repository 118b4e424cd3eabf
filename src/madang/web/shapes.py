"""What the components show, as plain frozen values that the pages fill and the tags draw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

# What stands before a name without being one: the form of the company, a quotation mark.
_BEFORE_A_NAME = re.compile(r"(?:㈜|\(주\)|주식회사|(?:ООО|ПАО|АО|ИП)\b|[\s«“\"'])+")


class Tone(StrEnum):
    """Why a thing is coloured. The colour is never all that tells it."""

    PLAIN = ""
    ACT = "act"
    HAND = "hand"
    LATE = "late"


@dataclass(frozen=True)
class Figure:
    """A number with its denominator: 196 / 200 arrived."""

    label: Words
    value: str | int
    of: str | int = ""
    note: Words = ""
    tone: Tone = Tone.PLAIN
    url: str = ""


@dataclass(frozen=True)
class Chip:
    label: Words
    tone: Tone = Tone.PLAIN
    url: str = ""


@dataclass(frozen=True)
class Beneath:
    """One more line of a half: whose words they are, and the words."""

    origin: Words
    wording: str
    language: str = ""


@dataclass(frozen=True)
class Half:
    """One side of a match: what it seeks in the reader's language; beneath, whose other words say it."""

    heading: Words
    wording: str
    language: str = ""
    beneath: Sequence[Beneath] = ()


@dataclass(frozen=True)
class Match:
    """Two facing halves, who the other is and why; how good it is as a number, or in words with dots."""

    name: str
    url: str
    you_seek: Half
    they_seek: Half
    name_language: str = ""
    name_beside: str = ""
    name_beside_language: str = ""
    line: Words = ""
    is_verified: bool = False
    score: int | None = None
    band: Words = ""
    rank: int = 0
    reasons: Sequence[Chip] = ()
    level: int = 2

    @property
    def initial(self) -> str:
        """The letter on its plate: of the name in its own script."""
        name = self.name_beside or self.name
        form = _BEFORE_A_NAME.match(name)
        return (name[form.end() :] if form else name)[:1] or name[:1]

    @property
    def initial_language(self) -> str:
        return self.name_beside_language if self.name_beside else self.name_language


class State(StrEnum):
    """What a cell of the timetable is. Drawn by colour, and by a sign or a word."""

    NOW = "now"
    DONE = "done"
    PLANNED = "planned"
    FREE = "free"
    LATE = "late"
    ABSENT = "absent"
    CHANGED = "changed"
    CLOSED = "closed"

    @property
    def label(self) -> Words:
        return STATE_LABELS[self]

    @property
    def is_told_in_words(self) -> bool:
        """What needs a hand says so in the cell itself."""
        return self in {State.LATE, State.ABSENT, State.CHANGED}


STATE_LABELS: dict[State, Words] = {
    State.NOW: pgettext_lazy("meeting", "in progress"),
    State.DONE: pgettext_lazy("meeting", "held"),
    State.PLANNED: pgettext_lazy("meeting", "planned"),
    State.FREE: pgettext_lazy("slot", "free"),
    State.LATE: pgettext_lazy("meeting", "late"),
    State.ABSENT: pgettext_lazy("meeting", "no-show"),
    State.CHANGED: pgettext_lazy("meeting", "changed"),
    State.CLOSED: pgettext_lazy("slot", "closed"),
}


@dataclass(frozen=True)
class Column:
    """A slot, or (`is_break`) the gap of a break, whose cells are closed."""

    label: Words
    is_now: bool = False
    is_break: bool = False


@dataclass(frozen=True)
class Cell:
    """One table, or company, in one slot. `title` says in words who meets whom; `mark` is what it shows.

    In a grid that is arranged by hand, `spot` names the cell, and `carries` what can be picked up there.
    """

    state: State
    title: Words = ""
    mark: Words = ""
    url: str = ""
    key: str = ""
    spot: str = ""
    carries: str = ""
    is_pinned: bool = False


@dataclass(frozen=True)
class Row:
    label: Words
    cells: Sequence[Cell]
    url: str = ""


@dataclass(frozen=True)
class Grid:
    """The timetable as a picture: rows are tables or companies, columns slots, a cell for each."""

    caption: Words
    corner: Words
    columns: Sequence[Column]
    rows: Sequence[Row]
    is_arranged: bool = False

    @property
    def states(self) -> list[State]:
        """The states that occur, in their fixed order: the key of the picture."""
        found = {cell.state for row in self.rows for cell in row.cells}
        return [state for state in State if state in found and state is not State.CLOSED]


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart. `of` is the whole that its share is drawn of; without it, the largest bar."""

    label: Words
    value: float
    shown: str = ""
    of: float = 0
    tone: Tone = Tone.ACT
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture and its table in one: each line has its label, its bar and its number."""

    caption: Words
    label_heading: Words
    value_heading: Words
    bars: Sequence[Bar]

    @property
    def largest(self) -> float:
        return max((max(bar.value, bar.of) for bar in self.bars), default=0) or 1


@dataclass(frozen=True)
class HeatRow:
    label: Words
    values: Sequence[int]


@dataclass(frozen=True)
class Heat:
    """How full each slot of each row is, in six steps of one colour, the number in every cell."""

    caption: Words
    corner: Words
    columns: Sequence[Words]
    rows: Sequence[HeatRow]
    full: int = 0

    @property
    def top(self) -> int:
        return self.full or max((value for row in self.rows for value in row.values), default=0) or 1

    def step(self, value: int) -> int:
        """0 for nothing, 1 to 5 for its fifth of what is full."""
        return min(5, -(-5 * value // self.top)) if value > 0 else 0


@dataclass(frozen=True)
class Load:
    """What is needed of something in one slot, what is used of it, and what is there."""

    needed: int
    used: int
    there: int

    @property
    def is_short(self) -> bool:
        return self.needed > self.there


@dataclass(frozen=True)
class LoadRow:
    label: Words
    loads: Sequence[Load]


@dataclass(frozen=True)
class Loads:
    """Over the slots of a day, how much is needed of each thing, beside how much there is."""

    caption: Words
    corner: Words
    columns: Sequence[Words]
    rows: Sequence[LoadRow]


@dataclass(frozen=True)
class Gain:
    """What one addition brings: found, and at most."""

    label: Words
    meetings: str
    found: float
    most: float
    shown: str


@dataclass(frozen=True)
class Gains:
    caption: Words
    headings: Sequence[Words]
    rows: Sequence[Gain]

    @property
    def largest(self) -> float:
        return max((gain.most for gain in self.rows), default=0) or 1


@dataclass(frozen=True)
class Appointment:
    """One line of a company's day. `end` is shown only where it is given."""

    start: datetime
    title: str
    line: Words = ""
    end: datetime | None = None
    url: str = ""
    language: str = ""
    news: Words = ""
    is_free: bool = False
    hint: Words = ""
    hint_url: str = ""


@dataclass(frozen=True)
class Tab:
    label: Words
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Pair:
    """A term and what is said of it."""

    term: Words
    description: object
    url: str = ""


@dataclass(frozen=True)
class Task:
    """Something that needs a hand: what, why, and its one best action."""

    title: Words
    line: Words = ""
    tone: Tone = Tone.HAND
    action: Words = ""
    url: str = ""
    other: Words = ""
    other_url: str = ""


@dataclass(frozen=True)
class Step:
    """One step of something that is walked through in order."""

    label: Words
    line: Words = ""
    is_done: bool = False
    is_current: bool = False
    url: str = ""

    @property
    def said(self) -> Words:
        if self.is_done:
            return _("done")
        return _("now") if self.is_current else _("to come")


@dataclass(frozen=True)
class Moment:
    """A moment in the reader's zone, and the fair's beside it where that differs."""

    at: datetime
    own: str
    own_place: str
    fair: str = ""
    fair_place: str = ""
    day_differs: bool = False


@dataclass(frozen=True)
class Clock:
    """One half of the pill: a place and the time there."""

    place: str
    zone: str
    time: str
    now: datetime


@dataclass(frozen=True)
class Errors:
    """What a form asks to be mended: each with the field to go to."""

    lines: Sequence[tuple[str, str, str]] = field(default_factory=tuple)  # id, label, sentence

    @classmethod
    def of(cls, forms: Sequence[object]) -> Self:
        return cls(tuple(line for form in forms for line in _mistakes(form)))


def _mistakes(form: object) -> list[tuple[str, str, str]]:
    errors = getattr(form, "errors", {})
    return [
        (_anchor(form, name), _label(form, name), str(sentence))
        for name, sentences in errors.items()
        for sentence in sentences
    ]


def _anchor(form: object, name: str) -> str:
    """The box to go to; a group of boxes has none of its own, and is gone to as a whole."""
    if name not in getattr(form, "fields", {}):
        return ""
    field = form[name]  # type: ignore[index]
    return field.id_for_label or f"{field.auto_id}_field"


def _label(form: object, name: str) -> str:
    fields = getattr(form, "fields", {})
    return str(form[name].label) if name in fields else ""  # type: ignore[index]
