"""A process that does background jobs. Run several with different queues, so that none starves another."""

import argparse
import os

from django.core.management import call_command

from madang.core.jobs import QUEUES

GRACE = 20  # seconds that a running job gets to finish when the worker is told to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queues", default=",".join(QUEUES), help="of %(default)s (all of them by default)")
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at once (%(default)s)")
    parser.add_argument(
        "--nice",
        type=int,
        default=0,
        help="how far it stands back for pages and urgent jobs, 0 to 19 (%(default)s)",
    )


def run(options: argparse.Namespace) -> None:
    os.nice(options.nice)
    call_command(
        "procrastinate",
        "worker",
        f"--queues={options.queues}",
        f"--concurrency={options.concurrency}",
        f"--shutdown-graceful-timeout={GRACE}",
        "--delete-jobs=successful",
    )
