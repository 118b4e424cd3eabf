"""Repair the timetable of a running day: keep what stands, fill what became free, move only what pays.

Meetings in slots that have begun stay as they are. Ctrl-C ends the search, keeps the best timetable so far,
and gives exit code 130.
"""

import argparse
import sys
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.terminal.writing import Json, add_output, check_output, write
from madang.files.timetable import answers
from madang.files.timetable.diff import in_words
from madang.files.timetable.effort import add_effort, effort_of
from madang.files.timetable.reading import read_fair, read_json, read_timetable, refused
from madang.files.timetable.sentences import Names, change
from madang.files.timetable.watching import watching
from madang.timetable import (
    Problem,
    ProblemError,
    Repair,
    events_from_json,
    problem_to_json,
    repair,
    rest_of_day,
    to_json,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem of the fair (JSON)")
    parser.add_argument("timetable", type=Path, help="the timetable that stands (JSON)")
    parser.add_argument("events", type=Path, help="what happened, in order (JSON list)")
    parser.add_argument(
        "--now",
        required=True,
        metavar="SLOT",
        help="the first slot that has not begun: its id or index from 0",
    )
    add_effort(parser, time_limit=5)
    add_output(parser, "the repaired timetable")
    parser.add_argument(
        "--problem-after", type=Path, metavar="OUT", help="write the problem as it is after the events"
    )


def run(options: argparse.Namespace) -> int:
    inputs = (options.problem, options.timetable, options.events)
    check_output(options.json, *inputs)
    check_output(options.problem_after, *inputs)
    problem = read_fair(options.problem)
    repaired, exit_code = _repaired(problem, options)
    names = Names(repaired.problem)
    sys.stdout.write(in_words(repaired.difference, names))
    sys.stdout.write("".join(f"No longer as fixed: {names.request(one)}\n" for one in repaired.unfixed))
    sys.stdout.write(f"\n{answers.figures(repaired.problem, repaired.timetable)}")
    if options.json is not None:
        write(options.json, _document(repaired, slot_of(problem, options.now)))
    if options.problem_after is not None:
        write(options.problem_after, problem_to_json(repaired.problem))
    return exit_code


def _repaired(problem: Problem, options: argparse.Namespace) -> tuple[Repair, int]:
    timetable = read_timetable(options.timetable, problem)
    events = refused(options.events, events_from_json, read_json(options.events))
    now = slot_of(problem, options.now)
    try:
        with watching() as watch:
            effort = effort_of(options)
            found = repair(
                problem,
                timetable,
                now=now,
                events=events,
                **effort,
                on_progress=watch.tell,
                cancelled=watch.cancelled,
            )
    except ProblemError as error:
        path = options.timetable if error.where.startswith("meetings") else options.events
        raise CannotRun(f"{path}: {error}.") from None
    return found, watch.exit_code


def slot_of(problem: Problem, name: str) -> int:
    """The index of the slot with this id, or with this index; one past the last is the end of the fair."""
    ids = [slot.id for slot in problem.slots]
    if name in ids:
        return ids.index(name)
    if name.isascii() and name.isdigit() and len(name) < 10 and int(name) <= len(ids):
        return int(name)
    raise CannotRun(
        f"--now {name}: the problem has no such slot; the first is {ids[0] if ids else 'missing'!r}."
    )


def _document(repaired: Repair, now: int) -> Json:
    """As of ``solve``, with the changes; reasons are about what can still be done."""
    names = Names(repaired.problem)
    left = rest_of_day(repaired.problem, repaired.timetable, now=now)
    changes = [to_json(one) | {"text": change(one, names)} for one in repaired.difference.changes]
    return answers.document_of(left, repaired.timetable) | {
        "changes": changes,
        "unfixed": [*repaired.unfixed],
    }
