from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "madang.partners"
    label = "partners"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save  # noqa: PLC0415

        from madang.fairs import menu  # noqa: PLC0415
        from madang.fairs.models import Participation  # noqa: PLC0415  models must be loaded
        from madang.listings.models import Listing  # noqa: PLC0415  models must be loaded
        from madang.partners.recommendations.listeners import listing_changed, participation_changed  # noqa: PLC0415
        from madang.web import nav  # noqa: PLC0415

        for changed in (post_save, post_delete):
            changed.connect(listing_changed, sender=Listing, dispatch_uid="partners.watch")
        post_save.connect(participation_changed, sender=Participation, dispatch_uid="partners.watch")
        nav.add("fair", 40, _("Partners"), menu.LineOfCompany("partners:mine"))
        nav.add("office", 40, _("Matching"), menu.LineOfFair("partners:matching"))
