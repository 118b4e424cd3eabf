"""Say what changed between two timetables of a fair, and whom to tell."""

import argparse
import sys
from pathlib import Path

from madang.files.timetable.reading import read_fair, read_timetable
from madang.files.timetable.sentences import Names, change
from madang.timetable import Difference, diff


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem of the fair (JSON)")
    parser.add_argument("before", type=Path, help="a timetable of it (JSON)")
    parser.add_argument("after", type=Path, help="another one (JSON)")


def run(options: argparse.Namespace) -> None:
    problem = read_fair(options.problem)
    before = read_timetable(options.before, problem)
    after = read_timetable(options.after, problem)
    sys.stdout.write(in_words(diff(before, after), Names(problem)))


def in_words(difference: Difference, names: Names) -> str:
    """One line for each change, and a last one with the numbers."""
    lines = [f"{change(one, names)}\n" for one in difference.changes]
    if not lines:
        return "Nothing changed.\n"
    told = len(difference.participants)
    return "".join(lines) + f"Changes: {len(lines)}, participants to tell: {told}.\n"
