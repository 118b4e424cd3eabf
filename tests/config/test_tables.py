"""A command on an installation that is new: it makes the tables itself; in another's database it says who must."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from config.running import environment
from madang import cli
from madang.config.processes.preflight import CannotRun


def test_command_on_a_new_installation_makes_the_tables_first(home: Path) -> None:
    sheet = home / "list.csv"
    sheet.write_text("Name,Country\nA,KR\n")

    done = subprocess.run(
        [sys.executable, "-m", "madang", "import", str(sheet), "--fair", "nowhere"],
        env=environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout.strip()) == (2, "Bringing the tables up to date …")
    assert done.stderr.strip() == "There is no fair “nowhere”. Fairs here: none."


@pytest.mark.django_db
def test_command_in_a_database_of_its_operator_does_not_renew_the_tables_by_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'intake'")

    with pytest.raises(CannotRun, match="run `madang prepare`"):
        cli._check_tables(is_embedded=False)


@pytest.mark.parametrize(
    ("env", "language"),
    [({"LANG": "ko_KR.UTF-8"}, "ko"), ({"LANG": "zh_CN.UTF-8"}, "zh-hans"), ({"LC_ALL": "ru_RU", "LANG": "ko"}, "ru"),
     ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "de_DE"}, "en"), ({}, "en")],
)  # fmt: skip
def test_command_speaks_the_language_of_the_terminal(env: dict[str, str], language: str) -> None:
    with translation.override(None):
        cli._speak(env)
        assert translation.get_language() == language
