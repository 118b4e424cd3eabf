"""Instances and schedules as JSON-able values and back; pure, no files.

The document of an instance follows its dataclasses field by field, as the documents of ``Problem`` do. The
document of a schedule names the participants of each meeting, so that it can be read by itself.
"""

from typing import Any, cast

from madang.timetable.b2bsop.instance import Instance, Schedule
from madang.timetable.schema import FormatError, _read, _record
from madang.timetable.timetable import Status

Json = dict[str, Any]


def instance_to_json(instance: Instance) -> Json:
    """The instance as a JSON-able dict."""
    return _record(instance)


def instance_from_json(document: object) -> Instance:
    """The instance that a JSON document describes.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
        ProblemError: if a number is out of range.
    """
    return cast("Instance", _read(Instance, document, ""))


def schedule_to_json(instance: Instance, schedule: Schedule) -> Json:
    """The schedule as a JSON-able dict; ``meetings`` has ``[participant, participant, slot]``, in order."""
    return {
        "status": schedule.status.value,
        "breaks": schedule.breaks,
        "bound": schedule.bound,
        "seconds": round(schedule.seconds, 3),
        "meetings": [
            [meeting.first, meeting.second, slot]
            for meeting, slot in zip(instance.meetings, schedule.slots, strict=bool(schedule.slots))
        ],
    }


def schedule_from_json(instance: Instance, document: object) -> Schedule:
    """The schedule of an instance that a JSON document describes.

    Raises:
        FormatError: if a field is missing or of the wrong type, or if the meetings are not the instance's.
    """
    if not isinstance(document, dict):
        raise FormatError("must be an object", where="")
    for name in ("status", "meetings"):
        if name not in document:
            raise FormatError("is missing", where=name)
    rows = cast(
        "tuple[tuple[int, int, int], ...]",
        _read(tuple[tuple[int, int, int], ...], document["meetings"], "meetings"),
    )
    for index, (row, meeting) in enumerate(zip(rows, instance.meetings, strict=False)):
        if row[:2] != (meeting.first, meeting.second):
            message = f"must be the meeting of {meeting.first} with {meeting.second}, in the instance's order"
            raise FormatError(message, where=f"meetings[{index}]")
    return Schedule(
        cast("Status", _read(Status, document["status"], "status")),
        cast("int | None", _read(int | None, document.get("breaks"), "breaks")),
        cast("int | None", _read(int | None, document.get("bound"), "bound")),
        tuple(slot for _, _, slot in rows),
    )
