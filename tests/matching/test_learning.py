"""Learning from answers: nothing below the threshold, better lists above it, and never by country."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.small_fairs import company

from madang.matching import Index, Rules
from madang.matching.learning import NEEDED, Answer, answer_of, learn
from madang.matching.scoring.circumstances import SHARED, WEIGHTS, Features, log_odds, openness


def simulated(count: int, truth: dict[str, float], seed: int = 1) -> list[Answer]:
    """Answers of people for whom the circumstances weigh as in `truth`."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        gain = chance.uniform(0.05, 0.9)
        values: Features = {name: float(chance.choice([-1, 0, 1])) for name in SHARED}
        odds = math.log(gain / (1 - gain)) + sum(truth[name] * values[name] for name in SHARED)
        found.append(Answer(gain, values, chance.random() < 1 / (1 + math.exp(-odds))))
    return found


SPEAKERS = {**WEIGHTS, "language": 1.1}


def auc(answers: list[Answer], weights: dict[str, float]) -> float:
    """How often one who said yes is ranked above one who said no."""

    def rank(answer: Answer) -> float:
        own = {name: answer.features[name] for name in SHARED}
        return math.log(answer.gain / (1 - answer.gain)) + log_odds(own, weights)

    yes = np.array([rank(one) for one in answers if one.yes])
    no = np.array([rank(one) for one in answers if not one.yes])
    return float((yes[:, None] > no[None, :]).mean())


@pytest.mark.parametrize("count", [0, 1, NEEDED - 1])
def test_too_few_answers_leave_the_constants_exactly(count: int) -> None:
    learned = learn(simulated(count, SPEAKERS))
    assert learned.weights == WEIGHTS
    assert learned.says == {"answers": count, "needed": NEEDED, "used": False, "better": False, "changed": {}}


def test_enough_answers_rank_held_out_answers_better() -> None:
    learned = learn(simulated(NEEDED, SPEAKERS))
    unseen = simulated(3000, SPEAKERS, seed=2)
    assert learned.used
    assert auc(unseen, dict(learned.weights)) > auc(unseen, dict(WEIGHTS)) + 0.02
    assert learned.changed["language"][1] == pytest.approx(SPEAKERS["language"], abs=0.25)


def test_answers_that_agree_with_the_constants_move_them_little() -> None:
    learned = learn(simulated(4000, dict(WEIGHTS)))
    assert all(abs(learned.weights[name] - WEIGHTS[name]) < 0.15 for name in SHARED)


def test_wishes_and_earlier_answers_are_not_learned() -> None:
    learned = learn(simulated(NEEDED, SPEAKERS))
    assert {name: learned.weights[name] for name in ("wish", "answers")} == {
        name: WEIGHTS[name] for name in ("wish", "answers")
    }


@pytest.mark.parametrize("yes", [True, False])
def test_answers_all_alike_break_nothing(yes: bool) -> None:
    learned = learn([replace(answer, yes=yes) for answer in simulated(NEEDED, SPEAKERS)])
    assert all(math.isfinite(weight) for weight in learned.weights.values())


def test_country_alone_is_learned_by_nobody() -> None:
    """Answers that go by country only: the features are the same for all, so nothing can be learned of it."""
    chance = random.Random(3)
    index = Index.build(
        [
            company("asked", ("steel",), ("coal",), country="KR"),
            company("near", ("coal",), ("steel",), country="KR"),
            company("far", ("coal",), ("steel",), country="CN"),
        ]
    )
    pairs = {name: index.pair("asked", name) for name in ("near", "far")}
    answers = [
        answer_of(pairs[name], yes=chance.random() < (0.9 if name == "near" else 0.1))
        for name in chance.choices(("near", "far"), k=NEEDED)
    ]
    assert learn(answers).changed == {}


def test_learned_weights_change_scores_and_nothing_else_does() -> None:
    profiles = [
        company("a", ("steel",), ("coal",), languages=("ko",)),
        company("b", ("coal",), ("steel",), languages=("ko",)),
    ]
    plain = Index.build(profiles).between("a", "b")
    same = Index.build(profiles, Rules(weights=WEIGHTS)).between("a", "b")
    more = Index.build(profiles, Rules(weights={"language": 1.0})).between("a", "b")
    assert plain == same
    assert plain is not None
    assert more is not None
    assert more.score > plain.score


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.floats(0, 1))
@settings(max_examples=50)
def test_openness_is_bounded_and_rises_with_each_yes(accepted: int, declined: int, usual: float) -> None:
    asked = accepted + declined
    value = openness(asked, accepted, usual)
    assert -1 <= value <= 1
    assert openness(asked + 1, accepted + 1, usual) >= value >= openness(asked + 1, accepted, usual)


def test_company_never_asked_is_neither_open_nor_closed() -> None:
    assert openness(0, 0, 0.6) == pytest.approx(0)
