"""The options that say how long and how a search runs."""

import argparse
from math import isfinite
from typing import TypedDict

from madang.files.terminal.options import seed, whole

LONGEST = 1e7
MOST_WORKERS = 256
LARGEST_FAIRNESS = 1_000_000


class Effort(TypedDict):
    """As the engine's searches take it."""

    time_limit: float
    workers: int
    seed: int
    deterministic: bool


def add_effort(parser: argparse.ArgumentParser, *, time_limit: float, is_deterministic: bool = False) -> None:
    """The options of a search; one that ``is_deterministic`` anyway has no option for that."""
    parser.add_argument(
        "--time-limit",
        type=_seconds,
        default=time_limit,
        metavar="S",
        help=f"seconds that the search may take (default {time_limit:g})",
    )
    parser.add_argument("--workers", type=_workers, default=4, metavar="N", help="threads (default 4)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of random choices (default 0)")
    if not is_deterministic:
        parser.add_argument(
            "--deterministic",
            action="store_true",
            help="count work instead of seconds: the same input gives the same timetable",
        )


def effort_of(options: argparse.Namespace) -> Effort:
    return Effort(
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        deterministic=options.deterministic,
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not (isfinite(seconds) and 0 <= seconds <= LONGEST):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number of seconds from 0 up")
    return seconds


def _workers(text: str) -> int:
    return whole(text, 1, MOST_WORKERS)
