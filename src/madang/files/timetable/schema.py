"""Print the JSON Schema of the documents that these commands read."""

import argparse
import json
import sys
from collections.abc import Callable

from madang.files.terminal.writing import Json
from madang.timetable import Problem, Timetable, json_schema
from madang.timetable.b2bsop import Instance
from madang.timetable.events import KINDS
from madang.timetable.schema import DERIVED

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def events_schema() -> Json:
    """The schema of a list of events: each has its kind as ``event``, and the fields of that kind."""
    kinds = [_event_schema(kind.value, record) for kind, record in KINDS.items()]
    return {"$schema": DIALECT, "type": "array", "items": {"oneOf": kinds}}


def timetable_schema() -> Json:
    """The schema of a timetable, with what ``solve`` and ``repair`` add to it."""
    schema = json_schema(Timetable)
    reasoned = {"type": "object", "properties": {"request": {"type": "string"}}, "required": ["request"]}
    schema["properties"]["unscheduled"]["items"] = {"anyOf": [{"type": "string"}, reasoned]}
    schema["properties"] |= {name: {} for name in sorted(DERIVED)}
    return schema


def _event_schema(name: str, record: type) -> Json:
    schema = json_schema(record)
    del schema["$schema"]
    schema["properties"] = {"event": {"const": name}} | schema["properties"]
    schema["required"] = ["event", *schema["required"]]
    return schema


SCHEMAS: dict[str, Callable[[], Json]] = {
    "problem": lambda: json_schema(Problem),
    "timetable": timetable_schema,
    "events": events_schema,
    "b2bsop": lambda: json_schema(Instance),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("document", nargs="?", default="problem", choices=SCHEMAS, help="(default problem)")


def run(options: argparse.Namespace) -> None:
    json.dump(SCHEMAS[options.document](), sys.stdout, indent=1)
    sys.stdout.write("\n")
