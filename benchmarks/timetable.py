"""How good and how fast the timetable engine is, on synthetic fairs.

    python benchmarks/timetable.py [--sizes a ao b hybrid] [--seeds 3] [--time-limit 30] [--workers 4]

Sizes: a (tables are scarce), ao (everyone is saturated), b (1,200 companies), hybrid (1,200 companies, most
of them online, four languages, interpreters). Prints for each size, seed and method the meetings held, the
share of the upper bound, seconds and peak memory. Every timetable is checked by the independent validator.
Each line runs in a process of its own, so that the memory is its own.
"""

import argparse
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import exp
from multiprocessing import get_context
from random import Random
from time import monotonic

from madang.timetable import (
    Attendance,
    Interpreter,
    Participant,
    Phase,
    Place,
    Problem,
    Request,
    Room,
    Slot,
    Timetable,
    first_come_first_served,
    solve,
    validate,
    value_greedy,
)


@dataclass(frozen=True)
class Size:
    """A synthetic fair.

    Attributes:
        reach: the share of the slots in which a participant can meet.
        halves: only buyers ask sellers, so that the graph of requests is bipartite.
        online: the share of the participants who are online, and meet in ``rooms``.
        interpreters: how many there are; with any, companies speak one or two of four languages.
    """

    companies: int
    slots: int
    tables: int
    requests: int
    reach: float = 1.0
    halves: bool = True
    online: float = 0.0
    rooms: int = 0
    interpreters: int = 0


SIZES = {
    "a": Size(companies=200, slots=20, tables=50, requests=2_000, reach=0.9, halves=False),
    "ao": Size(companies=200, slots=20, tables=100, requests=6_000, halves=False),
    "b": Size(companies=1_200, slots=30, tables=300, requests=6_000, reach=0.8),
    "hybrid": Size(
        companies=1_200,
        slots=16,
        tables=100,
        requests=6_000,
        reach=0.8,
        online=0.83,
        rooms=400,
        interpreters=60,
    ),
}

LANGUAGES = ("en", "ko", "ru", "zh")
PAIRS = tuple(combinations(LANGUAGES, 2))
METHODS = ("first come", "by value", "guided", "solve")


def fair(size: Size, seed: int) -> Problem:
    """Companies of unequal popularity, half of them buyers, requests across the two halves."""
    random = Random(seed)
    opening = datetime(2026, 6, 15, 0, 0, tzinfo=UTC)
    slots = tuple(
        Slot(str(t), opening + timedelta(minutes=30 * t), opening + timedelta(minutes=30 * t + 25))
        for t in range(size.slots)
    )
    participants = tuple(_participant(random, size, slots, p) for p in range(size.companies))
    requests = tuple(
        Request(str(r), str(a), str(b), random.randint(1, 10), random.randint(1, 10))
        for r, (a, b) in enumerate(_pairs(random, size))
    )
    places = tuple(Place(f"{t}", hall=str(t * 4 // size.tables)) for t in range(size.tables))
    rooms = tuple(Room(f"{v}") for v in range(size.rooms))
    interpreters = tuple(
        Interpreter(f"{i}", frozenset({PAIRS[i % len(PAIRS)]}), _some(random, slots, size), longest=4)
        for i in range(size.interpreters)
    )
    return Problem(slots, participants, requests, places, rooms, interpreters, penalty=20)


def _participant(random: Random, size: Size, slots: tuple[Slot, ...], p: int) -> Participant:
    online = random.random() < size.online
    return Participant(
        id=str(p),
        available=_some(random, slots, size),
        minimum=min(3, size.requests // size.companies),
        languages=frozenset(random.sample(LANGUAGES, random.randint(1, 2)))
        if size.interpreters
        else frozenset(),
        attendance=Attendance.ONLINE if online else Attendance.ONSITE,
    )


def _some(random: Random, slots: tuple[Slot, ...], size: Size) -> frozenset[int]:
    return frozenset(t for t in range(len(slots)) if random.random() < size.reach)


def _pairs(random: Random, size: Size) -> list[tuple[int, int]]:
    """Who asks whom, once in either direction; some are far more popular than others."""
    everyone = range(size.companies)
    popularity = [exp(random.gauss(0, 0.6)) for _ in everyone]
    half = size.companies // 2 if size.halves else size.companies
    sellers = slice(half, None) if size.halves else slice(None)
    pairs: dict[frozenset[int], tuple[int, int]] = {}
    while len(pairs) < size.requests:
        (a,) = random.choices(everyone[:half], popularity[:half])
        (b,) = random.choices(everyone[sellers], popularity[sellers])
        if a != b:
            pairs.setdefault(frozenset((a, b)), (a, b))
    return list(pairs.values())


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


HEAD = (
    f"{'size':<7}{'seed':>5}  {'method':<11}{'held':>6}{'value':>8}{'bound':>8}{'share':>9}{'s':>8}{'MB':>6}"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--time-limit", type=float, default=30)
    parser.add_argument("--workers", type=int, default=4)
    wanted = parser.parse_args()
    print(HEAD)
    for name in wanted.sizes:
        for seed in range(1, wanted.seeds + 1):
            for method in wanted.methods:
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                    job = alone.submit(run, name, seed, method, wanted.time_limit, wanted.workers)
                    timetable, seconds, memory = job.result()
                print(
                    f"{name:<7}{seed:>5}  {method:<11}{len(timetable.meetings):>6}{timetable.value:>8.0f}"
                    f"{timetable.bound:>8.0f}{timetable.share:>9.2%}{seconds:>8.2f}{memory:>6.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
