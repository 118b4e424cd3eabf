"""Start everything under one supervisor: database, pages, live process, workers; Ctrl-C stops it all."""

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from madang.config.home import home
from madang.config.processes.children import end, spawn
from madang.config.processes.preflight import (
    CannotRun,
    check_assets,
    check_home,
    check_port,
    check_translations,
)
from madang.config.processes.supervisor import Part, StopRequest, Supervisor
from madang.config.storage.database import EmbeddedPostgres, check_server

EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104  recognised, not bound
FIRST_PAGE_SECONDS = 60
OWNER_SECONDS = 20  # how long a short command (`madang manage …`) may keep the database from us
TRIES_FOR_LIVE = 20
#: Not more jobs at once than Python's own pool of threads has on one core, or they wait for each other.
WORKERS = {
    "day": ("--queues=day,quick", "--concurrency=4"),
    "jobs": ("--queues=mail,index,import,match", "--concurrency=5", "--nice=5"),
    "compute": ("--queues=compute", "--concurrency=1", "--nice=10"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port of the pages (%(default)s)")
    parser.add_argument("--live-port", type=int, help="port of the live process (the next free one)")
    parser.add_argument("--no-demo", action="store_true", help="without the demonstration fair")


class Voice:
    """Tells the operator each step as it happens, with its seconds."""

    def __init__(self) -> None:
        self._open = False

    def say(self, line: str) -> None:
        if self._open:
            sys.stdout.write("\n")
            self._open = False
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        began = time.monotonic()
        sys.stdout.write(f"{doing} … ")
        sys.stdout.flush()
        self._open = True
        yield
        seconds = f"{time.monotonic() - began:.1f} s"
        sys.stdout.write(f"{seconds}\n" if self._open else f"{doing}: {seconds}\n")
        sys.stdout.flush()
        self._open = False

    def end_line(self) -> None:
        if self._open:
            self.say("")


@dataclass(frozen=True)
class Place:
    """Where this installation listens and how it is reached."""

    host: str
    port: int
    live_port: int

    @property
    def name(self) -> str:
        """The host as a browser writes it."""
        host = own_address() if self.host in EVERYWHERE else self.host
        return f"[{host}]" if ":" in host else host

    @property
    def site(self) -> str:
        return f"http://{self.name}:{self.port}"

    @property
    def live(self) -> str:
        return f"http://{self.name}:{self.live_port}"

    @property
    def door(self) -> str:
        """Where we ourselves knock."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104


def run(options: argparse.Namespace) -> int:
    voice = Voice()
    place, installation = look_around(options)
    try:
        with StopRequest() as stop:
            return _run(voice, stop, place, installation, demonstration=not options.no_demo)
    finally:
        voice.end_line()


def look_around(options: argparse.Namespace) -> tuple[Place, Path]:
    """Everything that can be known before anything is started."""
    check_port(options.host, options.port)
    live_port = options.live_port or free_port_after(options.host, options.port)
    check_port(options.host, live_port, "--live-port")
    check_assets()
    check_translations()
    installation = home()
    check_home(installation)
    (installation / "static").mkdir(exist_ok=True)  # WhiteNoise looks there for what the operator adds
    return Place(options.host, options.port, live_port), installation


def free_port_after(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + TRIES_FOR_LIVE, 65535)):
        with suppress(CannotRun):
            check_port(host, candidate)
            return candidate
    return port + 1


def _run(voice: Voice, stop: StopRequest, place: Place, installation: Path, *, demonstration: bool) -> int:
    with _database(voice, stop, installation) as (database, url):
        env = environment_of(place, installation, url, demonstration=demonstration)
        if not stop:
            with voice.step("Bringing the tables up to date"):
                _prepare(env, stop)
        supervisor = Supervisor(parts_of(place), env, voice.say, stop, database)
        supervisor.start()
        try:
            _open_the_door(voice, supervisor, place)
            if demonstration:
                supervisor.add(Part("demonstration", madang("demo", "--welcome"), once=True))
            supervisor.watch()
        finally:
            voice.say("Stopping …")
            supervisor.shut_down()
    voice.say("Stopped.")
    return 0


@contextmanager
def _database(
    voice: Voice, stop: StopRequest, installation: Path
) -> Iterator[tuple[EmbeddedPostgres | None, str]]:
    if given := os.environ.get("MADANG_DATABASE_URL"):
        check_server(given)
        yield None, given
        return
    server = EmbeddedPostgres(installation)
    _claim(server, stop)
    try:
        with voice.step("Starting the database"):
            server.start()
        yield server, server.url
    finally:
        server.release()


def _claim(server: EmbeddedPostgres, stop: StopRequest) -> None:
    deadline = time.monotonic() + OWNER_SECONDS
    while not server.claim("run"):
        owner = server.owner() or ""
        if owner.startswith("run") or stop or time.monotonic() > deadline:
            raise CannotRun(
                f"Madang already runs on {server.home} (process {owner.rpartition(' ')[2] or 'unknown'}): "
                "use that one, end it, or set MADANG_HOME to another folder."
            )
        time.sleep(0.2)


def environment_of(place: Place, installation: Path, url: str, *, demonstration: bool) -> Mapping[str, str]:
    """What the parts need to know; what the operator has set wins."""
    hosts = ["127.0.0.1", "localhost", "[::1]", place.name, socket.gethostname()]
    ours = {
        "MADANG_SITE_URL": place.site,
        "MADANG_LIVE_URL": place.live,
        "MADANG_ALLOWED_HOSTS": ",".join(dict.fromkeys(hosts)),
        "MADANG_DEMONSTRATION": "1" if demonstration else "0",
        "PYTHONUNBUFFERED": "1",
    }
    fixed = {"MADANG_HOME": str(installation), "MADANG_DATABASE_URL": url}
    return {**ours, **os.environ, **fixed}


def madang(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "madang", *words)


def parts_of(place: Place) -> list[Part]:
    """Three workers, some 150 to 250 MB each, by how long people can wait.

    People at a table wait for the first, so it does nothing that is long or waits for a network; it shares
    no interpreter with a search either. The second does what takes seconds or a mail server's time, the
    third minutes of every core; both stand back for the pages and the first.

    Pages that lose us are asked and not killed, so that granian can end its own workers.
    """
    return [
        Part("pages", madang("pages", f"--host={place.host}", f"--port={place.port}"), orphaned=SIGTERM),
        Part("live", madang("live", f"--host={place.host}", f"--port={place.live_port}")),
        *(Part(name, madang("worker", *words), patience=25) for name, words in WORKERS.items()),
    ]


def _prepare(env: Mapping[str, str], stop: StopRequest) -> None:
    with (Path(env["MADANG_HOME"]) / "log" / "prepare.log").open("w+b") as log:
        process = spawn(madang("prepare"), env=env, output=log)
        while process.poll() is None:
            if stop:
                end(process, ending=SIGTERM, patience=10)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        if process.returncode and not stop:
            log.seek(0)
            reason = log.read().decode(errors="replace").strip().splitlines()[-1:]
            raise CannotRun(
                f"The tables could not be brought up to date ({' '.join(reason)}): "
                f"read {log.name}, mend what it says, and start Madang again."
            )


def _open_the_door(voice: Voice, supervisor: Supervisor, place: Place) -> None:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    answer: list[int] = []

    def answered() -> bool:
        answer[:] = [status] if (status := first_page(place)) else []
        return bool(answer) or time.monotonic() > deadline

    with voice.step("Opening the pages"):
        supervisor.watch(until=answered)
    if supervisor.stop:
        return
    if not answer or answer[0] >= 500:
        voice.say(f"The first page answers with {answer or 'nothing'}; what went wrong is above.")
    voice.say(f"\nMadang is open at {place.site}  (Ctrl-C stops it)\n")


def first_page(place: Place) -> int | None:
    """The status with which the first page answers, or nothing yet."""
    connection = http.client.HTTPConnection(place.door, place.port, timeout=10)
    with suppress(OSError, http.client.HTTPException), closing(connection):
        connection.request("GET", "/")
        return connection.getresponse().status
    return None


def own_address() -> str:
    """The address of this machine by which its neighbours reach it; nothing is sent to find out."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"
