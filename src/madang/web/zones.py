"""Times as people read them: their own zone first, the fair's beside it, each with the name of its place."""

from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location
from django.utils import timezone

from madang.core import clock, languages
from madang.web.shapes import Clock, Moment

LOCALES = {"ko": "ko", "zh-hans": "zh_Hans_CN", "en": "en_GB", "ru": "ru"}
# As one writes a date in each language; CLDR shortens the longer ones.
DAYS = {
    "ko": {"short": "M월 d일", "long": "M월 d일", "full": "M월 d일 EEEE", "year": "y년 M월 d일"},
    "zh-hans": {"short": "M月d日", "long": "M月d日", "full": "M月d日 EEEE", "year": "y年M月d日"},
    "en": {"short": "d MMM", "long": "d MMMM", "full": "EEEE d MMMM", "year": "d MMMM y"},
    "ru": {"short": "d MMM", "long": "d MMMM", "full": "EEEE, d MMMM", "year": "d MMMM y"},
}


def locale() -> Locale:
    return _locale(LOCALES[languages.active()])


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@lru_cache(maxsize=512)
def _place(zone: str, locale_name: str) -> str:
    return get_timezone_location(zone, locale=locale_name, return_city=True)


def place_of(zone: str) -> str:
    """The city that a zone is named after, in the reader's language: Asia/Seoul is 서울."""
    return "UTC" if zone in {"UTC", "Etc/UTC"} else _place(zone, LOCALES[languages.active()])


def reader_zone(fair_zone: str = "") -> str:
    """The reader's own zone where it is known, else the fair's, else UTC."""
    active = timezone.get_current_timezone_name()
    unknown = active == timezone.get_default_timezone_name()
    return (fair_zone or active) if unknown else active


def hour(at: datetime, zone: str) -> str:
    """All four languages write 09:05."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def day(at: datetime, zone: str, length: str = "long") -> str:
    """`length` is short (14 Jun), long (14 June), full (Sunday 14 June) or year (14 June 2026)."""
    return _day(at.astimezone(ZoneInfo(zone)).date(), length, languages.active())


@lru_cache(maxsize=4096)
def _day(day: date, length: str, language: str) -> str:
    return format_date(day, DAYS[language][length], locale=_locale(LOCALES[language]))


def moment(at: datetime, fair_zone: str = "", fair_place: str = "") -> Moment:
    """`fair_place` is the fair's own city, where it is not the one that its zone is named after."""
    own = reader_zone(fair_zone)
    here = at.astimezone(ZoneInfo(own))
    there = at.astimezone(ZoneInfo(fair_zone or own))
    if here.utcoffset() == there.utcoffset():
        return Moment(at, hour(at, own), place_of(own))
    return Moment(
        at,
        hour(at, own),
        place_of(own),
        hour(at, fair_zone),
        fair_place or place_of(fair_zone),
        day_differs=here.date() != there.date(),
    )


def clocks(fair_zone: str = "", fair_place: str = "") -> list[Clock]:
    """The reader's clock, and the fair's where it shows another time."""
    own = reader_zone(fair_zone)
    if own == timezone.get_default_timezone_name() and not fair_zone:
        return []  # nobody reads that clock
    now = clock.now()
    agree = (
        now.astimezone(ZoneInfo(own)).utcoffset() == now.astimezone(ZoneInfo(fair_zone or own)).utcoffset()
    )
    zones = [own] if agree else [own, fair_zone]
    places = {fair_zone: fair_place} if fair_place else {}
    return [Clock(places.get(zone) or place_of(zone), zone, hour(now, zone), now) for zone in zones]
