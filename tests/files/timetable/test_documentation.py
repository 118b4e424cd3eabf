"""The commands in `docs/timetable.md` do what is written there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from files.timetable.examples import EXAMPLES
from madang.cli import main

PAGE = EXAMPLES.parent / "timetable.md"
BLOCK = re.compile(r"^```(console|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
VARIES = ("held ", "breaks  ", "changes of hall", "seconds", "  to fit it at ")
"""Lines of which only the beginning is compared: there are several best timetables."""


def documented() -> list[tuple[str, str, list[str]]]:
    """Every command with the kind of its block and what is said to come of it."""
    found = []
    for kind, text in BLOCK.findall(PAGE.read_text()):
        for part in text.split("$ ")[1:]:
            command, *lines = part.splitlines()
            found.append((kind, command, lines))
    return found


def _compared(lines: list[str]) -> list[str]:
    return [next((start for start in VARIES if line.startswith(start)), line) for line in lines]


def test_documented_commands_say_what_is_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)

    commands = documented()
    for kind, command, lines in commands:
        assert main(shlex.split(command)[1:]) == 0, command
        said = capsys.readouterr().out.splitlines()
        if kind == "console":
            assert _compared(said) == _compared(lines), command

    verbs = {shlex.split(command)[2] for _, command, _ in commands}
    assert verbs == {"solve", "validate", "repair", "explain", "simulate", "diff"}
