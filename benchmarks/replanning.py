"""How well a running day is repaired: no-shows and late arrivals in the second half of a fair.

    python benchmarks/replanning.py [--size b] [--seeds 3] [--solve 10] [--time-limit 5] [--workers 4]

Solves a synthetic fair, then 5 % of the participants do not come and 3 % are late from the middle on. Prints
the seconds of compiling and of the fill (what can be held is held, what is free is filled), the meetings lost
and filled in, and the share of the bound of the rest of the day; then seconds, moves of meetings that stood,
and gain of the polish, with the bonus for staying and without. Then what a tap on the day asks for: one
company does not come, or one table is lost, from the middle on, repaired without a search; the best of five.
The validator checks every timetable, also against the problem in which all that has begun is fixed.
"""

import argparse
from collections import Counter
from random import Random
from time import monotonic

from madang.timetable import (
    Absent,
    Event,
    Kind,
    Late,
    PlaceLost,
    Problem,
    diff,
    repair,
    rest_of_day,
    solve,
    validate,
)
from madang.timetable.timetable import Timetable, share_of
from timetable import SIZES, fair

NO_SHOWS, LATE = 0.05, 0.03


def happenings(problem: Problem, now: int, seed: int) -> tuple[Event, ...]:
    """Who does not come, or comes late, from slot ``now`` on."""
    random = Random(seed)
    people = [participant.id for participant in problem.participants]
    missing = random.sample(people, round(len(people) * (NO_SHOWS + LATE)))
    absent = round(len(people) * NO_SHOWS)
    last = len(problem.slots)
    late = (Late(who, random.randint(now + 1, min(now + 4, last))) for who in missing[absent:])
    return (*(Absent(who) for who in missing[:absent]), *late)


HEAD = (
    f"{'seed':>4}  {'bonus':<6}{'compile':>8}{'fill s':>8}{'lost':>6}{'filled':>7}{'share':>9}"
    f"{'polish s':>10}{'moved':>7}{'of those':>9}{'gain':>7}{'gain %':>8}{'share':>9}"
)


def line(
    problem: Problem, before: Timetable, seed: int, bonus: float | None, wanted: argparse.Namespace
) -> str:
    """One repair, measured."""
    now = len(problem.slots) // 2
    options = {} if bonus is None else {"stay_bonus": bonus}
    began = monotonic()
    found = repair(
        problem,
        before,
        now=now,
        events=happenings(problem, now, seed),
        time_limit=wanted.time_limit,
        workers=wanted.workers,
        seed=seed,
        **options,
    )
    seconds = monotonic() - began - found.compiled - found.filling
    for timetable in (found.filled, found.timetable):
        assert not validate(found.problem, timetable), validate(found.problem, timetable)[:3]
        assert not validate(rest_of_day(found.problem, before, now=now), timetable)
    filling = diff(before, found.filled)
    lost = len(filling.moved) + sum(change.kind is Kind.REMOVED for change in filling.changes)
    filled = len(filling.moved) + sum(change.kind is Kind.ADDED for change in filling.changes)
    struck = {change.meeting.request for change in filling.changes}
    polishing = diff(found.filled, found.timetable)
    standing = sum(m.slot >= now and m.request not in struck for m in before.meetings)
    moved = sum(change.meeting.request not in struck for change in polishing.moved)
    gain = found.timetable.value - found.filled.value
    return (
        f"{seed:>4}  {'yes' if bonus is None else 'none':<6}{found.compiled:>8.3f}{found.filling:>8.3f}"
        f"{lost:>6}{filled:>7}{share_of(found.filled.value, found.filled.bound):>9.2%}"
        f"{seconds:>10.2f}{moved:>7}{moved / max(1, standing):>9.2%}{gain:>7.0f}"
        f"{gain / abs(found.filled.value):>8.3%}{found.timetable.share:>9.2%}"
    )


ONE = (
    f"\n{'seed':>4}  {'one event':<20}{'meetings':>9}{'whole s':>9}{'compile':>9}{'fill s':>8}{'changes':>9}"
)


def taps(problem: Problem, before: Timetable) -> dict[str, Event]:
    """The company and the table with the most meetings to come."""
    coming = [meeting for meeting in before.meetings if meeting.slot >= len(problem.slots) // 2]
    company = Counter(party for meeting in coming for party in (meeting.a, meeting.b)).most_common(1)[0][0]
    tables = Counter(meeting.place for meeting in coming if meeting.place is not None)
    lost = {"table lost": PlaceLost(tables.most_common(1)[0][0])} if tables else {}
    return {"company absent": Absent(company), **lost}


def one(problem: Problem, before: Timetable, seed: int, name: str, event: Event) -> str:
    """One event, repaired without a search."""
    now = len(problem.slots) // 2
    tries = []
    for _ in range(5):
        began = monotonic()
        found = repair(problem, before, now=now, events=[event], time_limit=0, polished=False)
        tries.append((monotonic() - began, found.compiled, found.filling))
    assert not validate(found.problem, found.timetable)
    whole, compiled, filling = min(tries)
    held, changes = len(before.meetings), len(found.difference.changes)
    return f"{seed:>4}  {name:<20}{held:>9}{whole:>9.3f}{compiled:>9.3f}{filling:>8.3f}{changes:>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="b")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--solve", type=float, default=10)
    parser.add_argument("--time-limit", type=float, default=5)
    parser.add_argument("--workers", type=int, default=4)
    wanted = parser.parse_args()
    fairs = [fair(SIZES[wanted.size], seed) for seed in range(1, wanted.seeds + 1)]
    solved = [
        (seed, problem, solve(problem, time_limit=wanted.solve, workers=wanted.workers, seed=seed))
        for seed, problem in enumerate(fairs, start=1)
    ]
    print(HEAD)
    for seed, problem, before in solved:
        for bonus in (None, 0.0):
            print(line(problem, before, seed, bonus, wanted), flush=True)
    print(ONE)
    for seed, problem, before in solved:
        for name, event in taps(problem, before).items():
            print(one(problem, before, seed, name, event), flush=True)


if __name__ == "__main__":
    main()
