from django.apps import AppConfig


class FairsConfig(AppConfig):
    name = "madang.fairs"
    label = "fairs"

    def ready(self) -> None:
        from madang.fairs import channels, menu, rules  # noqa: PLC0415  models are not loaded before
        from madang.fairs.doors import frame_of  # noqa: PLC0415
        from madang.organisations.rules import LIST_WRITERS, STAND_INS  # noqa: PLC0415
        from madang.web.context import KNOWN  # noqa: PLC0415

        STAND_INS.add(rules.organises_for)
        LIST_WRITERS.add(rules.organises_alone)
        KNOWN.add(frame_of)
        channels.name_audiences()
        menu.add_lines()
