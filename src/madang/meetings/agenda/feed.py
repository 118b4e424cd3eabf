"""A company's meetings as a calendar that its people subscribe to."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from madang.fairs.models import Fair, Participation
from madang.meetings.agenda.queries import Appointment
from madang.meetings.wording.places import place_words


def calendar_of(own: Participation, appointments: Iterable[Appointment]) -> bytes:
    """All times in UTC: a calendar shows them in its owner's zone, whatever clocks are changed between."""
    fair = own.fair
    calendar = Calendar()
    calendar.add("prodid", "-//Madang//meetings//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{fair.name} · {own.organisation.name}")
    calendar.add("x-wr-timezone", own.zone)
    for row in appointments:
        calendar.add_component(_event(fair, row))
    text: bytes = calendar.to_ical()
    return text


def _event(fair: Fair, row: Appointment) -> Event:
    event = Event()
    # The request, not the meeting, so that a meeting that moved is the same event to the calendar.
    event.add("uid", f"request-{row.request.pk}@{fair.slug}.madang")
    event.add("dtstamp", row.meeting.version.published_at or row.meeting.version.made_at)
    event.add("sequence", row.meeting.version.number)
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.ends_at)
    event.add("summary", _("Meeting: %(name)s") % {"name": row.organisation.name})
    event.add("location", place_words(row.table, row.room))
    event.add("description", "\n".join(_lines(fair, row)))
    event.add("url", settings.SITE_URL + reverse("meetings:agenda", args=[fair.slug]))
    return event


def _lines(fair: Fair, row: Appointment) -> Iterable[str]:
    start = row.starts_at.astimezone(fair.tz)
    yield _("At the fair: %(time)s (%(zone)s)") % {"time": f"{start:%Y-%m-%d %H:%M}", "zone": fair.zone}
    if row.interpreters:
        yield _("Interpreter: %(names)s") % {"names": ", ".join(row.interpreters)}
    if row.request.message:
        yield row.request.message
