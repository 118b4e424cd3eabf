"""The list that leads through the set-up of a fair."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.fairs.models import Fair
from madang.fairs.setup import queries


@dataclass(frozen=True)
class Section:
    """One part of the set-up: where, why, how far. `have` is what is there, in a few words."""

    name: str
    title: str
    why: str
    have: str
    is_done: bool
    is_optional: bool = False
    url: str = ""


def sections(fair: Fair, stock: queries.Stock) -> list[Section]:
    parts = [
        _details(fair),
        _phases(fair),
        Section(
            "setup_limits",
            _("Rules for everyone"),
            _("How many requests and meetings a company may have."),
            _("%(least)d to %(most)d meetings each")
            % {"least": fair.least_meetings, "most": fair.most_meetings},
            is_done=True,
        ),
        *_space(stock),
        _pace(fair),
        *_people(stock),
        _publishing(fair),
    ]
    return [replace(part, url=reverse(f"fairs:{part.name}", args=[fair.slug])) for part in parts]


def _details(fair: Fair) -> Section:
    wordings = len(list(fair.name.every_wording()))
    return Section(
        "setup_details",
        _("What, when, where"),
        _("The name in every language of the fair, the days, the time zone, the venue."),
        ngettext("name in %(count)d language", "name in %(count)d languages", wordings) % {"count": wordings},
        is_done=wordings >= len(fair.languages) and bool(fair.venue),
    )


def _phases(fair: Fair) -> Section:
    dated = [fair.registration_opens, fair.requests_open, fair.requests_close, fair.live_opens]
    count = sum(moment is not None for moment in dated)
    return Section(
        "setup_phases",
        _("Phases"),
        _("When companies register, ask each other, get the timetable, and meet."),
        _("%(count)d of %(total)d dates set") % {"count": count, "total": len(dated)},
        is_done=count == len(dated),
    )


def _pace(fair: Fair) -> Section:
    meal = _("no time kept to eat")
    if fair.meal_from and fair.meal_until:
        meal = _("%(minutes)d minutes to eat between %(from)s and %(until)s") % {
            "minutes": fair.meal_minutes,
            "from": f"{fair.meal_from:%H:%M}",
            "until": f"{fair.meal_until:%H:%M}",
        }
    return Section(
        "setup_pace",
        _("Time to eat, to walk, to rest"),
        _("What the timetable leaves free around meetings, and how interpreters work."),
        meal,
        is_done=fair.meal_from is not None,
        is_optional=True,
    )


def _space(stock: queries.Stock) -> Iterable[Section]:
    yield Section(
        "setup_slots",
        _("Slots and breaks"),
        _("The stretches of time in which meetings are held."),
        ngettext("%(count)d slot", "%(count)d slots", stock.slots) % {"count": stock.slots},
        is_done=stock.slots > 0,
    )
    yield Section(
        "setup_places",
        _("Tables and rooms"),
        _("Tables for those who come, online rooms for those who do not."),
        _("%(tables)d tables, %(rooms)d rooms") % {"tables": stock.tables, "rooms": stock.rooms},
        is_done=stock.tables + stock.rooms > 0,
    )
    yield Section(
        "setup_groups",
        _("Groups, and who meets whom"),
        _("Only if not everyone may meet everyone: buyers and exhibitors, inside and outside."),
        ngettext("%(count)d group", "%(count)d groups", stock.groups) % {"count": stock.groups},
        is_done=stock.groups > 0,
        is_optional=True,
    )


def _people(stock: queries.Stock) -> Iterable[Section]:
    yield Section(
        "setup_interpreters",
        _("Interpreters"),
        _("Who interprets between which languages, and when."),
        ngettext("%(count)d interpreter", "%(count)d interpreters", stock.interpreters)
        % {"count": stock.interpreters},
        is_done=stock.interpreters > 0,
        is_optional=True,
    )
    yield Section(
        "setup_programme",
        _("Programme"),
        _("Talks, presentations, the opening."),
        ngettext("%(count)d session", "%(count)d sessions", stock.sessions) % {"count": stock.sessions},
        is_done=stock.sessions > 0,
        is_optional=True,
    )
    yield Section(
        "setup_staff",
        _("People of the office"),
        _("Who organises with you, and who works at the desk on the day."),
        ngettext("%(count)d person", "%(count)d people", stock.staff) % {"count": stock.staff},
        is_done=stock.staff > 1,
        is_optional=True,
    )
    yield Section(
        "participants",
        _("Participants"),
        _("Import the spreadsheet that you have, or let companies register."),
        ngettext("%(count)d organisation", "%(count)d organisations", stock.participants)
        % {"count": stock.participants},
        is_done=stock.participants > 0,
    )


def _publishing(fair: Fair) -> Section:
    return Section(
        "setup_publish",
        _("Show it to everyone"),
        _("Until then only the office and the invited see the fair."),
        _("shown to everyone") if fair.is_public else _("hidden"),
        is_done=fair.is_public,
    )
