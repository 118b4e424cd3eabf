"""Timetables of business meetings: plain frozen data in and out, no Django, no I/O.

Build a ``Problem``, call ``solve``, and read the ``Timetable``::

    timetable = solve(problem, time_limit=10)
    assert not validate(problem, timetable)
    print(len(timetable.meetings), timetable.share)
"""

from madang.timetable.baselines import first_come_first_served, value_greedy
from madang.timetable.bound import bound
from madang.timetable.comfort import Comfort, comfort
from madang.timetable.diff import Aspect, Change, Difference, Kind, diff
from madang.timetable.explain import Cause, Explanation, Outcome, Reason, explain, outcomes
from madang.timetable.placing import Fit, Referee
from madang.timetable.problem import (
    Attendance,
    Fixed,
    Form,
    Interpreter,
    Participant,
    Place,
    Problem,
    ProblemError,
    Request,
    Rest,
    Room,
    Session,
    Slot,
    Walk,
    every,
    language_pair,
    veto,
)
from madang.timetable.schema import (
    FormatError,
    json_schema,
    problem_from_json,
    problem_to_json,
    timetable_from_json,
    timetable_to_json,
    to_json,
)
from madang.timetable.solve import solve
from madang.timetable.timetable import (
    Cancelled,
    Meeting,
    OnProgress,
    Phase,
    Progress,
    Status,
    Timetable,
    share_of,
)
from madang.timetable.validate import Rule, Violation, validate

__all__ = [
    "Aspect",
    "Attendance",
    "Cancelled",
    "Cause",
    "Change",
    "Comfort",
    "Difference",
    "Explanation",
    "Fit",
    "Fixed",
    "Form",
    "FormatError",
    "Interpreter",
    "Kind",
    "Meeting",
    "OnProgress",
    "Outcome",
    "Participant",
    "Phase",
    "Place",
    "Problem",
    "ProblemError",
    "Progress",
    "Reason",
    "Referee",
    "Request",
    "Rest",
    "Room",
    "Rule",
    "Session",
    "Slot",
    "Status",
    "Timetable",
    "Violation",
    "Walk",
    "bound",
    "comfort",
    "diff",
    "every",
    "explain",
    "first_come_first_served",
    "json_schema",
    "language_pair",
    "outcomes",
    "problem_from_json",
    "problem_to_json",
    "share_of",
    "solve",
    "timetable_from_json",
    "timetable_to_json",
    "to_json",
    "validate",
    "value_greedy",
    "veto",
]
