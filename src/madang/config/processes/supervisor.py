"""One supervisor over the processes of an installation: start, watch, start again, stop in order.

It runs in one thread: a selector waits for the children's lines, for our signals, and for the next thing due.
"""

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO, Self

from madang.config.processes.children import end, signal_group, spawn
from madang.config.storage.database import EmbeddedPostgres

FIRST_PAUSE = 1.0  # seconds before a dead part is started again; doubles each time
LONGEST_PAUSE = 60.0
STEADY = 60.0  # seconds after which a part's earlier deaths are forgotten
TICK = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One process of the installation, and how it is asked to end."""

    name: str
    command: tuple[str, ...]
    patience: float = 10.0
    once: bool = False  # it ends by itself, and is not started again
    orphaned: signal.Signals = signal.SIGKILL  # what it gets when we are killed: the database goes as well


@dataclass
class Running:
    """A part with its present process, and its history of deaths."""

    part: Part
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0  # when to start it next
    rest: bytes = b""  # the beginning of a line

    def pause(self) -> float:
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (self.deaths - 1))


class StopRequest:
    """Ctrl-C, SIGTERM or a closed terminal, noted and made readable for a selector."""

    def __init__(self) -> None:
        self.count = 0
        self.reader, self._writer = socket.socketpair()
        for end_of_pair in (self.reader, self._writer):
            end_of_pair.setblocking(False)

    def __enter__(self) -> Self:
        self._earlier = {each: signal.signal(each, self._note) for each in STOP_SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._earlier.items():
            signal.signal(each, handler)
        self.reader.close()
        self._writer.close()

    def __bool__(self) -> bool:
        return self.count > 0

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.count += 1
        with contextlib.suppress(OSError):
            self._writer.send(b"x")


@dataclass
class Supervisor:
    """Keeps `parts` (and the embedded database, if it is ours) running until it is told to stop."""

    parts: Sequence[Part]
    env: Mapping[str, str]
    say: Say
    stop: StopRequest
    database: EmbeddedPostgres | None = None
    _running: list[Running] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def start(self) -> None:
        self._selector.register(self.stop.reader, selectors.EVENT_READ)
        for part in self.parts:
            self.add(part)

    def add(self, part: Part) -> None:
        running = Running(part)
        self._running.append(running)
        self._start(running)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Work until a stop is asked for, or `until` says so."""
        while not self.stop and not until():
            self._listen(TICK)
            self._mend_database()
            for running in list(self._running):
                self._mend(running)

    def shut_down(self) -> None:
        """Ask all parts to end at once, wait for each in order, and end what is left."""
        for running in self._running:
            if running.process is not None:
                signal_group_leader(running.process)
        for running in self._running:
            self._wait_for_end(running)
        self._selector.close()

    def _start(self, running: Running) -> None:
        running.process = spawn(
            running.part.command, ending=running.part.orphaned, env=self.env, output=subprocess.PIPE
        )
        running.started = time.monotonic()
        assert running.process.stdout is not None
        os.set_blocking(running.process.stdout.fileno(), False)
        self._selector.register(running.process.stdout, selectors.EVENT_READ, running)

    def _listen(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            if isinstance(key.data, Running):
                assert not isinstance(key.fileobj, int)
                self._read(key.data, key.fileobj)

    def _read(self, running: Running, stream: object) -> None:
        assert running.process is not None
        piece = read_some(running.process.stdout)
        if piece == b"":
            self._selector.unregister(stream)  # type: ignore[arg-type]  # it was registered as it is
        elif piece:
            *lines, running.rest = (running.rest + piece).split(b"\n")
            for line in lines:
                self._pass_on(running, line)

    def _pass_on(self, running: Running, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        if text:
            self.say(text if running.part.once else f"[{running.part.name}] {text}")

    def _mend(self, running: Running) -> None:
        now = time.monotonic()
        if running.process is None:
            if now >= running.due:
                self._start(running)
        elif (code := running.process.poll()) is not None:
            self._bury(running, code, now)

    def _bury(self, running: Running, code: int, now: float) -> None:
        assert running.process is not None
        self._close(running)
        if now - running.started > STEADY:
            running.deaths = 0
        running.deaths += 1
        running.due = now + running.pause()
        running.process = None
        if running.part.once:
            self._finish(running, code)
            return
        self.say(
            f"The {running.part.name} process {_how(code)}; starting it again in {running.pause():.0f} s."
        )

    def _finish(self, running: Running, code: int) -> None:
        self._running.remove(running)
        if code:
            self.say(f"The {running.part.name} process {_how(code)}, before it was done.")

    def _close(self, running: Running) -> None:
        """Read what a dead process still had to say, end its descendants, let go of its pipe."""
        assert running.process is not None
        assert running.process.stdout is not None
        signal_group(running.process, signal.SIGKILL)
        while piece := read_some(running.process.stdout):
            running.rest += piece
        for line in running.rest.split(b"\n"):
            self._pass_on(running, line)
        running.rest = b""
        with contextlib.suppress(KeyError):
            self._selector.unregister(running.process.stdout)
        running.process.stdout.close()

    def _mend_database(self) -> None:
        database = self.database
        if database is None or database.process is None or database.process.poll() is None:
            return
        self.say(f"The database {_how(database.process.returncode)}; starting it again.")
        database.start()

    def _wait_for_end(self, running: Running) -> None:
        process = running.process
        if process is None:
            return
        deadline = time.monotonic() + running.part.patience
        while process.poll() is None and time.monotonic() < deadline and self.stop.count < 2:
            self._listen(0.05)
        if process.poll() is None:
            self.say(f"The {running.part.name} process did not end by itself; ending it.")
        end(process, ending=signal.SIGKILL, patience=5)
        self._close(running)


def signal_group_leader(process: subprocess.Popen[bytes]) -> None:
    """Only the leader: it tells its own children, and they must be able to finish what they do."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


def read_some(stream: IO[bytes] | None) -> bytes | None:
    """What is there now; nothing yet (None), or the end (empty)."""
    assert stream is not None
    try:
        return os.read(stream.fileno(), 65536)
    except BlockingIOError:
        return None


def _how(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
