"""Check a timetable against its problem, by a judge that shares no code with the solver.

Exit code: 0 if the timetable is valid, 1 if it breaks rules, which are then listed, 2 if a file is no good.
"""

import argparse
import sys
from pathlib import Path

from madang.files.timetable import instances
from madang.files.timetable.reading import read_problem, read_timetable
from madang.files.timetable.sentences import Names, violation
from madang.timetable import Problem, validate
from madang.timetable.b2bsop import Instance

INVALID = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem of a fair (JSON) or a B2BSOP instance")
    parser.add_argument("timetable", type=Path, help="its timetable (JSON)")
    instances.add_fairness(parser)


def run(options: argparse.Namespace) -> int:
    problem = read_problem(options.problem)
    instances.check_fairness(options, problem)
    found = _violations(problem, options)
    if not found:
        sys.stdout.write("The timetable is valid.\n")
        return 0
    sys.stdout.write("".join(f"{sentence}\n" for sentence in found))
    sys.stdout.write(f"Rules broken: {len(found)}.\n")
    return INVALID


def _violations(problem: Problem | Instance, options: argparse.Namespace) -> list[str]:
    if isinstance(problem, Instance):
        return instances.violations(problem, options.timetable, instances.fairness_of(options))
    timetable = read_timetable(options.timetable, problem)
    names = Names(problem)
    return [violation(one, names) for one in validate(problem, timetable)]
