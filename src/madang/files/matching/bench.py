"""Measure how long matching takes and how much memory it needs, on a synthetic fair.

Each company has two offers and two needs, worded from the taxonomy, in one of four languages. Memory is the
most that the process had held by the end of each step.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from madang.files.matching import targets
from madang.files.matching.figures import Judged, targets_table
from madang.files.matching.synthetic import synthetic_fair
from madang.files.matching.watching import shown_progress
from madang.files.terminal.columns import aligned
from madang.files.terminal.options import seed, whole
from madang.files.terminal.writing import Json, add_output, check_output, write
from madang.matching import Exposure, Index, Profile, Progress

Made = TypeVar("Made")
MOST_COMPANIES = 1_000_000
LIST = 20
EXPLAINED = 2000  # companies whose lists are read with their reasons, at most
GIGABYTE = 1e9
UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


@dataclass(frozen=True, slots=True)
class Step:
    """What one step took: seconds on the clock, seconds of processor time, bytes held at most so far."""

    name: str
    wall: float
    processor: float
    memory: int

    def json(self) -> Json:
        return {
            "seconds": round(self.wall, 4),
            "processor_seconds": round(self.processor, 4),
            "memory_bytes": self.memory,
        }


TITLES = {
    "build": "build the index",
    "one": f"recommend {LIST} to one company, with reasons",
    "changed": "take in one changed profile and recommend to it",
    "everyone": f"recommend {LIST} to everyone, under floor and cap",
    "reasons": "read the lists of {explained:,} companies, with reasons",
}


class Stopwatch:
    """Measures steps and says each when it is done."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def measure(self, name: str, work: Callable[[], Made]) -> Made:
        wall, processor = time.perf_counter(), time.process_time()
        made = work()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        self.steps.append(Step(name, wall, processor, _memory()))
        return made


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--companies", type=_companies, nargs="+", default=[1200], metavar="N", help="(default 1200)"
    )
    parser.add_argument("--seed", type=seed, default=1, metavar="N", help="of random choices (default 1)")
    add_output(parser, "the figures")


def run(options: argparse.Namespace) -> None:
    check_output(options.json)
    document: Json = {"seed": options.seed}
    for companies in options.companies:
        document[str(companies)] = measured(companies, options.seed)
    if options.json is not None:
        write(options.json, document)


def measured(companies: int, seed: int) -> Json:
    """Measure a fair of this size, print the table, and give it as data."""
    profiles = synthetic_fair(companies, seed)
    watch = Stopwatch()
    with shown_progress("matching") as progress:
        exposure = _steps(profiles, watch, progress)
    _say(
        f"\n{companies:,} companies, {sum(len(p.items) for p in profiles):,} offers and needs, seed {seed}\n"
    )
    _say(table(watch.steps, min(EXPLAINED, companies)))
    _say(f"never shown {len(exposure.never_shown)}, Gini {exposure.gini:.2f}, cost {exposure.cost:.1%}\n")
    judged = _judged(watch.steps) if companies >= targets.MANY else []
    _say(targets_table(judged) if judged else "")
    return {
        **{step.name: step.json() for step in watch.steps},
        "exposure": {
            "never_shown": len(exposure.never_shown),
            "gini": round(exposure.gini, 4),
            "cost": round(exposure.cost, 4),
        },
        "targets": [one.json() for one in judged],
    }


def _steps(profiles: Sequence[Profile], watch: Stopwatch, progress: Progress) -> Exposure:
    index = watch.measure("build", lambda: Index.build(profiles))
    company = profiles[0].company
    watch.measure("one", lambda: index.recommend(company, LIST))
    watch.measure("changed", lambda: index.with_profile(profiles[0]).recommend(company, LIST))
    found = watch.measure("everyone", lambda: index.recommend_all(LIST, progress))
    watch.measure("reasons", lambda: [found.lists[one.company] for one in profiles[:EXPLAINED]])
    return found.exposure


def table(steps: Sequence[Step], explained: int) -> str:
    """The steps, one a line."""
    rows = [["", "seconds", "of processor time", "memory, GB"]]
    for step in steps:
        title = TITLES[step.name].format(explained=explained)
        memory = f"{step.memory / GIGABYTE:.2f}"
        rows.append([title, f"{step.wall:.3f}", f"{step.processor:.3f}", memory])
    return aligned(rows, right=(1, 2, 3))


def _judged(steps: Sequence[Step]) -> list[Judged]:
    """A full recomputation is to build the index and to recommend to everyone."""
    whole_round = [step for step in steps if step.name in {"build", "everyone"}]
    seconds = sum(step.wall for step in whole_round)
    memory = max(step.memory for step in steps) / GIGABYTE
    return [
        Judged("full recomputation, seconds", seconds, targets.SECONDS),
        Judged("full recomputation, GB", memory, targets.GIGABYTES),
    ]


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def _companies(text: str) -> int:
    return whole(text, 2, MOST_COMPANIES)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
