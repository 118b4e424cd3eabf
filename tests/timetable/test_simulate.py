"""What more of anything would bring, on fairs small enough to count by hand."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from tests.timetable.problems import day_of, problems
from tests.timetable.test_explain import company, fair

from madang.timetable import (
    Attendance,
    Cause,
    Effect,
    Facet,
    Fixed,
    Interpreter,
    Load,
    MoreInterpreters,
    MorePlaces,
    MoreRooms,
    MoreSlots,
    Participant,
    Place,
    Problem,
    Request,
    Resource,
    Simulation,
    SimulationStep,
    Status,
    Unmet,
    Variant,
    simulate,
    simulation_to_json,
)
from madang.timetable.simulating.variants import only_adds

ONCE = day_of(1)


def simulated(problem: Problem, changes: Sequence[Variant] | None = None) -> Simulation:
    return simulate(problem, time_limit=1, workers=1, deterministic=True, changes=changes)


def couples(count: int, **fields: object) -> Problem:
    """So many pairs of companies, each of which wants to meet, in one slot."""
    people = [Participant(f"{side}{i}", frozenset({0})) for i in range(count) for side in "ab"]
    requests = tuple(Request(f"r{i}", f"a{i}", f"b{i}") for i in range(count))
    return fair(*people, **{"requests": requests, "slots": ONCE} | fields)


def effect_of(simulation: Simulation, variant: Variant) -> Effect:
    return next(effect for effect in simulation.effects if effect.variant == variant)


def gains(effect: Effect) -> tuple[float, float, float, float]:
    return effect.found, effect.estimate, effect.least, effect.most


def test_ten_tables_bring_the_meetings_that_had_none() -> None:
    simulation = simulated(couples(14, places=(Place("t"), Place("u"))))

    assert (simulation.base.value, simulation.base.meetings) == (4, 2)
    assert simulation.effects[0].variant == MorePlaces(10)
    assert gains(simulation.effects[0]) == (20, 20, 20, 20)
    assert simulation.effects[0].meetings == 10
    assert Load(0, Resource.TABLES, needed=14, used=2, available=2) in simulation.load


def test_nothing_is_gained_where_nothing_is_scarce() -> None:
    changes = (MorePlaces(10), MoreRooms(10), MoreSlots(60), MoreInterpreters(("ko", "ru")))

    simulation = simulated(couples(2, places=(Place("t"), Place("u"))), changes)

    assert [gains(effect) for effect in simulation.effects] == [(0, 0, 0, 0)] * 4
    assert simulation.unmet == ()


def test_nothing_is_tried_unasked_where_all_is_held() -> None:
    simulation = simulated(couples(2, places=(Place("t"), Place("u"))))

    assert (simulation.effects, simulation.complete) == ((), True)


def test_hour_more_brings_as_many_slots() -> None:
    requests = tuple(Request(f"a{i}", "a", f"b{i}") for i in range(5))
    problem = fair(company("a"), *(company(f"b{i}") for i in range(5)), requests=requests)

    simulation = simulated(problem, [MoreSlots(60)])

    assert (simulation.base.meetings, simulation.effects[0].meetings) == (2, 2)
    assert gains(simulation.effects[0]) == (4, 4, 4, 4)


def test_interpreter_more_for_the_scarce_pair() -> None:
    people = [
        Participant(f"{side}{i}", frozenset({0}), languages=frozenset({language}))
        for i in range(3)
        for side, language in (("a", "ko"), ("b", "ru"))
    ]
    requests = tuple(Request(f"r{i}", f"a{i}", f"b{i}", 1 + i) for i in range(3))
    kim = Interpreter("kim", frozenset({("ko", "ru")}), frozenset({0}))
    places = tuple(Place(f"t{i}") for i in range(3))
    problem = fair(*people, requests=requests, slots=ONCE, places=places, interpreters=(kim,))

    simulation = simulated(problem)

    effect = effect_of(simulation, MoreInterpreters(("ko", "ru")))
    assert gains(effect) == (3, 3, 3, 3)
    needed = Load(0, Resource.INTERPRETERS, needed=3, used=1, available=1, pair=("ko", "ru"))
    assert needed in simulation.load
    assert Unmet(Facet.PAIR, ("ko", "ru"), 2, 5.0) in simulation.unmet
    assert Unmet(Facet.CAUSE, (Cause.INTERPRETERS_TAKEN.value,), 2, 5.0) in simulation.unmet


def test_mixed_meetings_take_a_table_and_a_room() -> None:
    people = (company("a"), company("b", attendance=Attendance.ONLINE))

    simulation = simulated(fair(*people), [MoreRooms(1)])

    assert simulation.base.meetings == 0
    assert gains(simulation.effects[0]) == (2, 2, 2, 2)


def test_unmet_wishes_are_counted_by_hall_and_half_of_the_day() -> None:
    people = (company("a", hall="A"), company("b", hall="B"), company("c", hall="A"), company("d", hall="A"))
    requests = (Request("ab", "a", "b", 5), Request("cd", "c", "d"))

    simulation = simulated(fair(*people, requests=requests, places=()))

    assert {one.key: (one.requests, one.value) for one in simulation.unmet if one.facet is Facet.HALL} == {
        ("A",): (2, 8),
        ("B",): (1, 6),
    }
    assert Unmet(Facet.HALF, ("0", "morning"), 2, 8) in simulation.unmet


def test_participants_below_their_minimum_are_counted() -> None:
    people = (company("a", minimum=3), company("b", minimum=1))

    simulation = simulated(fair(*people, penalty=1.0))

    assert (simulation.base.below_minimum, simulation.base.shortfall) == (1, 2)


def test_empty_problem_is_simulated() -> None:
    simulation = simulated(Problem((), (), ()))

    assert (simulation.base.value, simulation.load, simulation.unmet, simulation.effects) == (0, (), (), ())


def test_fixed_meetings_that_contradict_each_other_leave_nothing_to_compare() -> None:
    requests = (Request("ab", "a", "b"), Request("ac", "a", "c"))
    problem = fair(
        *(company(name) for name in "abc"), requests=requests, fixed=(Fixed("ab", 0), Fixed("ac", 0))
    )

    simulation = simulated(problem, [MorePlaces(10)])

    assert (simulation.base.status, simulation.effects) == (Status.INFEASIBLE, ())


def test_progress_names_each_search() -> None:
    steps: list[SimulationStep] = []

    simulate(couples(3), time_limit=1, deterministic=True, on_progress=steps.append)

    assert [(step.number, step.subject) for step in steps] == [
        (1, None),
        (2, Resource.TABLES),
        (3, MoreSlots()),
        (4, MorePlaces()),
    ]
    assert steps[-1].total == 4


def test_cancelled_simulation_keeps_what_it_knows() -> None:
    steps: list[SimulationStep] = []

    simulation = simulate(
        couples(3),
        time_limit=1,
        changes=[MorePlaces(1), MorePlaces(2)],
        on_progress=steps.append,
        cancelled=lambda: any(step.subject == MorePlaces(1) for step in steps),
    )

    assert [effect.variant for effect in simulation.effects] == [MorePlaces(1)]
    assert not simulation.complete


def test_json_names_the_kind_of_each_variant() -> None:
    document = json.loads(json.dumps(simulation_to_json(simulated(couples(3), [MorePlaces(1)]))))

    assert document["effects"][0]["variant"] == {"variant": "more_places", "count": 1}
    assert document["base"]["meetings"] == 1
    assert document["load"][0] == {"slot": 0, "resource": "tables", "needed": 3, "used": 1, "available": 1}


@settings(deadline=None, max_examples=15)
@given(problems())
def test_gains_lie_between_what_is_proved(problem: Problem) -> None:
    changes = [MoreSlots(), MorePlaces(1), MoreRooms(1), MoreInterpreters(("en", "ko"))]

    first = simulate(problem, time_limit=0.1, workers=1, deterministic=True, changes=changes)

    for effect in first.effects:
        assert effect.least <= effect.found + 1e-6
        assert effect.found <= effect.most + 1e-6
        if only_adds(problem, effect.variant):
            assert effect.least >= 0
            assert effect.estimate >= -1e-6
    assert simulate(problem, time_limit=0.1, workers=2, deterministic=True, changes=changes) == first


def test_load_counts_interpreters_who_speak_two_pairs_for_both() -> None:
    kim = Interpreter("kim", frozenset({("ko", "ru"), ("en", "ru")}), frozenset({1}))

    simulation = simulated(fair(company("a"), company("b"), interpreters=(kim,)))

    there = {(one.pair, one.slot): one.available for one in simulation.load if one.pair}
    assert there == {(("en", "ru"), 0): 0, (("en", "ru"), 1): 1, (("ko", "ru"), 0): 0, (("ko", "ru"), 1): 1}


def test_unknown_hall_is_refused_before_anything_is_solved() -> None:
    steps: list[SimulationStep] = []

    with pytest.raises(ValueError, match="'Z' is unknown"):
        simulate(couples(1), changes=[MorePlaces(1, "Z")], on_progress=steps.append)

    assert steps == []
