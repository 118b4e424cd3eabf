from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def _own(name: str) -> Callable[[HttpRequest], str | None]:
    def where(request: HttpRequest) -> str | None:
        own = getattr(request, "participation", None)
        return reverse(f"meetings:{name}", args=[own.fair.slug]) if own else None

    return where


def _office(name: str) -> Callable[[HttpRequest], str | None]:
    return lambda request: reverse(f"meetings:{name}", args=[request.fair.slug])  # type: ignore[attr-defined]


def _release(participations: Any, actor: Any, **_kwargs: Any) -> None:
    from madang.meetings.requests import actions  # noqa: PLC0415  models must be loaded

    actions.release(actor=actor, participations=participations)


class MeetingsConfig(AppConfig):
    name = "madang.meetings"
    label = "meetings"

    def ready(self) -> None:
        from madang.fairs.participation.desk import add_lines  # noqa: PLC0415  models must be loaded
        from madang.fairs.signals import participations_left  # noqa: PLC0415
        from madang.meetings.agenda.desk import lines_of  # noqa: PLC0415
        from madang.meetings.requests import history as requests_history  # noqa: PLC0415
        from madang.partners import history  # noqa: PLC0415
        from madang.web import nav  # noqa: PLC0415

        participations_left.connect(_release, dispatch_uid="meetings.release")
        add_lines(lines_of)
        history.tell_of_answers(requests_history.answers_of)
        history.tell_of_meetings(requests_history.meetings_of)
        nav.add("fair", 50, _("Requests"), _own("requests"))
        nav.add("fair", 60, _("My agenda"), _own("agenda"))
        nav.add("office", 10, _("At a glance"), _office("glance"))
        nav.add("office", 50, _("Requests"), _office("office_requests"))
        nav.add("office", 60, _("Timetable"), _office("timetable"))
        nav.add("office", 65, _("The day"), _office("today"))
