"""Every write of a fair: who may, what it changes, what it refuses, and that it is written down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.dispatch import Signal
from pytest_django import DjangoAssertNumQueries

import factories as make
from madang.core import clock
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, Notice, User
from madang.core.text import Text
from madang.fairs import signals
from madang.fairs.groups import actions as group_actions
from madang.fairs.interpreters import actions as interpreter_actions
from madang.fairs.models import Fair, Participation, Phase, StaffRole
from madang.fairs.participation import absences, bulk, decisions
from madang.fairs.participation import actions as participation_actions
from madang.fairs.places import actions as place_actions
from madang.fairs.programme import actions as programme_actions
from madang.fairs.setup import actions as setup_actions
from madang.fairs.shapes import (
    DelegateFields,
    FairFields,
    InterpreterFields,
    Limits,
    ParticipationFields,
    Phases,
    Registration,
    SessionFields,
    SpeakerFields,
    Stretch,
)
from madang.fairs.slots import actions as slot_actions
from madang.fairs.staff import actions as staff_actions
from madang.organisations import rules as organisation_rules

pytestmark = pytest.mark.django_db
State = Participation.State


def fields_of(fair: Fair, **change: object) -> FairFields:
    return FairFields(
        **{name: getattr(FairFields.of(fair), name) for name in FairFields.__dataclass_fields__} | change  # type: ignore[arg-type]
    )


# --- The fair ---------------------------------------------------------------------------------------------
def test_fair_is_created_by_the_operator_who_then_organises_it() -> None:
    operator = make.user(is_staff=True)
    what = fields_of(make.fair(), slug="new-one")

    fair = setup_actions.create_fair(actor=operator, fields=what)

    assert not fair.is_public
    assert fair.staff_rows.get().user == operator
    assert AuditEntry.objects.get(verb="fair.create", subject_id=fair.pk).actor == operator


def test_fair_is_not_created_by_an_organiser() -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    with pytest.raises(NotAllowed):
        setup_actions.create_fair(actor=organiser, fields=fields_of(fair, slug="mine"))


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "taken"},
        {"slug": "new"},
        {"slug": "with space"},
        {"zone": "Asia/Nowhere"},
        {"name": Text()},
        {"languages": ("fr",)},
    ],
)
def test_fair_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    make.fair("taken")
    fair = make.fair("mine")
    with pytest.raises(Refused) as refused:
        setup_actions.update_fair(actor=None, fair=fair, change=fields_of(fair, **change))
    assert set(refused.value.error_dict) == set(change)
    fair.refresh_from_db()
    assert fair.slug == "mine"


def test_each_part_of_a_fair_is_changed_alone() -> None:
    fair = make.fair()
    opens = datetime(2027, 1, 1, tzinfo=UTC)

    setup_actions.update_fair(actor=None, fair=fair, change=Phases(registration_opens=opens))
    setup_actions.update_fair(actor=None, fair=fair, change=Limits(request_limit=3))

    fair.refresh_from_db()
    assert (fair.registration_opens, fair.requests_open, fair.request_limit) == (opens, None, 3)


def test_rehearsal_clock_moves_the_phases_of_one_fair() -> None:
    fair, other = make.fair(), make.fair()
    assert fair.live_opens is not None
    moved = setup_actions.set_rehearsal_clock(
        actor=None, fair=fair, moment=fair.live_opens + timedelta(hours=1)
    )
    with clock.shifted(moved.clock_offset):
        assert moved.is_open(Phase.LIVE)
    with clock.shifted(other.clock_offset):
        assert not other.is_open(Phase.LIVE)
    back = setup_actions.set_rehearsal_clock(actor=None, fair=fair, moment=None)
    assert back.clock_offset == timedelta(0)


def test_last_organiser_cannot_leave_or_become_desk() -> None:
    fair = make.fair(organiser=(last := make.user()))
    with pytest.raises(Refused):
        staff_actions.remove_staff(actor=last, fair=fair, user=last)
    with pytest.raises(Refused):
        staff_actions.add_staff(actor=last, fair=fair, user=last, role=StaffRole.DESK)
    staff_actions.add_staff(actor=last, fair=fair, user=(second := make.user()))
    staff_actions.remove_staff(actor=last, fair=fair, user=last)
    assert fair.staff_rows.get().user == second


# --- Places -----------------------------------------------------------------------------------------------
def test_tables_are_numbered_on_through_the_halls() -> None:
    fair = make.fair()
    place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "A"), tables=3)
    second = place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "B"), tables=2)
    place_actions.add_tables(actor=None, hall=second, count=1)
    assert list(second.places.values_list("number", flat=True)) == [4, 5, 6]
    place_actions.remove_tables(actor=None, hall=second, count=2)
    assert list(second.places.values_list("number", flat=True)) == [4]


def test_rooms_are_brought_to_a_number_up_and_down() -> None:
    fair = make.fair()
    for count in (5, 2, 2, 4):
        rooms = place_actions.make_rooms(actor=None, fair=fair, count=count)
        assert [room.number for room in rooms] == list(range(1, count + 1))


# --- Programme, groups, interpreters ----------------------------------------------------------------------
def test_speaker_of_two_sessions_is_one() -> None:
    fair = make.fair()
    noon = datetime(2027, 1, 1, 12, tzinfo=UTC)
    wang = SpeakerFields(Text.of("zh-hans", "王伦茂"), Text.of("zh-hans", "局长"))
    for title in ("One", "Two"):
        talk = SessionFields(Text.of("en", title), noon, noon + timedelta(hours=1))
        programme_actions.add_session(actor=None, fair=fair, fields=talk, speakers=[wang])
    assert fair.speakers.count() == 1
    assert fair.speakers.get().sessions.count() == 2


def test_groups_that_meet_meet_both_ways_and_are_replaced_as_a_whole() -> None:
    fair = make.fair()
    buyers, sellers, guests = (
        group_actions.add_group(actor=None, fair=fair, code=code, name=Text.of("en", code))
        for code in ("buyers", "sellers", "guests")
    )
    group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(buyers, guests)])
    group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(buyers, sellers), (guests, guests)])
    assert list(sellers.meets.all()) == [buyers]
    assert list(buyers.meets.all()) == [sellers]
    assert list(guests.meets.all()) == [guests]


def test_group_of_another_fair_cannot_be_used() -> None:
    fair, other = make.fair(), make.fair()
    stray = group_actions.add_group(actor=None, fair=other, code="x", name=Text.of("en", "X"))
    with pytest.raises(NotAllowed):
        group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(stray, stray)])
    row = make.participation(fair)
    with pytest.raises(NotAllowed):
        participation_actions.update_participation(
            actor=None, participation=row, fields=ParticipationFields(group=stray)
        )


def test_interpreter_needs_two_different_languages() -> None:
    with pytest.raises(Refused):
        interpreter_actions.add_interpreter(
            actor=None, fair=make.fair(), fields=InterpreterFields("Kim", ("ko", "ko"))
        )


# --- Taking part ------------------------------------------------------------------------------------------
def test_registration_waits_for_approval_and_its_people_are_told() -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    company = make.organisation("RU", owner=(owner := make.user()))

    row = participation_actions.register(
        actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
    )
    assert row.state == State.REGISTERED
    assert row.zone == fair.zone

    assert decisions.approve(actor=organiser, participation=row).state == State.APPROVED
    assert Notice.objects.get().user == owner
    verbs = AuditEntry.objects.filter(organisation_id=company.pk).values_list("verb", flat=True)
    assert set(verbs) == {"participation.register", "participation.approved"}


def test_registration_of_a_fair_that_does_not_approve_takes_part_at_once() -> None:
    fair = make.fair(limits=Limits(approves_participants=False))
    company = make.organisation(owner=(owner := make.user()))
    row = participation_actions.register(
        actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
    )
    assert row.state == State.APPROVED


def test_registration_outside_its_phase_is_refused_to_companies_only() -> None:
    fair = make.fair(phases=Phases(), organiser=(organiser := make.user()))
    company = make.organisation(owner=(owner := make.user()))
    with pytest.raises(Refused):
        participation_actions.register(
            actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
        )
    row = participation_actions.register(
        actor=organiser, fair=fair, organisation=make.organisation(), fields=ParticipationFields()
    )
    assert row.state == State.APPROVED


def test_registration_happens_once() -> None:
    fair = make.fair()
    company = make.organisation(owner=(owner := make.user()))
    participation_actions.register(actor=owner, fair=fair, organisation=company, fields=ParticipationFields())
    with pytest.raises(Refused):
        participation_actions.register(
            actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
        )


def test_organiser_cannot_answer_for_a_company_that_has_its_own_people() -> None:
    """Else whoever organises any fair could write for every company of the installation."""
    fair = make.fair(organiser=(organiser := make.user()))
    company = make.organisation(owner=(owner := make.user()))

    row = participation_actions.register(
        actor=organiser, fair=fair, organisation=company, fields=ParticipationFields()
    )
    many = make.organisation(owner=make.user())
    bulk.register_many(actor=organiser, fair=fair, rows=[Registration(many)])

    assert row.state == State.INVITED
    assert fair.participations.get(organisation=many).state == State.INVITED
    assert not organisation_rules.can_edit(organiser, company)
    with pytest.raises(Refused):
        decisions.approve(actor=organiser, participation=row)
    answered = participation_actions.register(
        actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
    )
    assert answered.pk == row.pk
    assert organisation_rules.can_edit(organiser, company)


def test_rejected_company_cannot_register_again_and_withdrawn_can() -> None:
    fair = make.fair()
    company = make.organisation(owner=(owner := make.user()))
    row = participation_actions.register(
        actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
    )
    participation_actions.withdraw(actor=owner, participation=row)
    participation_actions.register(actor=owner, fair=fair, organisation=company, fields=ParticipationFields())
    decisions.reject(actor=None, participation=row)
    with pytest.raises(Refused):
        participation_actions.register(
            actor=owner, fair=fair, organisation=company, fields=ParticipationFields()
        )


@pytest.mark.parametrize("verb", [participation_actions.withdraw, decisions.reject])
def test_who_leaves_is_announced_to_the_floors_above(verb: Callable[..., Participation]) -> None:
    left: list[Participation] = []

    def hear(sender: object, participations: list[Participation], **_rest: object) -> None:
        left.extend(participations)

    signal: Signal = signals.participations_left
    signal.connect(hear)
    row = make.participation(make.fair())
    verb(actor=None, participation=row)
    verb(actor=None, participation=row)
    signal.disconnect(hear)
    assert left == [row]


def test_least_above_most_is_refused_with_the_fairs_own_numbers() -> None:
    row = make.participation(make.fair(limits=Limits(least_meetings=2, most_meetings=5)))
    with pytest.raises(Refused):
        participation_actions.update_participation(
            actor=None, participation=row, fields=ParticipationFields(least_meetings=6)
        )


def test_many_are_registered_once_in_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fair = make.fair()
    rows = [
        Registration(
            make.organisation("CN"),
            ParticipationFields(reference=f"A{n}"),
            delegates=[DelegateFields("Li")],
            absences=[Stretch(clock.now(), clock.now() + timedelta(hours=1))],
        )
        for n in range(30)
    ]
    with django_assert_max_num_queries(25):
        bulk.register_many(actor=None, fair=fair, rows=rows)
    again = bulk.register_many(
        actor=None, fair=fair, rows=[Registration(row.organisation, row.fields) for row in rows]
    )
    assert fair.participations.count() == len(again) == 30
    assert all(row.delegates.count() == row.absences.count() == 1 for row in again.values())
    assert AuditEntry.objects.filter(verb="participation.register").count() == 30
    assert not AuditEntry.objects.filter(verb="participation.update").exists()


def test_re_registration_updates_and_keeps_the_state() -> None:
    fair = make.fair()
    row = make.participation(fair, state=State.REJECTED)
    change = Registration(row.organisation, ParticipationFields(presence="online", zone="Asia/Seoul"))
    bulk.register_many(actor=None, fair=fair, rows=[change])
    row.refresh_from_db()
    assert (row.state, row.presence) == (State.REJECTED, "online")


def test_same_reference_twice_is_refused_and_nothing_is_kept() -> None:
    fair = make.fair()
    twice = [Registration(make.organisation(), ParticipationFields(reference="A1")) for _n in range(2)]
    with pytest.raises(Refused):
        bulk.register_many(actor=None, fair=fair, rows=twice)
    assert not fair.participations.exists()


def test_feed_secret_changes_each_time() -> None:
    row = make.participation(make.fair())
    first = participation_actions.renew_feed_secret(actor=None, participation=row)
    assert len(first) >= 30
    assert participation_actions.renew_feed_secret(actor=None, participation=row) != first


# --- Strangers --------------------------------------------------------------------------------------------
def _writes_of_the_office(fair: Fair) -> list[Callable[[User], object]]:
    row = make.participation(fair)
    noon = datetime(2027, 1, 1, 12, tzinfo=UTC)
    hour = Stretch(noon, noon + timedelta(hours=1))
    hall = place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "A"), tables=1)
    talk = SessionFields(Text.of("en", "Talk"), hour.starts_at, hour.ends_at)
    return [
        lambda who: setup_actions.update_fair(actor=who, fair=fair, change=Limits()),
        lambda who: setup_actions.publish_fair(actor=who, fair=fair),
        lambda who: setup_actions.set_rehearsal_clock(actor=who, fair=fair, moment=None),
        lambda who: staff_actions.add_staff(actor=who, fair=fair, user=who),
        lambda who: slot_actions.add_slot(actor=who, fair=fair, stretch=hour),
        lambda who: place_actions.add_hall(actor=who, fair=fair, name=Text.of("en", "B")),
        lambda who: place_actions.add_tables(actor=who, hall=hall, count=1),
        lambda who: place_actions.make_rooms(actor=who, fair=fair, count=1),
        lambda who: programme_actions.add_session(actor=who, fair=fair, fields=talk),
        lambda who: group_actions.add_group(actor=who, fair=fair, code="g", name=Text.of("en", "G")),
        lambda who: group_actions.set_groups_that_meet(actor=who, fair=fair, pairs=[]),
        lambda who: interpreter_actions.add_interpreter(
            actor=who, fair=fair, fields=InterpreterFields("Kim", ("ko", "en"))
        ),
        lambda who: participation_actions.invite_participant(
            actor=who, fair=fair, organisation=make.organisation()
        ),
        lambda who: bulk.register_many(actor=who, fair=fair, rows=[]),
        lambda who: decisions.approve(actor=who, participation=row),
        lambda who: decisions.reject(actor=who, participation=row),
        lambda who: place_actions.remove_hall(actor=who, hall=hall),
    ]


@pytest.mark.parametrize("country", ["KR", "CN", "RU"])
def test_office_writes_are_closed_to_companies_desk_and_other_organisers(country: str) -> None:
    fair = make.fair(organiser=make.user())
    company = make.user()
    make.participation(fair, country=country, owner=company)
    make.staff(fair, desk := make.user(), StaffRole.DESK)
    make.fair(organiser=(neighbour := make.user()))
    for stranger in (company, desk, neighbour):
        for write in _writes_of_the_office(fair):
            with pytest.raises(PermissionDenied):
                write(stranger)


def test_office_writes_are_open_to_the_organiser() -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    for write in _writes_of_the_office(fair):
        write(organiser)


def _writes_of_a_company(row: Participation) -> list[Callable[[User], object]]:
    fair = row.fair
    delegate = participation_actions.add_delegate(actor=None, participation=row, fields=DelegateFields("Kim"))
    return [
        lambda who: participation_actions.update_participation(
            actor=who, participation=row, fields=ParticipationFields()
        ),
        lambda who: absences.set_absences(actor=who, participation=row, absences=[]),
        lambda who: absences.set_availability(actor=who, participation=row, free_slots=[]),
        lambda who: participation_actions.add_delegate(
            actor=who, participation=row, fields=DelegateFields("Lee")
        ),
        lambda who: participation_actions.remove_delegate(actor=who, delegate=delegate),
        lambda who: participation_actions.renew_feed_secret(actor=who, participation=row),
        lambda who: participation_actions.withdraw(actor=who, participation=row),
        lambda who: participation_actions.register(
            actor=who, fair=fair, organisation=row.organisation, fields=ParticipationFields()
        ),
    ]


@pytest.mark.parametrize(("own", "other"), [("KR", "CN"), ("CN", "RU"), ("RU", "KR")])
def test_company_writes_are_closed_to_readers_competitors_and_other_organisers(own: str, other: str) -> None:
    fair = make.fair()
    row = make.participation(fair, country=own, owner=make.user())
    make.member(row.organisation, reader := make.user(), "reader")
    make.participation(fair, country=other, owner=(competitor := make.user()))
    make.fair(organiser=(neighbour := make.user()))
    for stranger in (reader, competitor, neighbour):
        for write in _writes_of_a_company(row):
            with pytest.raises(PermissionDenied):
                write(stranger)


def test_company_writes_are_open_to_owner_and_editor() -> None:
    fair = make.fair()
    row = make.participation(fair, owner=(owner := make.user()))
    make.member(row.organisation, editor := make.user(), "editor")
    for person in (owner, editor):
        for write in _writes_of_a_company(row):
            write(person)
