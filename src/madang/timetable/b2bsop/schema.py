"""Instances and schedules as JSON-able values and back; pure, no files.

The document of an instance follows its dataclasses field by field, as the documents of ``Problem`` do. The
document of a schedule names the participants of each meeting, so that it can be read by itself.
"""

from dataclasses import dataclass, fields
from typing import Any, cast

from madang.timetable.b2bsop.instance import Instance, Schedule
from madang.timetable.schema import FormatError, read_record, to_json
from madang.timetable.timetable import Status

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Document:
    """What is read of the document of a schedule; it may have more."""

    status: Status
    meetings: tuple[tuple[int, int, int], ...]
    breaks: int | None = None
    bound: int | None = None


def instance_to_json(instance: Instance) -> Json:
    """The instance as a JSON-able dict."""
    return to_json(instance)


def instance_from_json(document: object) -> Instance:
    """The instance that a JSON document describes.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
        ProblemError: if a number is out of range.
    """
    return cast("Instance", read_record(Instance, document, ""))


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
    known = {field.name: document[field.name] for field in fields(_Document) if field.name in document}
    read = cast("_Document", read_record(_Document, known, ""))
    for index, (row, meeting) in enumerate(zip(read.meetings, instance.meetings, strict=False)):
        if row[:2] != (meeting.first, meeting.second):
            message = f"must be the meeting of {meeting.first} with {meeting.second}, in the instance's order"
            raise FormatError(message, where=f"meetings[{index}]")
    return Schedule(read.status, read.breaks, read.bound, tuple(slot for _, _, slot in read.meetings))
