"""The independent judge finds each broken rule."""

import pytest

from madang.timetable.b2bsop import (
    Instance,
    Meeting,
    Rule,
    Schedule,
    Session,
    Status,
    Violation,
    breaks_of,
    validate,
)

INSTANCE = Instance(
    5,
    5,
    3,
    1,
    (
        Meeting(1, 2, Session.MORNING),
        Meeting(1, 3, slot=2),
        Meeting(1, 4, after=frozenset({1})),
        Meeting(2, 5, Session.AFTERNOON),
    ),
    (frozenset({4}), frozenset(), frozenset(), frozenset(), frozenset()),
)


def judged(slots: tuple[int, ...], fairness: int = 2) -> list[Violation]:
    breaks = sum(breaks_of(INSTANCE, slots).values())
    return list(validate(INSTANCE, Schedule(Status.FEASIBLE, breaks, 0, slots), fairness=fairness))


def test_valid_schedule_breaks_no_rule() -> None:
    assert judged((1, 2, 3, 4)) == []


@pytest.mark.parametrize(
    ("slots", "violation"),
    [
        ((0, 2, 3, 4), Violation(Rule.UNKNOWN_SLOT, (1,), slot=0)),
        ((1, 2, 3, 6), Violation(Rule.UNKNOWN_SLOT, (4,), slot=6)),
        ((4, 2, 5, 4), Violation(Rule.SESSION, (1,), slot=4)),
        ((1, 2, 3, 3), Violation(Rule.SESSION, (4,), slot=3)),
        ((1, 5, 3, 4), Violation(Rule.FIXED_MOVED, (2,), slot=5, allowed=2)),
        ((1, 2, 4, 5), Violation(Rule.FORBIDDEN, (3,), (1,), slot=4)),
        ((3, 2, 1, 4), Violation(Rule.PRECEDENCE, (1, 3), slot=1)),
        ((2, 2, 3, 4), Violation(Rule.TWO_AT_ONCE, (1, 2), (1,), 2)),
        ((1, 2, 5, 5), Violation(Rule.OVER_TABLES, slot=5, found=2, allowed=1)),
    ],
)
def test_each_broken_rule_is_found(slots: tuple[int, ...], violation: Violation) -> None:
    assert violation in judged(slots)


def test_unfair_breaks_are_found() -> None:
    """Participant 2 waits from slot 1 to 4: one break, and nobody else has any."""
    assert judged((1, 2, 3, 4), fairness=0) == [
        Violation(Rule.UNFAIR, (), (1, 2, 3, 4, 5), found=1, allowed=0)
    ]


@pytest.mark.parametrize(
    ("schedule", "rule"),
    [
        (Schedule(Status.FEASIBLE, 0, 0, (1, 2, 3, 4)), Rule.WRONG_BREAKS),
        (Schedule(Status.FEASIBLE, 1, 2, (1, 2, 3, 4)), Rule.WRONG_BOUND),
        (Schedule(Status.FEASIBLE, 1, None, (1, 2, 3, 4)), Rule.WRONG_BOUND),
        (Schedule(Status.OPTIMAL, 1, 0, (1, 2, 3, 4)), Rule.WRONG_STATUS),
        (Schedule(Status.INFEASIBLE, 1, 1, (1, 2, 3, 4)), Rule.WRONG_STATUS),
        (Schedule(Status.OPTIMAL, 0, 0, (1, 2)), Rule.WRONG_LENGTH),
    ],
)
def test_wrong_figures_are_found(schedule: Schedule, rule: Rule) -> None:
    assert [violation.rule for violation in validate(INSTANCE, schedule, fairness=2)] == [rule]


def test_gap_of_three_slots_is_one_break() -> None:
    instance = Instance(3, 9, 9, 1, (Meeting(1, 2), Meeting(1, 3), Meeting(1, 2)))

    assert breaks_of(instance, (1, 5, 9)) == {1: 2, 2: 1, 3: 0}


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN])
def test_no_schedule_is_valid_where_it_says_so(status: Status) -> None:
    assert validate(INSTANCE, Schedule(status), fairness=2) == ()
