"""The directory: who takes part, found and filtered, as everyone at the fair sees it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

import factories as make
from madang.core import clock
from madang.core.text import Text
from madang.fairs.groups import actions as group_actions
from madang.fairs.models import Fair, Participation
from madang.fairs.setup import actions as setup_actions

pytestmark = pytest.mark.django_db
State = Participation.State


def found(**wanted: str) -> list[str]:
    answer = Client().get(f"/fairs/spring/directory/?{urlencode(wanted | {'order': 'name'})}")
    return [str(row.organisation.name) for row in answer.context["found"]]


@pytest.fixture
def market() -> Fair:
    fair = make.fair("spring")
    inside = group_actions.add_group(actor=None, fair=fair, code="inside", name=Text.of("en", "Inside"))
    korean = make.organisation("KR", Text.of("ko", "한빛전자", en="Hanbit"), industry="2610")
    chinese = make.organisation("CN", Text.of("zh-hans", "安天科技"), kind="university", industry="J")
    russian = make.organisation("RU", Text.of("ru", "Восток"), industry="62")
    make.participation(fair, korean, country="KR", group=inside)
    make.participation(fair, chinese, country="CN", presence="online")
    make.participation(fair, russian, country="RU", presence="both")
    hidden = make.organisation("KR", "숨은 곳")
    make.participation(fair, hidden, country="KR", state=State.REGISTERED)
    make.listing(korean, Text.of("ko", "웨이퍼 검사기"), kind="technology")
    make.listing(chinese, Text.of("zh-hans", "寻找合作伙伴"), side="need", kind="distribution")
    make.listing(russian, "Secret plan", is_shown=False)
    return fair


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["Hanbit", "Восток", "安天科技"]),
        ({"text": "한빛"}, ["Hanbit"]),
        ({"text": "hANBIT"}, ["Hanbit"]),
        ({"text": "검사기"}, ["Hanbit"]),
        ({"text": "восток"}, ["Восток"]),
        ({"text": "合作"}, ["安天科技"]),
        ({"text": "Secret"}, []),
        ({"text": "texts"}, []),
        ({"country": "CN"}, ["安天科技"]),
        ({"country": "XX"}, ["Hanbit", "Восток", "安天科技"]),
        ({"kind": "university"}, ["安天科技"]),
        ({"presence": "on_site"}, ["Hanbit", "Восток"]),
        ({"presence": "online"}, ["Восток", "安天科技"]),
        ({"language": "ru"}, ["Восток"]),
        ({"industry": "J"}, ["Восток", "安天科技"]),
        ({"offers": "technology"}, ["Hanbit"]),
        ({"needs": "distribution"}, ["安天科技"]),
        ({"group": "inside"}, ["Hanbit"]),
        ({"country": "CN", "presence": "on_site"}, []),
    ],
)
def test_directory_finds(market: Fair, wanted: dict[str, str], names: list[str]) -> None:
    assert found(**wanted) == names


def test_directory_sends_only_its_results_to_htmx(market: Fair) -> None:
    whole = Client().get("/fairs/spring/directory/").content.decode()
    part = Client().get("/fairs/spring/directory/", headers={"HX-Request": "true"})
    assert "<html" in whole
    assert "<html" not in part.content.decode()
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(part["Vary"].split(", "))


def test_directory_sends_the_whole_page_when_htmx_restores_it(market: Fair) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in Client().get("/fairs/spring/directory/", headers=headers).content.decode()


def test_directory_is_in_another_order_on_another_day(market: Fair) -> None:
    def order() -> list[str]:
        answer = Client().get("/fairs/spring/directory/")
        return [str(row.organisation.public_id) for row in answer.context["found"]]

    seen = set()
    for days in range(12):
        setup_actions.set_rehearsal_clock(
            actor=None, fair=market, moment=clock.real_now() + timedelta(days=days)
        )
        seen.add(tuple(order()))
        assert order() == order()
    assert len(seen) > 1


def test_who_was_not_admitted_has_no_page(market: Fair) -> None:
    hidden = market.participations.get(state=State.REGISTERED).organisation
    shown = market.participations.filter(state=State.APPROVED)[0].organisation
    assert Client().get(f"/fairs/spring/directory/{hidden.public_id}/").status_code == 404
    assert Client().get(f"/fairs/spring/directory/{shown.public_id}/").status_code == 200
