"""Work of a fair on the command line: find the fair, show how far its work is, say what came of it."""

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from madang.config.processes.preflight import CannotRun
from madang.core.jobs import work as works
from madang.core.models import Work
from madang.fairs.models import Fair

INTERVAL = 0.5  # seconds


def add_fair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fair", required=True, metavar="SLUG", help="the fair's address, such as harbin-2022"
    )


def fair_of(slug: str) -> Fair:
    fair = Fair.objects.filter(slug=slug).first()
    if fair is None:
        known = ", ".join(Fair.objects.values_list("slug", flat=True)) or "none"
        raise CannotRun(f"there is no fair {slug!r}; there are: {known}.")
    return fair


@contextmanager
def in_sight(kind: str, fair: Fair) -> Iterator[None]:
    """Print the progress of the fair's latest work of a kind while the body does it."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(kind, fair.pk, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
    work = works.latest(kind=kind, fair_id=fair.pk)
    if work and work.state == Work.State.FAILED:
        raise CannotRun(work.problem)


def _watch(kind: str, fair_id: int, done: threading.Event) -> None:
    told = ""
    while not done.wait(INTERVAL):
        work = works.latest(kind=kind, fair_id=fair_id)
        line = _line(work) if work else ""
        if line and line != told:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            told = line
    connection.close()


def _line(work: Work) -> str:
    return f"  {work.phase} {work.percent} %" if work.total else f"  {work.phase} …"
