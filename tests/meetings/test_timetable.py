"""Timetables: what is solved, what is stored, what publishing changes and whom it tells."""

import pytest

import factories as make
from madang import timetable as engine
from madang.core.errors import NotAllowed, Refused
from madang.core.models import Notice, Work
from madang.fairs.participation import absences
from madang.fairs.shapes import Stretch
from madang.fairs.slots import actions
from madang.meetings.agenda.queries import appointments_of
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.engine.calendar import Calendar
from madang.meetings.engine.problem import problem_of
from madang.meetings.engine.storing import timetable_of
from madang.meetings.models import Duty, Meeting, Request, Seat, TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.versions import actions as version_actions
from madang.meetings.versions import queries
from madang.meetings.versions.grid import companies_of, grid_of
from madang.partners.wishes.actions import set_wish
from meetings.scenes import agree, draft, published, scene

pytestmark = pytest.mark.django_db


def violations(version):
    stored = timetable_of(version, Calendar.of(version.fair))
    return engine.validate(problem_of(version.fair), stored)


def test_stored_timetable_is_accepted_by_the_independent_judge():
    here = scene(("KR", "CN", "RU", "MY", "DE"), tables=2)
    version = draft(here.fair)
    assert violations(version) == ()
    assert version.meetings.count() == 10
    assert version.unscheduled == []


def test_stored_timetable_with_mixed_meetings_and_interpreters_is_accepted_by_the_judge():
    here = scene(
        ("KR", "CN", "RU", "KR"),
        tables=2,
        rooms=2,
        presences=("on_site", "online", "both", "online"),
        interpreters=(("ko", "zh-hans"), ("ru", "ko", "zh-hans")),
    )
    for company, language in zip(here.companies, ("ko", "zh-hans", "ru", "ko"), strict=True):
        company.languages = [language]
        company.save()

    version = draft(here.fair)

    assert violations(version) == ()
    assert version.meetings.filter(table__isnull=False, room__isnull=False).exists()
    assert Duty.objects.filter(version=version).exists()


def test_company_with_two_delegates_sits_in_two_lanes_of_one_slot():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)], delegates_at_once=2)
    for slot in here.slots[1:]:
        actions.remove_slot(actor=None, slot=slot)

    version = draft(here.fair)

    lanes = Seat.objects.filter(version=version, participation=here.companies[0])
    assert sorted(lanes.values_list("lane", flat=True)) == [0, 1]
    assert violations(version) == ()


def test_draft_says_what_it_is_worth_beside_its_bound_and_first_come_first_served():
    version = draft(scene(("KR", "CN", "RU")).fair)
    assert version.value <= version.bound
    assert version.share == pytest.approx(version.value / version.bound)
    assert 0 < version.first_come_share <= version.share


def test_request_without_a_common_slot_is_left_out_with_its_reason():
    here = scene(("KR", "CN"))
    first, last = here.slots[0], here.slots[-1]
    one, other = here.companies
    absences.set_absences(actor=None, participation=one, absences=[Stretch(first.starts_at, first.ends_at)])
    absences.set_absences(
        actor=None, participation=other, absences=[Stretch(here.slots[1].starts_at, last.ends_at)]
    )

    version = draft(here.fair)

    (missed,) = version.unscheduled
    assert missed["request"] == here.requests[0].pk
    assert [reason["cause"] for reason in missed["reasons"]] == ["no_common_slot"]


def test_company_that_is_no_longer_wanted_is_not_scheduled():
    here = scene(("KR", "CN"))
    set_wish(actor=None, participation=here.companies[0], partner=here.companies[1], grade="no")
    version = draft(here.fair)
    assert version.meetings.count() == 0
    assert version.unscheduled[0]["reasons"][0]["cause"] == "vetoed"


def test_two_pending_requests_block_no_slot_of_an_agreed_one():
    here = scene(("KR", "CN", "RU", "MY"), pairs=[(0, 1)])
    for slot in here.slots[1:]:
        actions.remove_slot(actor=None, slot=slot)
    korean, _chinese, russian, malaysian = here.companies
    for sender in (russian, malaysian):
        request_actions.send_request(actor=None, sender=sender, receiver=korean)

    version = draft(here.fair)

    assert list(version.meetings.values_list("request", flat=True)) == [here.requests[0].pk]
    assert Request.objects.filter(state="pending").count() == 2


def test_timetable_without_agreed_requests_fails_with_a_sentence():
    fair = make.fair()
    assert version_actions.make_timetable_now(actor=None, fair=fair, seconds=1) is None
    work = Work.objects.get()
    assert (work.state, work.problem) == (
        "failed",
        "There are no accepted requests yet, so there is nothing to arrange.",
    )


def test_finished_work_is_not_done_twice():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    version_actions.run_timetable(work=version.work)
    assert TimetableVersion.objects.count() == 1


def test_second_timetable_at_the_same_time_is_refused():
    here = scene(("KR", "CN"))
    version_actions.start_timetable(actor=None, fair=here.fair)
    with pytest.raises(Refused, match="being made"):
        version_actions.start_timetable(actor=None, fair=here.fair)


@pytest.mark.parametrize("verb", ["start_timetable", "cancel_timetable"])
def test_timetable_is_the_organisers(verb):
    here = scene(("KR", "CN"))
    with pytest.raises(NotAllowed):
        getattr(version_actions, verb)(actor=here.companies[0].organisation.members.get(), fair=here.fair)


def test_first_publication_tells_everyone_with_a_meeting_and_nobody_else():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    version = published(here.fair)

    told = version_actions.tell_of_publication(version=version, previous=None)

    kinds = {(notice.user, notice.kind) for notice in Notice.objects.all()}
    assert told == 2
    assert kinds == {
        (company.organisation.members.get(), "timetable_published") for company in here.companies[:2]
    }


def test_next_publication_tells_only_those_for_whom_something_changed():
    here = scene(("KR", "CN", "RU", "MY"), pairs=[(0, 1), (2, 3)])
    before = published(here.fair)
    after = draft(here.fair)
    # The second version is made the same as the first, but for one meeting that moves to a free slot.
    Meeting.objects.filter(version=after).delete()
    for meeting in before.meetings.all():
        copy = Meeting.objects.create(
            version=after, slot=meeting.slot, request=meeting.request, table=meeting.table, room=meeting.room
        )
        for seat in meeting.seats.all():
            Seat.objects.create(
                meeting=copy, version=after, slot=copy.slot, participation=seat.participation, lane=seat.lane
            )
    moving = Meeting.objects.get(version=after, request=here.requests[0])
    free = next(slot for slot in here.slots if slot.pk != moving.slot_id)
    taken = set(Meeting.objects.filter(version=after, slot=free).values_list("table", flat=True))
    table = here.fair.places.exclude(pk__in=taken).first()
    arranging_actions.move_meeting(actor=None, meeting=moving, slot=free, table=table, room=None)

    version_actions.publish(actor=None, version=after)
    told = version_actions.tell_of_publication(version=after, previous=before)

    users = set(Notice.objects.filter(kind="timetable_changed").values_list("user", flat=True))
    assert told == 2
    assert users == {company.organisation.members.get().pk for company in here.companies[:2]}


def test_publishing_supersedes_and_drops_meetings_that_were_called_off_since():
    here = scene(("KR", "CN", "RU"))
    first = published(here.fair)
    second = draft(here.fair)
    request_actions.withdraw(actor=None, request=here.requests[0])

    version_actions.publish(actor=None, version=second)

    first.refresh_from_db()
    assert first.state == "superseded"
    assert here.requests[0].pk not in second.meetings.values_list("request", flat=True)


def test_published_version_is_neither_published_again_nor_discarded():
    version = published(scene(("KR", "CN")).fair)
    with pytest.raises(Refused):
        version_actions.publish(actor=None, version=version)
    with pytest.raises(Refused):
        version_actions.discard(actor=None, version=version)


def test_discarding_removes_a_draft():
    version = draft(scene(("KR", "CN")).fair)
    version_actions.discard(actor=None, version=version)
    assert not TimetableVersion.objects.exists()


def test_calling_off_frees_the_published_slot_and_tells_the_other_side():
    here = scene(("KR", "CN"))
    version = published(here.fair)

    request_actions.withdraw(actor=None, request=here.requests[0])

    assert version.meetings.count() == 0
    assert Notice.objects.get(kind="meeting_called_off").user == here.companies[1].organisation.members.get()


def test_moving_takes_seats_along_and_refuses_what_is_taken():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    version = draft(here.fair)
    one, other = version.meetings.all()
    with pytest.raises(Refused, match=r"meets .* then"):
        arranging_actions.move_meeting(actor=None, meeting=one, slot=other.slot, table=one.table, room=None)
    free = next(slot for slot in here.slots if slot.pk not in {one.slot_id, other.slot_id})

    arranging_actions.move_meeting(actor=None, meeting=one, slot=free, table=one.table, room=None)

    assert set(one.seats.values_list("slot", flat=True)) == {free.pk}


def test_pinned_meeting_of_the_published_timetable_stays_where_it_is():
    here = scene(("KR", "CN", "RU"))
    version = published(here.fair)
    meeting = version.meetings.last()
    arranging_actions.pin(actor=None, meeting=meeting, stays=True)

    again = draft(here.fair)

    kept = again.meetings.get(request=meeting.request)
    assert (kept.slot, kept.table, kept.is_pinned) == (meeting.slot, meeting.table, True)


def test_agreeing_later_is_placed_by_the_next_version():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    published(here.fair)
    agree(here.fair, here.companies, [(1, 2)])
    assert draft(here.fair).meetings.count() == 2


def places_in(version):
    return set(version.meetings.values_list("request", "slot", "table"))


def test_draft_that_keeps_what_is_published_moves_nobody_and_tells_only_the_new():
    here = scene(("KR", "CN", "RU", "MY", "DE"), pairs=[(0, 1), (1, 2), (2, 3)])
    before = published(here.fair)
    agree(here.fair, here.companies, [(3, 4)])

    after = version_actions.make_timetable_now(actor=None, fair=here.fair, seconds=1, keep=True)

    assert places_in(before) < places_in(after)
    assert not after.meetings.filter(is_pinned=True).exists()
    told = queries.difference(before=before, after=after).participants
    assert told == {str(here.companies[3].pk), str(here.companies[4].pk)}


def test_draft_that_keeps_moves_who_is_away_now():
    here = scene(("KR", "CN"))
    slot = published(here.fair).meetings.get().slot
    away = Stretch(slot.starts_at, slot.ends_at)
    absences.set_absences(actor=None, participation=here.companies[0], absences=[away])

    after = version_actions.make_timetable_now(actor=None, fair=here.fair, seconds=1, keep=True)

    assert after.meetings.get().slot != slot


def test_request_that_found_no_place_says_what_would_fit_it():
    here = scene(("KR", "CN"))
    one, other = here.companies
    first, last = here.slots[0], here.slots[-1]
    away = [Stretch(first.starts_at, first.ends_at)]
    absences.set_absences(actor=None, participation=one, absences=away)
    away = [Stretch(here.slots[1].starts_at, last.ends_at)]
    absences.set_absences(actor=None, participation=other, absences=away)

    (missed,) = draft(here.fair).unscheduled

    (step,) = missed["remedy"]
    assert step["step"] == "free_slot"
    assert step["slot"] == missed["remedy_slot"]
    free = {one.pk: {first.pk}, other.pk: {slot.pk for slot in here.slots[1:]}}
    assert step["slot"] in free[step["participant"]]


def test_what_people_read_leaves_out_a_meeting_whose_request_is_not_agreed():
    here = scene(("KR", "CN", "RU"))
    version = published(here.fair)
    off, others = here.requests[0], {row.pk for row in here.requests[1:]}
    Request.objects.filter(pk=off.pk).update(state="declined")  # as no write leaves it

    agendas = {row.request.pk for own in here.companies for row in appointments_of(own, version)}
    companies = list(companies_of(version))
    cells = {row.request_id for row in grid_of(version, here.slots, companies).meetings}
    assert agendas == others
    assert {row.meeting.request_id for row in queries.rows_of(version)} == others  # sheets and print
    assert cells == others
    assert set(queries.printed_companies(version)) == {own.pk for own in here.companies}

    publish_again = draft(here.fair)
    version_actions.publish(actor=None, version=publish_again)
    Request.objects.filter(pk=here.requests[1].pk).update(state="withdrawn")
    before = {row.meeting.request_id for row in queries.rows_of(TimetableVersion.objects.get(pk=version.pk))}
    assert before == {row.pk for row in here.requests}  # what was in force before is shown as it was
