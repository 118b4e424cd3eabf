from typing import Any

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "madang.meetings"
    label = "meetings"

    def ready(self) -> None:
        from madang.fairs.signals import participation_left  # noqa: PLC0415  models must be loaded

        participation_left.connect(_release, dispatch_uid="meetings.release")


def _release(participation: Any, actor: Any, **_kwargs: Any) -> None:
    from madang.meetings import actions  # noqa: PLC0415  models must be loaded

    actions.release(actor=actor, participation=participation)
