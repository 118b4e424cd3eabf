"""Problems and timetables as JSON-able values and back; pure, no files."""

from typing import Any

from madang.timetable.problem import Problem
from madang.timetable.timetable import Timetable

Json = dict[str, Any]


class FormatError(ValueError):
    """The JSON is not what it should be.

    Attributes:
        where: the place in the document, such as ``requests[3].value_a``.
    """

    def __init__(self, message: str, *, where: str) -> None:
        super().__init__(f"{where}: {message}")
        self.message = message
        self.where = where


def problem_to_json(problem: Problem) -> Json:
    """The problem as a JSON-able dict; times in ISO 8601 with offset."""
    raise NotImplementedError


def problem_from_json(document: object) -> Problem:
    """The problem that a JSON document describes.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
        ProblemError: if the fields contradict each other.
    """
    raise NotImplementedError


def timetable_to_json(timetable: Timetable) -> Json:
    """The timetable as a JSON-able dict."""
    raise NotImplementedError


def timetable_from_json(document: object) -> Timetable:
    """The timetable that a JSON document describes.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
    """
    raise NotImplementedError
