"""A backup that cannot be read back is none: write one, change the database, read it back."""

import argparse
from pathlib import Path

import psycopg
import pytest

from madang.config.processes.preflight import CannotRun
from madang.config.storage import backup, restore
from madang.config.storage.database import available

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(autouse=True)
def _embedded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADANG_HOME", str(home))
    monkeypatch.delenv("MADANG_DATABASE_URL")


def run_on(url: str, *statements: str) -> list[str]:
    with psycopg.connect(url) as connection:
        rows = [connection.execute(statement) for statement in statements][-1]
        return [name for (name,) in rows] if rows.description else []


def test_backup_brings_back_what_was_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = argparse.Namespace(file=home / "monday.madang")
    with available("test", given=None) as url:
        run_on(url, "CREATE TABLE company (name text)", "INSERT INTO company VALUES ('마당'), ('Двор')")
    backup.run(file)
    with available("test", given=None) as url:
        run_on(url, "TRUNCATE company", "INSERT INTO company VALUES ('later')")

    restore.run(file)

    with available("test", given=None) as url:
        assert run_on(url, "SELECT name FROM company") == ["마당", "Двор"]
        assert run_on(url.replace("/madang?", f"/{restore.EARLIER}?"), "SELECT name FROM company") == [
            "later"
        ]
    assert file.file.stat().st_mode & 0o777 == 0o600


def test_backup_does_not_overwrite(home: Path) -> None:
    (home / "kept").touch()

    with pytest.raises(CannotRun, match="exists already: give the backup another name"):
        backup.run(argparse.Namespace(file=home / "kept"))


def test_backup_into_no_folder_says_so(home: Path) -> None:
    with pytest.raises(CannotRun, match=r"cannot be written \(No such file or directory\)"):
        backup.run(argparse.Namespace(file=home / "nowhere" / "file"))


def test_restore_of_another_file_leaves_the_database_as_it_is(home: Path) -> None:
    (home / "letter").write_text("not a backup")
    with available("test", given=None) as url:
        run_on(url, "CREATE TABLE company AS SELECT 'stays' AS name")

    with pytest.raises(CannotRun, match="pg_restore stopped"):
        restore.run(argparse.Namespace(file=home / "letter"))

    with available("test", given=None) as url:
        assert run_on(url, "SELECT name FROM company") == ["stays"]


def test_restore_while_madang_runs_is_refused(home: Path) -> None:
    (home / "file").touch()
    with available("test", given=None), pytest.raises(CannotRun, match="Madang is running: stop it first"):
        restore.run(argparse.Namespace(file=home / "file"))
