from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "madang.intake"
    label = "intake"

    def ready(self) -> None:
        from madang.fairs.menu import of_fair  # noqa: PLC0415  apps load first
        from madang.web import nav  # noqa: PLC0415

        nav.add("office", 30, _("Import"), of_fair("intake:uploads"))
