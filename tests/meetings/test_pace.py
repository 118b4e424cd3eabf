"""Time to eat, ways and rests of a fair in the engine's problem; to the minute, in every zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar as Feed

import factories as make
from madang import timetable as engine
from madang.core import clock
from madang.core.text import Text
from madang.fairs.interpreters import actions as interpreter_actions
from madang.fairs.participation import absences
from madang.fairs.participation import actions as participation_actions
from madang.fairs.places import actions as place_actions
from madang.fairs.setup import actions as setup_actions
from madang.fairs.shapes import Break, InterpreterFields, Pace, Stretch
from madang.fairs.slots import actions as slot_actions
from madang.meetings.agenda.queries import agenda_of
from madang.meetings.engine.calendar import Calendar
from madang.meetings.engine.problem import problem_of
from madang.meetings.engine.storing import timetable_of
from meetings.scenes import agree, published, scene

pytestmark = pytest.mark.django_db

#: In New York the clocks go back on 1 November 2026; those of Berlin did a week before.
EVE, CHANGE = date(2026, 10, 31), date(2026, 11, 1)
MONTH_BEFORE = datetime(2026, 10, 1, tzinfo=UTC)
ZONES = {
    "KR": "Asia/Seoul",
    "CN": "Asia/Shanghai",
    "RU": "Asia/Vladivostok",
    "MY": "Asia/Kuala_Lumpur",
    "DE": "Europe/Berlin",
}


@pytest.fixture(autouse=True)
def _a_month_before():
    with clock.standing_at(MONTH_BEFORE):
        yield


def paced(fair, **pace):
    return setup_actions.update_fair(actor=None, fair=fair, change=Pace(**pace))


def new_york(*, slots=(time(6), time(15)), presence="online", breaks=(), **pace):
    """Two days around the change of clocks, and a company in each of five zones; all agreed to meet."""
    fair = paced(make.fair(zone="America/New_York", starts_on=EVE, country="US"), **pace)
    setup_actions.set_rehearsal_clock(actor=None, fair=fair, moment=MONTH_BEFORE)
    fair.refresh_from_db()
    make.slots(fair, days=[EVE, CHANGE], starts=slots[0], ends=slots[1], breaks=breaks)
    place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "Hall"), tables=3)
    place_actions.make_rooms(actor=None, fair=fair, count=3)
    rows = {country: make.participation(fair, country=country, presence=presence) for country in ZONES}
    agree(fair, list(rows.values()), [(one, other) for one in range(5) for other in range(one)])
    return fair, rows


def moments_of(problem, rest):
    return [problem.slots[index].start for index in sorted(rest.slots)]


def at(day, hour, minute=0, *, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_those_on_site_eat_by_the_clock_of_the_fair_on_both_sides_of_the_change():
    fair, rows = new_york(presence="on_site", meal_from=time(12), meal_until=time(13, 30))
    problem = problem_of(fair)

    eve, change = problem.rests

    assert eve.participants == change.participants == {str(row.pk) for row in rows.values()}
    assert (eve.free, change.free) == (1, 1)
    assert moments_of(problem, eve) == [
        at(31, 16, 0, month=10),
        at(31, 16, 30, month=10),
        at(31, 17, month=10),
    ]
    assert moments_of(problem, change) == [at(1, 17), at(1, 17, 30), at(1, 18)]


def test_those_online_eat_by_their_own_clock():
    fair, rows = new_york(meal_from=time(12), meal_until=time(13, 30))
    problem = problem_of(fair)

    assert [rest.participants for rest in problem.rests] == [{str(rows["DE"].pk)}] * 2
    assert [moments_of(problem, rest) for rest in problem.rests] == [
        [at(31, 11, 0, month=10), at(31, 11, 30, month=10), at(31, 12, month=10)],
        [at(1, 11), at(1, 11, 30), at(1, 12)],
    ]


def test_sixty_minutes_keep_two_slots_of_half_an_hour():
    fair, _rows = new_york(presence="on_site", meal_from=time(12), meal_until=time(14), meal_minutes=60)
    assert {rest.free for rest in problem_of(fair).rests} == {2}


def test_window_shorter_than_the_meal_keeps_all_that_it_has():
    fair, _rows = new_york(presence="on_site", meal_from=time(12), meal_until=time(12, 30), meal_minutes=60)
    assert {rest.free for rest in problem_of(fair).rests} == {1}


def test_break_for_all_that_is_long_enough_leaves_nothing_to_keep():
    lunch = Break(time(12), time(13))
    fair, _rows = new_york(
        presence="on_site", breaks=[lunch], meal_from=time(11, 30), meal_until=time(13, 30), meal_minutes=60
    )
    assert problem_of(fair).rests == ()
    paced(fair, meal_from=time(11, 30), meal_until=time(13, 30), meal_minutes=61)
    fair.refresh_from_db()
    assert len(problem_of(fair).rests) == 2


def test_fair_without_a_pace_has_no_rests_ways_or_relays():
    problem = problem_of(new_york()[0])
    assert (problem.rests, problem.walks, problem.relay) == ((), (), False)
    assert {row.buffer for row in problem.participants} == {0}


def test_every_two_halls_with_tables_are_as_far_as_the_fair_says():
    here = scene(("KR", "CN"))
    for name in ("Hall 2", "Hall 3"):
        place_actions.add_hall(actor=None, fair=here.fair, name=Text.of("en", name), tables=1)
    problem = problem_of(paced(here.fair, walk_minutes=8, buffer_minutes=10))
    assert [walk.minutes for walk in problem.walks] == [8, 8, 8]
    assert {row.buffer for row in problem.participants} == {10}


def test_interpreter_works_where_they_said_and_rests_when_the_fair_says():
    here = scene(("KR", "CN"))
    fields = InterpreterFields("Kim", ("ko", "zh-hans"), presence="online")
    interpreter_actions.add_interpreter(actor=None, fair=here.fair, fields=fields)
    problem = problem_of(paced(here.fair, interpreter_row=2, interpreters_relay=True))
    (interpreter,) = problem.interpreters
    assert (interpreter.attendance, interpreter.longest) == (engine.Attendance.ONLINE, 2)
    assert problem.relay


def test_everybody_eats_in_the_timetable_of_a_fair_that_keeps_time_to():
    fair, rows = new_york(
        slots=(time(11, 30), time(14)), presence="on_site", meal_from=time(12), meal_until=time(13)
    )
    for row in rows.values():
        row.refresh_from_db()
    version = published(fair)

    problem = problem_of(fair)
    assert engine.validate(problem, timetable_of(version, Calendar.of(fair))) == ()
    for row in rows.values():
        starts = [meeting.slot.starts_at for meeting in version.meetings.filter(seats__participation=row)]
        for noon in (at(31, 16, month=10), at(1, 17)):
            assert len([start for start in starts if noon <= start < noon + timedelta(hours=1)]) <= 1


@pytest.mark.parametrize(("country", "zone"), ZONES.items())
def test_absence_agenda_and_feed_are_right_to_the_minute_across_the_change(country, zone):
    fair, rows = new_york(slots=(time(9), time(12)))
    own = rows[country]
    # Away on the second day from 9:10 New York time, typed by the clock of its own wall.
    wall = at(1, 14, 10).astimezone(own.tz)
    away = slot_actions.wall_moment(wall.date(), wall.time(), own.tz)
    absences.set_absences(
        actor=None, participation=own, absences=[Stretch(away, away + timedelta(minutes=100))]
    )

    published(fair)

    own.refresh_from_db()
    days = agenda_of(own).days
    held = [entry.starts_at for day in days for entry in day.entries if hasattr(entry, "meeting")]
    gone = [entry.starts_at for day in days for entry in day.entries if getattr(entry, "kind", "") == "away"]
    assert gone == [at(1, 14), at(1, 14, 30), at(1, 15), at(1, 15, 30)]
    assert not set(gone) & set(held)
    assert len(held) == 4
    secret = participation_actions.renew_feed_secret(actor=None, participation=own)
    feed = Client().get(reverse("meetings:feed", args=[fair.slug, secret])).content
    assert [event["dtstart"].dt for event in Feed.from_ical(feed).walk("VEVENT")] == held
    with timezone.override(zone):
        owner = make.user(zone=zone)
        make.member(own.organisation, owner)
        client = Client()
        client.force_login(owner)
        page = client.get(reverse("meetings:agenda", args=[fair.slug])).content.decode()
    for start in held:
        assert f"{start.astimezone(own.tz):%H:%M}" in page


def test_meeting_through_a_third_language_shows_both_interpreters_everywhere():
    here = scene(("KR", "RU"), interpreters=(("ko", "en"), ("en", "ru")))
    for company, language in zip(here.companies, ("ko", "ru"), strict=True):
        company.languages = [language]
        company.save()
    fair = paced(here.fair, interpreters_relay=True)
    setup_actions.set_rehearsal_clock(
        actor=None, fair=fair, moment=here.slots[0].starts_at - timedelta(days=1)
    )
    fair.refresh_from_db()

    version = published(fair)

    meeting = version.meetings.get()
    assert meeting.duties.count() == 2
    with clock.shifted(fair.clock_offset):
        assert engine.validate(problem_of(fair), timetable_of(version, Calendar.of(fair))) == ()
    own = here.companies[0]
    own.refresh_from_db()
    secret = participation_actions.renew_feed_secret(actor=None, participation=own)
    (event,) = Feed.from_ical(Client().get(reverse("meetings:feed", args=[fair.slug, secret])).content).walk(
        "VEVENT"
    )
    office = make.user()
    make.staff(fair, office)
    for person, address in (
        (office, reverse("meetings:meeting", args=[fair.slug, version.number, meeting.pk])),
        (office, reverse("meetings:version", args=[fair.slug, version.number]) + "?as=list"),
        (own.organisation.memberships.get().user, reverse("meetings:agenda", args=[fair.slug])),
    ):
        client = Client()
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "Interpreter 0" in page
        assert "Interpreter 1" in page
    assert "Interpreter 0, Interpreter 1" in event["description"]
