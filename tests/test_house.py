"""The house as a whole: its floors, its tables, and that nothing in it depends on one machine."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import grimp
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


PACKAGE = ROOT / "src" / "madang"
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
MOST_MODULES_AT_A_ROOT = 14
#: What may be longer or fuller, and why. Empty is right; an exception needs its reason here.
LONG_MODULES: dict[str, str] = {}
FULL_ROOTS: dict[str, str] = {}


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_no_module_is_longer_than_one_can_hold() -> None:
    long = {
        _name(path): lines for path in _modules() if (lines := path.read_text().count("\n")) > LONGEST_MODULE
    }

    assert {name: lines for name, lines in long.items() if name not in LONG_MODULES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    functions = (
        (path, node)
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    long = [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path, node in functions
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_no_subject_is_crowded_at_its_root() -> None:
    subjects = [folder for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()]
    count = {
        folder.name: sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in subjects
    }
    crowded = {name: number for name, number in count.items() if number > MOST_MODULES_AT_A_ROOT}

    assert {name: number for name, number in crowded.items() if name not in FULL_ROOTS} == {}


def test_no_files_of_a_subject_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("madang", cache_dir=None, exclude_type_checking_imports=True)
    circles = {
        subject: [sorted(circle) for circle in _circles(graph, subject)]
        for subject in sorted(graph.find_children("madang"))
    }

    assert {subject: found for subject, found in circles.items() if found} == {}


def _circles(graph: grimp.ImportGraph, subject: str) -> list[set[str]]:
    """The groups of a subject's files that reach each other (Kosaraju: two walks, the second backwards)."""
    files = {subject, *graph.find_descendants(subject)}
    order: list[str] = []
    seen: set[str] = set()
    for file in sorted(files):
        order += _walk(file, lambda one: graph.find_modules_directly_imported_by(one) & files, seen)
    seen = set()
    groups = [
        set(_walk(file, lambda one: graph.find_modules_that_directly_import(one) & files, seen))
        for file in reversed(order)
    ]
    return [group for group in groups if len(group) > 1]


def _walk(start: str, following: Callable[[str], set[str]], seen: set[str]) -> list[str]:
    """Everything that is reached from `start` and not seen yet, each after what follows it."""
    if start in seen:
        return []
    seen.add(start)
    reached = [file for one in sorted(following(start)) for file in _walk(one, following, seen)]
    return [*reached, start]


# --- What import-linter cannot see ------------------------------------------------------------------------
FLOORS = [
    *("web", "live", "organisations", "fairs", "listings", "partners", "meetings"),
    *("directory", "search", "intake", "demonstration", "config"),
]


def test_no_template_and_no_address_reaches_up() -> None:
    libraries = {path.stem: path.parts[-3] for path in PACKAGE.glob("*/templatetags/*.py")}
    found = {
        f"{_name(path)}: {word}"
        for path in PACKAGE.rglob("*")
        if path.suffix in {".html", ".txt", ".py"} and path.relative_to(PACKAGE).parts[0] in FLOORS
        for subject, word in _named_in(path.read_text(), libraries)
        if subject in FLOORS and FLOORS.index(subject) > FLOORS.index(path.relative_to(PACKAGE).parts[0])
    }

    assert found == set()


def _named_in(text: str, libraries: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Subjects that a file names in quotation marks or loads tags of: `meetings:ask`, `{% load requests %}`."""
    for quoted in re.finditer(r"""["'](\w+)(?::\w+|/[\w/]+\.(?:html|txt))["']""", text):
        yield quoted[1], quoted[0]
    for load in re.finditer(r"{% load ([\w ]+) %}", text):
        yield from ((libraries[name], load[0]) for name in load[1].split() if name in libraries)


SUBJECTS = sorted(path for path in (ROOT / "src" / "madang").iterdir() if (path / "__init__.py").exists())
#: A pure library about another problem, as it was published: it has that problem's meetings, rules and causes.
APART = {("timetable", "b2bsop")}


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda path: path.name)
def test_name_of_a_class_means_one_thing_in_its_subject(subject: Path) -> None:
    homes = defaultdict(list)
    for path, name in _classes(subject):
        homes[name].append(str(path.relative_to(subject)))

    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def _classes(subject: Path) -> Iterator[tuple[Path, str]]:
    """Those at the top of a file: inner ones, such as Meta, belong to their class."""
    for path in sorted(subject.rglob("*.py")):
        parts = path.relative_to(subject).parts
        if "migrations" in parts or (subject.name, parts[0]) in APART:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                yield path, node.name


def test_every_registry_stands_in_its_decision_record() -> None:
    record = (ROOT / "docs" / "adr" / "0006-subjects-below-do-not-know-those-above.md").read_text()
    found = re.compile(r"^(\w+): Final\[.*\bRegistry\[", re.MULTILINE)
    names = {name for path in _modules() for name in found.findall(path.read_text())}

    assert len(names) > 10
    assert {name for name in names if not re.search(rf"\b{name}\b", record)} == set()
