"""Make the best timetable of a problem, with a bound that says how good it is.

The file is the problem of a fair (JSON) or a B2BSOP instance (.dzn or JSON); its content tells which. Ctrl-C
ends the search, keeps the best timetable so far, and gives exit code 130.
"""

import argparse
import sys
from pathlib import Path

from madang.files.terminal.writing import Json, add_output, check_output, write
from madang.files.timetable import answers, instances
from madang.files.timetable.effort import add_effort, effort_of
from madang.files.timetable.reading import read_problem
from madang.files.timetable.watching import Watch, watching
from madang.timetable import Problem, solve
from madang.timetable.b2bsop import Instance


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the problem of a fair (JSON) or a B2BSOP instance")
    instances.add_fairness(parser)
    add_effort(parser, time_limit=60)
    add_output(parser, "the timetable")


def run(options: argparse.Namespace) -> int:
    check_output(options.json, options.file)
    problem = read_problem(options.file)
    instances.check_fairness(options, problem)
    with watching() as watch:
        document, text = _solved(problem, options, watch)
    sys.stdout.write(text)
    if options.json is not None:
        write(options.json, document)
    return watch.exit_code


def _solved(problem: Problem | Instance, options: argparse.Namespace, watch: Watch) -> tuple[Json, str]:
    """The document, and what is said of it; the meetings are said where they are not written."""
    is_whole = options.json is None
    effort = effort_of(options)
    if isinstance(problem, Instance):
        return instances.solved(problem, instances.fairness_of(options), effort, watch, is_whole=is_whole)
    timetable = solve(problem, **effort, on_progress=watch.tell, cancelled=watch.cancelled)
    document = answers.document_of(problem, timetable)
    return document, answers.in_words(problem, timetable, document, is_whole=is_whole)
