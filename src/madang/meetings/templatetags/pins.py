"""{% load pins %}: meetings that cannot stay where they are, with the reasons."""

from typing import Any

from django import template

from madang.core.models import Work
from madang.meetings.models import TimetableVersion
from madang.meetings.wording import clashes

register = template.Library()


@register.inclusion_tag("meetings/clashes.html", takes_context=True)
def loosened(context: dict[str, Any], version: TimetableVersion) -> dict[str, Any]:
    """Meetings that were to stay where they are, and were freed because the rules of today forbid it."""
    return {"clashes": clashes.of_version(version), "fair": context["fair"], "are_freed": True}


@register.inclusion_tag("meetings/clashes.html", takes_context=True)
def contradictions(context: dict[str, Any], work: Work | None) -> dict[str, Any]:
    """Pinned meetings for which no timetable could be made."""
    found = clashes.of_work(work) if work and work.state == Work.State.FAILED else []
    return {"clashes": found, "fair": context["fair"], "are_freed": False}
