"""The line that this subject adds to the menu of a fair."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.fairs.doors import own_of
from madang.web import nav


def add_lines() -> None:
    nav.add("fair", 30, _("Offers and needs"), own_listings)


def own_listings(request: HttpRequest) -> str | None:
    """For the people of a participant, on the pages of its fair."""
    own = own_of(request)
    return reverse("listings:listings", args=[own.organisation.public_id]) if own else None
