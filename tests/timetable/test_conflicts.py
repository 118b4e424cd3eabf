"""Which fixed meetings contradict each other, and by which rule."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.timetable.problems import day_of, problems

from madang.timetable import (
    Conflict,
    Fixed,
    Interpreter,
    Participant,
    Place,
    Problem,
    Request,
    Rest,
    Rule,
    Status,
    Walk,
    conflicting,
    every,
    solve,
)

SLOTS = day_of(4)
ALWAYS = every(SLOTS)
PAIR = frozenset({("ko", "ru")})


def fair(*fixed: Fixed, **fields: object) -> Problem:
    """Everybody may meet everybody, at three tables."""
    people = tuple(Participant(name, ALWAYS) for name in "abcdef")
    requests = tuple(Request(x + y, x, y) for x, y in ("ab", "ac", "cd", "ef", "ad"))
    places = tuple(Place(name) for name in "tuv")
    return replace(Problem(SLOTS, people, requests, places, fixed=fixed), **fields)


def test_fixed_meetings_that_can_all_be_held_are_no_conflict() -> None:
    assert conflicting(fair(Fixed("ab", 0), Fixed("cd", 0), Fixed("ac", 1))) == ()


def test_two_meetings_of_one_company_in_a_slot_are_named_with_it() -> None:
    problem = fair(Fixed("ef", 0), Fixed("ab", 1), Fixed("cd", 0), Fixed("ac", 1))

    assert conflicting(problem) == (Conflict(("ab", "ac"), Rule.OVER_CAPACITY, ("a",), 1),)


def test_meeting_of_someone_away_is_alone_to_blame() -> None:
    people = (Participant("a", ALWAYS - {2}), *fair().participants[1:])

    found = conflicting(fair(Fixed("cd", 2), Fixed("ab", 2), participants=people))

    assert found == (Conflict(("ab",), Rule.NOT_AVAILABLE, ("a",), 2),)


def test_conflicts_that_share_no_meeting_are_all_told() -> None:
    problem = fair(Fixed("ab", 0), Fixed("ac", 0), Fixed("cd", 2), Fixed("ef", 2), places=(Place("t"),))

    assert {found.requests for found in conflicting(problem)} == {("ab", "ac"), ("cd", "ef")}
    assert len(conflicting(problem, most=1)) == 1


def test_more_meetings_than_tables_are_all_named() -> None:
    problem = fair(*(Fixed(name, 3) for name in ("ab", "cd", "ef")), places=(Place("t"), Place("u")))

    assert conflicting(problem) == (Conflict(("ab", "cd", "ef"), Rule.PLACE_MISSING, (), 3),)


def test_same_table_for_two_is_named() -> None:
    problem = fair(Fixed("ab", 3, place="u"), Fixed("cd", 3, place="u"))

    assert conflicting(problem) == (Conflict(("ab", "cd"), Rule.PLACE_TAKEN, (), 3, "u"),)


def test_two_meetings_for_the_only_interpreter_name_the_interpreter() -> None:
    requests = tuple(replace(request, pairs=PAIR) for request in fair().requests)
    problem = fair(
        Fixed("ab", 0), Fixed("cd", 0), requests=requests, interpreters=(Interpreter("kim", PAIR, ALWAYS),)
    )

    assert conflicting(problem) == (Conflict(("ab", "cd"), Rule.INTERPRETER_TAKEN, (), 0, "kim"),)


def test_wrong_order_is_a_conflict_of_the_two() -> None:
    problem = fair(Fixed("ef", 0), Fixed("ab", 3), precedences=(("ab", "ef"),))

    assert conflicting(problem) == (Conflict(("ab", "ef"), Rule.PRECEDENCE, (), 0),)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"rests": (Rest(frozenset({0, 1, 2})),)}, Rule.REST),
        (
            {"participants": tuple(Participant(name, ALWAYS, maximum=2) for name in "abcdef")},
            Rule.OVER_MAXIMUM,
        ),
    ],
)
def test_three_are_named_where_any_two_can_be_held(fields: dict, rule: Rule) -> None:
    found = conflicting(fair(Fixed("ab", 0), Fixed("ac", 1), Fixed("ad", 2), **fields))

    assert [(conflict.requests, conflict.rule, conflict.participants) for conflict in found] == [
        (("ab", "ac", "ad"), rule, ("a",))
    ]


def test_pair_is_preferred_to_three() -> None:
    problem = fair(
        *(Fixed(name, slot) for name, slot in (("ab", 0), ("ac", 1), ("ad", 2), ("ef", 0))),
        rests=(Rest(frozenset({0, 1, 2})),),
        precedences=(("ad", "ef"),),
    )

    assert [found.requests for found in conflicting(problem)] == [("ef", "ad")]


def test_too_long_a_way_between_two_fixed_tables_is_a_conflict() -> None:
    problem = fair(
        Fixed("ab", 0, place="t"),
        Fixed("ac", 1, place="u"),
        places=(Place("t", "A"), Place("u", "B")),
        walks=(Walk("A", "B", 10),),
    )

    assert conflicting(problem) == (Conflict(("ab", "ac"), Rule.WALK, ("a",), 1),)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(problems())
def test_conflicts_are_irreducible_and_found_just_where_there_is_no_timetable(problem: Problem) -> None:
    found = conflicting(problem)

    infeasible = solve(problem, time_limit=0.05, workers=1, deterministic=True).status == Status.INFEASIBLE
    assert bool(found) == infeasible
    for conflict in found:
        core = [fixed for fixed in problem.fixed if fixed.request in conflict.requests]
        assert len(core) == len(conflict.requests)
        assert conflicting(replace(problem, fixed=tuple(core)))
        for one in core:
            assert conflicting(replace(problem, fixed=tuple(other for other in core if other != one))) == ()


def test_freeing_one_of_each_conflict_mends_the_problem() -> None:
    problem = fair(Fixed("ab", 0), Fixed("ac", 0), Fixed("cd", 2), Fixed("ef", 2), places=(Place("t"),))
    freed = {found.requests[0] for found in conflicting(problem)}

    mended = replace(problem, fixed=tuple(one for one in problem.fixed if one.request not in freed))

    assert solve(mended, time_limit=1).status == Status.OPTIMAL
