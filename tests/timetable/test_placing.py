"""Arranging by hand: whatever the referee says of one meeting, the judge says of the whole timetable."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from madang.timetable import (
    Fixed,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Request,
    Rule,
    Timetable,
    every,
    first_come_first_served,
    validate,
)
from madang.timetable.judging.placing import OF_FIGURES, Referee
from timetable.problems import day_of, problems


def broken(problem, meetings):
    found = validate(replace(problem, fixed=()), Timetable(tuple(meetings)))
    return alike(one for one in found if one.rule not in OF_FIGURES)


def alike(violations):
    """Whatever the order in which a violation names its requests."""
    return {replace(one, requests=tuple(sorted(one.requests))) for one in violations}


def elsewhere(held, *moved):
    """The timetable with these meetings where they are put, and nowhere else."""
    rest = {key: meeting for key, meeting in held.items() if key not in {one.request for one in moved}}
    return rest, [*rest.values(), *moved]


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_what_fits_in_a_slot_and_hall_is_accepted_by_the_judge_of_the_whole(problem, data):
    if not problem.requests:
        return
    found = first_come_first_served(problem)
    referee = Referee(problem, found)
    wish = data.draw(st.sampled_from(problem.requests))

    for (slot, _hall), fit in referee.fits(wish.id).items():
        rest, after = elsewhere(referee.held, fit.meeting)
        newly = broken(problem, after) - broken(problem, rest.values())
        assert fit.meeting.slot == slot
        assert alike(fit.broken) == newly
        assert alike(referee.broken(fit.meeting)) == newly


@settings(max_examples=40, deadline=None)
@given(problems(), st.data())
def test_exchange_says_what_the_judge_of_the_whole_says(problem, data):
    found = first_come_first_served(problem)
    if len(found.meetings) < 2:
        return
    one, other = data.draw(st.permutations(found.meetings))[:2]
    referee = Referee(problem, found)

    here, there = referee.exchange(one.request, other.request)

    rest, after = elsewhere(referee.held, here.meeting, there.meeting)
    assert (
        alike(here.broken) == alike(there.broken) == broken(problem, after) - broken(problem, rest.values())
    )
    assert (here.meeting.slot, there.meeting.slot) == (other.slot, one.slot)


SLOTS = day_of(3)
ALL = every(SLOTS)


def three(**changed):
    """A meets B at 0 and C at 1; one table."""
    given = {
        "slots": SLOTS,
        "participants": tuple(Participant(name, ALL) for name in "abc"),
        "requests": (Request("ab", "a", "b"), Request("ac", "a", "c"), Request("bc", "b", "c")),
        "places": (Place("t1", "h"), Place("t2", "h")),
    }
    problem = Problem(**(given | changed))
    return problem, Timetable((Meeting(0, "ab", "a", "b", "t1"), Meeting(1, "ac", "a", "c", "t1")))


def rules(fit):
    return {one.rule for one in fit.broken}


def test_meeting_does_not_fit_where_a_party_has_another():
    problem, held = three()
    fits = Referee(problem, held).fits("ab")
    assert {slot: rules(fit) for (slot, _hall), fit in fits.items()} == {
        0: set(),
        1: {Rule.OVER_CAPACITY},
        2: set(),
    }


def test_meeting_at_a_taken_table_names_both():
    problem, held = three()
    [taken] = Referee(problem, held).fit("bc", 1, "t1").broken[1:]
    assert (taken.rule, taken.resource, taken.requests) == (Rule.PLACE_TAKEN, "t1", ("ac", "bc"))


def test_hall_without_a_free_table_misses_a_place():
    problem, held = three(places=(Place("t1", "h"), Place("t2", "h", frozenset({0}))))
    assert Rule.PLACE_MISSING in rules(Referee(problem, held).fits("bc")[1, "h"])


def test_new_place_is_the_own_one_before_another_of_the_hall():
    problem, held = three(places=(Place("t0", "g"), Place("t1", "h"), Place("t2", "h")))
    referee = Referee(problem, held)
    assert referee.spot("ab", 2).place == "t1"
    assert referee.spot("ab", 1).place == "t2"
    assert referee.spot("bc", 0).place == "t0"


def test_other_interpreter_is_found_when_the_own_one_is_taken():
    pair = frozenset({("ko", "ru")})
    problem, held = three(
        interpreters=(Interpreter("i1", pair, ALL), Interpreter("i2", pair, frozenset({0, 1}))),
        participants=(
            Participant("a", ALL, languages=frozenset({"ko"})),
            Participant("b", ALL, languages=frozenset({"ru"})),
            Participant("c", ALL, languages=frozenset({"ru", "ko"})),
            Participant("d", ALL, languages=frozenset({"ko"})),
        ),
        requests=(Request("ab", "a", "b"), Request("bd", "b", "d")),
    )
    held = Timetable((Meeting(0, "ab", "a", "b", "t1", interpreters=("i1",)),))
    referee = Referee(problem, held)
    assert referee.fit("ab", 2, "t1").meeting.interpreters == ("i1",)
    assert referee.fit("bd", 1, "t2").meeting.interpreters == ("i1",)
    busy = Referee(
        problem, Timetable((*held.meetings, Meeting(1, "bd", "b", "d", "t1", interpreters=("i1",))))
    )
    assert busy.fit("ab", 1, "t2").meeting.interpreters == ("i2",)
    assert rules(busy.fit("ab", 1, "t2")) == {Rule.OVER_CAPACITY}


def test_fixed_meeting_may_be_moved_by_hand():
    problem, held = three(fixed=(Fixed("ab", 0),))
    assert Referee(problem, held).fit("ab", 2, "t1").is_possible


def test_two_meetings_exchange_slots_and_places():
    problem, held = three()
    here, there = Referee(problem, held).exchange("ab", "ac")
    assert here.is_possible
    assert (here.meeting.slot, there.meeting.slot) == (1, 0)
