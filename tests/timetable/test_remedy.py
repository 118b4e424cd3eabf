"""The smallest change that would fit a request: that it does, and that none is smaller."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.timetable.problems import day_of, problems
from tests.timetable.reasons import TIMES
from tests.timetable.test_explain import company, fair

from madang.timetable import (
    AddDelegate,
    AddInterpreter,
    AddPlace,
    AddRoom,
    AllowSlot,
    Form,
    FreeSlot,
    GiveUp,
    Interpreter,
    LiftOrder,
    LiftVeto,
    Meeting,
    Move,
    Place,
    Problem,
    RaiseMaximum,
    Remedy,
    RemedyError,
    Request,
    Rest,
    Status,
    Step,
    Timetable,
    apply,
    every,
    explain,
    solve,
    validate,
    value_greedy,
    veto,
)

SLOTS = day_of(2)


def remedy_of(problem: Problem, request: str = "ab") -> Remedy | None:
    (found,) = explain(problem, solve(problem), [request])
    return found.remedy


def steps_of(problem: Problem, request: str = "ab") -> tuple[Step, ...]:
    found = remedy_of(problem, request)
    assert found is not None
    return found.steps


def test_veto_is_lifted() -> None:
    assert steps_of(fair(company("a"), company("b"), vetoes=frozenset({("a", "b")}))) == (LiftVeto("a", "b"),)


def test_slot_of_the_one_who_is_away_is_freed() -> None:
    problem = fair(company("a", available=frozenset({0})), company("b", available=frozenset({1})))

    assert remedy_of(problem) == Remedy("ab", 0, (FreeSlot("b", 0),), gain=2)


def test_slot_that_the_request_ruled_out_is_allowed() -> None:
    requests = (Request("ab", "a", "b", slots=frozenset()),)

    assert steps_of(fair(company("a"), company("b"), requests=requests)) == (AllowSlot("ab", 0),)


def test_table_room_and_interpreter_are_all_needed() -> None:
    requests = (Request("ab", "a", "b", form=Form.MIXED, pairs=frozenset({("ko", "ru")})),)
    problem = fair(company("a"), company("b"), requests=requests, places=())

    assert steps_of(problem) == (AddRoom(0), AddPlace(0), AddInterpreter(("ko", "ru"), 0))


def test_nothing_is_named_beyond_three_steps() -> None:
    requests = (Request("ab", "a", "b", form=Form.MIXED, pairs=frozenset({("ko", "ru")})),)
    problem = fair(company("a"), company("b"), requests=requests, places=(), vetoes=frozenset({("a", "b")}))

    assert remedy_of(problem) is None


def test_company_without_delegates_and_meetings_needs_both() -> None:
    assert steps_of(fair(company("a", capacity=0, maximum=0), company("b"))) == (
        AddDelegate("a"),
        RaiseMaximum("a"),
    )


def test_meeting_in_the_way_moves_rather_than_be_given_up() -> None:
    requests = (Request("ac", "a", "c", 5), Request("ab", "a", "b", 1))
    people = (company("a"), company("b", available=frozenset({0})), company("c"))
    problem = fair(*people, requests=requests)
    held = solve(replace(problem, requests=requests[:1]))
    standing = replace(held, meetings=(replace(held.meetings[0], slot=0),), unscheduled=("ab",))

    (found,) = explain(problem, standing)

    assert found.remedy == Remedy("ab", 0, (Move("ac", 1),), gain=2)


def test_only_meeting_in_the_way_that_fits_nowhere_else_is_given_up() -> None:
    requests = (Request("ac", "a", "c", 5), Request("ab", "a", "b", 1))
    once = frozenset({0})
    problem = fair(*(company(name, available=once) for name in "abc"), requests=requests, slots=SLOTS[:1])

    assert remedy_of(problem) == Remedy("ab", 0, (GiveUp("ac"),), gain=-4)


def test_meeting_with_an_interpreter_moves_to_the_table_that_another_leaves() -> None:
    """It found no table there before, so nobody had asked whether it would find an interpreter."""
    requests = (
        Request("ac", "a", "c", 5, pairs=frozenset({("ko", "ru")})),
        Request("bd", "b", "d", 1),
        Request("ab", "a", "b", 3, slots=frozenset({1})),
    )
    problem = fair(
        *(company(name) for name in "abcd"),
        requests=requests,
        places=(Place("t0"),),
        interpreters=(Interpreter("i", frozenset({("ko", "ru")}), every(SLOTS)),),
        rests=(Rest(every(SLOTS), participants=frozenset("b")),),
    )
    meetings = (Meeting(0, "bd", "b", "d", "t0"), Meeting(1, "ac", "a", "c", "t0", interpreters=("i",)))

    (found,) = explain(problem, Timetable(meetings, ("ab",)))

    assert found.remedy == Remedy("ab", 1, (Move("ac", 0), GiveUp("bd")), gain=2)


def test_order_is_lifted_where_nothing_comes_late_enough() -> None:
    requests = (Request("ac", "a", "c", 5, slots=frozenset({1})), Request("ab", "a", "b", 1))
    once = frozenset({0})
    people = (company("a"), company("b", available=once), company("c"))
    problem = fair(*people, requests=requests, precedences=(("ac", "ab"),))

    assert steps_of(problem) == (LiftOrder("ac", "ab"),)


def test_no_remedy_where_fixed_meetings_contradict_each_other() -> None:
    problem = fair(company("a"), company("b"))

    (found,) = explain(problem, Timetable(unscheduled=("ab",), status=Status.INFEASIBLE))

    assert found.remedy is None


def test_remedies_are_left_out_on_demand() -> None:
    problem = fair(company("a"), company("b"), places=())

    (found,) = explain(problem, solve(problem), remedies=False)

    assert found.remedy is None


def test_no_remedy_is_sought_before_the_first_slot_to_come() -> None:
    problem = fair(company("a", available=frozenset()), company("b", available=every(SLOTS)))

    (found,) = explain(problem, Timetable(unscheduled=("ab",)), now=1)

    assert found.remedy == Remedy("ab", 1, (FreeSlot("a", 1),), gain=2)


def test_remedy_of_another_timetable_is_refused() -> None:
    problem = fair(company("a"), company("b"), places=())

    with pytest.raises(RemedyError, match="'ab' does not fit into slot 0"):
        apply(problem, solve(problem), Remedy("ab", 0, (), gain=2))
    with pytest.raises(RemedyError, match="'ab' is not held"):
        apply(problem, solve(problem), Remedy("ab", 0, (GiveUp("ab"),), gain=2))


def applied(problem: Problem, timetable: Timetable, remedy: Remedy) -> None:
    """The remedy holds the request in its slot, by its steps alone, and keeps all rules."""
    changed, after = apply(problem, timetable, remedy)
    assert validate(changed, after) == ()
    now = {meeting.request: meeting for meeting in after.meetings}
    assert now[remedy.request].slot == remedy.slot
    assert after.value == pytest.approx(timetable.value + remedy.gain)
    moved = {step.request: step.slot for step in remedy.steps if isinstance(step, Move)}
    given_up = {step.request for step in remedy.steps if isinstance(step, GiveUp)}
    for meeting in timetable.meetings:
        if meeting.request in given_up:
            assert meeting.request not in now
        elif meeting.request in moved:
            assert now[meeting.request].slot == moved[meeting.request] != meeting.slot
        else:
            assert replace(now[meeting.request], interpreters=meeting.interpreters) == meeting


@settings(deadline=None, max_examples=40 * TIMES)
@given(problems())
def test_every_remedy_fits_its_request(problem: Problem) -> None:
    timetable = value_greedy(problem)

    for found in explain(problem, timetable):
        if found.remedy is not None:
            applied(problem, timetable, found.remedy)


@settings(deadline=None, max_examples=20 * TIMES)
@given(problems())
def test_no_smaller_remedy_exists(problem: Problem) -> None:
    """Neither with fewer steps nor, of single steps, with one that asks less of people."""
    timetable = value_greedy(problem)
    if timetable.status is Status.INFEASIBLE or len(problem.slots) > 4:
        return
    for found in explain(problem, timetable)[:3]:
        if found.remedy is None or found.remedy.steps:
            assert not any(fits(problem, timetable, one) for one in as_it_is(problem, found.request))
            others = [
                one for one in single(problem, timetable, found.request) if fits(problem, timetable, one)
            ]
            least = min((asks(problem, one) for one in others), default=None)
            alone = found.remedy is not None and len(found.remedy.steps) == 1
            assert least == (asks(problem, found.remedy) if found.remedy and alone else None)


def as_it_is(problem: Problem, request: str) -> Iterator[Remedy]:
    """Without any step, in every slot."""
    return (Remedy(request, slot, (), 0.0) for slot in range(len(problem.slots)))


def single(problem: Problem, timetable: Timetable, request: str) -> Iterator[Remedy]:
    """Every step, in every slot."""
    for step in dict.fromkeys(everything(problem, timetable, request)):
        for slot in range(len(problem.slots)):
            yield Remedy(request, slot, (step,), 0.0)


LADDER = (
    (Move,),
    (AddPlace, AddRoom),
    (AddInterpreter,),
    (FreeSlot, AllowSlot, LiftOrder),
    (RaiseMaximum, AddDelegate),
    (GiveUp,),
    (LiftVeto,),
)


def asks(problem: Problem, remedy: Remedy) -> tuple[int, bool]:
    """How much its only step asks of people."""
    (step,) = remedy.steps
    rung = next(number for number, kinds in enumerate(LADDER) if isinstance(step, kinds))
    if not isinstance(step, GiveUp):
        return rung, False
    worth = [problem.request_by_id[name].value for name in (step.request, remedy.request)]
    return rung, worth[0] >= worth[1]


def fits(problem: Problem, timetable: Timetable, remedy: Remedy) -> bool:
    try:
        changed, after = apply(problem, timetable, remedy)
    except RemedyError:
        return False
    return not validate(changed, after)


def everything(problem: Problem, timetable: Timetable, request: str) -> Iterator[Step]:
    """Every step that there is."""
    wish = problem.request_by_id[request]
    fixed = {demand.request for demand in problem.fixed}
    yield LiftVeto(*veto(wish.a, wish.b))
    for slot in range(len(problem.slots)):
        yield from (AddPlace(slot), AddRoom(slot), AllowSlot(request, slot))
        yield from (AddInterpreter(pair, slot) for pair in problem.pairs_of(wish))
        yield from (FreeSlot(wish.a, slot), FreeSlot(wish.b, slot))
        yield from (Move(one.request, slot) for one in timetable.meetings if one.request not in fixed)
    for side in (wish.a, wish.b):
        yield RaiseMaximum(side)
        if problem.participant_by_id[side].capacity == 0:
            yield AddDelegate(side)
    yield from (LiftOrder(*order) for order in problem.precedences)
    yield from (GiveUp(one.request) for one in timetable.meetings if one.request not in fixed)
