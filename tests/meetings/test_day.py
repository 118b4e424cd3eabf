"""The running day: what happened is recorded, the timetable mended, and only those affected are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import factories as make
from madang.core import clock
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, Event, Notice, Work
from madang.core.text import Text
from madang.fairs import channels
from madang.fairs.models import StaffRole
from madang.fairs.places import actions as place_actions
from madang.fairs.setup import actions as setup_actions
from madang.fairs.slots import actions as slot_actions
from madang.meetings.engine.calendar import Calendar
from madang.meetings.engine.problem import problem_of
from madang.meetings.engine.storing import timetable_of
from madang.meetings.models import Ban, Disruption, Meeting, Request, TimetableVersion
from madang.meetings.today import actions as today_actions
from madang.meetings.today.actions import Happened
from madang.meetings.versions import actions
from madang.timetable import validate
from meetings.scenes import published, scene

pytestmark = pytest.mark.django_db
Kind = Disruption.Kind


def at_slot(fair, slot, minutes=5):
    """The fair's clock, some minutes into a slot."""
    setup_actions.set_rehearsal_clock(
        actor=None, fair=fair, moment=slot.starts_at + timedelta(minutes=minutes)
    )
    fair.refresh_from_db()
    return clock.shifted(fair.clock_offset)


def absent(company, slot, **more):
    return Happened(Kind.ABSENT, slot.starts_at, participation=company, **more)


def client_of(fair, role=StaffRole.ORGANISER):
    person = make.user(language="en")
    make.staff(fair, person, role)
    client = Client()
    client.force_login(person)
    return client


def slots_of(version):
    return dict(version.meetings.values_list("request_id", "slot_id"))


@pytest.fixture
def tight():
    """One table and more wishes than slots: four of the six meetings have a place in four slots."""
    here = scene(("KR", "CN", "RU", "MY"), tables=1)
    for slot in here.slots[4:]:
        slot_actions.remove_slot(actor=None, slot=slot)
    here.slots = here.slots[:4]
    return here


def test_no_show_is_filled_published_and_told_to_exactly_those_whom_it_affects(
    tight, django_capture_on_commit_callbacks
):
    version = published(tight.fair)
    before = slots_of(version)
    third = tight.slots[2]
    struck = version.meetings.get(slot=third).request
    missing = struck.sender

    with at_slot(tight.fair, tight.slots[1]):
        today_actions.record(actor=None, fair=tight.fair, happened=absent(missing, third))
        draft = today_actions.propose(actor=None, fair=tight.fair)
        assert draft is not None
        with django_capture_on_commit_callbacks(execute=True):
            today_actions.publish(actor=None, version=draft)
        Notice.objects.all().delete()
        draft.refresh_from_db()
        actions.tell_of_publication(version=draft, previous=version)

        stored = timetable_of(draft, Calendar.of(tight.fair))
        problem = problem_of(tight.fair)
    after = slots_of(draft)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed
    assert struck.pk not in after
    assert {key: slot for key, slot in before.items() if key in after} == {
        key: slot for key, slot in after.items() if key in before
    }  # nobody else was moved
    assert third.pk in after.values()  # the table is not left empty: somebody who waited meets there
    rows = Request.objects.filter(pk__in=changed)
    affected = {party.organisation_id for row in rows for party in (row.sender, row.receiver)}
    told = {
        membership.organisation_id
        for notice in Notice.objects.filter(kind="timetable_changed")
        for membership in notice.user.memberships.all()
    }
    assert told == affected
    assert not [
        row for row in validate(problem, stored) if row.rule not in {"wrong_value", "wrong_unscheduled"}
    ]
    assert Disruption.objects.get().settled_in == draft


def test_begun_meetings_stay_whatever_happens(tight):
    version = published(tight.fair)
    held = version.meetings.get(slot=tight.slots[1]).request
    with at_slot(tight.fair, tight.slots[1]):
        for company in (held.sender, held.receiver):
            today_actions.record(actor=None, fair=tight.fair, happened=absent(company, tight.slots[0]))
        draft = today_actions.propose(actor=None, fair=tight.fair)
    begun = {slot.pk for slot in tight.slots[:2]}
    was = {key: slot for key, slot in slots_of(version).items() if slot in begun}
    assert {key: slot for key, slot in slots_of(draft).items() if slot in begun} == was


def test_every_change_of_a_proposal_says_why(tight):
    version = published(tight.fair)
    struck = version.meetings.get(slot=tight.slots[2]).request
    with at_slot(tight.fair, tight.slots[0]):
        today_actions.record(actor=None, fair=tight.fair, happened=absent(struck.sender, tight.slots[2]))
        draft = today_actions.propose(actor=None, fair=tight.fair)
    reasons = {row["request"]: row for row in draft.changes}
    assert reasons[struck.pk]["motive"] == "participant_absent"
    assert reasons[struck.pk]["subject"] == struck.sender_id
    assert {row["motive"] for row in draft.changes} >= {"participant_absent", "filled_freed_slot"}


def test_late_company_keeps_its_meetings_after_it_came(tight):
    version = published(tight.fair)
    second = version.meetings.get(slot=tight.slots[1]).request
    late = Happened(
        Kind.LATE, tight.slots[0].starts_at, tight.slots[2].starts_at, participation=second.sender
    )
    with at_slot(tight.fair, tight.slots[0]):
        today_actions.record(actor=None, fair=tight.fair, happened=late)
        draft = today_actions.propose(actor=None, fair=tight.fair)
    own = draft.meetings.filter(seats__participation=second.sender).values_list("slot_id", flat=True)
    assert tight.slots[1].pk not in own
    later = version.meetings.filter(slot__in=tight.slots[2:], seats__participation=second.sender)
    assert set(later.values_list("request_id", flat=True)) <= set(slots_of(draft))


def test_meeting_called_off_is_not_held_another_time(tight):
    version = published(tight.fair)
    off = version.meetings.get(slot=tight.slots[3]).request
    with at_slot(tight.fair, tight.slots[0]):
        happened = Happened(Kind.CALLED_OFF, tight.slots[3].starts_at, request=off)
        today_actions.record(actor=None, fair=tight.fair, happened=happened)
        draft = today_actions.propose(actor=None, fair=tight.fair)
        today_actions.publish(actor=None, version=draft)
        again = actions.make_timetable_now(actor=None, fair=tight.fair, seconds=1)
    assert off.pk not in slots_of(draft)
    assert off.pk not in slots_of(again)


def test_lost_table_is_exchanged_for_a_free_one_in_the_same_slot():
    here = scene(("KR", "CN"), tables=2)
    version = published(here.fair)
    meeting = version.meetings.select_related("table", "slot").get()
    with at_slot(here.fair, here.slots[0], minutes=-60):
        happened = Happened(Kind.PLACE_LOST, here.slots[0].starts_at, place=meeting.table)
        today_actions.record(actor=None, fair=here.fair, happened=happened)
        draft = today_actions.propose(actor=None, fair=here.fair)
    moved = draft.meetings.get()
    assert moved.slot_id == meeting.slot_id
    assert moved.table_id != meeting.table_id
    assert [row["motive"] for row in draft.changes] == ["place_lost"]


def test_ill_interpreter_is_replaced_by_another_of_the_pair():
    here = scene(("KR", "CN"), interpreters=(("ko", "zh-hans"), ("ko", "zh-hans")))
    for company, language in zip(here.companies, ("ko", "zh-hans"), strict=True):
        company.languages = [language]
        company.save()
    version = published(here.fair)
    duty = version.meetings.get().duties.get()
    with at_slot(here.fair, here.slots[0], minutes=-60):
        happened = Happened(Kind.INTERPRETER_OUT, here.slots[0].starts_at, interpreter=duty.interpreter)
        today_actions.record(actor=None, fair=here.fair, happened=happened)
        draft = today_actions.propose(actor=None, fair=here.fair)
    assert draft.meetings.get().slot_id == version.meetings.get().slot_id
    assert draft.meetings.get().duties.get().interpreter_id != duty.interpreter_id


def test_what_changes_nothing_is_settled_without_a_proposal():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    version = published(here.fair)
    with at_slot(here.fair, here.slots[0], minutes=-60):
        row = today_actions.record(
            actor=None, fair=here.fair, happened=absent(here.companies[2], here.slots[0])
        )
        assert today_actions.propose(actor=None, fair=here.fair) is None
    row.refresh_from_db()
    assert row.settled_in == version
    assert TimetableVersion.objects.count() == 1


def test_taken_back_before_publication_leaves_nothing_but_the_audit(tight):
    published(tight.fair)
    company = tight.companies[0]
    with at_slot(tight.fair, tight.slots[0]):
        row = today_actions.record(actor=None, fair=tight.fair, happened=absent(company, tight.slots[1]))
        assert today_actions.propose(actor=None, fair=tight.fair)
        today_actions.take_back(actor=None, disruption=row)
        assert today_actions.propose(actor=None, fair=tight.fair) is None
    assert not Disruption.objects.exists()
    assert TimetableVersion.objects.get().state == "published"
    verbs = set(AuditEntry.objects.filter(verb__startswith="disruption").values_list("verb", flat=True))
    assert verbs == {"disruption.recorded", "disruption.taken_back"}


def test_company_that_comes_after_all_meets_again(tight):
    version = published(tight.fair)
    last = version.meetings.get(slot=tight.slots[3]).request
    with at_slot(tight.fair, tight.slots[0]):
        row = today_actions.record(actor=None, fair=tight.fair, happened=absent(last.sender, tight.slots[0]))
        today_actions.publish(actor=None, version=today_actions.propose(actor=None, fair=tight.fair))
        row.refresh_from_db()
    with at_slot(tight.fair, tight.slots[1]):
        today_actions.take_back(actor=None, disruption=row)
        over = Disruption.objects.get()
        free = {slot.pk for slot in tight.slots[2:]}
        problem = problem_of(tight.fair)
    (participant,) = [one for one in problem.participants if one.id == str(last.sender_id)]
    slots = [int(slot.id) for slot in problem.slots]
    assert {slots[index] for index in participant.available} >= free
    assert over.ends_at is not None
    assert over.pk != row.pk  # a proposal that knows the row from before does not know this one


def test_proposal_that_does_not_know_the_newest_is_not_published(tight):
    version = published(tight.fair)
    with at_slot(tight.fair, tight.slots[0]):
        today_actions.record(actor=None, fair=tight.fair, happened=absent(tight.companies[0], tight.slots[1]))
        draft = today_actions.propose(actor=None, fair=tight.fair)
        today_actions.record(actor=None, fair=tight.fair, happened=absent(tight.companies[1], tight.slots[2]))
        with pytest.raises(Refused):
            today_actions.publish(actor=None, version=draft)
    version.refresh_from_db()
    assert version.state == "published"


def test_draft_that_holds_begun_meetings_otherwise_is_not_published(tight):
    version = published(tight.fair)
    draft = actions.make_timetable_now(actor=None, fair=tight.fair, seconds=1)
    Meeting.objects.filter(version=draft, slot=tight.slots[0]).delete()
    with at_slot(tight.fair, tight.slots[1]), pytest.raises(Refused):
        actions.publish(actor=None, version=draft)
    version.refresh_from_db()
    assert version.state == "published"


def test_new_timetable_in_the_middle_of_the_day_leaves_what_has_begun(tight):
    version = published(tight.fair)
    with at_slot(tight.fair, tight.slots[1]):
        draft = actions.make_timetable_now(actor=None, fair=tight.fair, seconds=1)
        actions.publish(actor=None, version=draft)
    begun = {slot.pk for slot in tight.slots[:2]}
    was, now = slots_of(version), slots_of(draft)
    assert {key for key, slot in was.items() if slot in begun} == {
        key for key, slot in now.items() if slot in begun
    }


def test_search_for_more_runs_as_work_and_leaves_a_proposal(tight):
    published(tight.fair)
    with at_slot(tight.fair, tight.slots[0]):
        today_actions.record(actor=None, fair=tight.fair, happened=absent(tight.companies[0], tight.slots[1]))
        today_actions.run_search(work=Work.objects.get(kind="repair"))
        work = today_actions.start_search(actor=None, fair=tight.fair)
        with pytest.raises(Refused):
            today_actions.start_search(actor=None, fair=tight.fair)
        today_actions.run_search(work=work)
    work.refresh_from_db()
    assert work.state == Work.State.DONE
    assert TimetableVersion.objects.filter(state="draft", repairs__isnull=False).count() == 1


def test_same_thing_is_recorded_once(tight):
    published(tight.fair)
    happened = absent(tight.companies[0], tight.slots[1])
    first = today_actions.record(actor=None, fair=tight.fair, happened=happened)
    again = today_actions.record(actor=None, fair=tight.fair, happened=happened)
    assert again == first == Disruption.objects.get()
    assert AuditEntry.objects.filter(verb="disruption.recorded").count() == 1
    assert Work.objects.filter(kind="repair").count() == 1


def test_what_is_recorded_while_the_repair_waits_is_known_to_it_and_while_it_runs_to_the_next(tight):
    published(tight.fair)
    with at_slot(tight.fair, tight.slots[0]):
        rows = [
            today_actions.record(actor=None, fair=tight.fair, happened=absent(company, tight.slots[1]))
            for company in tight.companies[:2]
        ]
        first = Work.objects.get(kind="repair")  # one for both
        Work.objects.update(state=Work.State.RUNNING)
        rows.append(
            today_actions.record(
                actor=None, fair=tight.fair, happened=absent(tight.companies[2], tight.slots[1])
            )
        )
        second = Work.objects.get(kind="repair", state=Work.State.WAITING)
        today_actions.run_search(work=second)
    assert second != first
    proposal = TimetableVersion.objects.get(state="draft")
    assert proposal.knows == [row.pk for row in rows]


def test_search_for_more_stops_where_something_is_recorded_meanwhile(tight):
    published(tight.fair)
    with at_slot(tight.fair, tight.slots[0]):
        search = today_actions.start_search(actor=None, fair=tight.fair)
        today_actions.record(actor=None, fair=tight.fair, happened=absent(tight.companies[0], tight.slots[1]))
        today_actions.run_search(work=search)
    search.refresh_from_db()
    assert search.state == Work.State.CANCELLED
    assert not TimetableVersion.objects.filter(state="draft").exists()
    assert Work.objects.filter(kind="repair", state=Work.State.WAITING).count() == 1


def test_desk_records_and_only_the_organiser_publishes(tight):
    published(tight.fair)
    desk, stranger = make.user(), make.user()
    make.staff(tight.fair, desk, StaffRole.DESK)
    happened = absent(tight.companies[0], tight.slots[1])
    with at_slot(tight.fair, tight.slots[0]):
        with pytest.raises(NotAllowed):
            today_actions.record(actor=stranger, fair=tight.fair, happened=happened)
        today_actions.record(actor=desk, fair=tight.fair, happened=happened)
        with pytest.raises(NotAllowed):
            today_actions.propose(actor=desk, fair=tight.fair)


def test_record_of_another_fairs_company_is_refused(tight):
    other = scene(("KR", "CN"))
    with pytest.raises(Refused):
        today_actions.record(actor=None, fair=tight.fair, happened=absent(other.companies[0], tight.slots[1]))


def test_office_hears_at_once_what_was_recorded(tight, django_capture_on_commit_callbacks):
    published(tight.fair)
    with django_capture_on_commit_callbacks(execute=True):
        today_actions.record(actor=None, fair=tight.fair, happened=absent(tight.companies[0], tight.slots[1]))
    assert Event.objects.filter(channel=channels.office_channel(tight.fair), kind="disruption").exists()


# --- Pages ------------------------------------------------------------------------------------------------


def page_of(client, fair, page="today", **query):
    return client.get(reverse(f"meetings:{page}", args=[fair.slug]), query).content.decode()


def test_one_tap_records_a_no_show_and_proposes_and_another_publishes(tight):
    version = published(tight.fair)
    meeting = version.meetings.select_related("request__sender__organisation").get(slot=tight.slots[1])
    client = client_of(tight.fair)
    with at_slot(tight.fair, tight.slots[0]):
        pass
    assert "Did not come" in page_of(client, tight.fair, slot=tight.slots[1].pk)

    sent = {"slot": tight.slots[1].pk, "absent": meeting.request.sender_id, "at-slot": tight.slots[1].pk}
    answer = client.post(reverse("meetings:record", args=[tight.fair.slug]), sent)
    assert answer.url == f"/office/{tight.fair.slug}/day/?slot={tight.slots[1].pk}"
    waits = page_of(client, tight.fair)
    assert "Seeing who could meet in what became free" in waits
    assert "A mended timetable is ready" not in waits

    today_actions.run_search(work=Work.objects.get(kind="repair"))
    page = page_of(client, tight.fair, slot=tight.slots[1].pk)
    assert "A mended timetable is ready" in page
    proposal = page_of(client, tight.fair, "proposal")
    assert f"{meeting.request.sender.organisation} did not come." in proposal
    assert "Publish and tell them" in proposal
    draft = TimetableVersion.objects.get(state="draft")
    client.post(reverse("meetings:publish_proposal", args=[tight.fair.slug]), {"number": draft.number})
    draft.refresh_from_db()
    assert draft.state == "published"
    assert "A mended timetable is ready" not in page_of(client, tight.fair)
    row = Disruption.objects.get()
    assert row.ends_at == tight.slots[-1].ends_at  # expected again the next day
    assert f"in version {draft.number}" in page_of(client, tight.fair)


def test_company_is_found_by_name_and_comes_late(tight):
    version = published(tight.fair)
    company = version.meetings.get(slot=tight.slots[1]).request.sender
    client = client_of(tight.fair)
    with at_slot(tight.fair, tight.slots[0]):
        pass
    page = page_of(client, tight.fair, name=str(company.organisation))
    cards = page.split('<li class="day-card"')[1:]
    assert cards
    assert all(str(company.organisation) in card for card in cards)

    meeting = version.meetings.get(slot=tight.slots[1])
    more = reverse("meetings:day_meeting", args=[tight.fair.slug, meeting.pk])
    assert f"{company.organisation} comes late" in client.get(more).content.decode()
    sent = {"slot": tight.slots[1].pk, "late": company.pk, "until": tight.slots[2].pk}
    client.post(reverse("meetings:record", args=[tight.fair.slug]), sent)
    row = Disruption.objects.get()
    assert (row.kind, row.starts_at, row.ends_at) == (
        "late",
        tight.slots[1].starts_at,
        tight.slots[2].starts_at,
    )


def test_tap_with_javascript_gives_the_card_the_message_and_what_is_being_done(tight):
    version = published(tight.fair)
    meeting = version.meetings.select_related("request__sender__organisation").get(slot=tight.slots[1])
    client = client_of(tight.fair)
    sent = {"slot": tight.slots[1].pk, "absent": meeting.request.sender_id, "meeting": meeting.pk}
    answer = client.post(
        reverse("meetings:record", args=[tight.fair.slug]), sent, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith(f'<li class="day-card day-off" id="meeting-{meeting.pk}">')
    assert f"Recorded: {meeting.request.sender.organisation}, did not come." in page
    assert "Seeing who could meet in what became free" in page
    assert page.count("Did not come") == 1  # the other company's button is left


def test_part_that_htmx_fetches_is_only_that_part_and_caches_can_tell_it(tight):
    published(tight.fair)
    client = client_of(tight.fair)
    address = reverse("meetings:today", args=[tight.fair.slug])
    for target, has, has_not in (
        ("day-state", "What needs a hand", "day-card"),
        ("day-lines", "day-card", "What needs a hand"),
    ):
        answer = client.get(address, headers={"HX-Request": "true", "HX-Target": target})
        page = answer.content.decode()
        assert "<html" not in page
        assert has in page
        assert has_not not in page
        assert {"HX-Request", "HX-Target"} <= set(answer["Vary"].split(", "))


def test_halls_are_looked_at_one_by_one_with_what_is_online_last():
    here = scene(
        ("KR", "CN", "RU", "MY"),
        tables=1,
        rooms=2,
        pairs=[(0, 1), (2, 3)],
        presences=["on_site", "on_site", "online", "online"],
    )
    place_actions.add_hall(actor=None, fair=here.fair, name=Text.of("en", "Hall 2"), tables=1)
    version = published(here.fair)
    on_site, online = (version.meetings.get(request=request) for request in here.requests)
    Meeting.objects.filter(pk=online.pk).update(slot=on_site.slot)
    online.refresh_from_db()
    client = client_of(here.fair)
    page = page_of(client, here.fair, slot=online.slot_id)
    assert page.index(f"meeting-{on_site.pk}") < page.index(f"meeting-{online.pk}")
    only = page_of(client, here.fair, slot=online.slot_id, hall="online")
    assert [f"meeting-{row.pk}" in only for row in (on_site, online)] == [False, True]
    hall = page_of(client, here.fair, slot=on_site.slot_id, hall=on_site.table.hall_id)
    assert [f"meeting-{row.pk}" in hall for row in (on_site, online)] == [True, False]


def test_no_show_that_changes_nothing_names_no_version():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    published(here.fair)
    with at_slot(here.fair, here.slots[0], minutes=-60):
        today_actions.record(actor=None, fair=here.fair, happened=absent(here.companies[2], here.slots[0]))
        today_actions.run_search(work=Work.objects.get(kind="repair"))
    page = page_of(client_of(here.fair), here.fair)
    assert "changes nothing for anyone" in page
    assert "in version" not in page


def test_number_that_no_table_has_is_a_sentence():
    here = scene(("KR", "CN"), tables=2)
    published(here.fair)
    sent = {"slot": here.slots[0].pk, "kind": "table", "number": 14}
    page = client_of(here.fair).post(reverse("meetings:record", args=[here.fair.slug]), sent, follow=True)
    assert "There is no table 14." in page.content.decode()
    nothing = client_of(here.fair).post(
        reverse("meetings:record", args=[here.fair.slug]), {"slot": here.slots[0].pk}, follow=True
    )
    assert "Say which table, room or interpreter it is." in nothing.content.decode()
    assert not Disruption.objects.exists()


def test_table_and_interpreter_are_recorded_from_the_page():
    here = scene(("KR", "CN"), tables=2, interpreters=(("ko", "zh-hans"),))
    published(here.fair)
    client = client_of(here.fair)
    table = here.fair.places.first()
    record = reverse("meetings:record", args=[here.fair.slug])
    sent = {"slot": here.slots[0].pk, "until": here.slots[3].pk, "kind": "table", "number": table.number}
    client.post(record, sent)
    client.post(record, {"slot": here.slots[0].pk, "interpreter": here.fair.interpreters.get().pk})
    kinds = list(Disruption.objects.order_by("pk").values_list("kind", "ends_at"))
    assert kinds == [("place_lost", here.slots[3].starts_at), ("interpreter_out", None)]


def test_desk_sees_the_buttons_but_no_publication(tight):
    published(tight.fair)
    client = client_of(tight.fair, StaffRole.DESK)
    record = reverse("meetings:record", args=[tight.fair.slug])
    sent = {"slot": tight.slots[1].pk, "absent": tight.companies[0].pk}
    with at_slot(tight.fair, tight.slots[0]):
        pass
    client.post(record, sent)
    with at_slot(tight.fair, tight.slots[0]):
        today_actions.run_search(work=Work.objects.get(kind="repair"))
    page = page_of(client, tight.fair)
    assert "A mended timetable is ready" in page
    assert "See who changes, and publish" not in page
    assert "Publish and tell them" not in page_of(client, tight.fair, "proposal")


def test_incomplete_record_says_what_is_missing(tight):
    published(tight.fair)
    client = client_of(tight.fair)
    record = reverse("meetings:record", args=[tight.fair.slug])
    sent = {"slot": tight.slots[1].pk, "late": tight.companies[0].pk}
    page = client.post(record, sent, follow=True).content.decode()
    assert "Say from when the company is there." in page


@pytest.mark.parametrize("companies", [("KR", "CN"), ("KR", "CN", "RU", "MY", "DE")])
def test_day_costs_the_same_queries_whatever_the_number(companies, django_assert_max_num_queries):
    here = scene(companies, tables=5)
    published(here.fair)
    client = client_of(here.fair)
    with django_assert_max_num_queries(20):
        page_of(client, here.fair)


def test_repair_says_anew_only_of_those_on_whom_it_bears():
    here = scene(("KR", "CN", "RU", "MY", "KR", "CN"), pairs=[(0, 1), (0, 2), (3, 4)])
    kept, struck = here.requests[2], here.requests[0]
    for request in (kept, here.requests[1]):
        Ban.objects.create(request=request, slot=None)
    version = published(here.fair)
    said = {row["request"]: row for row in version.unscheduled}
    assert set(said) == {kept.pk, here.requests[1].pk}
    for row in said.values():
        row["reasons"] = [{"cause": "taken_out"}]
    version.save(update_fields=["unscheduled"])

    with at_slot(here.fair, here.slots[0], minutes=-5):
        today_actions.record(actor=None, fair=here.fair, happened=absent(struck.sender, here.slots[0]))
        draft = today_actions.propose(actor=None, fair=here.fair)

    now = {row["request"]: row["reasons"][0]["cause"] for row in draft.unscheduled}
    assert now == {struck.pk: "no_common_slot", here.requests[1].pk: "vetoed", kept.pk: "taken_out"}
