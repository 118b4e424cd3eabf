"""Timetables on paper: one company's, or everybody's, as a PDF in all four scripts."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date
from django.http import HttpResponse
from django.utils.translation import gettext as _

from madang import web
from madang.core import clock, languages
from madang.core.text import Version
from madang.fairs.models import Fair, Participation
from madang.meetings.agenda.queries import Appointment
from madang.meetings.models import TimetableVersion
from madang.meetings.versions.queries import PrintedRow, rows_of
from madang.meetings.wording.places import place_words

PAGE = Path(__file__).parent / "print" / "agenda.typ"
FONTS = Path(web.__file__).parent / "fonts"

Json = dict[str, Any]


@cache
def _fonts() -> typst.Fonts:
    """The house's own faces; a system's Noto stands in where they were not built."""
    return typst.Fonts(font_paths=[FONTS] if FONTS.is_dir() else [])


def pdf_of_company(own: Participation, appointments: Sequence[Appointment]) -> bytes:
    return _printed(own.fair, [(own, appointments)])


def pdf_of_everyone(version: TimetableVersion, companies: Sequence[int]) -> bytes:
    """These companies in this order, each on its own page."""
    found: dict[int, tuple[Participation, list[Appointment]]] = {}
    for row in rows_of(version, companies):
        for own in row.parties:
            own.fair = version.fair
            _own, rows = found.setdefault(own.pk, (own, []))
            rows.append(_appointment(own, row))
    return _printed(version.fair, [found[pk] for pk in companies if pk in found])


def _appointment(own: Participation, row: PrintedRow) -> Appointment:
    return Appointment(row.meeting, own, row.interpreters)


def _printed(fair: Fair, companies: Iterable[tuple[Participation, Sequence[Appointment]]]) -> bytes:
    language = languages.active()
    made = clock.now().astimezone(fair.tz)
    book: Json = {
        "lang": languages.BCP47[language],
        "title": f"{fair.name} · {_('Timetable')}",
        "fair": _version(fair.name.best()),
        "footer": _("%(fair)s · as of %(moment)s (%(zone)s)")
        % {"fair": fair.name, "moment": f"{made:%Y-%m-%d %H:%M}", "zone": fair.zone},
        "none": _("No meetings."),
        "companies": [_company(fair, own, rows) for own, rows in companies],
    }
    pdf: bytes = typst.compile(
        PAGE, font_paths=_fonts(), sys_inputs={"book": json.dumps(book, ensure_ascii=False)}
    )
    return pdf


def _version(version: Version) -> Json:
    return {"text": version.text, "lang": version.bcp47}


def _company(fair: Fair, own: Participation, rows: Sequence[Appointment]) -> Json:
    days: dict[Any, list[Appointment]] = defaultdict(list)
    for row in rows:
        days[row.starts_at.astimezone(own.tz).date()].append(row)
    same = own.zone == fair.zone
    zones = _("Times: %(zone)s") if same else _("Times: %(zone)s; beneath, at the fair: %(fair_zone)s")
    return {
        "name": _version(own.organisation.name.best()),
        "zones": zones % {"zone": own.zone, "fair_zone": fair.zone},
        "days": [
            {"title": _day(day), "meetings": [_meeting(fair, own, row) for row in found]}
            for day, found in days.items()
        ],
    }


def _day(day: Any) -> str:
    locale = languages.BCP47[languages.active()].replace("-", "_")
    return str(format_date(day, format="full", locale=locale))


def _meeting(fair: Fair, own: Participation, row: Appointment) -> Json:
    organisation = row.organisation
    original = organisation.name.beside()
    there = "" if own.zone == fair.zone else _span(row, fair.tz)
    return {
        "time": _span(row, own.tz),
        "there": there,
        "partner": _version(organisation.name.best()),
        "original": _version(original) if original else None,
        "about": " · ".join(part for part in (organisation.city, organisation.country) if part),
        "place": place_words(row.table, row.room),
        "interpreter": ", ".join(row.interpreters),
    }


def _span(row: Appointment, zone: Any) -> str:
    def wall(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%H:%M}"

    return f"{wall(row.starts_at)}–{wall(row.ends_at)}"


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=disposition)
