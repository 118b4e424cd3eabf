"""A person reads in their language and their zone: set when they sign in, kept in cookies otherwise."""

from collections.abc import Callable
from typing import TypeGuard, cast
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from madang.core import languages
from madang.core.models import User

ZONE_COOKIE = "zone"
ZONES = available_timezones()


class SigningInRequest(HttpRequest):
    """Of a person who signs in with it, and whose language is known."""

    reads_from_now_on: str


def has_just_signed_in(request: HttpRequest) -> TypeGuard[SigningInRequest]:
    return hasattr(request, "reads_from_now_on")


class ReadersLanguageAndZone:
    """The language cookie is what the pages go by; signing in sets it, the switch in the frame changes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone_of(request)):
            response = self.get_response(request)
        if has_just_signed_in(request):
            set_language_cookie(response, request.reads_from_now_on)
        return response


def read_in_own_language(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:  # noqa: ARG001
    """Signal `user_logged_in`: from this answer on, the pages speak the person's language."""
    if user.language in languages.OWN_NAMES:
        cast("SigningInRequest", request).reads_from_now_on = user.language


def set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    own = request.user.zone if isinstance(request.user, User) else ""
    name = own or request.COOKIES.get(ZONE_COOKIE, "")
    return ZoneInfo(name) if name in ZONES else None
