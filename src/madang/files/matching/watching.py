"""Work in sight: progress in one line of the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from madang.matching import Progress

CLEAR = "\r\x1b[K"


@contextmanager
def shown_progress(what: str) -> Iterator[Progress]:
    """Something to call with (done, total); the line goes away in the end, and nothing is shown in a file."""
    is_shown = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if is_shown:
            sys.stderr.write(f"{CLEAR}{what} {done:,} of {total:,}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if is_shown:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
