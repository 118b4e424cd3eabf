"""Everything that the engine can say has a sentence."""

import dataclasses

import pytest

from files.timetable.examples import FAIR, read
from madang.files.timetable import instances, sentences
from madang.files.timetable.sentences import Names
from madang.timetable import Cause, Motive, Problem, Reason, Rule, Slot, Violation, problem_from_json
from madang.timetable.b2bsop import Rule as ScheduleRule
from madang.timetable.b2bsop import Violation as ScheduleViolation
from madang.timetable.explaining.remedy import StepKind

NAMES = Names(problem_from_json(read(FAIR)))


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_a_sentence(rule: Rule) -> None:
    said = sentences.violation(Violation(rule, ("r1", "r2"), ("Amur",), 1, "N1", 3, 2), NAMES)

    assert "{" not in said
    assert "None" not in said


@pytest.mark.parametrize("rule", ScheduleRule)
def test_every_rule_of_an_instance_has_a_sentence(rule: ScheduleRule) -> None:
    assert "{" not in instances.violation(ScheduleViolation(rule, (1, 2), (3,), 4, 5, 6))


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_sentence(cause: Cause) -> None:
    said = sentences.reason(Reason(cause, (0, 1), "Amur", (("ko", "zh"),), ("r1",)), NAMES)

    assert "{" not in said
    assert "None" not in said


def test_every_motive_and_every_step_has_a_sentence() -> None:
    assert set(sentences.MOTIVES) == set(Motive)
    assert set(sentences.STEPS) == set(StepKind)


def test_slots_are_named_with_their_time_and_on_several_days_with_the_date() -> None:
    problem = NAMES.problem
    one, other = problem.slots[:2]
    named = dataclasses.replace(one, id="first")
    day = one.end - one.start

    assert Names(dataclasses.replace(problem, slots=(named, *problem.slots[1:]))).slot(0) == "first (10:00)"
    assert NAMES.slot(1) == other.id
    later = Slot("second", one.start + 100 * day, one.end + 100 * day, day=1)
    assert Names(Problem((named, later), (), ())).slot(1) == "second (17 Jun 03:40)"


def test_long_lists_are_cut() -> None:
    assert sentences.listed(map(str, range(7))) == "0, 1, 2, 3, 4 and 2 more"
