"""Interpreters on site and online, and two in a row through a third language."""

from dataclasses import replace

import pytest
from tests.timetable.problems import day_of

from madang.timetable import (
    Attendance,
    Fixed,
    Form,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Request,
    Room,
    Rule,
    Status,
    Timetable,
    bound,
    every,
    solve,
    validate,
)
from madang.timetable.board.board import Board
from madang.timetable.board.model import compile_problem

SLOTS = day_of(3)
ALWAYS = every(SLOTS)
NEVER = frozenset[int]()


def speaker(name: str, *pairs: str, **fields: object) -> Interpreter:
    """One who speaks pairs such as ``ko-ru``."""
    spoken = frozenset((one, other) for one, other in (pair.split("-") for pair in pairs))
    return Interpreter(name, spoken, **{"available": ALWAYS} | fields)


def talk(*interpreters: Interpreter, wishes: int = 1, **fields: object) -> Problem:
    """Koreans ask Uzbeks: ``a0`` asks ``b0``, and so on. Nobody speaks a foreign language."""
    languages = {"a": frozenset({"ko"}), "b": frozenset({"uz"})}
    people = tuple(
        Participant(f"{side}{i}", ALWAYS, languages=languages[side]) for i in range(wishes) for side in "ab"
    )
    requests = tuple(Request(f"r{i}", f"a{i}", f"b{i}") for i in range(wishes))
    places = tuple(Place(f"t{i}") for i in range(wishes))
    problem = Problem(SLOTS, people, requests, places, interpreters=interpreters, relay=True)
    return replace(problem, **fields)


def best(problem: Problem) -> Timetable:
    """The proved optimum, accepted by the judge."""
    timetable = solve(problem, time_limit=2, workers=1, deterministic=True)
    assert validate(problem, timetable) == ()
    assert timetable.status == Status.OPTIMAL
    return timetable


def hands(problem: Problem) -> list[tuple[str, ...]]:
    return [meeting.interpreters for meeting in best(problem).meetings]


KIM, LEE = speaker("kim", "ko-ru"), speaker("lee", "ru-uz")


# -- relay


def test_relay_joins_two_through_a_third_language() -> None:
    assert hands(talk(KIM, LEE)) == [("kim", "lee")]
    assert hands(talk(LEE, KIM)) == [("kim", "lee")]


def test_first_leg_is_on_the_side_of_the_one_who_asks() -> None:
    problem = talk(KIM, LEE)

    assert hands(replace(problem, requests=(Request("r", "b0", "a0"),))) == [("lee", "kim")]


def test_without_relay_the_meeting_cannot_be_held() -> None:
    assert hands(talk(KIM, LEE, relay=False)) == []
    assert bound(talk(KIM, LEE, relay=False)) == 0


@pytest.mark.parametrize("hours", [ALWAYS, NEVER])
def test_relay_is_not_for_pairs_that_someone_speaks(hours: frozenset[int]) -> None:
    """Not even when that one is not there, or only online."""
    direct = speaker("direct", "ko-uz", available=hours, attendance=Attendance.ONLINE)

    assert hands(talk(KIM, LEE, direct)) == []


def test_direct_interpreter_helps_alone() -> None:
    assert hands(talk(KIM, LEE, speaker("direct", "ko-uz"))) == [("direct",)]


@pytest.mark.parametrize(
    "interpreters",
    [
        (speaker("both", "ko-ru", "ru-uz"),),
        (KIM, speaker("zh", "uz-zh")),
        (KIM,),
        (KIM, replace(LEE, available=NEVER)),
        (replace(KIM, available=frozenset({0})), replace(LEE, available=frozenset({1}))),
        (KIM, replace(LEE, attendance=Attendance.ONLINE)),
    ],
)
def test_relay_needs_two_people_with_one_third_language_at_once(
    interpreters: tuple[Interpreter, ...],
) -> None:
    assert hands(talk(*interpreters)) == []


def test_relays_share_the_interpreters_that_there_are() -> None:
    """Two meetings at a time, since there are two of each leg; the fourth could go into another slot."""
    people = (KIM, LEE, speaker("park", "ko-ru"), speaker("choi", "ru-uz"))
    now = talk(*people, wishes=3)

    found = best(replace(now, requests=tuple(replace(r, slots=frozenset({1})) for r in now.requests)))

    assert len(found.meetings) == 2
    assert len({person for meeting in found.meetings for person in meeting.interpreters}) == 4
    assert len(best(now).meetings) == 3


def test_leg_changes_hands_for_a_meeting_that_needs_its_interpreter() -> None:
    """The relay first takes ``all`` for one of its legs; only ``all`` can help the other meeting."""
    most = speaker("all", "ko-ru", "en-zh")
    problem = talk(most, LEE, KIM, wishes=2)
    english = (
        Participant("x", ALWAYS, languages=frozenset({"en"})),
        Participant("y", ALWAYS, languages=frozenset({"zh"})),
    )
    model = compile_problem(
        replace(
            problem,
            participants=(*problem.participants, *english),
            requests=(*problem.requests, Request("xy", "x", "y")),
        )
    )
    board = Board(model)

    assert board.put(0, 1)
    assert board.helpers_of(0) == (0, 1)
    mark = board.mark()
    assert board.put(2, 1)
    assert (board.helpers_of(0), board.helpers_of(2)) == ((2, 1), (0,))
    board.undo(mark)
    assert (board.helpers_of(0), board.helpers_of(2)) == ((0, 1), ())


def test_second_leg_makes_the_first_change_hands() -> None:
    """Kim is the first found for the first leg, and the only one for the second."""
    kim, lee = speaker("kim", "ko-ru", "ru-uz"), speaker("lee", "ko-ru")

    board = Board(compile_problem(talk(kim, lee)))

    assert board.put(0, 0)
    assert board.helpers_of(0) == (1, 0)


def test_put_that_finds_no_second_leg_leaves_the_board_as_it_was() -> None:
    kim = speaker("kim", "ko-ru", "ru-uz")
    board = Board(compile_problem(talk(kim, replace(LEE, available=frozenset({1})), wishes=2)))
    assert board.put(0, 1)

    assert not board.put(1, 1)

    assert board.helpers_of(0) == (0, 1)
    assert board.helpers_of(1) == ()
    assert board.mark() == 1


def relay_of(*persons: str, problem: Problem | None = None) -> set[Rule]:
    meeting = Meeting(0, "r0", "a0", "b0", "t0", None, persons)
    return {
        found.rule for found in validate(problem or talk(KIM, LEE), Timetable((meeting,), value=2, bound=2))
    }


DIRECT = speaker("direct", "ko-uz", available=NEVER)


@pytest.mark.parametrize(
    ("persons", "problem", "rules"),
    [
        (("kim", "lee"), None, set()),
        (("lee", "kim"), None, set()),
        (("kim",), None, {Rule.INTERPRETER_LANGUAGES}),
        (("kim", "kim"), None, {Rule.RELAY, Rule.INTERPRETER_TAKEN}),
        (("kim", "nobody"), None, {Rule.RELAY, Rule.INTERPRETER_UNKNOWN}),
        (("kim", "zh"), talk(KIM, LEE, speaker("zh", "uz-zh")), {Rule.RELAY}),
        (("kim", "lee"), talk(KIM, LEE, DIRECT), {Rule.RELAY}),
        (
            ("kim", "lee"),
            talk(KIM, LEE, relay=False),
            {Rule.INTERPRETER_NOT_NEEDED, Rule.INTERPRETER_LANGUAGES},
        ),
        (("kim", "lee", "zh"), talk(KIM, LEE, speaker("zh", "uz-zh")), {Rule.INTERPRETER_NOT_NEEDED}),
    ],
)
def test_judge_sees_whether_a_relay_is_one(persons: tuple, problem: Problem | None, rules: set[Rule]) -> None:
    assert relay_of(*persons, problem=problem) == rules


@pytest.mark.parametrize(
    ("named", "status"),
    [
        (("kim", "lee"), Status.OPTIMAL),
        (("lee", "kim"), Status.OPTIMAL),
        (("kim",), Status.INFEASIBLE),
        (("kim", "park"), Status.INFEASIBLE),
    ],
)
def test_fixed_interpreters_of_a_relay_are_those_who_help(named: tuple, status: Status) -> None:
    problem = talk(
        speaker("park", "ko-ru"),
        KIM,
        LEE,
        speaker("choi", "ru-uz"),
        fixed=(Fixed("r0", 0, interpreters=named),),
    )

    found = solve(problem, time_limit=1)

    assert found.status == status
    assert validate(problem, found) == ()
    assert [meeting.interpreters for meeting in found.meetings] in ([], [("kim", "lee")])


# -- attendance


@pytest.mark.parametrize(
    ("form", "attendance", "can"),
    [
        (Form.ONSITE, Attendance.ONSITE, True),
        (Form.ONSITE, Attendance.ONLINE, False),
        (Form.ONSITE, Attendance.BOTH, True),
        (Form.ONLINE, Attendance.ONSITE, False),
        (Form.ONLINE, Attendance.ONLINE, True),
        (Form.ONLINE, Attendance.BOTH, True),
        (Form.MIXED, Attendance.ONSITE, True),
        (Form.MIXED, Attendance.ONLINE, True),
        (Form.MIXED, Attendance.BOTH, True),
    ],
)
def test_interpreter_helps_as_attendance_allows(form: Form, attendance: Attendance, can: bool) -> None:
    problem = talk(speaker("kim", "ko-uz", attendance=attendance), rooms=(Room("v"),))
    problem = replace(problem, requests=(replace(problem.requests[0], form=form),))
    place = "t0" if form.needs_table else None
    room = "v" if form.needs_room else None
    meeting = Meeting(0, "r0", "a0", "b0", place, room, ("kim",))

    judged = {found.rule for found in validate(problem, Timetable((meeting,), value=2, bound=2))}

    assert judged == (set() if can else {Rule.INTERPRETER_ATTENDANCE})
    assert len(best(problem).meetings) == can
    assert bound(problem) == 2 * can


def test_fixed_interpreter_of_the_wrong_attendance_is_infeasible() -> None:
    problem = talk(
        speaker("kim", "ko-uz", attendance=Attendance.ONLINE), fixed=(Fixed("r0", 0, interpreters=("kim",)),)
    )

    assert solve(problem, time_limit=1).status == Status.INFEASIBLE
