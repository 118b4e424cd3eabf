"""How fast the published B2BSOP instances are proved, beside what was published.

    python benchmarks/b2bsop.py DIR [--time-limit 60] [--workers 4] [--only PATTERN] [--seed 0]

DIR holds the instances (``*.dzn``) and ``published.csv``: for each instance and fairness d the optimum, and
the seconds of MaxSAT, Chuffed and MIP (TO: not within 7,200 s), as in Bofill et al., JAIR 74 (2022). Prints a
row for each of them and a closing line. Every schedule is checked by the independent validator.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from madang.timetable.b2bsop import Schedule, Status, read_dzn, solve, validate


@dataclass(frozen=True)
class Published:
    """A row of ``published.csv``; ``optimum`` is ``None`` for an infeasible instance."""

    instance: str
    fairness: int
    optimum: int | None
    seconds: tuple[str, str, str]


@dataclass(frozen=True)
class Outcome:
    schedule: Schedule
    matched: bool
    valid: bool

    @property
    def proved(self) -> bool:
        return self.schedule.status in {Status.OPTIMAL, Status.INFEASIBLE}


def published(folder: Path, pattern: str) -> Iterator[Published]:
    with (folder / "published.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            optimum = None if row["optimum"] == "infeasible" else int(row["optimum"])
            seconds = (row["maxsat_s"], row["chuffed_s"], row["mip_s"])
            if fnmatch(row["instance"], pattern) and (folder / f"{row['instance']}.dzn").exists():
                yield Published(row["instance"], int(row["fairness_d"]), optimum, seconds)


def run(folder: Path, row: Published, time_limit: float, workers: int, seed: int) -> Outcome:
    instance = read_dzn((folder / f"{row.instance}.dzn").read_text())
    schedule = solve(instance, fairness=row.fairness, time_limit=time_limit, workers=workers, seed=seed)
    valid = not validate(instance, schedule, fairness=row.fairness)
    infeasible = schedule.status is Status.INFEASIBLE
    matched = infeasible if row.optimum is None else schedule.breaks == row.optimum
    return Outcome(schedule, matched, valid)


def line(row: Published, outcome: Outcome) -> str:
    schedule = outcome.schedule
    breaks, bound, optimum = (
        "–" if number is None else number for number in (schedule.breaks, schedule.bound, row.optimum)
    )
    maxsat, chuffed, mip = row.seconds
    verdict = f"{'valid' if outcome.valid else 'INVALID'}{'' if outcome.matched else ' DIFFERS'}"
    return (
        f"{row.instance:30} {row.fairness:1} {schedule.status:10} {breaks:>6} {bound:>5} {optimum:>9} "
        f"{schedule.seconds:7.1f} {maxsat:>7} {chuffed:>7} {mip:>7} {verdict}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--time-limit", type=float, default=60)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="*", metavar="PATTERN", help="such as '*.original'")
    words = parser.parse_args()
    print(f"{'instance':30} d status     breaks bound published seconds  MaxSAT Chuffed     MIP")
    outcomes = []
    for row in published(words.folder, words.only):
        outcomes.append(run(words.folder, row, words.time_limit, words.workers, words.seed))
        print(line(row, outcomes[-1]), flush=True)
    matched, proved, valid = (
        sum(getattr(outcome, name) for outcome in outcomes) for name in ("matched", "proved", "valid")
    )
    worst = max((outcome.schedule.seconds for outcome in outcomes), default=0)
    total = len(outcomes)
    print(f"{total} runs: {matched} matched, {proved} proved, {valid} valid; the slowest took {worst:.1f} s.")
    return 0 if matched == proved == valid == total else 1


if __name__ == "__main__":
    sys.exit(main())
