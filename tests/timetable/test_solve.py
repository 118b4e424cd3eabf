"""Whatever the problem: valid, never worse than first come first served, never above the bound."""

from dataclasses import replace
from importlib import import_module
from itertools import pairwise, product
from threading import get_ident

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.timetable.problems import day_of, problems

from madang.timetable import (
    Attendance,
    Fixed,
    Interpreter,
    Participant,
    Phase,
    Place,
    Problem,
    Progress,
    Request,
    Room,
    Status,
    Timetable,
    bound,
    every,
    first_come_first_served,
    solve,
    validate,
    value_greedy,
)

SLOTS = day_of(3)
PLENTY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def quick(problem: Problem, **options: object) -> Timetable:
    return solve(problem, **{"time_limit": 0.2, "workers": 1, "deterministic": True} | options)


def company(name: str, **fields: object) -> Participant:
    return Participant(name, **{"available": every(SLOTS)} | fields)


def fair(*people: Participant, **fields: object) -> Problem:
    return Problem(**{"slots": SLOTS, "participants": people, "places": (Place("t"),)} | fields)


@PLENTY
@given(problems())
def test_solution_of_any_problem_is_valid(problem: Problem) -> None:
    timetable = quick(problem)

    assert validate(problem, timetable) == ()


@PLENTY
@given(problems())
def test_solution_is_never_worse_than_simple_methods(problem: Problem) -> None:
    timetable = quick(problem)

    for simple in (first_come_first_served(problem), value_greedy(problem)):
        assert validate(problem, simple) == ()
        assert simple.status == Status.INFEASIBLE or simple.value <= timetable.value + 1e-6


@PLENTY
@given(problems())
def test_bound_is_never_below_a_solution(problem: Problem) -> None:
    timetable = quick(problem)

    assert timetable.status == Status.INFEASIBLE or timetable.value <= bound(problem) + 1e-6
    assert 0 <= timetable.share <= 1


@pytest.fixture
def nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small problems too go through annealing and groups of slots, as large ones do."""
    monkeypatch.setattr(import_module("madang.timetable.solving.solve"), "SMALL", -1)


@PLENTY
@given(problems(), st.integers(0, 99))
def test_search_as_for_large_problems_is_valid_and_no_worse(
    nothing_is_small: None, problem: Problem, seed: int
) -> None:
    timetable = quick(problem, seed=seed, time_limit=0.3)

    assert validate(problem, timetable) == ()
    simple = first_come_first_served(problem)
    assert simple.status == Status.INFEASIBLE or simple.value <= timetable.value + 1e-6


@settings(PLENTY, max_examples=20)
@given(problems())
def test_deterministic_search_gives_the_same_with_any_number_of_workers(problem: Problem) -> None:
    assert quick(problem) == quick(problem, workers=3)


def best_by_trial(problem: Problem) -> float | None:
    """The value of the best timetable of a tiny problem, by trying every slot for every request."""
    best = None
    choices = product([None, *range(len(problem.slots))], repeat=len(problem.requests))
    for choice in choices:
        table = trial(problem, choice)
        if not validate(problem, table):
            best = table.value if best is None else max(best, table.value)
    return best


def trial(problem: Problem, choice: tuple[int | None, ...]) -> Timetable:
    held = {
        request.id: slot for request, slot in zip(problem.requests, choice, strict=True) if slot is not None
    }
    fixed = tuple(Fixed(request, slot) for request, slot in held.items())
    wishes = tuple(request for request in problem.requests if request.id in held)
    part = replace(problem, requests=wishes, fixed=fixed, precedences=())
    table = first_come_first_served(part)
    missing = tuple(request.id for request in problem.requests if request.id not in held)
    return replace(table, unscheduled=missing, bound=table.value)


@settings(PLENTY, max_examples=30)
@given(problems())
def test_small_problem_is_solved_to_the_optimum_of_trying_everything(problem: Problem) -> None:
    tiny = shrink(problem)
    timetable = quick(tiny, time_limit=1.0)

    assert timetable.status != Status.INFEASIBLE
    assert timetable.value == pytest.approx(best_by_trial(tiny))
    assert timetable.status == Status.OPTIMAL


def shrink(problem: Problem) -> Problem:
    """Three requests, no demands: few enough to try everything."""
    wishes = problem.requests[:3]
    ids = {request.id for request in wishes}
    orders = tuple(pair for pair in problem.precedences if set(pair) <= ids)
    return replace(problem, requests=wishes, fixed=(), precedences=orders)


def test_empty_problem_has_an_optimal_empty_timetable() -> None:
    timetable = solve(Problem((), (), ()))

    assert timetable == Timetable(status=Status.OPTIMAL)
    assert timetable.share == 1


def test_single_request_is_held_at_the_table() -> None:
    timetable = solve(fair(company("a"), company("b"), requests=(Request("r", "a", "b", 2, 3),)))

    assert [(m.request, m.a, m.b, m.place, m.room) for m in timetable.meetings] == [
        ("r", "a", "b", "t", None)
    ]
    assert (timetable.value, timetable.bound, timetable.status) == (5, 5, Status.OPTIMAL)
    assert timetable.unscheduled == ()


def test_one_table_for_four_requests_holds_the_three_most_valued() -> None:
    people = [company(name) for name in "abcdefgh"]
    requests = tuple(
        Request(x + y, x, y, value)
        for (x, y), value in zip(("ab", "cd", "ef", "gh"), (1, 4, 3, 2), strict=True)
    )

    timetable = solve(fair(*people, requests=requests))

    assert timetable.unscheduled == ("ab",)
    assert timetable.status == Status.OPTIMAL


def test_minimum_outweighs_value_when_the_penalty_is_high() -> None:
    now = frozenset({0})
    people = (company("star", available=now), company("rich"), company("poor", minimum=1))
    requests = (Request("much", "star", "rich", 9), Request("little", "star", "poor", 1))

    timetable = solve(fair(*people, requests=requests, penalty=20))

    assert timetable.unscheduled == ("much",)


def test_two_delegates_meet_two_partners_at_once() -> None:
    people = (company("big", capacity=2, available=frozenset({1})), company("x"), company("y"))
    requests = (Request("bx", "big", "x"), Request("by", "big", "y"))

    timetable = solve(fair(*people, requests=requests, places=(Place("t"), Place("u"))))

    assert [meeting.slot for meeting in timetable.meetings] == [1, 1]


def test_mixed_meeting_takes_a_table_and_a_room() -> None:
    people = (company("here"), company("far", attendance=Attendance.ONLINE))

    timetable = solve(fair(*people, requests=(Request("r", "here", "far"),), rooms=(Room("v"),)))

    assert [(meeting.place, meeting.room) for meeting in timetable.meetings] == [("t", "v")]


def test_without_a_common_language_one_interpreter_of_the_pair_serves_one_meeting_at_a_time() -> None:
    people = [company(name, languages=frozenset({"ko" if name in "ab" else "ru"})) for name in "abcd"]
    requests = (Request("ac", "a", "c"), Request("bd", "b", "d"))
    helper = Interpreter("kim", frozenset({("ko", "ru")}), every(SLOTS))

    timetable = solve(
        fair(*people, requests=requests, interpreters=(helper,), places=(Place("t"), Place("u")))
    )

    assert len({meeting.slot for meeting in timetable.meetings}) == 2
    assert {meeting.interpreters for meeting in timetable.meetings} == {("kim",)}


def test_interpreter_rests_after_the_longest_row() -> None:
    people = [company(name, languages=frozenset({"ko" if name in "abc" else "ru"})) for name in "abcdef"]
    requests = tuple(Request(x + y, x, y) for x, y in ("ad", "be", "cf"))
    helper = Interpreter("kim", frozenset({("ko", "ru")}), every(SLOTS), longest=1)

    timetable = solve(fair(*people, requests=requests, interpreters=(helper,)))

    assert [meeting.slot for meeting in timetable.meetings] == [0, 2]


def test_fixed_meetings_that_exclude_each_other_are_infeasible() -> None:
    people = (company("a"), company("b"), company("c"))
    requests = (Request("ab", "a", "b"), Request("ac", "a", "c"))

    timetable = solve(fair(*people, requests=requests, fixed=(Fixed("ab", 1), Fixed("ac", 1))))

    assert (timetable.status, timetable.meetings) == (Status.INFEASIBLE, ())


def test_fixed_meeting_is_held_where_it_was_fixed_though_another_is_worth_more() -> None:
    people = (company("a"), company("b"), company("c"))
    requests = (Request("ab", "a", "b", 1), Request("ac", "a", "c", 9))
    fixed = Fixed("ab", 1, place="u")

    timetable = solve(
        fair(*people, requests=requests, fixed=(fixed,), places=(Place("t"), Place("u")), slots=SLOTS)
    )

    assert next((m.slot, m.place) for m in timetable.meetings if m.request == "ab") == (1, "u")


def crowd(size: int = 24) -> Problem:
    """More than fits, too large to be solved at once."""
    slots = day_of(12)
    people = tuple(Participant(f"p{i}", every(slots), minimum=2) for i in range(size))
    wishes = tuple(
        Request(f"{i}-{j}", f"p{i}", f"p{j}", 1 + i * j % 7, 1 + (i + j) % 5)
        for i in range(size)
        for j in range(i + 1, size)
    )
    return Problem(slots, people, wishes, tuple(Place(f"t{i}", "AB"[i % 2]) for i in range(6)), penalty=10)


def test_progress_rises_to_the_result_and_ends_with_done() -> None:
    seen: list[Progress] = []

    timetable = solve(crowd(), time_limit=1, workers=2, on_progress=seen.append)

    values = [step.incumbent for step in seen if step.incumbent is not None]
    assert values == sorted(values)
    assert [seen[0].phase, seen[-1].phase] == [Phase.BOUND, Phase.DONE]
    assert values[-1] == timetable.value <= timetable.bound == seen[-1].bound
    assert validate(crowd(), timetable) == ()


def test_cancelled_search_returns_a_valid_timetable() -> None:
    timetable = solve(crowd(), time_limit=60, cancelled=lambda: True)

    assert validate(crowd(), timetable) == ()
    assert timetable.seconds < 30


@pytest.mark.parametrize("small", [-1, 10**9])
def test_caller_is_asked_and_told_in_its_own_thread_only(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(import_module("madang.timetable.solving.solve"), "SMALL", small)
    threads = set()

    def cancelled() -> bool:
        threads.add(get_ident())
        return False

    solve(crowd(), time_limit=1, on_progress=lambda _: threads.add(get_ident()), cancelled=cancelled)

    assert threads == {get_ident()}


@pytest.mark.parametrize("small", [-1, 10**9])
def test_search_ends_soon_after_it_is_cancelled(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(import_module("madang.timetable.solving.solve"), "SMALL", small)
    seen: list[float] = []

    timetable = solve(
        crowd(), time_limit=60, on_progress=lambda p: seen.append(p.seconds), cancelled=lambda: seen[-1] > 0.5
    )

    assert validate(crowd(), timetable) == ()
    assert timetable.seconds < 30


def test_crowd_is_solved_close_to_its_bound() -> None:
    timetable = solve(crowd(), time_limit=2, workers=1, deterministic=True)

    assert validate(crowd(), timetable) == ()
    assert timetable.share > 0.99 > first_come_first_served(crowd()).share


def test_large_search_is_deterministic() -> None:
    one, *others = (solve(crowd(), time_limit=0.5, workers=w, seed=3, deterministic=True) for w in (1, 2, 4))

    assert others == [one, one]


@pytest.mark.parametrize("limit", [0.0, 1.0, 2.0])
def test_limit_is_for_everything(limit: float) -> None:
    timetable = solve(crowd(60), time_limit=limit)

    assert validate(crowd(60), timetable) == ()
    assert timetable.seconds < 1.5 * limit + 3


def test_progress_is_told_twice_a_second() -> None:
    seen: list[float] = []

    solve(crowd(60), time_limit=2, on_progress=lambda step: seen.append(step.seconds))

    assert max(later - earlier for earlier, later in pairwise(seen)) < 1.5


def test_search_is_over_soon_after_the_optimum_is_proved() -> None:
    timetable = solve(fair(company("a"), company("b"), requests=(Request("r", "a", "b"),)), time_limit=300)

    assert timetable.status == Status.OPTIMAL
    assert timetable.seconds < 30
