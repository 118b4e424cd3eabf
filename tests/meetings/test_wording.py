"""Everything that the timetable engine can say has words, in each table and in all four languages.

The tests are drawn from the engine's enumerations: a new rule, cause, motive or step fails here until it has
its words.
"""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from django.utils import translation

from madang import timetable
from madang.core import languages
from madang.files.timetable import sentences as english
from madang.meetings.engine import answers
from madang.meetings.engine.stored import BindingReason, ChangeReason, OrganisersCause, RemedyStep
from madang.meetings.wording import changes, remedies, unscheduled, violations
from madang.timetable import Cause, Motive, Rule, Violation
from madang.timetable.explaining import remedy
from madang.timetable.explaining.remedy import StepKind

FOREIGN = [code for code in languages.CODES if code != languages.ENGLISH]
CAUSES = [*Cause, *OrganisersCause]

EIGHT = datetime(2026, 5, 1, 8, tzinfo=UTC)
PROBLEM = timetable.Problem(
    slots=(timetable.Slot("1", EIGHT, EIGHT + timedelta(minutes=20)),),
    participants=(
        timetable.Participant("11", available=frozenset({0}), languages=frozenset({"ko"})),
        timetable.Participant("12", available=frozenset({0}), languages=frozenset({"ru"})),
    ),
    requests=(timetable.Request("1", "11", "12", 1, 1), timetable.Request("2", "11", "12", 1, 1)),
)
OBSTACLES = violations.Obstacles("1", PROBLEM, {"11": "Hanbit", "12": "Amur"})
BROKEN = {"requests": ("1", "2"), "participants": ("11",), "slot": 0, "resource": "3", "allowed": 2}
NAMES = changes.Names({11: "Hanbit"}, {2: "Hanbit – Amur"}, {11: "A1"}, {11: "Kim"})
READER = unscheduled.Reader(0, {11: "Hanbit"})
WORDS = remedies.Words(None, {}, {2: "Hanbit – Amur"})


def of_rule(rule):
    return violations.SENTENCES[rule](OBSTACLES, Violation(rule, **BROKEN))


def of_cause(cause):
    reason = BindingReason(cause, (1, 2), 11, (("ko", "ru"),), (2,))
    return unscheduled.SENTENCES[cause](reason, READER)


def of_motive(motive):
    return changes.SENTENCES[motive](ChangeReason(1, motive, 11, 2), NAMES)


def of_step(kind):
    step = RemedyStep(kind, slot=1, request=2, participant=11, pair=("ko", "ru"), first=1, then=2, a=11, b=12)
    return remedies.STEPS[kind](step, READER, WORDS)


EVERYTHING = [
    *((of_rule, rule) for rule in Rule),
    *((lambda rule: str(violations.FRAGMENTS[rule]), rule) for rule in Rule),
    *((of_cause, cause) for cause in CAUSES),
    *((lambda cause: str(unscheduled.HEADINGS[cause]), cause) for cause in Cause),
    *((of_motive, motive) for motive in Motive),
    *((of_step, kind) for kind in StepKind),
]


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize(("words", "said"), EVERYTHING)
def test_whatever_the_engine_says_has_words_of_its_own_in_every_language(words, said, language):
    with translation.override(languages.ENGLISH):
        in_english = words(said)
    with translation.override(language):
        translated = words(said)

    assert in_english
    assert "%(" not in in_english + translated
    assert translated != in_english


@pytest.mark.parametrize("own", [0, 11])
@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_is_said_to_the_organiser_and_to_the_company_itself(cause, own):
    reason = BindingReason(cause, (1, 2), 11, (("ko", "ru"),), (2,))

    assert unscheduled.why([reason], unscheduled.Reader(own, {11: "Hanbit"}))


def test_no_table_has_words_for_what_the_engine_does_not_say():
    assert set(violations.SENTENCES) == set(violations.FRAGMENTS) == set(Rule)
    assert set(unscheduled.SENTENCES) == set(CAUSES)
    assert set(unscheduled.HEADINGS) == set(Cause)
    assert set(changes.SENTENCES) == set(Motive)
    assert set(remedies.STEPS) == set(StepKind)
    assert set(remedies.OWN) <= set(StepKind)


def test_files_in_english_have_words_for_all_of_it():
    assert set(english.VIOLATIONS) == set(Rule)
    assert set(english.REASONS) == set(Cause)
    assert set(english.MOTIVES) == set(Motive)
    assert set(english.STEPS) == set(StepKind)


def test_every_step_of_the_engine_has_a_name_and_can_be_stored():
    assert set(remedy.STEPS) == set(StepKind)
    assert set(remedy.KIND_OF) == set(answers.STEPS) == set(get_args(remedy.Step))
