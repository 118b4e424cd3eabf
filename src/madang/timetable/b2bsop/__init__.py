"""B2BSOP, the published problem: all meetings must be held, with the fewest breaks, and it is proved.

Read an ``Instance``, call ``solve``, and ``conflict`` where there is no schedule::

    instance = read_dzn(text)
    schedule = solve(instance, fairness=2)
    assert not validate(instance, schedule, fairness=2)
    if schedule.status is Status.INFEASIBLE:
        for demand in conflict(instance, fairness=2):
            print(sentence(instance, demand))
"""

from madang.timetable.b2bsop.conflict import conflict
from madang.timetable.b2bsop.demands import Cause, Demand, sentence
from madang.timetable.b2bsop.dzn import read_dzn
from madang.timetable.b2bsop.instance import Instance, Meeting, Schedule, Session
from madang.timetable.b2bsop.schema import (
    instance_from_json,
    instance_to_json,
    schedule_from_json,
    schedule_to_json,
)
from madang.timetable.b2bsop.solve import solve
from madang.timetable.b2bsop.validate import Rule, Violation, breaks_of, validate
from madang.timetable.timetable import Status

__all__ = [
    "Cause",
    "Demand",
    "Instance",
    "Meeting",
    "Rule",
    "Schedule",
    "Session",
    "Status",
    "Violation",
    "breaks_of",
    "conflict",
    "instance_from_json",
    "instance_to_json",
    "read_dzn",
    "schedule_from_json",
    "schedule_to_json",
    "sentence",
    "solve",
    "validate",
]
