from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def _uploads(request: HttpRequest) -> str:
    return reverse("intake:uploads", args=[request.fair.slug])  # type: ignore[attr-defined]


class IntakeConfig(AppConfig):
    name = "madang.intake"
    label = "intake"

    def ready(self) -> None:
        from madang.web import nav  # noqa: PLC0415  apps load first

        nav.add("office", 30, _("Import"), _uploads)
