"""Say why requests are not in a timetable, what would fit them, and what each participant got."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.terminal.columns import aligned, amount
from madang.files.terminal.writing import add_output, check_output, write
from madang.files.timetable import answers
from madang.files.timetable.reading import read_fair, read_valid_timetable
from madang.timetable import Outcome, Problem, Timetable, explain, outcomes, to_json

HEADINGS = ("participant", "requests", "held", "value asked", "value held", "below minimum")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem of the fair (JSON)")
    parser.add_argument("timetable", type=Path, help="its timetable (JSON)")
    parser.add_argument("--request", action="append", metavar="ID", help="only this one (may be given again)")
    add_output(parser, "the reasons")


def run(options: argparse.Namespace) -> None:
    check_output(options.json, options.problem, options.timetable)
    problem = read_fair(options.problem)
    timetable = read_valid_timetable(options.timetable, problem)
    _check_requests(problem, options.request or ())
    reasons = answers.unscheduled(problem, explain(problem, timetable, options.request))
    got = [] if options.request else outcomes(problem, timetable)
    sys.stdout.write(answers.refusals(problem, reasons))
    sys.stdout.write(_held(timetable, options.request or ()))
    sys.stdout.write(_outcomes(got))
    if options.json is not None:
        write(options.json, {"requests": reasons, "participants": [to_json(one) for one in got]})


def _check_requests(problem: Problem, requests: Sequence[str]) -> None:
    for request in requests:
        if request not in problem.request_by_id:
            raise CannotRun(f"--request {request}: the problem has no such request.")


def _held(timetable: Timetable, requests: Sequence[str]) -> str:
    held = {meeting.request for meeting in timetable.meetings}
    return "".join(f"Held: {request}\n" for request in requests if request in held)


def _outcomes(got: Sequence[Outcome]) -> str:
    rows = [
        (
            one.participant,
            str(one.asked),
            str(one.held),
            amount(one.value_asked),
            amount(one.value_held),
            str(one.shortfall or ""),
        )
        for one in got
    ]
    return "\n" + aligned([HEADINGS, *rows], right=range(1, 6)) if rows else ""
