"""What the live process costs: memory for each open stream, processor time for each delivery, time to arrive.

    python benchmarks/live.py [--listeners 5000] [--events 20]

Starts an embedded database and `madang live` in a folder of its own, opens the streams over loopback without
TLS, and publishes to all of them. Readers and server share the machine, so trust the memory and the processor
time more than the delays.
"""

import argparse
import asyncio
import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
import psutil

from madang.config.storage.database import EmbeddedPostgres

CHANNEL = "benchmark"
AT_ONCE = 200  # connections opened side by side


class Reader:
    """One open stream: counts the events that arrive, and notes how long each was under way."""

    def __init__(self, delays: list[float]) -> None:
        self.delays = delays

    async def open(self, port: int, token: str) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, limit=2**16)
        self.writer.write(f"GET /live/events?token={token} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await self.reader.readuntil(b"event: hello\ndata: {}\n\n")

    async def read(self) -> None:
        while piece := await self.reader.read(2**16):
            now = time.time()
            self.delays += [now - float(sent) for sent in re.findall(rb'"sent":([0-9.]+)', piece)]


@contextlib.contextmanager
def installation() -> Iterator[None]:
    """A database of our own, with its tables."""
    home = Path(tempfile.mkdtemp(prefix="mdg-"))
    home.chmod(0o711)
    server = EmbeddedPostgres(home, durable=False)
    assert server.claim("benchmark")
    try:
        server.start()
        os.environ |= {"MADANG_HOME": str(home), "MADANG_DATABASE_URL": server.url}
        os.environ["DJANGO_SETTINGS_MODULE"] = "madang.config.settings"
        django.setup()
        subprocess.run([sys.executable, "-m", "madang", "prepare"], check=True, stdout=subprocess.DEVNULL)
        yield
    finally:
        server.release()
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def live_process() -> Iterator[tuple[psutil.Process, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "madang", "live", "--port", str(port)])
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.1)
        time.sleep(1)
        yield psutil.Process(process.pid), port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def measure(process: psutil.Process, port: int, listeners: int, events: int) -> None:
    from madang.core.events import token  # noqa: PLC0415  Django is set up by now

    signed, delays = token(CHANNEL), []
    empty = process.memory_info().rss
    readers = [Reader(delays) for _ in range(listeners)]
    began = time.monotonic()
    for start in range(0, listeners, AT_ONCE):
        await asyncio.gather(*(reader.open(port, signed) for reader in readers[start : start + AT_ONCE]))
    opened = time.monotonic() - began
    print(f"opened {listeners} streams in {opened:.1f} s ({listeners / opened:.0f} a second)")
    print(f"memory for each: {(process.memory_info().rss - empty) / listeners / 1024:.1f} KB")
    tasks = [asyncio.create_task(reader.read()) for reader in readers]
    before = spent(process)
    for _ in range(events):
        await asyncio.to_thread(publish_one)
        await asyncio.sleep(1)
    while len(delays) < listeners * events:  # noqa: ASYNC110  all readers count together
        await asyncio.sleep(0.1)
    used = spent(process) - before
    print(f"deliveries: {len(delays)}, none lost" if len(delays) == listeners * events else "some twice")
    print(f"processor time for each delivery: {used / len(delays) * 1e6:.1f} µs")
    print(f"under way: median {statistics.median(delays) * 1000:.0f} ms, longest {max(delays) * 1000:.0f} ms")
    for task in tasks:
        task.cancel()


def publish_one() -> None:
    from django.db import connection  # noqa: PLC0415  Django is set up by now

    from madang.core.events import publish  # noqa: PLC0415

    publish(CHANNEL, "benchmark", sent=time.time(), text="안녕하세요 " * 10)
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listeners", type=int, default=5000)
    parser.add_argument("--events", type=int, default=20)
    options = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with installation(), live_process() as (process, port):
        asyncio.run(measure(process, port, options.listeners, options.events))


if __name__ == "__main__":
    main()
