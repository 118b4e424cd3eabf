from django.apps import AppConfig


class FairsConfig(AppConfig):
    name = "madang.fairs"
    label = "fairs"

    def ready(self) -> None:
        from madang.fairs import menu, rules  # noqa: PLC0415  models are not loaded before
        from madang.fairs.doors import frame_of  # noqa: PLC0415
        from madang.organisations.rules import STAND_INS  # noqa: PLC0415
        from madang.web.context import KNOWN  # noqa: PLC0415

        STAND_INS.add(rules.organises_for)
        KNOWN.add(frame_of)
        menu.add_lines()
