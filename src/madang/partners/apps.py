from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "madang.partners"
    label = "partners"

    def ready(self) -> None:
        from madang.core import audit  # noqa: PLC0415  models must be loaded
        from madang.fairs import menu  # noqa: PLC0415
        from madang.partners.recommendations.listeners import entries_recorded  # noqa: PLC0415
        from madang.web import nav  # noqa: PLC0415

        audit.recorded.connect(entries_recorded, dispatch_uid="partners.outdated")
        nav.add("fair", 40, _("Partners"), menu.LineOfCompany("partners:mine"))
        nav.add("office", 40, _("Matching"), menu.LineOfFair("partners:matching"))
