"""What a simulation found, as it is kept with its work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from madang.timetable import Problem
from madang.timetable.simulating.simulation import (
    Simulation,
    simulation_from_json,
    simulation_to_json,
)


@dataclass(frozen=True)
class Simulated:
    """A simulation, and when the slots began that it was made for."""

    simulation: Simulation
    slots: tuple[datetime, ...]

    @classmethod
    def of(cls, problem: Problem, simulation: Simulation) -> Self:
        return cls(simulation, tuple(slot.start for slot in problem.slots))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        simulation = simulation_from_json({name: value for name, value in data.items() if name != "slots"})
        return cls(simulation, tuple(map(datetime.fromisoformat, data["slots"])))

    def as_json(self) -> dict[str, Any]:
        return simulation_to_json(self.simulation) | {"slots": [moment.isoformat() for moment in self.slots]}
