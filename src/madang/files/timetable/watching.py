"""A search in sight: progress on the terminal, and Ctrl-C that ends the search and keeps its best."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from madang.files.terminal.columns import amount
from madang.timetable import Progress

INTERRUPTED = 130
CLEAR = "\r\x1b[K"


@dataclass
class Watch:
    """What a search is given: whom to tell, and whom to ask whether to go on."""

    is_shown: bool
    stopped: threading.Event = field(default_factory=threading.Event)

    def cancelled(self) -> bool:
        return self.stopped.is_set()

    def tell(self, progress: Progress) -> None:
        """Show the phase, incumbent, bound and seconds in one line that is written again and again."""
        if self.is_shown:
            numbers = (
                f"  {name} {amount(value)}"
                for name, value in (("incumbent", progress.incumbent), ("bound", progress.bound))
                if value is not None
            )
            self.show(f"{progress.phase:<6}{''.join(numbers)}  {progress.seconds:.1f} s")

    def show(self, line: str) -> None:
        """Write the line over the one before it, where standard error is a terminal."""
        if self.is_shown:
            _show(f"{CLEAR}{line}")

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self.is_shown:
            _show(CLEAR)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """The first Ctrl-C ends the search; the next one ends the program."""
        self.stopped.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    @property
    def exit_code(self) -> int:
        return INTERRUPTED if self.stopped.is_set() else 0


@contextmanager
def watching() -> Iterator[Watch]:
    """A watch for as long as a search runs; progress is shown where standard error is a terminal."""
    watch = Watch(sys.stderr.isatty())
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, watch.stop) if is_main else None
    try:
        yield watch
    finally:
        watch.clear()
        if is_main:
            signal.signal(signal.SIGINT, before)


def _show(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
