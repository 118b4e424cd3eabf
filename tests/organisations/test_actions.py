import pytest

from madang.core.text import Text
from madang.organisations import actions
from madang.organisations.shapes import OrganisationFields

pytestmark = pytest.mark.django_db


def test_upsert_twice_enters_once() -> None:
    rows = [
        OrganisationFields(name=Text.of("ko", "가나다", en="Ganada Co., Ltd."), country="KR", registration_number="1"),
        OrganisationFields(name=Text.of("zh-hans", "安天科技"), country="CN"),
    ]
    first = actions.upsert_organisations(actor=None, rows=rows)
    second = actions.upsert_organisations(actor=None, rows=rows)
    assert [result.is_new for result in first] == [True, True]
    assert [result.is_new for result in second] == [False, False]
    assert [result.changed for result in second] == [(), ()]
