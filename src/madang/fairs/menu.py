"""The lines that this subject adds to the menus."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.models import User
from madang.fairs import rules
from madang.fairs.doors import FairRequest, is_at_fair, own_of
from madang.fairs.models import StaffRole
from madang.fairs.participation import desk
from madang.fairs.setup import queries
from madang.web import nav
from madang.web.nav import Where


def add_lines() -> None:
    nav.add("site", 10, _("Fairs"), _home)
    nav.add("site", 90, pgettext_lazy("organiser", "Office"), _office)
    nav.add("fair", 10, _("The fair"), of_fair("fairs:fair"))
    nav.add("fair", 15, _("Your desk"), of_company("fairs:desk"))
    nav.add("fair", 20, _("Participants"), of_fair("fairs:directory"))
    nav.add("fair", 60, _("Programme"), of_fair("fairs:programme"))
    nav.add("fair", 95, pgettext_lazy("organiser", "Office"), _office_of_fair)
    nav.add("office", 20, _("Set-up"), _setup)
    nav.add("office", 30, _("Participants"), of_fair("fairs:participants"))
    nav.add("office", 95, _("Fair page"), of_fair("fairs:fair"))


def of_fair(name: str) -> Where:
    """A page whose address wants only the fair, for all who see the menu."""

    def where(request: HttpRequest) -> str | None:
        return reverse(name, args=[request.fair.slug]) if is_at_fair(request) else None

    return where


def of_company(name: str) -> Where:
    """Likewise, for the people of a participant."""

    def where(request: HttpRequest) -> str | None:
        own = own_of(request)
        return reverse(name, args=[own.fair.slug]) if own else None

    return where


def _home(_request: HttpRequest) -> str:
    return reverse("fairs:home")


def _office(request: HttpRequest) -> str | None:
    """For those who work in some office: one query, for people who are signed in."""
    if not isinstance(request.user, User):
        return None
    works = request.user.is_staff or queries.organised_fairs(request.user).exists()
    return reverse("fairs:office") if works else None


def _office_of_fair(request: HttpRequest) -> str | None:
    if is_at_fair(request) and _works_in_office(request):
        return desk.office_address(request.fair)
    return None


def _works_in_office(request: FairRequest) -> bool:
    """A participant's row, fetched by the door, says so without another query."""
    known: bool | None = getattr(request.participation, "also_staff", None)
    return known or ((known is None or _operates(request)) and rules.is_staff_of(request.user, request.fair))


def _operates(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_staff


def _setup(request: HttpRequest) -> str | None:
    if is_at_fair(request) and request.office_role == StaffRole.ORGANISER:
        return reverse("fairs:setup", args=[request.fair.slug])
    return None
