"""`madang run` in a process of its own, as tests watch it."""

import http.client
import os
import queue
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psutil

PATIENCE = 90


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MADANG_", "DJANGO_"))}
    return {**ours, "MADANG_HOME": str(home), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """A running `madang run`, with its lines as they come."""

    def __init__(self, home: Path, port: int, command: Sequence[str], **more: str) -> None:
        self.port = port
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [*command, "run", "--no-demo", "--port", str(port)],
            env=environment(home, **more),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def wait_for(self, words: str) -> str:
        """The line that has these words."""
        deadline = time.monotonic() + PATIENCE
        while (line := self._coming.get(timeout=max(0.1, deadline - time.monotonic()))) is not None:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError("\n".join(self.lines))

    def family(self) -> list[psutil.Process]:
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self._reader.join()
        while (line := self._coming.get()) is not None:
            self.lines.append(line)
        return code


def status_of(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        client.request("GET", path)
        return client.getresponse().status


def answers(port: int) -> bool:
    try:
        return status_of(port, "/live/health") == 200
    except OSError:
        return False


def fetch(port: int, path: str) -> bytes:
    """The body of a page, redirects followed."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return bytes(answer.read())
