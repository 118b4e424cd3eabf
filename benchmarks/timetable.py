"""How good and how fast the timetable engine is, on synthetic fairs.

    python benchmarks/timetable.py [--quality] [--polish] [--growth]
                                   [--sizes a ao b c5 c20 hybrid] [--seeds 3] [--time-limit S] [--workers 4]

Sizes: a (tables are scarce), ao (everyone is saturated), b (1,200 companies), c5 and c20 (5,000 and 20,000
people, 100,000 requests), hybrid (1,200 companies, most of them online, four languages, interpreters). Each
has its own time limit unless one is given.

--quality   for each size, seed and method the meetings held, share of the upper bound, seconds, peak memory
--polish    breaks and changes of hall before and after ``polish``, in at most 60 seconds, the value unchanged
--growth    how seconds and memory grow when a fair doubles again and again

Without any of the three all are printed, in about 15 minutes. Every timetable is checked by the independent
validator. Each line runs in a process of its own, so that the memory is its own.
"""

import argparse
import resource
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, combinations
from math import exp, log2
from multiprocessing import get_context
from random import Random
from time import monotonic
from typing import ParamSpec, TypeVar

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
    comfort,
    first_come_first_served,
    polish,
    solve,
    validate,
    value_greedy,
)


@dataclass(frozen=True)
class Size:
    """A synthetic fair.

    Attributes:
        seconds: the time limit for ``solve``.
        reach: the share of the slots in which a participant can meet.
        halves: only buyers ask sellers, so that the graph of requests is bipartite.
        online: the share of the participants who are online, and meet in ``rooms``.
        interpreters: how many there are; with any, companies speak one or two of four languages.
    """

    companies: int
    slots: int
    tables: int
    requests: int
    seconds: float = 30.0
    reach: float = 1.0
    halves: bool = True
    online: float = 0.0
    rooms: int = 0
    interpreters: int = 0


SIZES = {
    "a": Size(200, slots=20, tables=50, requests=2_000, seconds=5, reach=0.9, halves=False),
    "ao": Size(200, slots=20, tables=100, requests=6_000, seconds=30, halves=False),
    "b": Size(1_200, slots=30, tables=300, requests=6_000, seconds=10, reach=0.8),
    "c5": Size(5_000, slots=30, tables=2_000, requests=100_000, reach=0.9, halves=False),
    "c20": Size(20_000, slots=20, tables=4_000, requests=100_000, reach=0.8, halves=False),
    "hybrid": Size(
        1_200, slots=16, tables=100, requests=6_000, reach=0.8, online=0.83, rooms=400, interpreters=60
    ),
}
POLISHED = ("a", "b")
"""Sizes that are polished unless others are named."""
POLISHING = 60.0
"""Seconds for polishing."""
DOUBLINGS = 7
"""Fairs of 125 companies and more, each twice as large as the one before."""

LANGUAGES = ("en", "ko", "ru", "zh")
PAIRS = tuple(combinations(LANGUAGES, 2))
P = ParamSpec("P")
T = TypeVar("T")

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
    askers, asked = everyone[:half], everyone[half if size.halves else 0 :]
    asker_share, asked_share = (list(accumulate(popularity[p] for p in group)) for group in (askers, asked))
    pairs: dict[frozenset[int], tuple[int, int]] = {}
    while len(pairs) < size.requests:
        (a,) = random.choices(askers, cum_weights=asker_share)
        (b,) = random.choices(asked, cum_weights=asked_share)
        if a != b:
            pairs.setdefault(frozenset((a, b)), (a, b))
    return list(pairs.values())


def growing(step: int) -> Size:
    """Ten requests for each company and a table for every five."""
    companies = 125 << step
    return Size(companies, slots=20, tables=companies // 5, requests=10 * companies, reach=0.9, halves=False)


@dataclass(frozen=True)
class Line:
    """What one process measured: the timetable, how long it took, and the most memory in MB."""

    timetable: Timetable
    seconds: float
    memory: float


def until(
    phase: Phase, problem: Problem, time_limit: float = 30.0, workers: int = 4, seed: int = 0
) -> Timetable:
    """The solver's timetable as it stands when a phase begins."""
    seen: list[Phase] = []
    return solve(
        problem,
        time_limit=time_limit,
        workers=workers,
        seed=seed,
        on_progress=lambda step: seen.append(step.phase),
        cancelled=lambda: phase in seen,
    )


def run(size: Size, seed: int, method: str, time_limit: float, workers: int) -> Line:
    """One method on one fair."""
    problem = fair(size, seed)
    methods: dict[str, Callable[[], Timetable]] = {
        "first come": lambda: first_come_first_served(problem),
        "by value": lambda: value_greedy(problem),
        "guided": lambda: until(Phase.SEARCH, problem),
        "solve": lambda: solve(problem, time_limit=time_limit, workers=workers, seed=seed),
    }
    return measured(problem, methods[method])


def measured(problem: Problem, make: Callable[[], Timetable]) -> Line:
    began = monotonic()
    timetable = make()
    seconds = monotonic() - began
    violations = validate(problem, timetable)
    assert not violations, violations[:3]
    return Line(timetable, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def run_polish(size: Size, seed: int, time_limit: float, workers: int) -> tuple[str, Line]:
    """Solve without polishing, then polish; what became of breaks and ways, and the second line."""
    problem = fair(size, seed)
    before = until(Phase.POLISH, problem, time_limit=time_limit, workers=workers, seed=seed)
    line = measured(problem, lambda: polish(problem, before, time_limit=POLISHING, seed=seed))
    assert line.timetable.value == before.value, "polishing changed the value"
    rough, fine = comfort(problem, before), comfort(problem, line.timetable)
    return (
        f"{rough.breaks:>8}{fine.breaks:>8}{fine.breaks / max(1, rough.breaks) - 1:>9.1%}"
        f"{rough.hall_changes:>8}{fine.hall_changes:>8}{before.value:>10.0f}{line.timetable.value:>10.0f}"
    ), line


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call it in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(function, *args, **kwargs).result()


HEAD = (
    f"{'size':<8}{'seed':>4}  {'method':<12}{'held':>6}{'value':>9}{'bound':>9}{'share':>9}{'s':>8}{'MB':>6}"
)


def quality(sizes: Iterable[str], methods: Iterable[str], wanted: argparse.Namespace) -> None:
    print(HEAD)
    lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for name in sizes:
        size = SIZES[name]
        for seed in range(1, wanted.seeds + 1):
            for method in methods:
                limit = wanted.time_limit or size.seconds
                line = alone(run, size, seed, method, limit, wanted.workers)
                lines[name, method].append(line)
                table = line.timetable
                print(
                    f"{name:<8}{seed:>4}  {method:<12}{len(table.meetings):>6}{table.value:>9.0f}"
                    f"{table.bound:>9.0f}{table.share:>9.2%}{line.seconds:>8.2f}{line.memory:>6.0f}",
                    flush=True,
                )
    print(f"\n{'size':<8}{'method':<12}{'share over all seeds':>22}{'most s':>8}{'most MB':>9}")
    for (name, method), them in lines.items():
        shares = [line.timetable.share for line in them]
        print(
            f"{name:<8}{method:<12}{min(shares):>12.2%} –{max(shares):>8.2%}"
            f"{max(line.seconds for line in them):>8.1f}{max(line.memory for line in them):>9.0f}"
        )


def polishing(sizes: Iterable[str], wanted: argparse.Namespace) -> None:
    print(
        f"{'size':<8}{'seed':>4}{'breaks':>8}{'after':>8}{'':>9}{'halls':>8}{'after':>8}"
        f"{'value':>10}{'after':>10}{'s':>8}{'MB':>6}"
    )
    for name in sizes:
        size = SIZES[name]
        for seed in range(1, wanted.seeds + 1):
            limit = wanted.time_limit or size.seconds
            text, line = alone(run_polish, size, seed, limit, wanted.workers)
            print(f"{name:<8}{seed:>4}{text}{line.seconds:>8.1f}{line.memory:>6.0f}", flush=True)


def growth(wanted: argparse.Namespace) -> None:
    """The first timetable, which has a share, and the exponent e of seconds ~ requests^e at each doubling."""
    print(f"{'companies':<11}{'requests':>9}  {'method':<12}{'share':>9}{'s':>8}{'exponent':>10}{'MB':>6}")
    last: dict[str, float] = {}
    for step in range(DOUBLINGS):
        size = growing(step)
        for method in METHODS[:3]:
            line = alone(run, size, 1, method, 0.0, wanted.workers)
            exponent = f"{log2(line.seconds / last[method]):.2f}" if method in last else ""
            last[method] = line.seconds
            print(
                f"{size.companies:<11}{size.requests:>9}  {method:<12}{line.timetable.share:>9.2%}"
                f"{line.seconds:>8.2f}{exponent:>10}{line.memory:>6.0f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--polish", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--sizes", nargs="+", choices=SIZES)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--time-limit", type=float, help="seconds for solve, instead of those of each size")
    parser.add_argument("--workers", type=int, default=4)
    wanted = parser.parse_args()
    everything = not (wanted.quality or wanted.polish or wanted.growth)
    if wanted.quality or everything:
        quality(wanted.sizes or SIZES, wanted.methods, wanted)
    if wanted.polish or everything:
        print()
        polishing(wanted.sizes or POLISHED, wanted)
    if wanted.growth or everything:
        print()
        growth(wanted)


if __name__ == "__main__":
    main()
