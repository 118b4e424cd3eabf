"""What a page costs: requests for each second of processor time, of the pages and the database together.

    python benchmarks/pages.py [--home DIR] [--requests 40] [--only PAGE …] [--compressed] [--pretalx [DIR]]

Measures the full demonstration (1,206 organisations, the fair's day begun): that of DIR, an installation that
nothing else uses at the moment, or one made for it, which takes minutes. The clock of its fair is set to the
day, and people are signed in. The pages are served as by `madang pages`, one process, from the embedded
PostgreSQL; each is fetched over a connection that stays open, one request after the other, by the person whom
it is for. Statements are counted apart, in this process. What all readers of a fair share is kept by the
pages until the database changes (`fairs/memory.py`), so each page is measured a second time with a write
committed before every request: “after a write”.

With `--pretalx` the same is done, on the same database server, with pretalx 2025.2 under its own gunicorn,
one process: its demonstration event with a released schedule and 59 speakers. It is installed from PyPI into
a virtual environment of its own, in the named folder or in one that is removed afterwards.
"""

import argparse
import contextlib
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from madang.config.storage.database import EmbeddedPostgres, url_of

FAIR = "harbin-2022"
SPEAKERS, SCHEDULE, FRONT = "list of speakers", "schedule", "front page"
WARM_UP = 5
PATIENCE = 60  # seconds until a server answers
PRETALX = ("pretalx==2025.2", "gunicorn<24", "psycopg[binary]", "Faker", "freezegun")


@dataclass(frozen=True)
class Page:
    """One page, who reads it, and the page of pretalx that is nearest to it, if there is one."""

    name: str
    address: str
    reader: str = ""
    nearest: str = ""


@dataclass(frozen=True)
class Cost:
    """What a page took: seconds of processor for each request by server and database, median, size."""

    page: Page
    serving: float
    database: float
    median: float
    size: int

    @property
    def rate(self) -> float:
        return 1 / (self.serving + self.database)


class Watched:
    """The processes that work for a page: what serves it, and the database."""

    def __init__(self, server: int, database: int) -> None:
        self.server, self.database = psutil.Process(server), psutil.Process(database)

    def spent(self) -> tuple[float, float]:
        return _spent(self.server), _spent(self.database)


def _spent(root: psutil.Process) -> float:
    """Seconds of processor time of a process, its descendants, and those of them that have ended."""
    spent = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            spent += sum(process.cpu_times()[:4])
    return spent


COMPANY, ORGANISER = "korea@madang.example", "organiser@madang.example"
PAGES = (
    Page("directory", f"/fairs/{FAIR}/directory/", COMPANY, SPEAKERS),
    Page("partners", f"/fairs/{FAIR}/my/partners/", COMPANY, SPEAKERS),
    Page("requests", f"/fairs/{FAIR}/my/requests/", COMPANY, SPEAKERS),
    Page("agenda", f"/fairs/{FAIR}/my/agenda/", COMPANY, SCHEDULE),
    Page("programme", f"/fairs/{FAIR}/programme/", COMPANY, SCHEDULE),
    Page("fair", f"/fairs/{FAIR}/", COMPANY, FRONT),
    Page("glance", f"/office/{FAIR}/", ORGANISER),
    Page("day", f"/office/{FAIR}/day/", ORGANISER),
)
PRETALX_PAGES = (
    Page(SPEAKERS, "/democon/speaker/"),
    Page(SCHEDULE, "/democon/schedule/"),
    Page(FRONT, "/democon/"),
)


# --- Measuring --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Measure:
    """How it is measured: requests a page, and what the browser asks for beside the page."""

    requests: int
    is_compressed: bool

    def costs(
        self,
        port: int,
        pages: Sequence[Page],
        cookies: Mapping[str, str],
        watched: Watched,
        before_each: Callable[[], object] = lambda: None,
    ) -> list[Cost]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(connection):
            return [
                self._cost(connection, page, cookies.get(page.reader, ""), watched, before_each)
                for page in pages
            ]

    def _cost(
        self,
        connection: http.client.HTTPConnection,
        page: Page,
        cookie: str,
        watched: Watched,
        before_each: Callable[[], object],
    ) -> Cost:
        headers = {"Host": "localhost", "Cookie": cookie, "Accept-Language": "en"}
        headers |= {"Accept-Encoding": "gzip"} if self.is_compressed else {}
        for _ in range(WARM_UP):
            fetch(connection, page.address, headers)
        before, took, size = watched.spent(), [], 0
        for _ in range(self.requests):
            before_each()
            began = time.perf_counter()
            size = fetch(connection, page.address, headers)
            took.append(time.perf_counter() - began)
        serving, database = (
            (now - then) / self.requests for now, then in zip(watched.spent(), before, strict=True)
        )
        return Cost(page, serving, database, statistics.median(took), size)


def fetch(connection: http.client.HTTPConnection, address: str, headers: Mapping[str, str]) -> int:
    connection.request("GET", address, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        sys.exit(f"{address} answered {answer.status}: nothing can be measured.")
    return len(body)


@contextmanager
def serving(command: Sequence[str | Path], port: int, env: Mapping[str, str], cwd: Path) -> Iterator[int]:
    """A server of pages while it is needed: the process that the command starts."""
    process = subprocess.Popen(command, env=dict(env), cwd=cwd)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"The server did not start: {process.args}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- Madang -----------------------------------------------------------------------------------------------
@contextmanager
def installation(given: Path | None) -> Iterator[EmbeddedPostgres]:
    """The embedded database of a home with the full demonstration in it, on the day of its fair."""
    home = given or Path(tempfile.mkdtemp(prefix="mdg-"))
    home.chmod(0o711)  # as root, the database runs as another user, who must pass
    server = EmbeddedPostgres(home)
    if not server.claim("benchmark"):
        sys.exit(f"{home} is in use by {server.owner()}: end that, or name another folder.")
    try:
        server.start()
        (home / "static").mkdir(exist_ok=True)
        os.environ |= {
            "MADANG_HOME": str(home),
            "MADANG_DATABASE_URL": server.url,
            "MADANG_DEMONSTRATION": "1",
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
        }
        for words in (["prepare"], ["demo", "--stage", "live", "--size", "full"]):
            subprocess.run([sys.executable, "-m", "madang", *words], check=True, stdout=sys.stderr)
        yield server
    finally:
        server.release()
        if given is None:
            shutil.rmtree(home, ignore_errors=True)


def sign_in() -> dict[str, str]:
    """A cookie for each reader, of a session such as signing in makes."""
    import django  # noqa: PLC0415  the settings read the environment that was just made

    django.setup()
    return {reader: _cookie(reader) for reader in {page.reader for page in PAGES}}


def _cookie(reader: str) -> str:
    client = _client(reader)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _client(reader: str):  # noqa: ANN202  its module needs Django's settings
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from madang.core.models import User  # noqa: PLC0415

    person, client = User.objects.get(email=reader), Client(headers={"host": "localhost"})
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = person.language or "en"
    return client


def statements(page: Page) -> int:
    """How many statements the page sends to the database."""
    from django.db import connection  # noqa: PLC0415  Django is set up by now
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = _client(page.reader)
    client.get(page.address)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address)
    return len(queries)


def measure_madang(
    measure: Measure, database: EmbeddedPostgres, pages: Sequence[Page]
) -> tuple[list[Cost], list[Cost]]:
    """Of each page, as it is when nobody writes; and with a write before each request."""
    cookies, port = sign_in(), free_port()
    command = [sys.executable, "-m", "madang", "pages", "--port", str(port), "--processes", "1"]
    assert database.process
    with (
        serving(command, port, os.environ, Path.cwd()) as process,
        psycopg.connect(os.environ["MADANG_DATABASE_URL"], autocommit=True) as connection,
    ):
        watched = Watched(process, database.process.pid)
        quiet = measure.costs(port, pages, cookies, watched)

        def write() -> None:
            connection.execute("SELECT pg_current_xact_id()")  # a transaction with a number is a write

        return quiet, measure.costs(port, pages, cookies, watched, write)


# --- pretalx ----------------------------------------------------------------------------------------------
EVENT = """
import itertools, random, django
random.seed(8)
django.setup()
from django.core.management import call_command
from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event
from pretalx.person.models import SpeakerProfile, User
User.objects.create_superuser(email="admin@example.org", password="of no use", name="Admin")
call_command("create_test_event", stage="schedule", seed="8")
with scopes_disabled():
    event = Event.objects.get(slug="democon")
with scope(event=event):
    talks = itertools.cycle(event.talks.order_by("pk"))
    for number in range(59 - event.speakers.count()):
        name, words = f"Speaker {number}", "What this person has done so far, in some words. " * 6
        person = User.objects.create_user(name=name, email=f"speaker{number}@example.org")
        SpeakerProfile.objects.create(user=person, event=event, biography=words)
        next(talks).speakers.add(person)
    event = Event.objects.get(pk=event.pk)
    assert event.speakers.count() == 59
"""


class Pretalx:
    """pretalx in a folder: its environment is kept there, its database and files are made anew."""

    def __init__(self, folder: Path, database: EmbeddedPostgres) -> None:
        self.folder, self.database = folder, database
        self.python = folder / "venv" / "bin" / "python"
        self.env = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "pretalx.settings",
            "PRETALX_DATA_DIR": str(folder / "data"),
            "PRETALX_FILESYSTEM_STATIC": str(folder / "data" / "static"),
            "PRETALX_DB_TYPE": "postgresql",
            "PRETALX_DB_NAME": "pretalx",
            "PRETALX_DB_USER": "postgres",
            "PRETALX_DB_HOST": str(database.sockets),
            "PRETALX_SITE_URL": "http://localhost",
            "PRETALX_NO_INITIAL_LOG": "1",
        }

    def install(self) -> None:
        if not self.python.exists():
            venv.create(self.folder / "venv", with_pip=True)
        self._run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PRETALX)

    @contextmanager
    def event(self) -> Iterator[None]:
        """Its tables, static files and demonstration event, gone afterwards."""
        (self.folder / "data" / "static").mkdir(parents=True, exist_ok=True)
        self._tell("CREATE DATABASE pretalx")
        try:
            self._run("-m", "pretalx", "migrate", "--verbosity", "0")
            self._run("-m", "pretalx", "collectstatic", "--no-input", "--verbosity", "0")
            self._run("-c", EVENT)
            yield
        finally:
            self._tell("DROP DATABASE pretalx WITH (FORCE)")
            shutil.rmtree(self.folder / "data", ignore_errors=True)

    def measure(self, measure: Measure) -> list[Cost]:
        port = free_port()
        command = [
            self.python,
            "-m",
            "gunicorn",
            "pretalx.wsgi",
            "--workers",
            "1",
            "--bind",
            f"127.0.0.1:{port}",
        ]
        assert self.database.process
        quiet = [
            "--log-level",
            "warning",
            "--keep-alive",
            "60",
            "--worker-class",
            "gthread",
            "--threads",
            "8",
        ]
        with serving([*command, *quiet], port, self.env, self.folder) as process:
            return measure.costs(port, PRETALX_PAGES, {}, Watched(process, self.database.process.pid))

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            [self.python, *words], env=self.env, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"pretalx could not be made to run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")

    def _tell(self, statement: str) -> None:
        with psycopg.connect(url_of(self.database.sockets, "postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def measure_pretalx(measure: Measure, database: EmbeddedPostgres, given: str) -> list[Cost]:
    with ExitStack() as stack:
        folder = Path(given or stack.enter_context(tempfile.TemporaryDirectory(prefix="pretalx-"))).absolute()
        folder.mkdir(exist_ok=True)
        pretalx = Pretalx(folder, database)
        pretalx.install()
        stack.enter_context(pretalx.event())
        return pretalx.measure(measure)


# --- Telling ----------------------------------------------------------------------------------------------
def show(costs: Sequence[Cost], written: Sequence[Cost], others: Sequence[Cost]) -> None:
    rates = {cost.page.name: cost.rate for cost in others}
    print(
        f"{'page':<18}{'requests/CPU-s':>15}{'pages ms':>10}{'database ms':>13}{'median ms':>11}{'kB':>7}"
        f"{'after a write':>15}{'statements':>12}{'pretalx':>10}"
    )
    for cost, after in zip(costs, written, strict=True):
        nearest = rates.get(cost.page.nearest)
        print(
            _line(cost)
            + f"{after.rate:>15.1f}{statements(cost.page):>12}"
            + (f"{cost.rate / nearest:>9.1f}×" if nearest else "")
        )
    for cost in others:
        print(_line(cost) + f"{'':>15}{'':>12}{'itself':>10}")


def _line(cost: Cost) -> str:
    return (
        f"{cost.page.name:<18}{cost.rate:>15.1f}{cost.serving * 1000:>10.1f}{cost.database * 1000:>13.1f}"
        f"{cost.median * 1000:>11.1f}{cost.size / 1000:>7.1f}"
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--home", type=Path, help="an installation with the full demonstration, or an empty folder"
    )
    parser.add_argument("--requests", type=int, default=40, help="for each page (%(default)s)")
    parser.add_argument(
        "--only", nargs="+", choices=[page.name for page in PAGES], help="these pages of Madang"
    )
    parser.add_argument("--compressed", action="store_true", help="ask for gzip (Madang does it itself)")
    parser.add_argument("--pretalx", nargs="?", const="", metavar="DIR", help="measure pretalx as well")
    options = parser.parse_args(arguments)
    measure = Measure(options.requests, options.compressed)
    pages = [page for page in PAGES if not options.only or page.name in options.only]
    with installation(options.home) as database:
        costs, written = measure_madang(measure, database, pages)
        others = [] if options.pretalx is None else measure_pretalx(measure, database, options.pretalx)
        show(costs, written, others)


if __name__ == "__main__":
    main(sys.argv[1:])
