"""`madang timetable bench`: every instance of a folder, against what is published beside it."""

from pathlib import Path

import pytest

from files.timetable.examples import IMPOSSIBLE, SMALL, madang, read

HEAD = "instance,fairness_d,optimum,maxsat_s,chuffed_s,mip_s\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The two instances of the examples."""
    for example in (SMALL, IMPOSSIBLE):
        (tmp_path / example.name).write_bytes(example.read_bytes())
    return tmp_path


def test_instances_are_solved_with_each_published_fairness(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "small,2,1,0.2,TO,1.5\nsmall,3,1,0.2,0.3,TO\nimpossible,2,infeasible,0.1,0.1,0.1\n"
    (folder / "published.csv").write_text(HEAD + lines)

    assert madang("bench", folder, "--json", folder / "runs.json") == 0

    head, *rows, _, closing, written = capsys.readouterr().out.splitlines()
    assert head.split() == (
        [
            "instance",
            "d",
            "status",
            "breaks",
            "bound",
            "seconds",
            "validator",
            "published",
            "maxsat",
            "s",
            "chuffed",
            "s",
            "mip",
            "s",
        ]
    )
    shown = [row.split() for row in rows]
    assert [row[:5] + row[6:] for row in shown] == [
        ["impossible", "2", "infeasible", "–", "–", "–", "infeasible", "0.1", "0.1", "0.1", "matched"],
        ["small", "2", "optimal", "1", "1", "accepts", "1", "0.2", "TO", "1.5", "matched"],
        ["small", "3", "optimal", "1", "1", "accepts", "1", "0.2", "0.3", "TO", "matched"],
    ]
    assert closing.startswith("3 runs in ")
    assert "published values matched: 3 of 3; proved: 3; refused by the validator: 0; slowest: " in closing
    assert written == f"Written to {folder / 'runs.json'}."
    assert [run["matched"] for run in read(folder / "runs.json")["runs"]] == [True, True, True]


def test_without_published_values_the_standard_fairness_is_taken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert madang("bench", folder) == 0

    said = capsys.readouterr().out
    assert [row.split()[:3] for row in said.splitlines()[1:3]] == [
        ["impossible", "2", "infeasible"],
        ["small", "2", "optimal"],
    ]
    assert "published" not in said


def test_only_instances_with_such_names_are_solved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("bench", folder, "--only", "s*") == 0
    assert madang("bench", folder, "--only", "x*") == 2

    said = capsys.readouterr()
    assert "1 runs in" in said.out
    assert said.err == f"madang: {folder} has no B2BSOP instance: no file is one.\n"


@pytest.mark.parametrize("wrong", ["small,2,0,,,", "small,2,3,,,", "small,2,infeasible,,,"])
def test_value_that_contradicts_the_published_one_is_told(
    wrong: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "published.csv").write_text(f"{HEAD}{wrong}\n")

    assert madang("bench", folder) == 1

    assert "CONTRADICTS" in capsys.readouterr().out


def test_unreadable_instance_is_told_and_the_others_are_solved(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "cut.dzn").write_text("nBusiness = ")

    assert madang("bench", folder) == 2

    said = capsys.readouterr()
    assert "2 runs in" in said.out
    assert said.err.startswith(f"madang: {folder / 'cut.dzn'}: line 1: expected")


@pytest.mark.parametrize(
    ("published", "sentence"),
    [
        ("instance,optimum\n", "the column fairness_d is missing."),
        (HEAD + "small,two,1,,,\n", "line 2: fairness_d is a whole number, optimum one or “infeasible”."),
        (HEAD + "small,2\n", "line 2: fairness_d is a whole number, optimum one or “infeasible”."),
    ],
)
def test_bad_published_values_are_told(
    published: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "published.csv").write_text(published)

    assert madang("bench", folder) == 2

    assert capsys.readouterr().err == f"madang: {folder / 'published.csv'}: {sentence}\n"


def test_folder_without_instances_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("bench", tmp_path) == 2
    assert madang("bench", tmp_path / "none") == 2

    assert capsys.readouterr().err.splitlines() == [
        f"madang: {tmp_path} has no B2BSOP instance: no file is one.",
        f"madang: {tmp_path / 'none'} cannot be read: No such file or directory.",
    ]
