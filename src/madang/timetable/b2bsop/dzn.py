"""Reads the published instances: MiniZinc data (``.dzn``) of the B2BSOP.

The text assigns eleven names. ``requested`` has a row ``first, second, session`` for each meeting (session 1
morning, 2 afternoon, 3 any); ``fixed`` has the slot of each meeting or 0; ``precedences`` the meetings before
each; ``forbidden`` the slots closed to each participant, with 0 for none. ``meetingsxBusiness`` (meetings by
participant, each number one higher than the meeting's) and ``nMeetingsBusiness`` repeat what ``requested``
says; they may be missing, and where they stand they must agree.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from madang.timetable.b2bsop.instance import Instance, Meeting, Session
from madang.timetable.problem import ProblemError
from madang.timetable.schema import FormatError

Row = tuple[int, ...]
Numbers = frozenset[int]
Value = int | Numbers | list[int | Numbers | Row]

TOKEN = re.compile(
    r"(?P<space>\s+|%[^\n]*|/\*.*?\*/)|(?P<number>-?\d+)|(?P<name>[A-Za-z]\w*)|(?P<mark>\[\||\|\]|\.\.|[\[\]{}=,;|])",
    re.DOTALL | re.ASCII,
)
SESSIONS = {1: Session.MORNING, 2: Session.AFTERNOON, 3: Session.ANY}
MOST = 1_000_000
"""No number in an instance is greater; a set such as 1..9999999999 would fill the memory."""


def read_dzn(text: str) -> Instance:
    """The instance that the text of a ``.dzn`` file describes.

    Raises:
        FormatError: if the text is no such data; ``where`` is the line, such as ``line 12``.
    """
    return _Fields(_Reader(text).assignments()).instance()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A value with its line, and for an array the line of each item."""

    value: Value
    line: int
    lines: Sequence[int] = ()


def _fail(message: str, line: int) -> FormatError:
    return FormatError(message, where=f"line {line}")


def _tokens(text: str) -> Iterator[_Token]:
    line, position = 1, 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise _fail(f"{text[position]!r} has no meaning here", line)
        if match.lastgroup != "space":
            yield _Token(match.lastgroup or "", match.group(), line)
        line += match.group().count("\n")
        position = match.end()
    yield _Token("end", "the end of the file", line)


class _Reader:
    """Reads the grammar: ``name = value;`` with whole numbers, sets, ranges, and arrays of one or two
    dimensions.
    """

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = next(self._tokens)

    def assignments(self) -> dict[str, _Assignment]:
        found: dict[str, _Assignment] = {}
        while self._next.kind != "end":
            name = self._take_kind("name", "a name such as nTables")
            if name.text in found:
                raise _fail(f"{name.text} is assigned a second time", name.line)
            self._take("=")
            found[name.text] = self._value(name.line)
            if self._next.kind != "end":
                self._take(";")
        return found

    def _value(self, line: int) -> _Assignment:
        if self._next.text == "[|":
            return self._array(line, "|]", self._row)
        if self._next.text == "[":
            return self._array(line, "]", self._item)
        return _Assignment(self._item(), line)

    def _array(self, line: int, end: str, read: Callable[[], Row | int | Numbers]) -> _Assignment:
        """Items until ``end``, between marks (``,`` or ``|``) of which the last may stand before the end."""
        mark = "|" if end == "|]" else ","
        items: list[int | Numbers | Row] = []
        lines: list[int] = []
        self._move()
        while self._next.text != end:
            lines.append(self._next.line)
            items.append(read())
            if self._next.text != end:
                self._take(mark)
        self._move()
        return _Assignment(items, line, lines)

    def _row(self) -> Row:
        numbers = [self._number()]
        while self._next.text == ",":
            self._move()
            if self._next.text in {"|", "|]"}:
                break
            numbers.append(self._number())
        return tuple(numbers)

    def _item(self) -> int | Numbers:
        if self._next.text == "{":
            return self._set()
        first = self._number()
        if self._next.text != "..":
            return first
        self._move()
        return frozenset(range(first, self._number() + 1))

    def _set(self) -> Numbers:
        numbers: set[int] = set()
        self._move()
        while self._next.text != "}":
            numbers.add(self._number())
            if self._next.text != "}":
                self._take(",")
        self._move()
        return frozenset(numbers)

    def _number(self) -> int:
        token = self._take_kind("number", "a whole number")
        if len(token.text) > len(str(MOST)) or abs(int(token.text)) > MOST:
            raise _fail(f"{token.text[:20]} is too great a number", token.line)
        return int(token.text)

    def _take(self, mark: str) -> None:
        if self._next.text != mark:
            raise self._unexpected(repr(mark))
        self._move()

    def _take_kind(self, kind: str, what: str) -> _Token:
        if self._next.kind != kind:
            raise self._unexpected(what)
        return self._move()

    def _move(self) -> _Token:
        token, self._next = self._next, next(self._tokens, self._next)
        return token

    def _unexpected(self, wanted: str) -> FormatError:
        found = self._next.text if self._next.kind == "end" else repr(self._next.text)
        return _fail(f"expected {wanted}, found {found}", self._next.line)


class _Fields:
    """Makes the instance of the assignments; knows the line of everything it refuses."""

    def __init__(self, assignments: dict[str, _Assignment]) -> None:
        self._given = assignments
        for name, assignment in assignments.items():
            if name not in NAMES:
                raise _fail(f"{name} is not known; known are {', '.join(NAMES)}", assignment.line)

    def instance(self) -> Instance:
        participants, slots = self._count("nBusiness"), self._count("nTotalSlots")
        morning, tables = self._count("nMorningSlots"), self._count("nTables")
        if morning > slots:
            raise self._refuse("nMorningSlots", f"must be at most {slots}, as nTotalSlots says")
        meetings = self._meetings(participants, slots)
        self._check_repetitions(participants, meetings)
        forbidden = self._sets("forbidden", participants, "nBusiness", range(slots + 1))
        try:
            return Instance(
                participants, slots, morning, tables, meetings, tuple(closed - {0} for closed in forbidden)
            )
        except ProblemError as error:
            raise FormatError(error.message, where=error.where) from error

    def _meetings(self, participants: int, slots: int) -> tuple[Meeting, ...]:
        count = self._count("nMeetings")
        rows = self._rows(count, participants)
        fixed = self._numbers("fixed", count, "nMeetings", range(slots + 1))
        after = self._sets("precedences", count, "nMeetings", range(1, count + 1))
        return tuple(
            Meeting(first, second, SESSIONS[session], slot or None, before)
            for (first, second, session), slot, before in zip(rows, fixed, after, strict=True)
        )

    def _rows(self, count: int, participants: int) -> Sequence[Row]:
        rows = cast("Sequence[Row]", self._items("requested", count, "nMeetings", tuple))
        for index, row in enumerate(rows):
            if len(row) != 3:
                raise self._refuse(
                    "requested", "a row has three numbers: two participants and a session", index
                )
            for participant in row[:2]:
                self._check_range("requested", participant, range(1, participants + 1), index)
            self._check_range("requested", row[2], range(1, 4), index)
            if row[0] == row[1]:
                raise self._refuse("requested", f"participant {row[0]} cannot meet itself", index)
        return rows

    def _check_repetitions(self, participants: int, meetings: Sequence[Meeting]) -> None:
        """What is said twice must be said alike: nobody could tell which of the two is meant."""
        own: list[set[int]] = [set() for _ in range(participants)]
        for number, meeting in enumerate(meetings, 1):
            own[meeting.first - 1].add(number)
            own[meeting.second - 1].add(number)
        if "nMeetingsBusiness" in self._given:
            counts = self._numbers("nMeetingsBusiness", participants, "nBusiness", range(len(meetings) + 1))
            for index, told in enumerate(counts):
                if told != len(own[index]):
                    message = f"participant {index + 1} has {len(own[index])} rows in requested, not {told}"
                    raise self._refuse("nMeetingsBusiness", message, index)
        if "meetingsxBusiness" in self._given:
            listed = self._sets("meetingsxBusiness", participants, "nBusiness", range(1, len(meetings) + 2))
            for index, numbers in enumerate(listed):
                if {number - 1 for number in numbers} - {0} != own[index]:
                    message = f"participant {index + 1} has other meetings in requested"
                    raise self._refuse("meetingsxBusiness", message, index)

    def _count(self, name: str) -> int:
        value = self._find(name).value
        if not isinstance(value, int):
            raise self._refuse(name, "must be a whole number")
        if value < 0:
            raise self._refuse(name, "must not be negative")
        return value

    def _numbers(self, name: str, count: int, counted: str, allowed: range) -> list[int]:
        numbers = cast("list[int]", self._items(name, count, counted, int))
        for index, number in enumerate(numbers):
            self._check_range(name, number, allowed, index)
        return numbers

    def _sets(self, name: str, count: int, counted: str, allowed: range) -> list[Numbers]:
        sets = cast("list[Numbers]", self._items(name, count, counted, frozenset))
        for index, numbers in enumerate(sets):
            for number in sorted(numbers):
                self._check_range(name, number, allowed, index)
        return sets

    def _items(self, name: str, count: int, counted: str, kind: type) -> list[int | Numbers | Row]:
        value = self._find(name).value
        if not isinstance(value, list):
            raise self._refuse(name, "must be an array")
        for index, item in enumerate(value):
            if not isinstance(item, kind):
                raise self._refuse(name, f"each item must be {KINDS[kind]}", index)
        if len(value) != count:
            raise self._refuse(name, f"has {len(value)} items, but {counted} is {count}")
        return value

    def _check_range(self, name: str, number: int, allowed: range, index: int) -> None:
        if number not in allowed:
            message = f"{number} is not a number from {allowed.start} to {allowed.stop - 1}"
            raise self._refuse(name, message, index)

    def _find(self, name: str) -> _Assignment:
        if name not in self._given:
            raise FormatError(f"is missing: the file must assign {name}", where=name)
        return self._given[name]

    def _refuse(self, name: str, message: str, index: int | None = None) -> FormatError:
        assignment = self._given[name]
        item = "" if index is None else f", item {index + 1}"
        return _fail(
            f"{name}{item}: {message}", assignment.line if index is None else assignment.lines[index]
        )


KINDS = {int: "a whole number", frozenset: "a set such as {1, 2}", tuple: "a row such as | 1, 2, 3"}
NAMES = (
    "nBusiness",
    "nMeetings",
    "nTables",
    "nTotalSlots",
    "nMorningSlots",
    "requested",
    "meetingsxBusiness",
    "nMeetingsBusiness",
    "forbidden",
    "fixed",
    "precedences",
)
