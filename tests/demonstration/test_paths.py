"""New companies of the demonstration fair, each in its own language, from an empty profile to a partner and why."""

import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

import factories as make
from demonstration.worlds import main_row, small, world
from madang.core import clock
from madang.core.models import User
from madang.core.text import Text
from madang.demonstration.fairs import MAIN
from madang.fairs.participation import actions, decisions
from madang.fairs.shapes import ParticipationFields
from madang.listings import actions as listing_actions
from madang.listings.shapes import ListingFields
from madang.listings.subjects import picker
from madang.organisations.profile import actions as profile_actions
from madang.organisations.shapes import OrganisationFields
from madang.partners.models import Outdated
from madang.partners.recommendations.actions import rematch_outdated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("matched")]


@pytest.fixture(scope="module")
def matched(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with world(django_db_blocker):
        small("requests")
        yield


def newcomer(language: str, name: str, country: str, kind: str, **listings: tuple[str, ...]) -> User:
    """A person enters their organisation, registers, and writes both sides; then the organiser admits it."""
    person = make.user(language=language)
    organisation = profile_actions.create_organisation(
        actor=person,
        fields=OrganisationFields(name=Text.of(language, name), kind=kind, country=country),
        owner=person,
    )
    fair = main_row()
    fields = ParticipationFields(languages=(language,), zone="Asia/Shanghai")
    with clock.shifted(fair.clock_offset):
        row = actions.register(actor=person, fair=fair, organisation=organisation, fields=fields)
    for side, wordings in listings.items():
        text = Text.of(language, wordings[0])
        body = Text.of(language, wordings[1]) if len(wordings) > 1 else Text()
        ticked = picker(ticked=(), texts=[text, body]).heard_ids
        fields_of = ListingFields(
            side=side, kind="service", title=text, body=body, concepts=tuple(sorted(ticked))
        )
        listing_actions.add_listing(actor=person, organisation=organisation, fields=fields_of)
    assert row.pk not in waiting()  # not before it is admitted
    decisions.approve(actor=None, participation=row)
    assert row.pk in waiting()
    return person


def partners_of(person: User, **wished: str) -> list[str]:
    """The cards of their page in words, best first, once the worker has done what waits."""
    rematch_outdated(fair=main_row())
    client = Client()
    client.force_login(person)
    page, headers = reverse("partners:mine", args=[MAIN]), {"accept-language": person.language}
    text = client.get(page, wished, headers=headers).content.decode()
    return [words(card) for card in text.split('<article class="card match">')[1:]]


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(strip_tags(markup)))


def waiting() -> list[int]:
    return list(Outdated.objects.values_list("participation", flat=True))


def test_korean_builder_of_data_centres_finds_cool_sites_in_harbin() -> None:
    person = newcomer(
        "ko",
        "늘푸른데이터센터건설",
        "KR",
        "company",
        offer=("데이터센터 설계와 시공",),
        need=(
            "서늘한 지역의 데이터센터 부지",
            "중국 동북 지역에서 냉각 비용을 줄일 수 있는 부지를 찾습니다.",
        ),
    )
    best = partners_of(person)[:2]
    assert any("哈尔滨雪澜数据中心" in card for card in best)
    assert any("하얼빈시" in card for card in best)
    (xuelan,) = (card for card in best if "雪澜" in card)
    assert "귀사가 찾는 것 서늘한 지역의 데이터센터 부지" in xuelan
    assert "상대가 제공하는 것: 气候寒冷的数据中心用地" in xuelan
    assert "상대가 찾는 것 寻找模块化数据中心设计施工企业" in xuelan
    assert "귀사가 제공하는 것: 데이터센터 설계와 시공" in xuelan
    assert "데이터센터 = 数据中心" in xuelan


def test_russian_university_finds_a_chinese_laboratory() -> None:
    person = newcomer(
        "ru",
        "Амурский политехнический университет",
        "RU",
        "university",
        offer=("Разработка новых материалов и сплавов",),
        need=("Лаборатория для испытаний материалов", "Нужны испытания на прочность и сертификация."),
    )
    assert any("衡泽检验检测" in card for card in partners_of(person)[:2])
    (card,) = partners_of(person, country="CN")[:1]
    assert "Вы ищете Лаборатория для испытаний материалов" in card
    assert re.search(r"Они предлагают: [^:]*(检测|测试|检验)", card)
    assert "Вы предлагаете: Разработка новых материалов и сплавов" in card
    assert "сертификация = 认证" in card


def test_chinese_buyer_of_encryption_finds_a_korean_firm() -> None:
    korean = newcomer(
        "ko",
        "누리암호기술",
        "KR",
        "company",
        offer=("데이터 암호화 솔루션",),
        need=("중국 보안 소프트웨어 유통 협력사",),
    )
    buyer = newcomer(
        "zh-hans",
        "北辰信息贸易有限公司",
        "CN",
        "buyer",
        offer=("信息安全软件经销",),
        need=("采购数据加密产品",),
    )
    card = partners_of(buyer)[0]
    assert "누리암호기술" in card
    assert "贵方寻求 采购数据加密产品" in card
    assert "对方提供: 데이터 암호화 솔루션" in card
    assert "数据加密 = 데이터 암호화" in card or "加密 = 암호화" in card
    assert "北辰" in partners_of(korean)[0]
