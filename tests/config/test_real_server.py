"""A PostgreSQL of the operator's own: the oldest that we support, from the system's packages (Debian 12 has 15)."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from madang.config.processes.children import Account, end, spawn
from madang.config.storage.database import FAST_STOP, check_server

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

ROOT = Path(__file__).parents[2]
# What must hold on every server: the double bookings that it refuses, its locks, and its NOTIFY.
ON_EVERY_SERVER = ("tests/concurrency", "tests/live/test_stream.py")


def programs() -> Path | None:
    """The programs of the oldest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[0].parent if found else None


@pytest.fixture
def server_url(home: Path) -> Iterator[str]:
    """A fresh server of the system's PostgreSQL, run as its own user when we are root."""
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed here (on Debian: apt install postgresql)")
    account = Account.named("postgres") if os.geteuid() == 0 else None
    data, sockets, log = home / "data", home / "sockets", home / "log"
    for folder in (data, sockets):
        folder.mkdir(mode=0o700)
        if account:
            shutil.chown(folder, account.uid, account.gid)
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "fair",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    with log.open("wb") as output:
        assert (
            spawn([str(word) for word in initdb], account=account, cwd=Path("/"), output=output).wait(60) == 0
        ), log.read_text()
        settings = ["listen_addresses=", "fsync=off", "log_min_messages=fatal"]
        words = [word for setting in settings for word in ("-c", setting)]
        process = spawn(
            [str(binaries / "postgres"), "-D", str(data), "-k", str(sockets), *words],
            ending=FAST_STOP,
            account=account,
            cwd=data,
            output=output,
        )
    try:
        wait_for(sockets)
        yield f"postgresql://fair@/postgres?host={quote(str(sockets), safe='')}"
    finally:
        end(process, ending=FAST_STOP, patience=20)


def wait_for(sockets: Path) -> None:
    for _attempt in range(200):
        try:
            psycopg.connect(f"host={sockets} user=fair dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


def test_madang_stands_on_a_server_of_the_operators_own(server_url: str, home: Path) -> None:
    check_server(server_url)
    env = {**os.environ, "MADANG_DATABASE_URL": server_url, "MADANG_HOME": str(home)}
    env.pop("PYTEST_XDIST_WORKER", None)

    prepared = subprocess.run(
        [sys.executable, "-m", "madang", "prepare"], env=env, capture_output=True, text=True, check=False
    )
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *ON_EVERY_SERVER],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert prepared.returncode == 0, prepared.stderr
    assert tested.returncode == 0, tested.stdout[-5000:]
    assert not (home / "database").exists(), "the embedded database must not have been made"
