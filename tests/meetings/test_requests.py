"""Requests: who may ask whom, what counts against the limit, what becomes of each."""

from datetime import timedelta

import pytest

import factories as make
from madang.core import clock
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, Notice
from madang.core.text import Text
from madang.fairs.groups import actions as group_actions
from madang.fairs.models import Participation
from madang.fairs.participation import actions as participation_actions
from madang.fairs.setup import actions as setup_actions
from madang.fairs.shapes import Limits
from madang.meetings.models import Request
from madang.meetings.requests import actions
from madang.meetings.requests.shapes import Answer, Ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make.fair()


@pytest.fixture
def korean(fair):
    return make.participation(fair, country="KR", owner=make.user(language="ko"))


@pytest.fixture
def chinese(fair):
    return make.participation(fair, country="CN", owner=make.user(language="zh-hans"))


@pytest.fixture
def russian(fair):
    return make.participation(fair, country="RU", owner=make.user(language="ru"))


def owner(participation):
    return participation.organisation.members.get()


def ask(sender, receiver, **fields):
    return actions.send_request(actor=owner(sender), sender=sender, receiver=receiver, **fields)


def test_request_is_written_audited_and_told_to_the_receiver_only(korean, chinese):
    request = ask(korean, chinese, message="만나 뵙고 싶습니다.", language="ko", grade="must")

    assert (request.state, request.sender_grade) == ("pending", "must")
    assert AuditEntry.objects.filter(verb="request.sent").get().actor == owner(korean)
    told = Notice.objects.get()
    assert (told.user, told.kind) == (owner(chinese), "request_received")


def test_request_waits_as_long_as_the_fair_says_but_not_beyond_the_end_of_requests(fair, korean, chinese):
    with clock.standing_at(fair.requests_close - timedelta(days=2)):
        assert ask(korean, chinese).expires_at == fair.requests_close


def test_request_by_a_stranger_is_not_allowed(korean, chinese):
    with pytest.raises(NotAllowed):
        actions.send_request(actor=owner(chinese), sender=korean, receiver=chinese)


def test_request_by_a_reader_of_the_company_is_not_allowed(korean, chinese):
    reader = make.user()
    make.member(korean.organisation, reader, "reader")
    with pytest.raises(NotAllowed):
        actions.send_request(actor=reader, sender=korean, receiver=chinese)


def test_request_to_oneself_is_refused(korean):
    with pytest.raises(Refused, match="itself"):
        ask(korean, korean)


def test_request_to_who_does_not_take_part_is_refused(fair, korean):
    waiting = make.participation(fair, country="CN", state=Participation.State.REGISTERED)
    with pytest.raises(Refused, match="does not take part"):
        ask(korean, waiting)


def test_request_to_a_company_of_another_fair_is_refused(korean):
    elsewhere = make.participation(make.fair(), country="CN")
    with pytest.raises(Refused, match="does not take part"):
        ask(korean, elsewhere)


def test_request_outside_the_phase_is_refused_to_companies_and_open_to_the_organiser(fair, korean, chinese):
    organiser = make.user()
    make.staff(fair, organiser)
    with clock.standing_at(fair.requests_close):
        with pytest.raises(Refused, match="not open"):
            ask(korean, chinese)
        assert actions.send_request(actor=organiser, sender=korean, receiver=chinese).state == "pending"


def test_second_request_between_a_pair_is_refused_in_both_directions(korean, chinese):
    ask(korean, chinese)
    for sender, receiver in ((korean, chinese), (chinese, korean)):
        with pytest.raises(Refused, match="already a request"):
            ask(sender, receiver)


def test_pair_may_ask_again_after_a_withdrawal(korean, chinese):
    actions.withdraw(actor=owner(korean), request=ask(korean, chinese))
    assert ask(chinese, korean).state == "pending"


def test_request_above_the_limit_is_refused_until_one_is_withdrawn(korean, chinese, russian, fair):
    setup_actions.update_fair(actor=None, fair=fair, change=Limits(request_limit=1))
    korean.refresh_from_db()
    first = ask(korean, chinese)
    with pytest.raises(Refused, match="1 open requests"):
        ask(korean, russian)
    actions.withdraw(actor=owner(korean), request=first)
    assert ask(korean, russian).state == "pending"


def test_groups_that_may_not_meet_are_refused(fair, korean, chinese, russian):
    groups = [
        group_actions.add_group(actor=None, fair=fair, code=code, name=Text.of("en", code)) for code in "abc"
    ]
    a, b, _c = groups
    group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(a, b)])
    for row, group in zip((korean, chinese, russian), (a, b, a), strict=True):
        row.group = group
        row.save()

    assert ask(korean, chinese).state == "pending"
    with pytest.raises(Refused, match="two groups"):
        ask(korean, russian)


def test_accepting_is_the_receivers_and_told_to_the_sender(korean, chinese):
    request = ask(korean, chinese)
    with pytest.raises(NotAllowed):
        actions.accept(actor=owner(korean), request=request)

    accepted = actions.accept(actor=owner(chinese), request=request, grade="must")

    assert (accepted.state, accepted.receiver_grade) == ("accepted", "must")
    assert Notice.objects.get(kind="request_accepted").user == owner(korean)


def test_declining_needs_no_reason_and_cannot_be_done_twice(korean, chinese):
    request = ask(korean, chinese)
    assert actions.decline(actor=owner(chinese), request=request).state == "declined"
    with pytest.raises(Refused, match="can no longer be changed"):
        actions.decline(actor=owner(chinese), request=request)


def test_withdrawing_is_the_senders(korean, chinese):
    request = ask(korean, chinese)
    with pytest.raises(NotAllowed):
        actions.withdraw(actor=owner(chinese), request=request)
    assert actions.withdraw(actor=owner(korean), request=request).state == "withdrawn"


def test_overdue_requests_expire_and_cannot_be_accepted(korean, chinese, russian):
    late = ask(korean, chinese)
    with clock.standing_at(late.sent_at + timedelta(days=4)):
        fresh = ask(korean, russian)
    with clock.standing_at(late.expires_at), pytest.raises(Refused, match="not answered in time"):
        actions.accept(actor=owner(chinese), request=late)

    setup_actions.set_rehearsal_clock(actor=None, fair=korean.fair, moment=late.expires_at)
    assert actions.expire_overdue() == 1

    states = dict(Request.objects.values_list("pk", "state"))
    assert states == {late.pk: "expired", fresh.pk: "pending"}


def test_expiry_follows_the_rehearsal_clock_of_each_fair(korean, chinese):
    elsewhere = make.fair()
    one, other = (make.participation(elsewhere, country=code) for code in ("KR", "CN"))
    here = ask(korean, chinese)
    actions.send_request(actor=None, sender=one, receiver=other)
    setup_actions.set_rehearsal_clock(
        actor=None, fair=korean.fair, moment=here.expires_at + timedelta(hours=1)
    )

    assert actions.expire_overdue() == 1
    assert Request.objects.get(state="expired") == here


def test_leaving_the_fair_ends_all_requests_of_the_company(korean, chinese, russian):
    sent, received = ask(korean, chinese), ask(russian, korean)

    participation_actions.withdraw(actor=owner(korean), participation=korean)

    states = dict(Request.objects.values_list("pk", "state"))
    assert states == {sent.pk: "withdrawn", received.pk: "declined"}


def test_many_requests_follow_the_same_rules_and_say_which_were_refused(fair, korean, chinese, russian):
    asks = [
        Ask(korean.pk, chinese.pk),
        Ask(chinese.pk, korean.pk),
        Ask(korean.pk, korean.pk),
        Ask(russian.pk, korean.pk, grade="must"),
        Ask(russian.pk, 10**9),
    ]

    sent = actions.send_many(actor=None, fair=fair, asks=asks)

    assert [(row.sender_id, row.receiver_id) for row in sent.written] == [
        (korean.pk, chinese.pk),
        (russian.pk, korean.pk),
    ]
    assert [refused for refused, _sentence in sent.refused] == [asks[1], asks[2], asks[4]]


def test_many_requests_by_a_company_are_not_allowed(fair, korean):
    with pytest.raises(NotAllowed):
        actions.send_many(actor=owner(korean), fair=fair, asks=[])


def test_many_answers_leave_what_is_answered_already(fair, korean, chinese, russian):
    one, other = ask(korean, chinese), ask(russian, korean)
    actions.decline(actor=owner(chinese), request=one)

    answers = [Answer(one.pk, accepted=True), Answer(other.pk, accepted=True, grade="must")]
    answered = actions.answer_many(actor=None, fair=fair, answers=answers)

    other.refresh_from_db()
    assert answered == 1
    assert (other.state, other.receiver_grade) == ("accepted", "must")
    assert Request.objects.get(pk=one.pk).state == "declined"
