from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.web import nav


class ListingsConfig(AppConfig):
    name = "madang.listings"
    label = "listings"

    def ready(self) -> None:
        from madang.listings.pages import on_profile  # noqa: PLC0415  models are not loaded before
        from madang.organisations.profile.sections import show_on_profile  # noqa: PLC0415

        show_on_profile(on_profile)
        nav.add("fair", 30, _("Offers and needs"), own_listings)


def own_listings(request: HttpRequest) -> str | None:
    """For the people of a participant, on the pages of its fair."""
    participation = getattr(request, "participation", None)
    if participation is None:
        return None
    return reverse("listings:listings", args=[participation.organisation.public_id])
