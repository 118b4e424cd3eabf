from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "madang.intake"
    label = "intake"

    def ready(self) -> None:
        from madang.fairs import menu  # noqa: PLC0415
        from madang.fairs.addresses import IMPORT, OfFair  # noqa: PLC0415  apps load first
        from madang.web import nav  # noqa: PLC0415

        IMPORT.add(OfFair("intake:uploads"))
        nav.add("office", 30, _("Import"), menu.LineOfFair("intake:uploads"))
