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
        from django.db.models.signals import post_delete, post_save  # noqa: PLC0415

        from madang.fairs.models import Participation  # noqa: PLC0415  models must be loaded
        from madang.listings.models import Listing  # noqa: PLC0415  models must be loaded
        from madang.partners.recommendations.listeners import listing_changed, participation_changed  # noqa: PLC0415
        from madang.web import nav  # noqa: PLC0415

        for changed in (post_save, post_delete):
            changed.connect(listing_changed, sender=Listing, dispatch_uid="partners.watch")
        post_save.connect(participation_changed, sender=Participation, dispatch_uid="partners.watch")
        nav.add("fair", 40, _("Partners"), _mine)
        nav.add("office", 40, _("Matching"), _matching)
