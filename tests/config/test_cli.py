"""The command itself: what it lists, and how it refuses."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from madang.cli import COMMANDS, main


def test_madang_alone_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    listed = [line[2:].split("  ")[0] for line in capsys.readouterr().out.splitlines() if line[:2] == "  "]
    assert listed == [command.name for command in COMMANDS]


def test_first_word_of_several_commands_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timetable"]) == 0
    assert main(["timetable", "--help"]) == 0
    assert main(["timetable", "dance"]) == 2

    said = capsys.readouterr()
    listed = {line.split()[1] for line in said.out.splitlines() if line.startswith("  ")}
    assert listed == {command.words[1] for command in COMMANDS if command.words[0] == "timetable"}
    assert said.err == "madang: there is no command 'timetable dance': choose one of those above.\n"


def test_unknown_command_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2

    assert capsys.readouterr().err == "madang: there is no command 'dance': choose one of those above.\n"


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0

    assert capsys.readouterr().out.startswith("madang ")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_command_has_what_the_dispatcher_needs(command: object) -> None:
    module = importlib.import_module(command.module)  # type: ignore[attr-defined]

    assert callable(module.add_arguments)
    assert callable(module.run)
    assert module.__doc__


def test_manage_passes_options_of_django_on_and_uses_the_installations_database(home: Path) -> None:
    env = {**os.environ, "MADANG_HOME": str(home)}
    del env["MADANG_DATABASE_URL"]
    shown = subprocess.run(
        [sys.executable, "-m", "madang", "manage", "showmigrations", "--list", "core"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[ ] 0001_initial" in shown.stdout
    assert (home / "database" / "PG_VERSION").exists()
