from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def _mine(request: HttpRequest) -> str | None:
    own = getattr(request, "participation", None)
    return reverse("partners:mine", args=[own.fair.slug]) if own else None


def _matching(request: HttpRequest) -> str:
    return reverse("partners:matching", args=[request.fair.slug])  # type: ignore[attr-defined]


class PartnersConfig(AppConfig):
    name = "madang.partners"
    label = "partners"

    def ready(self) -> None:
        from madang.core import audit  # noqa: PLC0415  models must be loaded
        from madang.partners.recommendations.listeners import entries_recorded  # noqa: PLC0415
        from madang.web import nav  # noqa: PLC0415

        audit.recorded.connect(entries_recorded, dispatch_uid="partners.outdated")
        nav.add("fair", 40, _("Partners"), _mine)
        nav.add("office", 40, _("Matching"), _matching)
