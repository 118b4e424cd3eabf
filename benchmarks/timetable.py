"""How good and how fast the timetable engine is, on synthetic fairs of the sizes a, ao and b.

    python benchmarks/timetable.py [--sizes a ao b] [--seeds 3] [--time-limit 30] [--workers 4]

Prints for each size, seed and method the meetings held, the share of the upper bound, seconds and peak memory.
Every timetable is checked by the independent validator. Each line runs in a process of its own, so that the
memory is its own.
"""

import argparse
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from multiprocessing import get_context
from random import Random
from time import monotonic

from madang.timetable import (
    Participant,
    Phase,
    Place,
    Problem,
    Request,
    Slot,
    Timetable,
    every,
    first_come_first_served,
    solve,
    validate,
    value_greedy,
)


@dataclass(frozen=True)
class Size:
    """A synthetic fair. ``reach`` is the share of the slots in which a participant can meet."""

    companies: int
    slots: int
    tables: int
    requests: int
    reach: float = 1.0


SIZES = {
    "a": Size(companies=200, slots=20, tables=50, requests=2_000, reach=0.9),
    "ao": Size(companies=200, slots=20, tables=100, requests=6_000),
    "b": Size(companies=1_200, slots=30, tables=300, requests=6_000, reach=0.8),
}

METHODS = ("first come", "by value", "guided", "solve")


def fair(size: Size, seed: int) -> Problem:
    """Companies of unequal popularity, half of them buyers, requests across the two halves."""
    random = Random(seed)
    opening = datetime(2026, 6, 15, 0, 0, tzinfo=UTC)
    slots = tuple(
        Slot(str(t), opening + timedelta(minutes=30 * t), opening + timedelta(minutes=30 * t + 25))
        for t in range(size.slots)
    )
    half = size.companies // 2
    participants = tuple(
        Participant(
            id=str(p),
            available=frozenset(t for t in every(slots) if random.random() < size.reach),
            minimum=min(3, size.requests // size.companies),
        )
        for p in range(size.companies)
    )
    popularity = [exp(random.gauss(0, 0.6)) for _ in range(size.companies)]
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < size.requests:
        (buyer,) = random.choices(range(half), popularity[:half])
        (seller,) = random.choices(range(half, size.companies), popularity[half:])
        pairs.setdefault((buyer, seller))
    requests = tuple(
        Request(
            id=str(r),
            a=str(a),
            b=str(b),
            value_a=random.randint(1, 10),
            value_b=random.randint(1, 10),
        )
        for r, (a, b) in enumerate(pairs)
    )
    places = tuple(Place(f"{t}", hall=str(t * 4 // size.tables)) for t in range(size.tables))
    return Problem(slots, participants, requests, places, penalty=20)


def guided(problem: Problem) -> Timetable:
    """The solver, cancelled when its first timetable stands."""
    seen: list[Phase] = []
    return solve(problem, on_progress=lambda p: seen.append(p.phase), cancelled=lambda: Phase.SEARCH in seen)


def run(name: str, seed: int, method: str, time_limit: float, workers: int) -> tuple[Timetable, float, float]:
    """The timetable, the seconds it took and the peak memory of this process in MB."""
    problem = fair(SIZES[name], seed)
    methods: dict[str, Callable[[], Timetable]] = {
        "first come": lambda: first_come_first_served(problem),
        "by value": lambda: value_greedy(problem),
        "guided": lambda: guided(problem),
        "solve": lambda: solve(problem, time_limit=time_limit, workers=workers, seed=seed),
    }
    began = monotonic()
    timetable = methods[method]()
    seconds = monotonic() - began
    violations = validate(problem, timetable)
    assert not violations, violations[:3]
    return timetable, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--time-limit", type=float, default=30)
    parser.add_argument("--workers", type=int, default=4)
    wanted = parser.parse_args()
    print(f"{'size':<5}{'seed':>5}  {'method':<11}{'held':>7}{'value':>10}{'bound':>10}{'share':>9}{'s':>8}{'MB':>7}")
    for name in wanted.sizes:
        for seed in range(1, wanted.seeds + 1):
            for method in wanted.methods:
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                    job = alone.submit(run, name, seed, method, wanted.time_limit, wanted.workers)
                    timetable, seconds, memory = job.result()
                print(
                    f"{name:<5}{seed:>5}  {method:<11}{len(timetable.meetings):>7}{timetable.value:>10.0f}"
                    f"{timetable.bound:>10.0f}{timetable.share:>9.2%}{seconds:>8.2f}{memory:>7.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
