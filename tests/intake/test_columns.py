"""Guessing what columns mean, from headings as organisers write them in four languages."""

import pytest

from madang.intake.sheets.columns import guess, missing


@pytest.mark.parametrize(
    ("headings", "meanings"),
    [
        (
            [
                "번호",
                "기업명",
                "영문명",
                "국가",
                "업종",
                "직원수",
                "담당자",
                "이메일",
                "제공 1",
                "제공 2",
                "찾는 것",
            ],
            [
                "reference",
                "name",
                "name_en",
                "country",
                "industry",
                "size",
                "contact_name",
                "contact_email",
                "offer",
                "offer",
                "need",
            ],
        ),
        (
            [
                "序号",
                "企业名称（中文）",
                "英文名称",
                "国家/地区",
                "参会方式",
                "洽谈语言",
                "供应内容",
                "采购需求",
            ],
            ["reference", "name", "name_en", "country", "presence", "languages", "offer", "need"],
        ),
        (
            [
                "№ п/п",
                "Наименование организации",
                "Страна",
                "Сайт",
                "Эл. почта",
                "Что предлагаем",
                "Что ищем",
            ],
            ["reference", "name", "country", "website", "contact_email", "offer", "need"],
        ),
        (
            [
                "ID",
                "Company name",
                "Country",
                "Time zone",
                "Website",
                "We offer",
                "Looking for",
                "Colour of badge",
            ],
            ["reference", "name", "country", "zone", "website", "offer", "need", ""],
        ),
    ],
)
def test_guess_finds_the_usual_headings(headings: list[str], meanings: list[str]) -> None:
    assert list(guess(headings)) == meanings


def test_guess_gives_a_field_to_the_column_called_just_so() -> None:
    assert guess(["Name of contact person", "Name"]) == ("contact_name", "name")


def test_guess_gives_no_field_twice_unless_it_repeats() -> None:
    assert guess(["Name", "Name", "Offer 1", "Offer 2"]) == ("name", "", "offer", "offer")


def test_missing_names_what_no_row_can_do_without() -> None:
    assert [field.code for field in missing(["offer"])] == ["name", "country"]
    assert missing(["name_ko", "country"]) == ()
