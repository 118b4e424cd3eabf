"""Why a request is not held, and what everybody got."""

from dataclasses import replace

from hypothesis import given, settings
from tests.timetable.problems import day_of, problems
from tests.timetable.reasons import TIMES, holds

from madang.timetable import (
    Attendance,
    Cause,
    Explanation,
    Fixed,
    Interpreter,
    Outcome,
    Participant,
    Place,
    Problem,
    RaiseMaximum,
    Reason,
    Remedy,
    Request,
    Rest,
    Status,
    Walk,
    every,
    explain,
    outcomes,
    principal,
    solve,
    value_greedy,
)

SLOTS = day_of(2)
ALWAYS = every(SLOTS)


def company(name: str, **fields: object) -> Participant:
    return Participant(name, **{"available": ALWAYS} | fields)


def fair(*people: Participant, **fields: object) -> Problem:
    requests = (Request("ab", "a", "b"),)
    return Problem(
        **{"slots": SLOTS, "participants": people, "requests": requests, "places": (Place("t"),)} | fields
    )


def reasons(problem: Problem, request: str = "ab") -> tuple[Reason, ...]:
    (found,) = explain(problem, solve(problem), [request])
    return found.reasons


def test_veto_is_the_reason() -> None:
    assert reasons(fair(company("a"), company("b"), vetoes=frozenset({("a", "b")}))) == (
        Reason(Cause.VETOED),
    )


def test_two_who_are_never_there_together_have_no_common_slot() -> None:
    problem = fair(company("a", available=frozenset({0})), company("b", available=frozenset({1})))

    assert reasons(problem) == (Reason(Cause.NO_COMMON_SLOT),)


def test_maximum_of_none_is_the_reason() -> None:
    assert reasons(fair(company("a", maximum=0), company("b"))) == (
        Reason(Cause.NO_MEETINGS_ALLOWED, participant="a"),
    )


def test_no_table_and_no_room_in_any_slot() -> None:
    problem = fair(company("a"), company("b", attendance=Attendance.ONLINE), places=())

    assert reasons(problem) == (Reason(Cause.NO_TABLES, (0, 1)), Reason(Cause.NO_ROOMS, (0, 1)))


def test_no_interpreter_of_the_pair() -> None:
    people = (company("a", languages=frozenset({"ko"})), company("b", languages=frozenset({"ru"})))
    problem = fair(*people, interpreters=(Interpreter("kim", frozenset({("ko", "zh")}), ALWAYS),))

    assert reasons(problem) == (Reason(Cause.NO_INTERPRETER, (0, 1), pairs=(("ko", "ru"),)),)


def test_partner_at_its_maximum_is_named_with_the_rival() -> None:
    requests = (Request("ab", "a", "b"), Request("cb", "c", "b", 5))
    problem = fair(
        company("a"),
        company("b", maximum=1),
        company("c"),
        requests=requests,
        places=(Place("t"), Place("u")),
    )
    timetable = solve(replace(problem, fixed=(Fixed("cb", 0),)))

    (found,) = explain(problem, timetable)

    assert found == Explanation(
        "ab",
        (
            Reason(Cause.AT_MAXIMUM, participant="b", rivals=("cb",), outbid=True),
            Reason(Cause.PARTICIPANT_BUSY, (0,), "b", rivals=("cb",), outbid=True),
        ),
        Remedy("ab", 1, (RaiseMaximum("b"),), gain=2),
    )


def test_every_table_taken_names_the_least_valued_rival_first() -> None:
    people = [company(name) for name in "abcdef"]
    requests = (Request("ab", "a", "b"), Request("cd", "c", "d", 9), Request("ef", "e", "f", 5))

    assert reasons(fair(*people, requests=requests)) == (
        Reason(Cause.TABLES_TAKEN, (0, 1), rivals=("ef", "cd"), outbid=True),
    )


def test_interpreter_taken_in_the_only_slot() -> None:
    speaks = {"a": "ko", "b": "ru", "c": "ko", "d": "ru"}
    people = [company(name, languages=frozenset({language})) for name, language in speaks.items()]
    problem = fair(
        *people,
        requests=(Request("ab", "a", "b"), Request("cd", "c", "d", 9)),
        places=(Place("t"), Place("u")),
        interpreters=(Interpreter("kim", frozenset({("ko", "ru")}), frozenset({1})),),
    )

    assert reasons(problem) == (
        Reason(Cause.NO_INTERPRETER, (0,), pairs=(("ko", "ru"),)),
        Reason(Cause.INTERPRETERS_TAKEN, (1,), pairs=(("ko", "ru"),), rivals=("cd",), outbid=True),
    )


@settings(deadline=None, max_examples=100 * TIMES)
@given(problems())
def test_every_reason_holds(problem: Problem) -> None:
    timetable = value_greedy(problem)
    if timetable.status is Status.INFEASIBLE:
        return
    for found in explain(problem, timetable, remedies=False):
        for reason in found.reasons:
            assert holds(problem, timetable, problem.request_by_id[found.request], reason), reason


@settings(deadline=None, max_examples=100 * TIMES)
@given(problems())
def test_every_slot_of_every_request_left_out_has_a_reason(problem: Problem) -> None:
    timetable = value_greedy(problem)

    explanations = explain(problem, timetable, remedies=False)

    assert tuple(found.request for found in explanations) == timetable.unscheduled
    for found in explanations:
        assert found.reasons
        named = {slot for reason in found.reasons for slot in reason.slots}
        if all(reason.slots for reason in found.reasons):
            assert named >= possible(problem, found.request)


def possible(problem: Problem, name: str) -> set[int]:
    """The slots in which both are there and the request may be."""
    request = problem.request_by_id[name]
    sides = (problem.participant_by_id[request.a], problem.participant_by_id[request.b])
    slots = sides[0].available & sides[1].available
    fixed = {demand.slot for demand in problem.fixed if demand.request == name} or slots
    return set(fixed & (slots if request.slots is None else slots & request.slots))


@settings(deadline=None, max_examples=25 * TIMES)
@given(problems())
def test_optimal_timetable_leaves_nothing_of_value_that_could_be_held(problem: Problem) -> None:
    timetable = solve(problem, time_limit=0.1, workers=1, deterministic=True)

    for found in explain(problem, timetable, remedies=False):
        could = any(reason.cause == Cause.COULD_BE_HELD for reason in found.reasons)
        worth = problem.request_by_id[found.request].value
        assert not (could and worth > 0 and timetable.status == Status.OPTIMAL)


def test_outcome_counts_what_was_asked_and_what_was_got() -> None:
    requests = (Request("ab", "a", "b", 3, 3), Request("ac", "a", "c", 4, 1))
    problem = fair(company("a", maximum=1), company("b", minimum=2), company("c"), requests=requests)

    assert (
        outcomes(problem, solve(problem))
        == (
            Outcome("a", asked=2, held=1, value_asked=7, value_held=3, shortfall=0),
            Outcome("b", asked=1, held=1, value_asked=3, value_held=3, shortfall=1),
            Outcome("c", asked=1, held=0, value_asked=1, value_held=0, shortfall=0),
        )
        or problem.penalty == 0
    )


def test_principal_reason_is_the_one_that_binds_most() -> None:
    busy = Reason(Cause.PARTICIPANT_BUSY, (0,), "a")
    taken = Reason(Cause.TABLES_TAKEN, (0, 1))
    most = Reason(Cause.AT_MAXIMUM, participant="b")

    assert principal(Explanation("ab", (busy, taken))) == taken
    assert principal(Explanation("ab", (busy, most, taken))) == most


def test_interpreter_due_a_break_is_held_back() -> None:
    slots = day_of(3)
    people = [
        company(name, languages=frozenset({language})) for name, language in zip("abcd", "krkr", strict=True)
    ]
    pair = frozenset({("k", "r")})
    problem = fair(
        *people,
        slots=slots,
        requests=(
            Request("ab", "a", "b", slots=frozenset({1})),
            Request("cd", "c", "d", 9, slots=frozenset({0})),
        ),
        interpreters=(Interpreter("kim", pair, every(slots), longest=1),),
    )

    assert reasons(problem) == (
        Reason(Cause.INTERPRETERS_HELD_BACK, (1,), pairs=(("k", "r"),), rivals=("cd",), outbid=True),
    )


def test_company_that_has_to_eat_rests() -> None:
    requests = (Request("ab", "a", "b", slots=frozenset({1})), Request("cb", "c", "b", 9))
    problem = fair(
        *(company(name) for name in "abc"),
        requests=requests,
        rests=(Rest(ALWAYS, participants=frozenset({"b"})),),
    )
    timetable = solve(replace(problem, fixed=(Fixed("cb", 0),)))

    (found,) = explain(problem, timetable)

    assert found.reasons == (Reason(Cause.RESTING, (1,), "b", rivals=("cb",), outbid=True),)


def test_table_in_a_hall_too_far_is_named() -> None:
    slots = day_of(2, pause=0)
    requests = (
        Request("ab", "a", "b", slots=frozenset({1})),
        Request("cb", "c", "b", 9, slots=frozenset({0})),
    )
    problem = fair(
        *(company(name, available=every(slots)) for name in "abc"),
        slots=slots,
        requests=requests,
        places=(Place("t", "A", frozenset({0})), Place("u", "B", frozenset({1}))),
        walks=(Walk("A", "B", 10),),
    )

    assert reasons(problem) == (Reason(Cause.TOO_FAR, (1,), "b", rivals=("cb",), outbid=True),)


def test_rival_worth_less_has_not_outbid() -> None:
    requests = (Request("ab", "a", "b", 5), Request("cb", "c", "b", 1))
    problem = fair(*(company(name, available=frozenset({0})) for name in "abc"), requests=requests)
    timetable = solve(replace(problem, fixed=(Fixed("cb", 0),)))

    (found,) = explain(problem, timetable)

    assert not any(reason.outbid for reason in found.reasons)
