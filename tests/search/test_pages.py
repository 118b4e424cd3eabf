"""The page of results, its marks and links, and what is offered while one types."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from madang.core.text import Version
from madang.search.question.spelling import distance, letters, nearest, traces
from madang.search.results.marks import Markers, excerpt, glosses, marked
from search_market import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def fair(django_db_setup, django_db_blocker):
    with standing(django_db_blocker) as (fair, _firms):
        yield fair


def get(name: str, *arguments, language: str = "en", **query) -> str:
    client = Client(headers={"accept-language": language})
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def test_chinese_reader_sees_korean_words_marked_and_what_they_mean(fair) -> None:
    page = get("search:everywhere", language="zh-hans", q="数据加密")

    assert "<mark>데이터 암호화</mark>" in page
    assert "= 数据加密" in page


def test_misspelt_question_says_what_was_searched_and_offers_the_other(fair) -> None:
    page = get("search:everywhere", q="semicondutor")

    assert "<b>semiconductor</b>" in page
    assert "exactly=yes" in page


def test_typed_markup_is_shown_as_text(fair) -> None:
    page = get("search:everywhere", q="<script>alert(1)</script>")

    assert "<script>alert" not in page


def test_nothing_found_helps_further(fair) -> None:
    page = get("search:at_fair", fair.slug, q="qqqxyz", country="RU")

    assert "Nothing was found" in page
    assert "Clear the filters" in page
    assert "Search all fairs" in page


def test_facet_link_narrows_and_takes_itself_back(fair) -> None:
    page = get("search:everywhere", q="반도체", country="CN")

    assert 'aria-current="true"' in page
    assert "?q=%EB%B0%98%EB%8F%84%EC%B2%B4&amp;kind=offer" not in page
    assert "country=CN&amp;kind=offer" in page


def test_names_and_subjects_are_offered_while_typing(fair) -> None:
    offered = get("search:suggestions", q="sams")

    assert "Samsung Electronics" in offered
    assert "<form" not in offered
    assert "Icetown" in get("search:suggestions", q="centre icet")
    assert "power semiconductor" in get("search:suggestions", language="en", q="semicon")


def test_own_pages_are_offered_by_name_in_any_language(fair) -> None:
    assert reverse("fairs:programme", args=[fair.slug]) in get(
        "search:suggestions_at_fair", fair.slug, language="en", q="프로그램"
    )


@pytest.mark.parametrize("page", ["0", "-1", "9999999", "x", "1e9", "٣"])
def test_odd_page_number_is_a_page(fair, page) -> None:
    get("search:everywhere", q="데이터", page=page)


def test_odd_choices_are_no_error(fair) -> None:
    get("search:everywhere", q="데이터", fair="x", country="'", kind="%", company="\\", industry="zz")


def test_box_stands_in_the_bar_of_every_page(fair) -> None:
    assert f'action="{reverse("search:at_fair", args=[fair.slug])}"' in get("fairs:fair", fair.slug)
    assert f'action="{reverse("search:everywhere")}"' in get("fairs:home")


def test_excerpt_is_cut_around_the_first_hit() -> None:
    text = "Before. " * 60 + "We build encryption modules." + " After." * 60
    found = excerpt(Version(text, "en", is_original=True, is_machine=False), Markers(frozenset({"encrypt"})))

    assert found is not None
    assert [part.text for part in found.parts if part.is_hit] == ["encryption"]
    assert found.parts[0].text == found.parts[-1].text == "…"
    assert sum(len(part.text) for part in found.parts) < 250


def test_gloss_is_given_only_across_languages() -> None:
    wording = marked(
        Version("데이터 암호화", "ko", is_original=True, is_machine=False),
        Markers(frozenset({"data", "encrypt"})),
    )

    with translation.override("zh-hans"):
        assert [gloss.meaning for gloss in glosses(wording)] == ["数据加密"]
    with translation.override("ko"):
        assert glosses(wording) == ()


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("데이타", "데이터", 1), ("abcd", "abdc", 1), ("abcd", "abcd", 0), ("semicondutor", "semiconductor", 1)],
)
def test_distance_counts_letters_of_any_script(one, other, far) -> None:
    assert distance(letters(one), letters(other), 2) == far
    assert far == 0 or set(traces(one)) & set(traces(other))


def test_short_word_is_never_mended(fair) -> None:
    assert nearest("ab") is None
