"""Words in several languages, and times in two zones."""

from datetime import datetime

from django.template.defaultfilters import linebreaks_filter
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core import languages
from madang.core.text import Text, Version
from madang.web import zones
from madang.web.markup import NOTHING, markup


def text(value: Text | str) -> SafeString:
    """A text in the reader's language where there is one, marked with the language that it is in."""
    if not isinstance(value, Text):
        return markup("{}", value)
    language = languages.active()
    shown = value.best(language)
    if shown.language == language:
        return markup("{}", shown.text)
    return _marked("span", shown)


def _marked(name: str, version: Version) -> SafeString:
    return markup('<{} lang="{}">{}</{}>', name, version.bcp47, version.text, name)


def text_beside(value: Text, inline: bool = False) -> SafeString:
    """A text, the original beneath it, and whether a machine translated it."""
    shown, beside = value.best(), value.beside()
    if inline:
        original = _beside(beside) if beside else NOTHING
        return markup("{}{}", _marked("span", shown), original)
    prose = markup('<div class="prose" lang="{}">{}</div>', shown.bcp47, linebreaks_filter(shown.text))
    return markup("{}{}", prose, _original(shown, beside) if beside else NOTHING)


def _beside(original: Version) -> SafeString:
    return markup(' <span class="beside" lang="{}">{}</span>', original.bcp47, original.text)


def _original(shown: Version, original: Version) -> SafeString:
    by_machine = _("Translated by machine. The original")
    return markup(
        '<details class="original-details"><summary>{}</summary>'
        '<div class="original" lang="{}">{}</div></details>',
        by_machine if shown.is_machine else _("Translated. The original"),
        original.bcp47,
        linebreaks_filter(original.text),
    )


def moment(at: datetime, fair_zone: str = "", day: str = "", fair_place: str = "") -> SafeString:
    """A time in the reader's zone with the fair's beside it; `day` is short, long or full."""
    shown = zones.moment(at, fair_zone, fair_place)
    own_day = zones.day(at, zones.reader_zone(fair_zone), day) if day else ""
    fair_day = zones.day(at, fair_zone, "short") if shown.day_differs else ""
    fair = markup(
        ' <span class="moment-fair">{} {}{}</span>',
        shown.fair_place,
        f"{fair_day} " if fair_day else "",
        shown.fair,
    )
    return markup(
        '<span class="moment">{}<time datetime="{}">{}</time>{}</span>',
        markup('<span class="moment-day">{}</span> ', own_day) if own_day else NOTHING,
        at.isoformat(),
        shown.own,
        fair if shown.fair else NOTHING,
    )


def day(at: datetime, zone: str = "", length: str = "full") -> str:
    """A date in the reader's language: 6월 14일 수요일."""
    return zones.day(at, zone or zones.reader_zone(), length)
