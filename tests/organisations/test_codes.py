"""Countries and industries: codes in, names in the reader's language out."""

import pytest
from django.utils import translation

from madang.core import languages
from madang.organisations.countries import country_choices, country_name, is_country
from madang.organisations.industries import industries, industry_of
from madang.organisations.models import name_key


@pytest.mark.parametrize(
    ("code", "known"), [("KR", True), ("CN", True), ("RU", True), ("EU", False), ("ZZ", False), ("kr", False)]
)
def test_is_country_knows_countries_only(code: str, known: bool) -> None:
    assert is_country(code) is known


@pytest.mark.parametrize(
    ("language", "name"),
    [("ko", "말레이시아"), ("zh-hans", "马来西亚"), ("en", "Malaysia"), ("ru", "Малайзия")],
)
def test_country_name_is_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert country_name("MY") == name


def test_country_name_of_an_unknown_code_is_the_code() -> None:
    assert country_name("XX") == "XX"


@pytest.mark.parametrize(
    ("language", "order"),
    [("ko", ["GH", "KR", "RU"]), ("zh-hans", ["RU", "KR", "CN"]), ("ru", ["KZ", "KR", "RU"])],
)
def test_country_choices_stand_in_the_order_of_the_readers_alphabet(language: str, order: list[str]) -> None:
    with translation.override(language):
        codes = [code for code, _name in country_choices()]
    assert [code for code in codes if code in order] == order


def test_industries_are_all_sections_and_divisions_of_isic_4() -> None:
    sections = [code for code in industries() if code.isalpha()]
    divisions = [code for code in industries() if code.isdigit()]
    assert sections == list("ABCDEFGHIJKLMNOPQRSTU")
    assert len(divisions) == 88
    assert divisions == sorted(divisions)


def test_every_industry_is_named_in_every_language_and_stands_in_a_section() -> None:
    for industry in industries().values():
        assert set(industry.title.texts) == set(languages.CODES), industry.code
        assert industry.section in industries()


def test_every_industry_has_a_name_of_its_own_among_its_kind() -> None:
    for language in languages.CODES:
        names = [one.title.texts[language] for one in industries().values() if one.code.isdigit()]
        assert len(set(names)) == len(names), language


@pytest.mark.parametrize(
    ("code", "found"), [("26", "26"), ("261", "26"), ("2610", "26"), ("C", "C"), ("04", None), ("Z", None)]
)
def test_industry_of_any_code_is_its_division(code: str, found: str | None) -> None:
    industry = industry_of(code)
    assert (industry.code if industry else None) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("(주)한빛 전자", "㈜한빛전자", True),
        ("Hanbit Electronics Co., Ltd.", "HANBIT ELECTRONICS CO LTD", True),
        ("ООО «Восток»", "ооо Восток", True),
        ("Ｈａｎｂｉｔ", "hanbit", True),
        ("한빛전자", "한빛전기", False),
    ],
)
def test_name_key_drops_width_case_and_punctuation(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same
