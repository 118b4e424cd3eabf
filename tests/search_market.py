"""A small fair in four languages for the tests of search: what each company says, and what it is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

import factories as make
from madang.core.text import Text
from madang.fairs.models import Fair
from madang.listings.models import Side
from madang.organisations.models import Organisation
from madang.search.index import actions


@dataclass(frozen=True)
class Firm:
    key: str
    country: str
    name: Text
    offers: tuple[Text, ...] = ()
    needs: tuple[Text, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


def ko(text: str, **others: str) -> Text:
    return Text.of("ko", text, **others)


def zh(text: str, **others: str) -> Text:
    return Text.of("zh-hans", text, **others)


def ru(text: str, **others: str) -> Text:
    return Text.of("ru", text, **others)


FIRMS = (
    Firm("cipher", "KR", ko("한울보안"), (ko("데이터 암호화 모듈"),), (ko("중국 총판"),)),
    Firm("archive", "CN", zh("北岭档案"), (zh("档案数字化"),), (zh("数据库软件"),)),
    Firm(
        "cold",
        "CN",
        zh("冰城数据中心", en="Icetown Data Centre"),
        (zh("自然冷源数据中心园区"),),
        (zh("寻找服务器厂商"),),
        fields=(("city", "Harbin"), ("industry", "63")),
    ),
    Firm("builder", "KR", ko("다온건설"), (ko("데이터센터 설계와 시공"),), (ko("서늘한 지역의 부지"),)),
    Firm("lab", "CN", zh("沐沃检验认证"), (zh("电子产品检测"),), (zh("寻找俄罗斯客户"),)),
    Firm("plant", "RU", ru("Восток Приборы"), (ru("датчики давления"),), (ru("испытания электроники"),)),
    Firm("chips", "CN", zh("朔兆半导体", en="Shuozhao Semiconductor"), (zh("功率半导体模块"),)),
    Firm("trade", "KR", ko("나래무역"), (ko("수출상담회 운영"),), (ko("수출 대금 금융"),)),
    Firm("soy", "RU", ru("Амурская соя"), (ru("соевые бобы оптом"),), (ru("логистика в Китай"),)),
    Firm("samsung", "KR", ko("삼성전자", en="Samsung Electronics"), (ko("메모리 반도체"),)),
    Firm("hailan", "CN", zh("海澜机器人"), (zh("焊接机器人"),)),
    Firm("invest", "MY", Text.of("en", "Selangor Robotics"), (Text.of("en", "warehouse robots"),)),
)


@contextmanager
def standing(blocker: Any) -> Iterator[tuple[Fair, dict[str, Organisation]]]:
    """Made once for a whole file, in a transaction that is taken back at its end."""
    with blocker.unblock(), transaction.atomic():
        fair = make.fair("market", name=Text.of("en", "Market", ko="장터"))
        yield fair, furnish(fair)
        transaction.set_rollback(True)


def furnish(fair: Fair) -> dict[str, Organisation]:
    """Let them all take part, and make them findable."""
    made = {firm.key: _enter(fair, firm) for firm in FIRMS}
    actions.rewrite_everything()
    actions.count_terms()
    return made


def _enter(fair: Fair, firm: Firm) -> Organisation:
    row = make.organisation(firm.country, firm.name, **dict(firm.fields))
    make.participation(fair, row, country=firm.country)
    for side, titles in ((Side.OFFER, firm.offers), (Side.NEED, firm.needs)):
        for title in titles:
            make.listing(row, title, side=side)
    return row
