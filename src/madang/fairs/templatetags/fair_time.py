"""Stretches of time and days as a reader sees them; single moments have the component `moment`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_interval, format_skeleton
from django import template
from django.utils.safestring import SafeString

from madang.fairs.models import Fair
from madang.web import zones
from madang.web.markup import markup

register = template.Library()


@register.simple_tag
def days_of(fair: Fair) -> str:
    """From the first day to the last, as the reader's language joins two dates: 21–22 Dec 2026."""
    first, last = (datetime.combine(day, time(12)) for day in (fair.starts_on, fair.ends_on))
    written: str = format_interval(first, last, "yMMMd", locale=zones.locale())
    return written


@register.filter
def as_day(day: date) -> str:
    """A calendar day that needs no zone: Wed, 27 Jul."""
    return _written(day, "MMMEd")


def _written(day: date, skeleton: str) -> str:
    at_noon = datetime.combine(day, time(12))  # CLDR patterns want a datetime; no zone is involved
    written: str = format_skeleton(skeleton, at_noon, locale=zones.locale())
    return written


@register.simple_tag
def stretch(starts_at: datetime, ends_at: datetime, fair: Fair) -> SafeString:
    """`14:00–14:25`, and the fair's own time beside it for a reader who lives in another zone."""
    own_zone = zones.reader_zone(fair.zone)
    own, beside = _hours(starts_at, ends_at, own_zone), _hours(starts_at, ends_at, fair.zone)
    shown = markup('<time datetime="{}" class="moment-hours">{}</time>', starts_at.isoformat(), own)
    agree = _days_agree(starts_at, own_zone, fair.zone)
    if own == beside and agree:
        return markup('<span class="moment">{}</span>', shown)
    words = [fair_place(fair), "" if agree else zones.day(starts_at, fair.zone, "short"), beside]
    there = " ".join(word for word in words if word)
    return markup(
        '<span class="moment">{} <span class="moment-fair moment-hours">{}</span></span>', shown, there
    )


@register.filter
def fair_place(fair: Fair) -> str:
    """Whose clock the fair's is: its own city's, else that of the city its zone is named after."""
    return str(fair.city) or zones.place_of(fair.zone)


def _hours(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    return f"{zones.hour(starts_at, zone)}–{zones.hour(ends_at, zone)}"


def _days_agree(at: datetime, one: str, other: str) -> bool:
    return at.astimezone(ZoneInfo(one)).date() == at.astimezone(ZoneInfo(other)).date()


@register.simple_tag
def zone_note(fair: Fair) -> tuple[str, str]:
    """The reader's place and the fair's; the second is empty where both are one."""
    own = zones.reader_zone(fair.zone)
    return (fair_place(fair), "") if own == fair.zone else (zones.place_of(own), fair_place(fair))
