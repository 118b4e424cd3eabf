"""B2BSOP instances on the command line: their option, their answer as a document and as text."""

import argparse
from functools import partial
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.terminal.columns import aligned
from madang.files.terminal.options import whole
from madang.files.terminal.writing import Json
from madang.files.timetable.effort import LARGEST_FAIRNESS, Effort
from madang.files.timetable.reading import read_document, refused
from madang.files.timetable.sentences import listed
from madang.files.timetable.watching import Watch
from madang.timetable import Problem, Status, to_json
from madang.timetable.b2bsop import (
    Instance,
    Rule,
    Schedule,
    Violation,
    conflict,
    schedule_from_json,
    schedule_to_json,
    sentence,
    solve,
    validate,
)

FAIRNESS = 2
"""The standard d of the published instances."""
HEADINGS = ("slot", "meeting", "participants", "")

VIOLATIONS = {
    Rule.WRONG_LENGTH: "{found} meetings are listed, and the instance has {allowed}",
    Rule.UNKNOWN_SLOT: "{meetings} is held in slot {slot}, which does not exist",
    Rule.TWO_AT_ONCE: "participant {participants} has two meetings in slot {slot}: {meetings}",
    Rule.OVER_TABLES: "slot {slot} has {found} meetings and {allowed} tables",
    Rule.SESSION: "{meetings} is held in slot {slot}, which is not in its session",
    Rule.FIXED_MOVED: "{meetings} is held in slot {slot} and fixed in slot {allowed}",
    Rule.FORBIDDEN: "{meetings} is held in slot {slot}, which participant {participants} forbids",
    Rule.PRECEDENCE: "{meetings}: the first must be held in an earlier slot than the second",
    Rule.UNFAIR: "participants {participants}: their breaks differ by {found}, and fairness allows {allowed}",
    Rule.WRONG_BREAKS: "breaks are given as {found}, and there are {allowed}",
    Rule.WRONG_BOUND: "the bound is given as {found}, and there are {allowed} breaks",
    Rule.WRONG_STATUS: "the status is not what bound and meetings say",
}


def add_fairness(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fairness",
        type=_fairness,
        metavar="D",
        help=f"B2BSOP only: breaks of any two participants differ by at most D (default {FAIRNESS})",
    )


def _fairness(text: str) -> int:
    return whole(text, 0, LARGEST_FAIRNESS)


def fairness_of(options: argparse.Namespace) -> int:
    return FAIRNESS if options.fairness is None else options.fairness


def check_fairness(options: argparse.Namespace, problem: Problem | Instance) -> None:
    if options.fairness is not None and not isinstance(problem, Instance):
        raise CannotRun("--fairness is for B2BSOP instances, and this is the problem of a fair.")


def solved(
    instance: Instance, fairness: int, effort: Effort, watch: Watch, *, is_whole: bool
) -> tuple[Json, str]:
    """The schedule as a document and as text, with every meeting if ``is_whole``."""
    found = solve(instance, fairness=fairness, **effort, on_progress=watch.tell, cancelled=watch.cancelled)
    document = schedule_to_json(instance, found)
    if found.status is Status.INFEASIBLE:
        document["conflict"] = [
            to_json(demand) | {"text": sentence(instance, demand)}
            for demand in conflict(instance, fairness=fairness, time_limit=effort["time_limit"])
        ]
    return document, in_words(instance, found, fairness, document, is_whole=is_whole)


def in_words(instance: Instance, found: Schedule, fairness: int, document: Json, *, is_whole: bool) -> str:
    rows = [
        ("status", found.status.value),
        ("breaks", _number(found.breaks)),
        ("bound", _number(found.bound)),
        ("fairness", str(fairness)),
        ("seconds", f"{found.seconds:.2f}"),
    ]
    text = aligned(rows)
    if is_whole and found.slots:
        text = f"{_timetable(instance, found)}\n{text}"
    if found.status is Status.INFEASIBLE:
        text += "These demands cannot all be met; without any one of them the others can:\n"
        text += "".join(f"  {demand['text']}\n" for demand in document["conflict"])
    return text


def violations(instance: Instance, path: Path, fairness: int) -> list[str]:
    """The rules that the schedule in a file breaks, in words."""
    document = read_document(path)
    if "unscheduled" in document or "value" in document:
        raise CannotRun(f"{path} is the timetable of a fair, and the problem is a B2BSOP instance.")
    if "tables" in document:
        raise CannotRun(f"{path} is a problem, and a timetable is wanted here.")
    schedule = refused(path, partial(schedule_from_json, instance), document)
    return [violation(one) for one in validate(instance, schedule, fairness=fairness)]


def violation(found: Violation) -> str:
    """A broken rule."""
    return VIOLATIONS[found.rule].format(
        meetings=listed(f"meeting {number}" for number in found.meetings),
        participants=listed(map(str, found.participants)),
        slot=found.slot,
        found=_number(found.found),
        allowed=_number(found.allowed),
    )


def _timetable(instance: Instance, found: Schedule) -> str:
    rows = sorted(
        (slot, number, meeting.first, meeting.second)
        for number, (meeting, slot) in enumerate(zip(instance.meetings, found.slots, strict=True), 1)
    )
    return aligned([HEADINGS, *(tuple(map(str, row)) for row in rows)], right=range(4))


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)
