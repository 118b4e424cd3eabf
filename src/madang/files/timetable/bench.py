"""Solve every B2BSOP instance of a folder and print a table; with `published.csv` there, against it.

An instance is solved with each fairness that `published.csv` lists for it, else with 2. Exit code: 0; 1 if a
proved value is not the published one or the validator refuses a timetable; 2 if a file cannot be read; 130
after Ctrl-C.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.terminal.writing import Json, add_output, check_output, write
from madang.files.timetable.effort import Effort, add_effort, effort_of
from madang.files.timetable.instances import FAIRNESS
from madang.files.timetable.published import Published, published_in
from madang.files.timetable.reading import read_problem
from madang.files.timetable.watching import Watch, watching
from madang.timetable import Status
from madang.timetable.b2bsop import Instance, Schedule, solve, validate

SUFFIXES = {".dzn", ".json"}
WRONG = 1
UNREADABLE = 2


@dataclass(frozen=True, slots=True)
class Task:
    """An instance with a fairness, and what is published of both."""

    name: str
    instance: Instance
    fairness: int
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A task, its answer, and whether the validator accepts it."""

    task: Task
    found: Schedule
    is_valid: bool

    @property
    def is_proved(self) -> bool:
        return self.found.status in {Status.OPTIMAL, Status.INFEASIBLE}

    @property
    def is_matched(self) -> bool:
        """Whether the answer is the published one, proved or not."""
        if self.task.published is None or self.found.status is Status.UNKNOWN:
            return False
        return self.found.breaks == self.task.published.optimum

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be true: refused, better than the published one, or proved and another."""
        published = self.task.published
        better = (
            published is not None
            and self.found.breaks is not None
            and (published.optimum is None or self.found.breaks < published.optimum)
        )
        return (
            not self.is_valid or better or (published is not None and self.is_proved and not self.is_matched)
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="with instances (.dzn or JSON)")
    parser.add_argument(
        "--only", default="*", metavar="PATTERN", help="instances with such names, as '*.original'"
    )
    add_effort(parser, time_limit=60)
    add_output(parser, "the runs")


def run(options: argparse.Namespace) -> int:
    check_output(options.json)
    tasks, unreadable = tasks_in(options.folder, options.only, passed_over=options.json)
    table = ResultTable(tasks)
    sys.stdout.write(table.head())
    runs = []
    with watching() as watch:
        for done in solved(tasks, effort_of(options), watch):
            runs.append(done)
            sys.stdout.write(table.row(done))
            sys.stdout.flush()
    sys.stdout.write(f"\n{closing(runs)}\n")
    for sentence in unreadable:
        sys.stderr.write(f"madang: {sentence}\n")
    if options.json is not None:
        write(options.json, document_of(runs))
    return watch.exit_code or (
        UNREADABLE if unreadable else WRONG if any(one.is_wrong for one in runs) else 0
    )


def tasks_in(folder: Path, only: str = "*", passed_over: Path | None = None) -> tuple[list[Task], list[str]]:
    """Every instance of the folder with every fairness, by name, and what is wrong with the others."""
    tasks: list[Task] = []
    unreadable = []
    published = published_in(folder)
    for path in _files(folder, only, passed_over):
        try:
            instance = read_problem(path)
        except CannotRun as reason:
            unreadable.append(str(reason))
            continue
        if isinstance(instance, Instance):
            tasks.extend(_tasks(path.stem, instance, published))
    if not tasks:
        raise CannotRun(
            f"{folder} has no B2BSOP instance: {unreadable[0] if unreadable else 'no file is one.'}"
        )
    return tasks, unreadable


def _files(folder: Path, only: str, passed_over: Path | None) -> list[Path]:
    try:
        files = sorted(
            path for path in folder.iterdir() if path.suffix in SUFFIXES and fnmatch(path.stem, only)
        )
    except (OSError, ValueError) as error:
        raise CannotRun(f"{folder} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    return [path for path in files if passed_over is None or path.resolve() != passed_over.resolve()]


def _tasks(name: str, instance: Instance, published: Sequence[Published]) -> list[Task]:
    known = [Task(name, instance, line.fairness, line) for line in published if line.instance == name]
    return known or [Task(name, instance, FAIRNESS)]


def solved(tasks: Sequence[Task], effort: Effort, watch: Watch) -> Iterator[Run]:
    """Each task solved and judged, until the watch is stopped."""
    for task in tasks:
        found = solve(
            task.instance, fairness=task.fairness, **effort, on_progress=watch.tell, cancelled=watch.cancelled
        )
        watch.clear()
        yield Run(task, found, not validate(task.instance, found, fairness=task.fairness))
        if watch.cancelled():
            return


class ResultTable:
    """The runs as lines that are printed one by one, with the columns of ``published.csv`` if it is there."""

    HEADINGS = ("instance", "d", "status", "breaks", "bound", "seconds", "validator")
    WIDTHS = (8, 2, 10, 6, 6, 7, 9)

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.width = max(len(task.name) for task in tasks)
        self.solvers = tuple(next((task.published.seconds for task in tasks if task.published), ()))

    def head(self) -> str:
        names = ("published", *(f"{solver} s" for solver in self.solvers)) if self.solvers else ()
        return self._line((*self.HEADINGS, *names))

    def row(self, run: Run) -> str:
        found = run.found
        cells = (
            run.task.name,
            str(run.task.fairness),
            found.status.value,
            _number(found.breaks),
            _number(found.bound),
            f"{found.seconds:.1f}",
            _judgement(run),
        )
        return self._line((*cells, *self._published(run)))

    def _published(self, run: Run) -> tuple[str, ...]:
        published = run.task.published
        if published is None:
            return ()
        optimum = "infeasible" if published.optimum is None else str(published.optimum)
        return (optimum, *published.seconds.values(), verdict(run))

    def _line(self, cells: Sequence[str]) -> str:
        widths = (self.width, *self.WIDTHS[1:], 10, *(9 for _ in self.solvers), 0)
        name, *rest = cells
        padded = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=False)]
        return "  ".join([name.ljust(widths[0]), *padded]).rstrip() + "\n"


def _judgement(run: Run) -> str:
    if not run.is_valid:
        return "REFUSES"
    return "accepts" if run.found.slots else "–"


def verdict(run: Run) -> str:
    """One word against the published value."""
    if run.is_wrong:
        return "CONTRADICTS"
    if not run.is_matched:
        return "open"
    return "matched" if run.is_proved else "matched, not proved"


def closing(runs: Sequence[Run]) -> str:
    """What came of all runs, in one line."""
    slowest = max(runs, key=lambda one: one.found.seconds)
    published = [one for one in runs if one.task.published is not None]
    matched = f"published values matched: {sum(one.is_matched for one in published)} of {len(published)}; "
    return (
        f"{len(runs)} runs in {sum(one.found.seconds for one in runs):.1f} s; {matched if published else ''}"
        f"proved: {sum(one.is_proved for one in runs)}; "
        f"refused by the validator: {sum(not one.is_valid for one in runs)}; "
        f"slowest: {slowest.found.seconds:.1f} s ({slowest.task.name}, d = {slowest.task.fairness})."
    )


def document_of(runs: Sequence[Run]) -> Json:
    """The runs as data."""
    return {"runs": [_record(one) for one in runs], "closing": closing(runs)}


def _record(run: Run) -> Json:
    found, published = run.found, run.task.published
    told = {} if published is None else {"optimum": published.optimum, "seconds": dict(published.seconds)}
    return {
        "instance": run.task.name,
        "fairness": run.task.fairness,
        "status": found.status.value,
        "breaks": found.breaks,
        "bound": found.bound,
        "seconds": found.seconds,
        "valid": run.is_valid,
        "published": told or None,
        "matched": None if published is None else run.is_matched,
    }


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)
