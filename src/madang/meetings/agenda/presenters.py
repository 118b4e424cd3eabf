"""The agenda as the components of the frame show it."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from madang.core import clock
from madang.fairs.addresses import participant_address
from madang.fairs.models import Fair, Participation
from madang.meetings.agenda.queries import AgendaDay, Appointment, Gap, Talk
from madang.meetings.wording.places import place_words
from madang.web import shapes, zones


def entries_of(day: AgendaDay, own: Participation) -> list[shapes.Appointment]:
    return [_line(entry, own) for entry in day.entries]


def _line(entry: Appointment | Gap | Talk, own: Participation) -> shapes.Appointment:
    if isinstance(entry, Appointment):
        return _appointment(entry, own)
    return _gap(entry, own) if isinstance(entry, Gap) else _talk(entry)


def _appointment(row: Appointment, own: Participation) -> shapes.Appointment:
    name = row.organisation.name.best()
    return shapes.Appointment(
        start=row.starts_at,
        end=row.ends_at,
        title=name.text,
        language=name.bcp47,
        line=" · ".join(_about(row)),
        url=participant_address(own.fair, row.organisation),
        news=news_of(row),
    )


def _about(row: Appointment) -> Iterator[str]:
    yield place_words(row.table, row.room)
    if row.interpreters:
        yield _("interpreter %(names)s") % {"names": ", ".join(row.interpreters)}


def news_of(row: Appointment) -> str:
    """What changed since the timetable before."""
    if row.is_new:
        return pgettext("meeting", "new")
    if row.has_moved:
        return _("new time")
    return _("new place") if row.changed_place else ""


def _gap(row: Gap, own: Participation) -> shapes.Appointment:
    if row.kind == "break":
        return shapes.Appointment(row.starts_at, str(row.slot.label) or _("Break"), is_free=True)
    if row.kind == "away":
        return shapes.Appointment(row.starts_at, _("You are away"), is_free=True)
    return shapes.Appointment(
        row.starts_at,
        _("Free"),
        is_free=True,
        hint=_("See whom you could meet"),
        hint_url=reverse("partners:mine", args=[own.fair.slug]),
    )


def _talk(row: Talk) -> shapes.Appointment:
    session = row.session
    title = session.title.best()
    about = [str(session.hall) if session.hall else "", _("broadcast live") if session.is_broadcast else ""]
    return shapes.Appointment(
        row.starts_at,
        title.text,
        " · ".join(part for part in about if part),
        end=row.ends_at,
        language=title.bcp47,
    )


def until(moment: datetime) -> str:
    """How long it is until then, as one would say it."""
    minutes = round((moment - clock.now()).total_seconds() / 60)
    if minutes <= 0:
        return _("now")
    if minutes < 60:
        return ngettext("in %(count)s minute", "in %(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 24:
        return ngettext("in %(count)s hour", "in %(count)s hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


def in_both_zones(at: datetime, fair: Fair) -> str:
    """Day and time for the reader, and the fair's own beside it where that differs."""
    moment = zones.moment(at, fair.zone, str(fair.city))
    own = f"{zones.day(at, zones.reader_zone(fair.zone), 'full')} {moment.own}"
    return f"{own} ({moment.fair_place} {moment.fair})" if moment.fair else own
