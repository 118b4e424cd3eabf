"""The lines that this subject adds to the menus."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.models import User
from madang.fairs import rules
from madang.fairs.doors import office_role
from madang.fairs.models import Fair, StaffRole
from madang.fairs.participation import desk
from madang.fairs.setup import queries
from madang.web import nav
from madang.web.nav import Where


def add_lines() -> None:
    nav.add("site", 10, _("Fairs"), lambda _request: reverse("fairs:home"))
    nav.add("site", 90, pgettext_lazy("organiser", "Office"), _office)
    nav.add("fair", 10, _("The fair"), _of_fair("fairs:fair"))
    nav.add("fair", 15, _("Your desk"), _desk)
    nav.add("fair", 20, _("Participants"), _of_fair("fairs:directory"))
    nav.add("fair", 60, _("Programme"), _of_fair("fairs:programme"))
    nav.add("fair", 95, pgettext_lazy("organiser", "Office"), _office_of_fair)
    nav.add("office", 20, _("Set-up"), _setup)
    nav.add("office", 30, _("Participants"), _of_fair("fairs:participants"))
    nav.add("office", 95, _("Fair page"), _of_fair("fairs:fair"))


def _fair(request: HttpRequest) -> Fair | None:
    fair: Fair | None = getattr(request, "fair", None)
    return fair


def _of_fair(name: str) -> Where:
    def where(request: HttpRequest) -> str | None:
        fair = _fair(request)
        return reverse(name, args=[fair.slug]) if fair else None

    return where


def _desk(request: HttpRequest) -> str | None:
    fair = _fair(request)
    own = getattr(request, "participation", None)
    return reverse("fairs:desk", args=[fair.slug]) if fair and own else None


def _office(request: HttpRequest) -> str | None:
    """For those who work in some office: one query, for people who are signed in."""
    if not isinstance(request.user, User):
        return None
    works = request.user.is_staff or queries.organised_fairs(request.user).exists()
    return reverse("fairs:office") if works else None


def _office_of_fair(request: HttpRequest) -> str | None:
    fair = _fair(request)
    if fair is None or not _works_in_office(request, fair):
        return None
    return desk.office_address(fair)


def _works_in_office(request: HttpRequest, fair: Fair) -> bool:
    """A participant's row, fetched by the door, says so without another query."""
    own = getattr(request, "participation", None)
    known: bool | None = getattr(own, "also_staff", None)
    return known or ((known is None or _operates(request)) and rules.is_staff_of(request.user, fair))


def _operates(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_staff


def _setup(request: HttpRequest) -> str | None:
    fair = _fair(request)
    if fair is None or office_role(request) != StaffRole.ORGANISER:
        return None
    return reverse("fairs:setup", args=[fair.slug])
