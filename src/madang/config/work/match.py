"""Compute the recommendations of everybody at a fair, with their reasons."""

import argparse
import sys

from madang.config.processes.preflight import CannotRun
from madang.config.work.progress import add_fair, fair_of, in_sight
from madang.core.errors import Refused
from madang.partners.recommendations import actions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_fair(parser)


def run(options: argparse.Namespace) -> None:
    fair = fair_of(options.fair)
    try:
        with in_sight(actions.MATCHING, fair):
            work = actions.match_now(actor=None, fair=fair)
    except Refused as refused:
        raise CannotRun(str(refused.sentence)) from None
    found = work.detail
    sys.stdout.write(
        f"{found['companies']} companies were matched; {found['never_shown']} are recommended to nobody.\n"
    )
