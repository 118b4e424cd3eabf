"""Form fields of a fair: zones, days, times, languages."""

from collections import Counter
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.core import languages
from madang.web.zones import place_of

MOMENT: Final = "%Y-%m-%dT%H:%M"


#: The first part of a zone's name, as IANA divides the earth.
PARTS_OF_THE_EARTH: Final[dict[str, StrOrPromise]] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


def zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Zones by the part of the earth, under the names that their cities have in the reader's language."""
    return [
        ("UTC", "UTC"),
        *((str(PARTS_OF_THE_EARTH[part]), cities) for part, cities in _cities(languages.active()).items()),
    ]


@cache
def _cities(language: str) -> dict[str, list[tuple[str, str]]]:  # noqa: ARG001  cached by it
    cities: dict[str, list[tuple[str, str]]] = {}
    for name in zones():
        part, _slash, city = name.partition("/")
        if city:
            cities.setdefault(part, []).append((name, place_of(name)))
    return {part: _told_apart(found) for part, found in cities.items()}


def _told_apart(zones: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where two zones are called alike (`Asia/Shanghai`, `Asia/Harbin`), their IANA names stand beside."""
    often = Counter(place for _name, place in zones)
    told = [(name, f"{place} ({name})" if often[place] > 1 else place) for name, place in zones]
    return sorted(told, key=lambda pair: pair[1])


def zone_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.ChoiceField:
    return forms.ChoiceField(choices=zone_choices, label=label, help_text=help_text)


def languages_field(
    label: StrOrPromise, help_text: StrOrPromise = "", *, required: bool = True
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=languages.CHOICES,
        widget=forms.CheckboxSelectMultiple,
        label=label,
        help_text=help_text,
        required=required,
    )


def date_field(label: StrOrPromise) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def time_field(label: StrOrPromise, *, required: bool = True, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, "%H:%M")
    return forms.TimeField(label=label, widget=widget, required=required, **kwargs)


def moment_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, MOMENT)
    return forms.DateTimeField(
        label=label, help_text=help_text, widget=widget, input_formats=[MOMENT], required=False
    )


@cache
def zones() -> tuple[str, ...]:
    """IANA zones that people live in, for forms: `Asia/Seoul`, not `EST` or `Etc/GMT+8`."""
    continents = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/")
    oceans = ("Indian/", "Pacific/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(continents + oceans)))
