"""The commands in `docs/matching.md` do what is written there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from files.matching.market_files import EXAMPLE
from madang.cli import main

PAGE = EXAMPLE.parents[1] / "matching.md"
README = EXAMPLE.parents[2] / "README.md"
BLOCK = re.compile(r"^```(console|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
VARIES = re.compile(r"\d+ %$")  # of the figures the scale may change, the partners may not


def documented() -> list[tuple[str, str, list[str]]]:
    """Every command with the kind of its block and what is said to come of it."""
    found = []
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        for part in text.split("$ ")[1:]:
            command, *lines = part.splitlines()
            found.append((kind, command, lines))
    return found


def test_documented_commands_say_what_is_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLE.parent, tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)

    commands = documented()
    for kind, command, lines in commands:
        assert main(shlex.split(command)[1:]) == 0, command
        said = capsys.readouterr().out.splitlines()
        if kind == "console":
            assert [VARIES.sub("", line) for line in said] == [VARIES.sub("", line) for line in lines], (
                command
            )

    assert len(commands) >= 4


def test_every_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for verb in ("recommend", "evaluate", "bench"):
        with pytest.raises(SystemExit):
            main(["matching", verb, "--help"])
        options = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}
        assert [option for option in sorted(options) if option not in page] == []


def test_commands_of_the_first_page_exist() -> None:
    named = re.findall(r"^madang (matching \w+)", README.read_text(encoding="utf-8"), re.MULTILINE)

    assert {name.split()[1] for name in named} == {"recommend", "evaluate", "bench"}
