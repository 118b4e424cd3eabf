"""Problems and timetables as JSON-able values and back; pure, no files.

The document follows the dataclasses field by field: tuples and sets are arrays, times are ISO 8601 with their
offset, enumerations are their values, and a field at its default is left out.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from madang.timetable.problem import Problem
from madang.timetable.timetable import Timetable

Json = dict[str, Any]
LARGEST = 1e15
"""The largest amount; sums of larger ones would not be exact."""
MOST = 1_000_000_000
"""The largest whole number: nothing that is counted comes near it."""
DERIVED = frozenset({"share", "comfort", "conflict", "changes", "unfixed"})
"""Fields of documents of timetables that follow from the rest and are not read."""
NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", datetime: "a time"}


class FormatError(ValueError):
    """The JSON is not what it should be.

    Attributes:
        where: the place in the document, such as ``requests[3].value_a``.
    """

    def __init__(self, message: str, *, where: str) -> None:
        super().__init__(f"{where or 'document'}: {message}")
        self.message = message
        self.where = where


def problem_to_json(problem: Problem) -> Json:
    """The problem as a JSON-able dict."""
    return _record(problem)


def problem_from_json(document: object) -> Problem:
    """The problem that a JSON document describes.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
        ProblemError: if the fields contradict each other.
    """
    return cast("Problem", _read(Problem, document, ""))


def timetable_to_json(timetable: Timetable) -> Json:
    """The timetable as a JSON-able dict, with its share of the bound."""
    return _record(timetable) | {"share": timetable.share}


def timetable_from_json(document: object) -> Timetable:
    """The timetable that a JSON document describes.

    What follows from the rest is not read: ``share``, and what ``madang timetable solve`` and ``repair`` add.
    An item of ``unscheduled`` is a request's id, or an object of which only ``request``, the id, is read.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
    """
    if isinstance(document, Mapping):
        document = {key: _plain(key, value) for key, value in document.items() if key not in DERIVED}
    return cast("Timetable", _read(Timetable, document, ""))


def to_json(record: object) -> Json:
    """Any record of the engine (a frozen dataclass) as a JSON-able dict, without what is at its default."""
    return _record(record)


def json_schema(record: type) -> Json:
    """The JSON Schema (2020-12) of the documents of a record, such as ``Problem`` or ``Timetable``."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | _schema(record)


def _plain(name: str, value: object) -> object:
    """The unscheduled requests by their ids alone."""
    if name != "unscheduled" or not isinstance(value, list):
        return value
    return [item["request"] if isinstance(item, Mapping) and "request" in item else item for item in value]


def _record(record: Any) -> Json:
    return {
        field.name: _write(value)
        for field in fields(record)
        if (value := getattr(record, field.name)) != _default(field)
    }


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _write(value: object) -> object:
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return [_write(item) for item in sorted(value)]
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    return value


def _read(kind: Any, value: object, where: str) -> object:
    if isinstance(kind, UnionType):
        inner = next(option for option in get_args(kind) if option is not NoneType)
        return None if value is None else _read(inner, value, where)
    if get_origin(kind) in (tuple, frozenset):
        return _read_items(kind, value, where)
    if is_dataclass(kind):
        return read_record(cast("type", kind), value, where)
    if issubclass(kind, Enum):
        return _read_choice(kind, value, where)
    return _read_plain(kind, value, where)


def read_record(kind: type, value: object, where: str) -> object:
    """A frozen dataclass from a JSON object; ``where`` is its place in the document, for the error."""
    if not isinstance(value, Mapping):
        raise FormatError("must be an object", where=where)
    hints = get_type_hints(kind)
    prefix = f"{where}." if where else ""
    for name in value:
        if name not in hints:
            raise FormatError("is not known", where=f"{prefix}{name}")
    for field in fields(kind):
        if field.name not in value and _default(field) is MISSING:
            raise FormatError("is missing", where=f"{prefix}{field.name}")
    return kind(**{name: _read(hints[name], item, f"{prefix}{name}") for name, item in value.items()})


def _read_items(kind: Any, value: object, where: str) -> object:
    if not isinstance(value, list | tuple):
        raise FormatError("must be a list", where=where)
    kinds = get_args(kind)
    if get_origin(kind) is frozenset:
        return frozenset(_read(kinds[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if len(value) != len(kinds):
        raise FormatError(f"must have {len(kinds)} items", where=where)
    return tuple(_read(kinds[i], item, f"{where}[{i}]") for i, item in enumerate(value))


def _read_choice(kind: type[Enum], value: object, where: str) -> Enum:
    choices = [option.value for option in kind]
    if value not in choices:
        raise FormatError(f"must be one of {', '.join(choices)}", where=where)
    return kind(value)


def _read_plain(kind: type, value: object, where: str) -> object:
    if kind is datetime and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            raise FormatError("must be a time such as 2026-06-15T09:00:00+08:00", where=where) from error
    as_number = kind is float and isinstance(value, int)
    if isinstance(value, bool) is not (kind is bool) or not (as_number or isinstance(value, kind)):
        raise FormatError(f"must be {NAMES[kind]}", where=where)
    if isinstance(value, int | float) and not abs(value) <= (LARGEST if kind is float else MOST):
        raise FormatError("is too large", where=where)
    return value


PLAIN: dict[Any, Json] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
}


def _schema(kind: Any) -> Json:
    if isinstance(kind, UnionType):
        inner = next(option for option in get_args(kind) if option is not NoneType)
        return {"anyOf": [_schema(inner), {"type": "null"}]}
    if get_origin(kind) in (tuple, frozenset):
        return _schema_items(kind)
    if is_dataclass(kind):
        return _schema_record(cast("type", kind))
    if issubclass(kind, Enum):
        return {"enum": [option.value for option in kind]}
    return PLAIN[kind]


def _schema_items(kind: Any) -> Json:
    kinds = get_args(kind)
    if get_origin(kind) is frozenset:
        return {"type": "array", "items": _schema(kinds[0]), "uniqueItems": True}
    if kinds[-1] is Ellipsis:
        return {"type": "array", "items": _schema(kinds[0])}
    return {"type": "array", "prefixItems": [_schema(one) for one in kinds], "items": False}


def _schema_record(kind: type) -> Json:
    hints = get_type_hints(kind)
    needed = [field.name for field in fields(kind) if _default(field) is MISSING]
    return {
        "type": "object",
        "properties": {field.name: _schema(hints[field.name]) for field in fields(kind)},
        "required": needed,
        "additionalProperties": False,
    }
