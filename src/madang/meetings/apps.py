from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _release(participations: Any, actor: Any, **_kwargs: Any) -> None:
    from madang.meetings.requests import actions  # noqa: PLC0415  models must be loaded

    actions.release(actor=actor, participations=participations)


class MeetingsConfig(AppConfig):
    name = "madang.meetings"
    label = "meetings"

    def ready(self) -> None:
        from madang.fairs import menu  # noqa: PLC0415  models must be loaded
        from madang.fairs.addresses import OFFICE, OfFair  # noqa: PLC0415
        from madang.fairs.participation.desk import TASKS  # noqa: PLC0415
        from madang.fairs.signals import participations_left  # noqa: PLC0415
        from madang.meetings.agenda.desk import lines_of  # noqa: PLC0415
        from madang.meetings.requests import components  # noqa: PLC0415
        from madang.meetings.requests import history as requests_history  # noqa: PLC0415
        from madang.partners import history  # noqa: PLC0415
        from madang.partners.recommendations.sections import BESIDE_LIST, WITH_PARTNER  # noqa: PLC0415
        from madang.web import nav  # noqa: PLC0415

        participations_left.connect(_release, dispatch_uid="meetings.release")
        TASKS.add(lines_of)
        WITH_PARTNER.add(components.request_button)
        BESIDE_LIST.add(components.request_quota)
        OFFICE.add(OfFair("meetings:glance"))
        history.ANSWERS.add(requests_history.answers_of)
        history.MEETINGS.add(requests_history.encounters_of)
        nav.add("fair", 50, _("Requests"), menu.LineOfCompany("meetings:requests"))
        nav.add("fair", 60, _("My agenda"), menu.LineOfCompany("meetings:agenda"))
        nav.add("office", 10, _("At a glance"), menu.LineOfFair("meetings:glance"))
        nav.add("office", 50, _("Requests"), menu.LineOfFair("meetings:office_requests"))
        nav.add("office", 60, _("Timetable"), menu.LineOfFair("meetings:timetable"))
        nav.add("office", 65, _("The day"), menu.LineOfFair("meetings:today"))
