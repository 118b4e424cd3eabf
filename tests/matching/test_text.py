import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.matching import language_of, search_terms
from madang.matching.language.fold import fold
from madang.matching.language.phrases import Phrasebook
from madang.matching.language.text import analyse

ODD = (
    "",
    " \t\n",
    "🚀🔥👩‍👩‍👧‍👦",
    "12345 67,890.12 ½ ²",
    "مرحبا بالعالم שלום",
    "\x00\x07\x1b[31m\u202e\u200b",
    "AI芯片와 데이터 для 5G",
    "ＡＢＣ１２３ ﾊﾝｶｸ",
    "İSTANBUL ẞ ŉ ǰ",
    "e\u0301\u0301\u0301 \u1100\u1161\u11a8",
    "\ud7ff\ue000\U0010ffff",
)


def terms(text: str) -> set[str]:
    return {occurrence.term for occurrence in analyse(text)}


@pytest.mark.parametrize("text", [*ODD, "데이터 암호화 " * 1500, "数据" * 5000, "а" * 10_000, "x" * 10_000])
def test_analyse_odd_input_gives_terms_inside_the_text(text: str) -> None:
    assert all(0 <= found.start < found.end <= len(text) for found in analyse(text))


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=150)
def test_analyse_any_text_twice_gives_the_same(text: str) -> None:
    assert analyse(text) == analyse(text)
    assert all(0 < found.weight <= 1 and found.term for found in analyse(text))


@given(st.text(alphabet=st.characters(categories=("Lo", "Mn", "Lu", "Cf", "Zs")), max_size=80))
@settings(deadline=None, max_examples=150)
def test_fold_leads_back_to_the_original(text: str) -> None:
    folded = fold(text)
    spans = [folded.origin(place, place + 1) for place in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("스마트팜", "ko"),
        ("삼성전자 AI", "ko"),
        ("數據加密", "zh"),
        ("Шифрование данных", "ru"),
        ("data", "en"),
        ("123", "en"),
        ("", "en"),
        ("Huawei 华为技术有限公司", "zh"),
    ],
)
def test_language_of_short_label(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    ["데이터 암호화", "데이터암호화를", "数据加密", "數據加密", "шифрования данных", "Data Encryption"],
)
def test_same_meaning_in_four_languages_gives_the_same_pivot(text: str) -> None:
    assert {"data", "encrypt"} <= terms(text)


@pytest.mark.parametrize("text", ["3.5억", "3.5亿", "350 million", "350 млн", "350,000,000", "3.5억원"])
def test_same_number_in_four_languages_gives_the_same_term(text: str) -> None:
    assert "#350000000" in terms(text)


def test_month_as_number_meets_its_name() -> None:
    assert "june" in terms("6월 14일") & terms("6月14日") & terms("14 June") & terms("14 июня")


@pytest.mark.parametrize(
    "names",
    [("Samsung", "삼성", "Самсунг", "三星"), ("Hailan", "海澜", "Хайлан"), ("Huawei", "화웨이", "华为")],
)
def test_name_meets_itself_in_other_scripts(names: tuple[str, ...]) -> None:
    assert set.intersection(*(terms(name) for name in names))


@pytest.mark.parametrize(
    "names", [("Kovalchuk", "코발추크", "Ковальчук"), ("Trump", "트럼프", "Трамп", "特朗普")]
)
def test_name_that_no_glossary_knows_meets_itself_by_sound(names: tuple[str, ...]) -> None:
    assert any(term.startswith("~") for term in set.intersection(*(terms(name) for name in names)))


def test_chinese_word_that_no_glossary_knows_meets_its_korean_reading() -> None:
    assert "^명휘" in terms("명휘") & terms("明辉")


def test_search_terms_find_a_two_syllable_word_inside_a_compound() -> None:
    assert set(search_terms("수출")) & set(search_terms("해외수출상담회"))
    assert set(search_terms("总统")) & set(search_terms("前总统府"))


def test_search_terms_hold_no_space() -> None:
    assert not any(
        " " in term for term in search_terms("인공지능 기반 data encryption 数字经济 для умного города")
    )


def test_decomposed_hangul_and_cyrillic_are_read_like_composed() -> None:
    assert terms("데이터 암호화") == terms("데이터 암호화")
    assert terms("двигатель й") == terms("двигатель й")


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("폐기물처리업", "dispos", "treatment"),
        ("оптовая торговля лекарствами", "pharmaceut", "medicin"),
    ],
)
def test_compound_gives_its_parts_more_weakly(text: str, whole: str, part: str) -> None:
    weights = {found.term: found.weight for found in analyse(text)}
    assert weights[whole] == 1.0
    assert 0 < weights[part] < 1.0


def test_compound_with_an_unknown_part_is_not_taken_apart() -> None:
    book: Phrasebook[str] = Phrasebook([("로봇청소기", "robot vacuum cleaner"), ("로봇", "robot")])
    assert book.parts("ko", "로봇청소기") == ()
