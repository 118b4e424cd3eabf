"""Make a draft timetable of all accepted requests of a fair, and publish it if asked."""

import argparse
import sys

from madang.config.processes.preflight import CannotRun
from madang.config.work.progress import add_fair, fair_of, in_sight
from madang.core.errors import Refused
from madang.meetings.models import TimetableVersion
from madang.meetings.versions import actions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_fair(parser)
    parser.add_argument("--seconds", type=int, help="how long the solver may take")
    parser.add_argument("--publish", action="store_true", help="publish the draft, and tell those who moved")


def run(options: argparse.Namespace) -> None:
    fair = fair_of(options.fair)
    try:
        with in_sight(actions.TIMETABLE, fair):
            version = actions.make_timetable_now(actor=None, fair=fair, seconds=options.seconds)
        if version is None:
            raise CannotRun("the timetable was cancelled, and no draft is kept.")
        if options.publish:
            version = actions.publish(actor=None, version=version)
    except Refused as refused:
        raise CannotRun(str(refused.sentence)) from None
    sys.stdout.write(_summary(version))


def _summary(version: TimetableVersion) -> str:
    return (
        f"Timetable {version.number} ({version.get_state_display()}): {version.meetings.count()} meetings, "
        f"{version.share or 0:.1%} of the upper bound (first come, first served: "
        f"{version.first_come_share or 0:.1%}), {len(version.unscheduled)} requests without a place.\n"
    )
