"""From cells to companies; every value that cannot be understood names its row and column."""

import pytest
from django.utils import translation

from madang.core.text import Text
from madang.intake.rows import problems
from madang.intake.rows.rows import Problem, Reading, read_rows
from madang.intake.sheets import columns
from madang.intake.sheets.sheet import Row, Sheet


def readings(headings: list[str], *lines: list[str], language: str = "en") -> list[Reading]:
    rows = tuple(Row(number, tuple(line)) for number, line in enumerate(lines, 2))
    sheet = Sheet("", tuple(headings), rows)
    groups = {"outside": "outside", "省外企业": "outside"}
    return list(read_rows(sheet, columns.guess(headings), groups=groups, language=language))


def test_row_in_korean_becomes_a_company_of_seoul() -> None:
    [reading] = readings(
        ["번호", "기업명", "영문명", "국가", "직원수", "구분", "언어", "제공", "찾는 것"],
        [
            "17",
            "한빛데이터",
            "Hanbit Data",
            "대한민국",
            "1,200명",
            "기업",
            "한국어, 영어",
            "데이터 암호화; 키 관리",
            "[유통] 중국 총판",
        ],
    )

    company = reading.company
    assert company is not None
    assert company.name == Text("ko", {"ko": "한빛데이터", "en": "Hanbit Data"})
    assert (company.country, company.zone, company.size, company.kind) == (
        "KR",
        "Asia/Seoul",
        "very_large",
        "company",
    )
    assert company.languages == ("ko", "en")
    assert [(row.side, row.kind, str(row.title)) for row in company.listings] == [
        ("offer", "product", "데이터 암호화"),
        ("offer", "product", "키 관리"),
        ("need", "distribution", "중국 총판"),
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [("中国", "CN"), ("중국", "CN"), ("Китай", "CN"), ("China", "CN"), ("cn", "CN"), ("Республика Корея", "KR"), ("РФ", "RU"),
     ("马来西亚", "MY"), ("독일", "DE"), ("Узбекистан", "UZ"), ("Korea (South)", "KR")],
)  # fmt: skip
def test_country_is_understood_in_four_languages(written: str, code: str) -> None:
    [reading] = readings(["Name", "Country"], ["A", written])

    assert reading.company is not None
    assert reading.company.country == code


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Country", "Atlantis", "country"),
        ("Website", "not a site", "website"),
        ("Email", "at home", "email"),
        ("Industry", "Z9", "industry"),
        ("Size", "biggish", "size"),
        ("Type", "circus", "kind"),
        ("Languages", "Korean, Klingon", "language"),
        ("Time zone", "Asia/Nowhere", "zone"),
        ("Group", "nobody", "group"),
        ("Max meetings", "many", "most_meetings"),
        ("Participation", "perhaps", "presence"),
        ("City", "x" * 81, "too_long"),
    ],
)
def test_value_that_cannot_be_understood_is_named_with_row_and_column(
    heading: str, cell: str, code: str
) -> None:
    headings = ["Name", "Country"] if heading == "Country" else ["Name", "Country", heading]
    line = ["A", cell] if heading == "Country" else ["A", "KR", cell]

    [reading] = readings(headings, line)

    assert reading.company is None
    assert reading.problems == (Problem(2, heading, code, cell[:120]),)


def test_every_problem_has_a_sentence_and_a_remedy_in_four_languages() -> None:
    for language in ("en", "ko", "zh-hans", "ru"):
        with translation.override(language):
            for code in problems.ROW_SENTENCES:
                line = problems.in_words(Problem(2, "Country", code, "x"))
                assert line.what
                assert line.remedy
                assert "%(" not in line.what


def test_missing_name_and_country_are_both_reported() -> None:
    [reading] = readings(["Name", "Country", "City"], ["", "", "Seoul"])

    assert [(problem.column, problem.code) for problem in reading.problems] == [
        ("Name", "no_name"),
        ("Country", "no_country"),
    ]


def test_same_company_twice_names_the_first_row() -> None:
    first, second = readings(["Name", "Country"], ["Orion GmbH", "DE"], ["ORION  GMBH", "Germany"])

    assert first.company is not None
    assert second.problems == (Problem(3, "", "double", "2"),)


def test_industry_accepts_section_division_class_and_letter_with_class() -> None:
    found = readings(
        ["Name", "Country", "ISIC"], *([f"A{code}", "KR", code] for code in ("C", "62", "6201", "J62.01"))
    )

    assert [reading.company and reading.company.industry for reading in found] == ["C", "62", "6201", "6201"]


def test_group_is_found_by_any_of_its_names() -> None:
    [reading] = readings(["企业名称", "国家", "组别"], ["云谷科技", "中国", "省外企业"])

    assert reading.company is not None
    assert reading.company.group == "outside"
