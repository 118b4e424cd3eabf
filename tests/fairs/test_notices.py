"""What people are told about their participation, each in their own language."""

import pytest
from django.core import mail
from django.utils import translation

import factories as make
from madang.core import notices
from madang.core.models import Notice
from madang.core.text import Text
from madang.fairs.models import Participation
from madang.fairs.participation import actions, decisions

pytestmark = pytest.mark.django_db
STATES = {"invited": None, "approved": decisions.approve, "rejected": decisions.reject}


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize(("country", "language"), [("KR", "ko"), ("CN", "zh-hans"), ("RU", "ru")])
def test_notice_names_the_fair_and_the_organisation_in_the_readers_language(
    state: str, country: str, language: str
) -> None:
    name = Text.of("en", "Spring", ko="봄 박람회", zh_hans="春季对接会", ru="Весна")
    fair = make.fair(name=name)
    company = make.organisation(country, owner=make.user("li@example.org", language=language))
    if act := STATES[state]:
        act(
            actor=None,
            participation=make.participation(fair, company, state=Participation.State.REGISTERED),
        )
    else:
        actions.invite_participant(actor=None, fair=fair, organisation=company)
    notice = Notice.objects.get()

    with translation.override(language):
        line = notices.line(notice)
    notices.send(notice=notice)

    assert str(name.texts[language]) in line
    assert str(company.name) in line
    sent = mail.outbox[0]
    assert sent.subject == line
    assert f"/fairs/{fair.slug}/" in sent.body
    assert str(name.texts[language]) in sent.body
