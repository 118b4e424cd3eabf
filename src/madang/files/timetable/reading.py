"""From files to problems and timetables; what is wrong with one is a sentence that says what and where."""

import codecs
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from madang.config.processes.preflight import CannotRun
from madang.files.terminal.reading import read_bytes
from madang.files.timetable.sentences import Names, violation
from madang.timetable import (
    FormatError,
    Problem,
    ProblemError,
    Rule,
    Timetable,
    problem_from_json,
    timetable_from_json,
    validate,
)
from madang.timetable.b2bsop import Instance, instance_from_json, read_dzn

Read = TypeVar("Read")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
FIGURES = {Rule.WRONG_VALUE, Rule.WRONG_UNSCHEDULED, Rule.ABOVE_BOUND}
DIGITS = 20


def read_problem(path: Path) -> Problem | Instance:
    """The problem in a file, recognised by its content: a fair (JSON) or an instance (``.dzn`` or JSON)."""
    text = read_text(path)
    if text.lstrip()[:1] not in {"{", "["}:
        return refused(path, read_dzn, text)
    document = _parsed(path, text)
    match document:
        case {"requests": _}:
            return refused(path, problem_from_json, document)
        case {"tables": _, "slots": _}:
            return refused(path, instance_from_json, document)
        case {"status": _} | {"unscheduled": _}:
            raise CannotRun(f"{path} is a timetable, and a problem is wanted here.")
    raise CannotRun(
        f"{path} is no problem: a fair has the fields slots, participants and requests, "
        "a B2BSOP instance participants, slots, morning, tables and meetings."
    )


def read_fair(path: Path) -> Problem:
    """The problem of a fair in a file."""
    problem = read_problem(path)
    if isinstance(problem, Instance):
        raise CannotRun(f"{path} is a B2BSOP instance, and the problem of a fair is wanted here.")
    return problem


def read_timetable(path: Path, problem: Problem) -> Timetable:
    """The timetable of a fair in a file."""
    document = read_document(path)
    if "requests" in document:
        raise CannotRun(f"{path} is a problem, and a timetable is wanted here.")
    if "breaks" in document:
        raise CannotRun(f"{path} is the timetable of a B2BSOP instance, and the problem is that of a fair.")
    timetable = refused(path, timetable_from_json, document)
    _check_belongs(path, timetable, problem)
    return timetable


def read_document(path: Path) -> Mapping[str, Any]:
    """The JSON object in a file."""
    document = read_json(path)
    if not isinstance(document, dict):
        raise CannotRun(f"{path}: must be a JSON object, and is not.")
    return document


def read_json(path: Path) -> object:
    """The JSON value in a file."""
    return _parsed(path, read_text(path))


def refused(path: Path, read: Callable[[Any], Read], content: object) -> Read:
    """What ``read`` makes of the content; what it has against it becomes a sentence with the file's name."""
    try:
        return read(content)
    except (FormatError, ProblemError) as error:
        raise CannotRun(f"{path}: {error}.") from None


def read_text(path: Path) -> str:
    content = read_bytes(path)
    if content.startswith(UTF_16):
        raise CannotRun(f"{path} is UTF-16: save it as UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CannotRun(f"{path}: line {line} is not UTF-8: save it as UTF-8.") from None
    if not text.strip():
        raise CannotRun(f"{path} is empty.")
    return text


def _parsed(path: Path, text: str) -> object:
    try:
        return json.loads(text, parse_constant=_no_number, parse_int=_whole, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CannotRun(f"{path}: {where}: is not JSON: {error.msg}.") from None
    except RecursionError:
        raise CannotRun(f"{path}: is nested too deeply.") from None
    except ValueError as error:
        raise CannotRun(f"{path}: {error}.") from None


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError(f"the number {digits[:DIGITS]}… is too large")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise ValueError(f"the field {twice!r} stands twice in one object")
    return found


def _check_belongs(path: Path, timetable: Timetable, problem: Problem) -> None:
    """Refuse a timetable of which no request is known: it is that of another problem."""
    named = {meeting.request for meeting in timetable.meetings} | set(timetable.unscheduled)
    if named and not named & problem.request_by_id.keys():
        example = min(named)
        raise CannotRun(f"{path} is the timetable of another problem: none has a request {example!r}.")


def read_valid_timetable(path: Path, problem: Problem) -> Timetable:
    """The timetable of a fair in a file, if it keeps the problem's rules; its figures may be missing."""
    timetable = read_timetable(path, problem)
    broken = [one for one in validate(problem, timetable) if one.rule not in FIGURES]
    if broken:
        raise CannotRun(
            f"{path} breaks rules of its problem ({len(broken)}; the first: "
            f"{violation(broken[0], Names(problem))}). Mend it first: `madang timetable validate` lists all."
        )
    return timetable
