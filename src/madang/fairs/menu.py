"""The lines that this subject adds to the menus."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.models import User
from madang.fairs import addresses, rules
from madang.fairs.doors import FairRequest, is_at_fair, own_of
from madang.fairs.models import StaffRole
from madang.fairs.setup import queries
from madang.web import nav


@dataclass(frozen=True)
class LineOfFair:
    """Where a page of a fair is, for all who see the menu."""

    name: str

    def __call__(self, request: HttpRequest) -> str | None:
        return reverse(self.name, args=[request.fair.slug]) if is_at_fair(request) else None


@dataclass(frozen=True)
class LineOfCompany:
    """Likewise, for the people of a participant."""

    name: str

    def __call__(self, request: HttpRequest) -> str | None:
        own = own_of(request)
        return reverse(self.name, args=[own.fair.slug]) if own else None


def add_lines() -> None:
    nav.add("site", 10, _("Fairs"), _home)
    nav.add("site", 90, pgettext_lazy("organiser", "Office"), _office)
    nav.add("fair", 10, _("The fair"), LineOfFair("fairs:fair"))
    nav.add("fair", 15, _("Your desk"), LineOfCompany("fairs:desk"))
    nav.add("fair", 60, _("Programme"), LineOfFair("fairs:programme"))
    nav.add("fair", 95, pgettext_lazy("organiser", "Office"), _office_of_fair)
    nav.add("office", 20, _("Set-up"), _setup)
    nav.add("office", 30, _("Participants"), LineOfFair("fairs:participants"))
    nav.add("office", 95, _("Fair page"), LineOfFair("fairs:fair"))


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
        return addresses.office_address(request.fair)
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
