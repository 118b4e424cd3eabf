"""One world for the test of access: two fairs, their offices, and companies of four countries with their people.

Both fairs are furnished alike, so that every address of one exists in the other: one is public; the other is
hidden and run by other people. What only insiders may read carries a word of its own, `HUSH`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product

import pytest
from django.db import transaction
from django.test import Client

import factories as make
from madang.core.models import User
from madang.core.text import Text
from madang.fairs.groups import actions as group_actions
from madang.fairs.interpreters import actions as interpreter_actions
from madang.fairs.models import Fair, Participation, StaffRole
from madang.fairs.participation import actions as participation_actions
from madang.fairs.places import actions as place_actions
from madang.fairs.programme import actions as programme_actions
from madang.fairs.shapes import DelegateFields, InterpreterFields, SessionFields
from madang.intake import actions as intake_actions
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.models import Disruption, TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.requests.shapes import Answer, Ask
from madang.meetings.today import actions as today_actions
from madang.meetings.today.actions import Happened
from madang.meetings.versions import actions as version_actions
from madang.organisations.models import Role
from madang.organisations.people import actions
from madang.partners.models import Recommendation

HUSH = "hush"
COUNTRIES = ("KR", "CN", "RU")
ROLES = (Role.OWNER, Role.EDITOR, Role.READER)
Arguments = dict[str, object]


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody with a browser; `who` is None for who has not signed in."""

    label: str
    who: User | None
    client: Client = field(default_factory=Client)

    @classmethod
    def of(cls, label: str, who: User | None) -> "Person":
        person = cls(label, who)
        if who:
            person.client.force_login(who)
        return person


@dataclass(frozen=True, eq=False)
class Company:
    label: str
    people: dict[str, Person]
    arguments: Arguments

    @property
    def hush(self) -> str:
        return f"{HUSH}-{self.label}"


@dataclass(frozen=True, eq=False)
class Place:
    """A fair, who works in its office, who takes part, and one of everything that an address can name."""

    fair: Fair
    organiser: Person
    desk: Person
    companies: list[Company]
    arguments: Arguments

    @property
    def hush(self) -> str:
        return f"{HUSH}-{self.fair.slug}"


@dataclass(frozen=True, eq=False)
class World:
    spring: Place
    winter: Place
    operator: Person
    viewer: Person
    nobody: Person

    @property
    def places(self) -> tuple[Place, Place]:
        return (self.spring, self.winter)

    @property
    def people(self) -> Iterator[Person]:
        yield from (self.operator, self.viewer, self.nobody)
        for place in self.places:
            yield from (place.organiser, place.desk)
            for company in place.companies:
                yield from company.people.values()


@contextmanager
def world(blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Made once for a whole file, in a transaction that is taken back at the end."""
    with blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield World(
            spring=_place("spring", COUNTRIES, is_public=True),
            winter=_place("winter", ["MY"], is_public=False),
            operator=Person.of("operator", make.user(is_staff=True)),
            viewer=Person.of("viewer", make.user()),
            nobody=Person.of("nobody", None),
        )
        transaction.set_rollback(True)


def _place(slug: str, countries: Sequence[str], *, is_public: bool) -> Place:
    organiser, desk = (Person.of(f"{role} of {slug}", make.user()) for role in ("organiser", "desk"))
    fair = make.fair(slug, organiser=organiser.who, is_public=is_public)
    fair.name = Text.of("en", fair.name.best().text if is_public else f"{HUSH}-{slug}")
    fair.save()
    assert desk.who
    staff = make.staff(fair, desk.who, StaffRole.DESK)
    arguments = {"slug": slug, "staff": staff.pk} | _furniture(fair)
    # Without people of their own: whom to ask, who has asked, and who was asked.
    host, asking, asked = (make.participation(fair, country="DE") for _ in range(3))
    arguments |= {
        "absent": make.organisation("DE").public_id,
        "host": host.pk,
        "public": host.organisation.public_id,
        "participant": host.pk,
    }
    companies = [_company(fair, country, asking, asked) for country in countries]
    _meet(fair, host, asking)
    _recommend(fair, host)
    arguments |= _versions(fair) | _disruption(fair)
    return Place(fair, organiser, desk, companies, arguments)


def _recommend(fair: Fair, host: Participation) -> None:
    """The host stands in everyone's list."""
    Recommendation.objects.bulk_create(
        Recommendation(
            fair=fair, participation=row, partner=host, rank=1, score=0.5, forward=0.5, backward=0.5
        )
        for row in fair.participations.exclude(pk=host.pk)
    )


def _furniture(fair: Fair) -> Arguments:
    slots = make.slots(fair)
    hall = place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "Hall 1"), tables=3)
    place_actions.make_rooms(actor=None, fair=fair, count=1)
    first = slots[0]
    talk = SessionFields(Text.of("en", "Opening"), first.starts_at, first.ends_at, hall=hall)
    interpreter = InterpreterFields(f"{HUSH}-{fair.slug}", ("ko", "ru"))
    file = {"file_name": "list.csv", "content": b"Name,Country\nHanbit,KR\n"}
    made = {
        "slot": slots[-1],
        "hall": hall,
        "group": group_actions.add_group(actor=None, fair=fair, code="out", name=Text.of("en", "Outside")),
        "interpreter": interpreter_actions.add_interpreter(actor=None, fair=fair, fields=interpreter),
        "session": programme_actions.add_session(actor=None, fair=fair, fields=talk),
        "upload": intake_actions.receive(actor=None, fair=fair, **file),
    }
    return {name: row.pk for name, row in made.items()}


def _company(fair: Fair, country: str, asking: Participation, asked: Participation) -> Company:
    """A company whose people also have a branch at the fair, so that they can choose for whom they act."""
    hush = f"{HUSH}-{country}"
    people = {
        str(role): Person.of(f"{role} of {country}", make.user(f"{hush}-{role}@example.org"))
        for role in ROLES
    }
    own, branch = (make.participation(fair, country=country) for _ in range(2))
    for row, role in product((own, branch), ROLES):
        make.member(row.organisation, people[role].who, role)
    colleague = make.member(own.organisation, make.user(f"{hush}-colleague@example.org"))
    own.organisation.registration_number = hush
    own.organisation.save()
    delegate = participation_actions.add_delegate(actor=None, participation=own, fields=DelegateFields(hush))
    invitation = actions.invite(
        actor=None, organisation=own.organisation, email=f"{hush}-new@example.org", role=Role.EDITOR
    )
    [incoming, outgoing] = _pending(fair, Ask(asking.pk, own.pk, hush), Ask(own.pk, asked.pk, hush))
    arguments = {
        "public_id": own.organisation.public_id,
        "listing": make.listing(own.organisation, hush, is_shown=False).pk,
        "colleague": colleague.pk,
        "reader": own.organisation.memberships.get(role=Role.READER).pk,
        "invitation": invitation.pk,
        "letter": invitation.secret,
        "delegate": delegate.pk,
        "branch": branch.pk,
        "incoming": incoming,
        "outgoing": outgoing,
        "feed": participation_actions.renew_feed_secret(actor=None, participation=own),
    }
    return Company(country, people, arguments)


def _pending(fair: Fair, *asks: Ask) -> list[int]:
    return [row.pk for row in request_actions.send_many(actor=None, fair=fair, asks=asks).written]


def _meet(fair: Fair, one: Participation, other: Participation) -> None:
    [request] = _pending(fair, Ask(one.pk, other.pk))
    request_actions.answer_many(actor=None, fair=fair, answers=[Answer(request, accepted=True)])


def _versions(fair: Fair) -> Arguments:
    """A published timetable, and a draft beside it."""
    made = [_timetable(fair) for _ in range(2)]
    version_actions.publish(actor=None, version=made[0])
    draft = made[1]
    meeting = draft.meetings.get()
    assert meeting.request
    ban = arranging_actions.ban(
        actor=None, request=meeting.request, slot=fair.slots.exclude(pk=meeting.slot_id).first()
    )
    return {
        "published": made[0].number,
        "held": made[0].meetings.get().pk,
        "draft": draft.number,
        "meeting": meeting.pk,
        "agreed": meeting.request_id,
        "ban": ban.pk,
        "meeting_slot": meeting.slot_id,
        "meeting_table": meeting.table_id,
    }


def _disruption(fair: Fair) -> Arguments:
    interpreter, slot = fair.interpreters.get(), fair.slots.latest("starts_at")
    happened = Happened(Disruption.Kind.INTERPRETER_OUT, slot.starts_at, interpreter=interpreter)
    return {"disruption": today_actions.record(actor=None, fair=fair, happened=happened).pk}


def _timetable(fair: Fair) -> TimetableVersion:
    version = version_actions.make_timetable_now(actor=None, fair=fair, seconds=1)
    assert version
    return version
