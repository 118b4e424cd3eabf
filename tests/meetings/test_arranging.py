"""A draft arranged by hand: moved, exchanged, placed, taken out, forbidden; and what stands in the way."""

import pytest

import factories as make
from madang import timetable as engine
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, Event
from madang.fairs.participation import absences
from madang.fairs.shapes import Stretch
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.arranging.surroundings import Spot, Surroundings
from madang.meetings.engine.calendar import Calendar
from madang.meetings.engine.problem import problem_of
from madang.meetings.engine.storing import timetable_of
from madang.meetings.models import Ban, Duty, Request, Seat
from madang.meetings.requests import actions as request_actions
from madang.meetings.versions import actions as version_actions
from meetings.scenes import draft, published, scene

pytestmark = pytest.mark.django_db


def violations(version):
    """All that the judge has against a version, but for its figures: the bound stays as it was solved."""
    stored = timetable_of(version, Calendar.of(version.fair))
    found = engine.validate(problem_of(version.fair), stored)
    return [one.rule for one in found]


def free_slot(here, version):
    taken = set(version.meetings.values_list("slot", flat=True))
    return next(slot for slot in here.slots if slot.pk not in taken)


def move(meeting, slot, **given):
    where = {"table": meeting.table, "room": meeting.room} | given
    return arranging_actions.move_meeting(actor=None, meeting=meeting, slot=slot, **where)


def test_moved_meeting_takes_the_other_lane_of_a_company_with_two_delegates():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)], delegates_at_once=2)
    one, other = (version := draft(here.fair)).meetings.all()
    if one.slot_id == other.slot_id:
        move(one, free_slot(here, version))
    one.refresh_from_db()
    table = here.fair.places.exclude(pk=other.table_id).first()

    move(one, other.slot, table=table)

    lanes = Seat.objects.filter(version=version, participation=here.companies[0])
    assert sorted(lanes.values_list("lane", flat=True)) == [0, 1]
    assert set(lanes.values_list("slot", flat=True)) == {other.slot_id}
    assert violations(version) == []


def test_moved_meeting_is_helped_by_another_interpreter_where_its_own_is_busy():
    here = scene(("KR", "RU", "KR", "RU"), pairs=[(0, 1), (2, 3)], interpreters=(("ko", "ru"), ("ko", "ru")))
    for company, language in zip(here.companies, ("ko", "ru", "ko", "ru"), strict=True):
        company.languages = [language]
        company.save()
    version = draft(here.fair)
    one, other = version.meetings.all()
    table = here.fair.places.exclude(pk=other.table_id).first()

    move(one, other.slot, table=table)

    assert Duty.objects.filter(version=version, slot=other.slot).count() == 2
    assert violations(version) == []


@pytest.mark.parametrize("reason", ["busy", "away", "table"])
def test_moving_is_refused_with_what_stands_in_the_way(reason):
    here = scene(("KR", "CN", "RU", "MY"), pairs=[(0, 1), (0, 2), (2, 3)])
    version = draft(here.fair)
    one, busy, table = (version.meetings.get(request=request) for request in here.requests)
    free = free_slot(here, version)
    if reason == "away":
        away = Stretch(free.starts_at, free.ends_at)
        absences.set_absences(actor=None, participation=here.companies[0], absences=[away])
        target, where, words = free, one.table, "is away then"
    elif reason == "busy":
        other = here.fair.places.exclude(pk=busy.table_id).first()
        target, where, words = busy.slot, other, "meets .* Move that meeting first"
    else:
        move(table, free)
        target, where, words = free, table.table, "table is taken then: .* Choose another table"

    with pytest.raises(Refused, match=words):
        move(one, target, table=where)

    one.refresh_from_db()
    assert one.slot != target


def test_two_meetings_exchange_slots_and_tables():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    version = draft(here.fair)
    one, other = version.meetings.all()

    arranging_actions.exchange(actor=None, one=one, other=other)

    now = {row.pk: (row.slot, row.table) for row in version.meetings.all()}
    assert now == {one.pk: (other.slot, other.table), other.pk: (one.slot, one.table)}
    assert violations(version) == []


def test_exchange_is_refused_where_one_is_away():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    version = draft(here.fair)
    one, other = version.meetings.all()
    away = Stretch(other.slot.starts_at, other.slot.ends_at)
    partner = one.request.receiver
    absences.set_absences(actor=None, participation=partner, absences=[away])

    with pytest.raises(Refused, match="is away then"):
        arranging_actions.exchange(actor=None, one=one, other=other)


def test_taken_out_and_placed_again_is_worth_the_same():
    here = scene(("KR", "CN", "RU"), least_meetings=2)
    version = draft(here.fair)
    meeting = version.meetings.first()
    was, value, share = Spot(meeting.slot_id, meeting.table_id), version.value, version.share

    arranging_actions.take_out(actor=None, meeting=meeting)

    version.refresh_from_db()
    [missed] = version.unscheduled
    assert missed["request"] == meeting.request_id
    assert version.value < value
    assert version.share < share

    arranging_actions.place_meeting(actor=None, version=version, request=meeting.request, spot=was)

    version.refresh_from_db()
    assert version.value == pytest.approx(value)
    assert version.unscheduled == []
    assert violations(version) == []


def test_placing_without_a_table_finds_one_that_is_free():
    here = scene(("KR", "CN", "RU", "MY"), pairs=[(0, 1), (2, 3)], tables=2)
    version = draft(here.fair)
    one, other = version.meetings.all()
    arranging_actions.take_out(actor=None, meeting=one)

    placed = arranging_actions.place_meeting(
        actor=None, version=version, request=one.request, spot=Spot(other.slot_id)
    )

    assert placed.slot == other.slot
    assert placed.table_id not in {None, other.table_id}


def test_placing_what_was_called_off_is_refused():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    arranging_actions.take_out(actor=None, meeting=version.meetings.get())
    request_actions.withdraw(actor=None, request=here.requests[0])

    with pytest.raises(Refused, match="called off"):
        arranging_actions.place_meeting(
            actor=None, version=version, request=here.requests[0], spot=Spot(here.slots[0].pk)
        )


def test_published_timetable_is_not_arranged_by_hand():
    version = published(scene(("KR", "CN")).fair)
    with pytest.raises(Refused, match="draft"):
        arranging_actions.take_out(actor=None, meeting=version.meetings.get())


def test_meeting_banned_from_a_slot_is_elsewhere_in_the_next_timetable():
    here = scene(("KR", "CN"), pairs=[(0, 1)])
    meeting = published(here.fair).meetings.get()
    arranging_actions.pin(actor=None, meeting=meeting, stays=True)

    ban = arranging_actions.ban(actor=None, request=meeting.request, slot=meeting.slot)
    assert draft(here.fair).meetings.get().slot != meeting.slot

    arranging_actions.lift_ban(actor=None, ban=ban)
    assert not Ban.objects.exists()


def test_meeting_banned_altogether_is_in_no_later_timetable_not_even_one_that_keeps():
    here = scene(("KR", "CN", "RU"))
    published(here.fair)
    arranging_actions.ban(actor=None, request=here.requests[0])

    after = version_actions.make_timetable_now(actor=None, fair=here.fair, seconds=1, keep=True)

    assert here.requests[0].pk not in after.meetings.values_list("request", flat=True)
    assert after.unscheduled[0]["request"] == here.requests[0].pk


def test_banning_twice_is_one_ban():
    here = scene(("KR", "CN"))
    for slot in (None, None, here.slots[0], here.slots[0]):
        arranging_actions.ban(actor=None, request=here.requests[0], slot=slot)
    assert Ban.objects.count() == 2


def test_every_slot_says_whether_the_meeting_can_be_there():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    version = draft(here.fair)
    one, other = version.meetings.all()
    around = Surroundings.of(version, [one.request_id])

    found = {opening.slot.pk: opening.is_possible for opening in around.openings(one.request_id)}

    assert found == {slot.pk: slot.pk != other.slot_id for slot in here.slots}


VERBS = {
    "move_meeting": lambda m: {"meeting": m, "slot": m.slot, "table": m.table, "room": None},
    "exchange": lambda m: {"one": m, "other": m},
    "take_out": lambda m: {"meeting": m},
    "place_meeting": lambda m: {"version": m.version, "request": m.request, "spot": Spot(m.slot_id)},
    "ban": lambda m: {"request": m.request},
    "lift_ban": lambda m: {"ban": Ban(request=m.request)},
}


@pytest.mark.parametrize("verb", VERBS)
def test_arranging_is_the_organisers(verb):
    here = scene(("KR", "CN"))
    meeting = draft(here.fair).meetings.get()
    somebody = here.companies[0].organisation.members.get()
    with pytest.raises(NotAllowed):
        getattr(arranging_actions, verb)(actor=somebody, **VERBS[verb](meeting))


def test_every_change_by_hand_is_audited_and_told_to_the_office():
    here = scene(("KR", "CN", "RU"))
    who = make.user()
    make.staff(here.fair, who)
    meeting = draft(here.fair).meetings.first()
    arranging_actions.take_out(actor=who, meeting=meeting)

    assert AuditEntry.objects.get(verb="meeting.taken_out").actor == who
    assert Event.objects.filter(channel=f"office-{here.fair.pk}", kind="timetable_arranged").count() == 1
    assert Request.objects.get(pk=meeting.request_id).state == "accepted"


def test_meeting_of_a_superseded_version_cannot_be_pinned_any_more():
    here = scene(("KR", "CN"))
    before = published(here.fair).meetings.get()
    after = published(here.fair).meetings.get()

    with pytest.raises(Refused, match="This version is no longer in force"):
        arranging_actions.pin(actor=None, meeting=before, stays=True)
    arranging_actions.pin(actor=None, meeting=after, stays=True)

    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.is_pinned, after.is_pinned) == (False, True)
