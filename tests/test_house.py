"""The house as a whole: its floors, its tables, and that nothing in it depends on one machine."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent


def test_every_floor_imports_only_what_stands_below_it() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    checked = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


@pytest.mark.django_db
def test_tables_are_as_the_models_say(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


def test_system_check_of_a_deployment_has_nothing_to_say() -> None:
    call_command("check", fail_level="WARNING")


def test_lock_file_names_no_address() -> None:
    locks = [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]

    assert [lock.name for lock in locks if "://" in lock.read_text()] == []


LONGEST_TEMPLATE_LINE = 160


def test_no_line_of_a_template_is_too_long_to_review() -> None:
    templates = [
        path for path in (ROOT / "src" / "madang").rglob("templates/**/*") if path.suffix in {".html", ".txt"}
    ]
    too_long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in templates
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]

    assert len(templates) > 100
    assert too_long == []
