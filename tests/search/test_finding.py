"""What is found for what is typed: in any of four languages, mistyped, half typed, and in any script."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.organisations.models import Organisation
from madang.search.index import actions
from madang.search.models import Document
from madang.search.results.queries import find
from madang.search.shapes import Found, Sought
from search_market import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def market(django_db_setup, django_db_blocker):
    with standing(django_db_blocker) as made:
        yield made


def search(market, text: str, **wanted) -> Found:
    return find(Sought(text, **wanted), [market[0].pk])


def firms(market, found: Found) -> list[str]:
    keys = {row.pk: key for key, row in market[1].items()}
    return [keys[group.organisation] for group in found.groups if group.organisation]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("数据加密", "cipher"),
        ("data encryption", "cipher"),
        ("шифрование данных", "cipher"),
        ("데이터센터", "cold"),
        ("center for data", "cold"),
        ("центр обработки данных", "builder"),
        ("испытания", "lab"),
        ("тестирование", "lab"),
        ("시험", "lab"),
        ("半导体", "chips"),
        ("반도체", "samsung"),
        ("수출", "trade"),
        ("出口", "trade"),
        ("экспорт", "trade"),
        ("대두", "soy"),
        ("大豆", "soy"),
        ("기계 로봇", "hailan"),
        ("робот", "invest"),
        ("三星电子", "samsung"),
        ("삼성전자", "samsung"),
        ("Samsung", "samsung"),
        ("Самсунг", "samsung"),
        ("Хайлан", "hailan"),
        ("Hailan", "hailan"),
        ("Harbin", "cold"),
        ("하얼빈", "cold"),
        ("датчик", "plant"),
        ("压力传感器", "plant"),
    ],
)
def test_reader_lands_on_what_was_meant(market, text, expected) -> None:
    assert expected in firms(market, search(market, text))[:3]


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("semicondutor", "semiconductor", "chips"),
        ("데이타", "데이터", "cipher"),
        ("반두체", "반도체", "samsung"),
        ("элетроники", "электроники", "plant"),
    ],
)
def test_mistyped_word_is_mended_and_said_so(market, typed, meant, expected) -> None:
    found = search(market, typed)

    assert found.meant == meant
    assert expected in firms(market, found)[:5]


def test_word_of_the_glossary_is_mended_though_no_document_holds_it(market) -> None:
    assert not search(market, "фармацевтка").meant

    actions.learn_glossary()

    assert search(market, "фармацевтка").meant == "фармацевтика"


def test_mistyped_word_is_left_when_the_reader_insists(market) -> None:
    assert not search(market, "semicondutor", exactly=True).meant


def test_name_comes_before_those_who_only_offer_such_things(market) -> None:
    assert firms(market, search(market, "Selangor Robotics"))[0] == "invest"


def test_page_mixes_kinds_and_countries(market) -> None:
    found = search(market, "데이터센터")

    assert {"cold", "builder"} == set(firms(market, found)[:2])


def test_half_typed_name_finds_its_company(market) -> None:
    assert firms(market, search(market, "Shuozh"))[:1] == ["chips"]


def test_company_appears_once_with_all_that_it_says(market) -> None:
    found = search(market, "수출")

    assert firms(market, found).count("trade") == 1
    assert found.groups[0].count == 2


def test_words_that_nothing_holds_together_find_what_holds_some(market) -> None:
    found = search(market, "데이터 암호화 대두")

    assert found.loosely
    assert {"cipher", "soy"} <= set(firms(market, found))


def test_facets_count_what_each_choice_would_leave(market) -> None:
    everything = search(market, "반도체").facets
    chosen = search(market, "반도체", chosen={"country": "CN"})

    assert everything["country"] == chosen.facets["country"]
    assert sum(chosen.facets["kind"].values()) == everything["country"]["CN"] == chosen.documents


def test_results_come_by_the_page(market) -> None:
    first, second = (search(market, "데이터", page=number) for number in (1, 2))

    assert first.results == second.results
    assert not second.groups


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂🙂",
        "&|!():*<->",
        "%",
        "'; DROP TABLE--",
        "\\",
        '"',
        "12345",
        "مرحبا",
        "\u202eabc",
        "a" * 10_000,
        "的",
    ],
)
def test_odd_input_breaks_nothing(market, text) -> None:
    search(market, text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_any_text_breaks_nothing(market, text) -> None:
    search(market, text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=80))
def test_any_title_can_be_kept_and_found(market, text) -> None:
    from madang.search.index.terms import Vector  # noqa: PLC0415  beside its use

    vector = Vector()
    vector.add_name(text)
    row = Document.objects.get(organisation=market[1]["soy"], kind="company")
    row.terms = str(vector)
    row.save(update_fields=["terms"])

    assert Organisation.objects.filter(pk=row.organisation_id).exists()
