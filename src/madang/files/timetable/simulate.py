"""Say before the fair what it lacks, and what an hour, tables or an interpreter more would bring.

Ctrl-C ends it with what is known so far, and gives exit code 130.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from madang.files.terminal.columns import aligned, amount
from madang.files.terminal.writing import add_output, check_output, write
from madang.files.timetable.effort import add_effort
from madang.files.timetable.reading import read_fair
from madang.files.timetable.sentences import Names, variant
from madang.files.timetable.watching import watching
from madang.timetable import (
    Effect,
    Figures,
    Load,
    Problem,
    Simulation,
    SimulationStep,
    Unmet,
    simulate,
    simulation_to_json,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem of the fair (JSON)")
    add_effort(parser, time_limit=30, is_deterministic=True)
    add_output(parser, "the simulation")


def run(options: argparse.Namespace) -> int:
    check_output(options.json, options.problem)
    problem = read_fair(options.problem)
    with watching() as watch:
        found = simulate(
            problem,
            time_limit=options.time_limit,
            workers=options.workers,
            seed=options.seed,
            on_progress=lambda step: watch.show(_shown(step)),
            cancelled=watch.cancelled,
        )
    sys.stdout.write(in_words(problem, found))
    if options.json is not None:
        write(options.json, simulation_to_json(found))
    return watch.exit_code


def _shown(step: SimulationStep) -> str:
    return f"search {step.number} of {step.total}  {step.seconds:.1f} s"


def in_words(problem: Problem, found: Simulation) -> str:
    """The fair as it is, what is not met, what is scarce, and what more would bring."""
    parts = (_figures(found.base), _unmet(found.unmet), _load(problem, found.load), _effects(found.effects))
    return "\n".join(part for part in parts if part)


def _figures(base: Figures) -> str:
    rows = [
        ("status", base.status.value),
        ("held", f"{base.meetings} of {base.requests} requests"),
        ("value", amount(base.value)),
        ("bound", amount(base.bound)),
        ("share", f"{base.share:.4%}"),
        ("participants below their minimum", str(base.below_minimum)),
        ("meetings that they miss", str(base.shortfall)),
    ]
    return aligned(rows)


def _unmet(unmet: Iterable[Unmet]) -> str:
    rows = [
        (f"by {one.facet.value}", " ".join(one.key), str(one.requests), amount(one.value)) for one in unmet
    ]
    return aligned([("not held", "", "requests", "value"), *rows], right=(2, 3)) if rows else ""


def _load(problem: Problem, load: Iterable[Load]) -> str:
    names = Names(problem)
    rows = [
        (
            names.slot(one.slot),
            " ".join((one.resource.value, "–".join(one.pair or ()))).strip(),
            str(one.needed),
            str(one.used),
            str(one.available),
        )
        for one in load
    ]
    return aligned([("slot", "", "needed", "used", "there"), *rows], right=(2, 3, 4)) if rows else ""


def _effects(effects: Iterable[Effect]) -> str:
    rows = [
        (
            variant(one.variant),
            f"{one.meetings:+d}",
            f"{one.found:+,.6g}",
            f"{one.estimate:+,.6g}",
            f"{one.least:,.6g} … {one.most:,.6g}",
        )
        for one in effects
    ]
    headings = ("what more would bring", "meetings", "value found", "estimate", "proved between")
    return aligned([headings, *rows], right=(1, 2, 3, 4)) if rows else ""
