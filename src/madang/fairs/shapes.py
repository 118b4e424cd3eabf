"""What the actions of a fair are given: plain frozen data, each shape with the fields of one form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from madang.core import languages
from madang.core.text import Text
from madang.core.writing import Fields
from madang.fairs.models import (
    Delegate,
    Fair,
    Group,
    Hall,
    Interpreter,
    Participation,
    Presence,
    Session,
    Speaker,
)
from madang.organisations.models import Organisation, Provenance

#: The empty text, which is a value like any other and never changes.
NOTHING: Final = Text()


@dataclass(frozen=True)
class FairFields(Fields[Fair]):
    """What a fair is, when and where. `zone` is an IANA name."""

    slug: str
    name: Text
    zone: str
    starts_on: date
    ends_on: date
    country: str
    summary: Text = NOTHING
    description: Text = NOTHING
    venue: Text = NOTHING
    city: Text = NOTHING
    languages: tuple[str, ...] = languages.CODES
    provenance: str = Provenance.OWN


@dataclass(frozen=True)
class Phases(Fields[Fair]):
    """When each phase opens and closes: moments in UTC, or none while it is not decided."""

    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    requests_open: datetime | None = None
    requests_close: datetime | None = None
    timetable_due: datetime | None = None
    live_opens: datetime | None = None
    live_closes: datetime | None = None


@dataclass(frozen=True)
class Limits(Fields[Fair]):
    """What every company of a fair is held to."""

    request_limit: int = 12
    answer_days: int = 7
    least_meetings: int = 2
    most_meetings: int = 12
    approves_participants: bool = True


@dataclass(frozen=True)
class Pace(Fields[Fair]):
    """How meetings follow one another: a meal by the clock on the wall, ways, and rests, in minutes.

    `interpreter_row` counts slots that an interpreter works before a free one.
    """

    meal_from: time | None = None
    meal_until: time | None = None
    meal_minutes: int = 30
    buffer_minutes: int = 0
    walk_minutes: int = 0
    interpreter_row: int = 4
    interpreters_relay: bool = False


@dataclass(frozen=True)
class Break:
    """A pause of each day, by the clock on the wall of the fair."""

    starts: time
    ends: time
    label: Text = NOTHING


@dataclass(frozen=True)
class SlotPlan:
    """Slots by the clock on the wall of the fair: `minutes` long, `gap` minutes apart, none in a break."""

    days: Sequence[date]
    starts: time
    ends: time
    minutes: int = 25
    gap: int = 5
    breaks: Sequence[Break] = ()


@dataclass(frozen=True)
class Stretch:
    """From one moment until another."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class SpeakerFields(Fields[Speaker]):
    name: Text
    position: Text = NOTHING
    organisation: Organisation | None = None


@dataclass(frozen=True)
class SessionFields(Fields[Session]):
    title: Text
    starts_at: datetime
    ends_at: datetime
    summary: Text = NOTHING
    hall: Hall | None = None
    is_broadcast: bool = False
    provenance: str = Provenance.OWN


@dataclass(frozen=True)
class InterpreterFields(Fields[Interpreter]):
    name: str
    languages: tuple[str, ...]
    presence: str = Presence.BOTH
    email: str = ""


@dataclass(frozen=True)
class ParticipationFields(Fields[Participation]):
    """How an organisation takes part. `zone` is an IANA name; no zone means that of the fair."""

    presence: str = Presence.ON_SITE
    zone: str = ""
    languages: tuple[str, ...] = ()
    group: Group | None = None
    delegates_at_once: int = 1
    least_meetings: int | None = None
    most_meetings: int | None = None
    avoids_competitors: bool = False
    avoided_countries: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class DelegateFields(Fields[Delegate]):
    name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registration:
    """One row of many: an import's or the demonstration's. What is there already keeps its state."""

    organisation: Organisation
    fields: ParticipationFields = field(default_factory=ParticipationFields)
    state: str = Participation.State.APPROVED
    delegates: Sequence[DelegateFields] = ()
    absences: Sequence[Stretch] = ()
    registered_at: datetime | None = None
