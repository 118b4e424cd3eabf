"""Learning the weights of the circumstances from answers, when there are enough of them.

A logistic regression of yes or no to a request on what the items alone gave the one who was asked, and on the
circumstances that both sides share, with a Gaussian prior at the constants (`circumstances.WEIGHTS`). Below
`NEEDED` answers, and where what was learned foretells held-out answers no better, the constants stay exactly.

Wishes and earlier answers are not learned: they come after, or hold, the very answers to be foretold.
Countries, names and ids are no features, so no company is held down for where it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from madang.matching.scoring.circumstances import SHARED, WEIGHTS, Features
from madang.matching.scoring.pairs import Pair

NEEDED: Final = 2000
#: Standard deviation of the prior: of each weight about its constant, of the base rate, of the scale about 1.
PRIOR_WEIGHT, PRIOR_BASE, PRIOR_SCALE = 0.15, 2.0, 0.5
LEAST_SCALE = 0.25  # the likeness of the items always counts
MOST = 1.5  # log-odds that a circumstance may move at most
HELD_OUT = 5  # every fifth answer tests what the others taught
STEPS, CLOSE = 50, 1e-9
WORTH_TELLING = 0.02

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a request: the gain (0..1) of the one asked by the items alone, and its circumstances."""

    gain: float
    features: Features
    yes: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights to match with. `changed`: feature to (constant, weight), where they differ enough to tell.

    `better`: whether held-out answers were foretold better; without it the constants stay.
    """

    answers: int
    needed: int
    used: bool
    better: bool = False
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    changed: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def says(self) -> dict[str, object]:
        """The same as plain values, for a record of the work."""
        changed = {name: [round(old, 3), round(new, 3)] for name, (old, new) in self.changed.items()}
        return {
            "answers": self.answers,
            "needed": self.needed,
            "used": self.used,
            "better": self.better,
            "changed": changed,
        }


def answer_of(pair: Pair, *, yes: bool) -> Answer:
    """What the company of a pair answered when its partner asked it."""
    return Answer(pair.plain()[0], pair.ours, yes)


def learn(answers: Sequence[Answer], needed: int = NEEDED) -> Learned:
    """The weights that the answers speak for; the constants where they are too few or teach nothing."""
    if len(answers) < needed:
        return untaught(len(answers), needed)
    table, yes = _table(answers), np.array([answer.yes for answer in answers], float)
    tests = np.arange(len(answers)) % HELD_OUT == 0
    constants = _fit(table[~tests], yes[~tests], free=False)
    learned = _fit(table[~tests], yes[~tests], free=True)
    if _loss(table[tests], yes[tests], learned) >= _loss(table[tests], yes[tests], constants):
        return untaught(len(answers), needed)
    weights = dict(WEIGHTS) | _weights(_fit(table, yes, free=True))
    return Learned(len(answers), needed, used=True, better=True, weights=weights, changed=_changed(weights))


def untaught(answers: int, needed: int = NEEDED) -> Learned:
    """The constants exactly, from so many answers."""
    return Learned(answers, needed, used=False)


def _table(answers: Sequence[Answer]) -> Floats:
    """A row for each answer: 1, the log-odds of the gain, and the features in the order of `SHARED`."""
    gain = np.clip([answer.gain for answer in answers], 0.01, 0.99)
    features = [[answer.features[name] for name in SHARED] for answer in answers]
    return np.column_stack([np.ones(len(answers)), np.log(gain / (1 - gain)), np.array(features)])


def _prior() -> tuple[Floats, Floats]:
    """Means, and precisions."""
    means = np.array([0.0, 1.0, *(WEIGHTS[name] for name in SHARED)])
    deviations = np.array([PRIOR_BASE, PRIOR_SCALE, *(PRIOR_WEIGHT for _ in SHARED)])
    return means, deviations**-2


def _fit(table: Floats, yes: Floats, *, free: bool) -> Floats:
    """The most probable coefficients, by Newton's method; not `free`: base rate and scale alone move."""
    means, precision = _prior()
    if not free:
        precision = np.where(np.arange(len(means)) < 2, precision, 1e12)
    found = means.copy()
    for _step in range(STEPS):
        chance = _chance(table, found)
        slope = table.T @ (yes - chance) - precision * (found - means)
        bend = (table.T * (chance * (1 - chance))) @ table + np.diag(precision)
        move = np.linalg.solve(bend, slope)
        found = found + np.clip(move, -1, 1)
        if float(np.abs(move).max()) < CLOSE:
            break
    return found


def _chance(table: Floats, coefficients: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(table @ coefficients, -30, 30)))
    return chance


def _loss(table: Floats, yes: Floats, coefficients: Floats) -> float:
    """Mean negative log-likelihood."""
    chance = np.clip(_chance(table, coefficients), 1e-9, 1 - 1e-9)
    return float(-np.mean(yes * np.log(chance) + (1 - yes) * np.log(1 - chance)))


def _weights(coefficients: Floats) -> dict[str, float]:
    """In units of the items' log-odds, which the score takes as they are."""
    scale = max(float(coefficients[1]), LEAST_SCALE)
    values = np.clip(coefficients[2:] / scale, -MOST, MOST)
    return dict(zip(SHARED, values.tolist(), strict=True))


def _changed(weights: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    return {
        name: (WEIGHTS[name], weights[name])
        for name in SHARED
        if abs(weights[name] - WEIGHTS[name]) >= WORTH_TELLING
    }
