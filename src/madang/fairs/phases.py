"""The phases of a fair as a reader sees them."""

from dataclasses import dataclass
from datetime import datetime

from madang.core import clock
from madang.fairs.models import Fair, Phase


@dataclass(frozen=True)
class Step:
    """One phase of the fair as a reader sees it: over, now, to come, or not decided."""

    phase: Phase
    opens: datetime | None
    closes: datetime | None
    state: str

    @property
    def label(self) -> str:
        return str(self.phase.label)

    @property
    def is_now(self) -> bool:
        return self.state == "now"


def steps(fair: Fair) -> list[Step]:
    return [_step(fair, phase) for phase in Phase]


def _step(fair: Fair, phase: Phase) -> Step:
    opens, closes = fair.bounds(phase)
    return Step(phase, opens, closes, _state(opens, closes))


def _state(opens: datetime | None, closes: datetime | None) -> str:
    moment = clock.now()
    if opens is None:
        return "undecided"
    if moment < opens:
        return "next"
    return "over" if closes and closes <= moment else "now"
