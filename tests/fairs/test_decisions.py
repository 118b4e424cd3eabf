"""Many participants admitted or turned away at once: who is left out, who is told, and what it costs."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

import factories as make
from madang.core import notices
from madang.core.errors import NotAllowed
from madang.core.models import AuditEntry, Event, Notice
from madang.core.text import Text
from madang.fairs.models import Fair, Participation
from madang.fairs.participation import decisions
from madang.fairs.participation.decisions import Decided
from madang.search.models import Stale
from statements import statements_of

pytestmark = pytest.mark.django_db
State = Participation.State
SPRING = Text.of("en", "Spring", ko="봄 박람회", zh_hans="春季对接会", ru="Весна")


def waiting(fair: Fair, count: int) -> list[Participation]:
    """Companies of three countries that wait, each with a person who reads its language."""
    countries = [list(make.COUNTRIES)[number % 3] for number in range(count)]
    return [
        make.participation(
            fair, country=one, owner=make.user(language=make.COUNTRIES[one][0]), state=State.REGISTERED
        )
        for one in countries
    ]


@pytest.mark.parametrize("decide", [decisions.approve_many, decisions.reject_many])
def test_statements_are_as_many_for_thirty_as_for_three(decide: object) -> None:
    costs = []
    for count in (3, 30):
        fair = make.fair(organiser=(organiser := make.user()))
        rows = waiting(fair, count)
        costs.append(
            statements_of(lambda: decide(actor=organiser, fair=fair, participations=rows))  # type: ignore[operator] # noqa: B023
        )
    assert costs[0] == costs[1]


def test_all_who_wait_are_admitted_written_down_and_made_findable() -> None:
    fair = make.fair()
    rows = waiting(fair, 3)
    Stale.objects.all().delete()
    Event.objects.all().delete()

    told = decisions.approve_many(actor=None, fair=fair, participations=rows)

    assert told == Decided(decided=3, left_out=0)
    assert [row.state for row in fair.participations.all()] == [State.APPROVED] * 3
    entries = AuditEntry.objects.filter(verb="participation.approved", fair_id=fair.pk).order_by("subject_id")
    assert [entry.subject_id for entry in entries] == [row.pk for row in rows]
    companies = [row.organisation_id for row in rows]
    assert sorted(Stale.objects.values_list("organisation_id", flat=True)) == companies
    assert list(Event.objects.values_list("channel", "kind", "payload")) == [
        (f"office-{fair.pk}", "participations", {"changed": 3})
    ]


def test_each_is_told_in_their_own_language_and_by_mail() -> None:
    fair = make.fair(name=SPRING)
    rows = waiting(fair, 3)

    decisions.approve_many(actor=None, fair=fair, participations=rows)

    left = list(Notice.objects.order_by("pk"))
    jobs = ProcrastinateJob.objects.filter(task_name="core.mail_notice")
    assert sorted(job.args["notice_id"] for job in jobs) == [notice.pk for notice in left]
    for notice, row, language in zip(left, rows, ("ko", "zh-hans", "ru"), strict=True):
        notices.send(notice=notice)
        with translation.override(language):
            assert mail.outbox[-1].subject == notices.line(notice)
        assert mail.outbox[-1].to == [row.organisation.members.get().email]
        assert str(SPRING.texts[language]) in mail.outbox[-1].subject


def test_people_of_two_organisations_are_told_of_each() -> None:
    fair = make.fair()
    rows = waiting(fair, 2)
    make.member(rows[1].organisation, both := rows[0].organisation.members.get())

    decisions.approve_many(actor=None, fair=fair, participations=rows)

    names = [notice.params["organisation"] for notice in Notice.objects.filter(user=both).order_by("pk")]
    assert names == [row.organisation.name.as_json() for row in rows]


def test_withdrawn_and_invited_are_left_out_and_counted_and_others_of_another_fair_untouched() -> None:
    fair, other = make.fair(), make.fair()
    states = [State.REGISTERED, State.WITHDRAWN, State.INVITED, State.APPROVED, State.REJECTED]
    rows = [make.participation(fair, state=state) for state in states]
    foreign = make.participation(other, state=State.REGISTERED)

    told = decisions.approve_many(actor=None, fair=fair, participations=[*rows, foreign])

    assert told == Decided(decided=2, left_out=2)
    after = dict(Participation.objects.values_list("pk", "state"))
    assert [after[row.pk] for row in rows] == [
        State.APPROVED, State.WITHDRAWN, State.INVITED, State.APPROVED, State.APPROVED,
    ]  # fmt: skip
    assert after[foreign.pk] == State.REGISTERED


def test_only_the_organiser_of_the_fair_decides() -> None:
    fair, stranger = make.fair(), make.user()
    make.fair(organiser=stranger)
    with pytest.raises(NotAllowed):
        decisions.approve_many(actor=stranger, fair=fair, participations=waiting(fair, 1))


def test_office_says_how_many_were_admitted_and_how_many_left_out(client: Client) -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    rows = [*waiting(fair, 2), make.participation(fair, state=State.INVITED)]
    client.force_login(organiser)

    page = client.post(
        reverse("fairs:decide", args=[fair.slug]),
        {"do": "approve", "pk": [row.pk for row in rows]},
        follow=True,
    )

    assert [str(message) for message in page.context["messages"]] == [
        "2 organisations admitted.",
        "1 organisation was left out: it has withdrawn or has not answered its invitation.",
    ]
