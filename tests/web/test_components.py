"""The tags: what they write for those who see the page and for those who hear it."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from madang.core.models import Work
from madang.core.text import Text
from madang.web.shapes import Bar, Beneath, Cell, Chart, Column, Grid, Half, Heat, HeatRow, Match, Row, State

AT = datetime(2026, 6, 14, 2, 40, tzinfo=UTC)


def drawn(template: str, **shown: object) -> str:
    return Template(template).render(Context(shown))


class Asked(forms.Form):
    name = forms.CharField(help_text="As registered.")
    kinds = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


def test_field_ties_its_box_to_help_and_error() -> None:
    html = drawn("{% field form.name %}", form=Asked({}))

    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert described[1].split() == ["id_name_help", "id_name_error"]
    assert all(f'id="{each}"' in html for each in described[1].split())
    assert 'aria-invalid="true"' in html


def test_field_without_fault_is_not_called_wrong() -> None:
    html = drawn("{% field form.name %}", form=Asked())

    assert "aria-invalid" not in html
    assert "field-wrong" not in html


def test_error_summary_leads_to_a_place_that_exists() -> None:
    html = drawn("{% error_summary form %}{% fields form %}", form=Asked({}))

    goals = re.findall(r'href="#([^"]+)"', html)
    assert len(goals) == 2
    assert all(f'id="{goal}"' in html for goal in goals)


def test_error_summary_is_silent_without_errors() -> None:
    assert drawn("{% error_summary form %}", form=Asked({"name": "x", "kinds": ["a"]})).strip() == ""


def test_typed_text_is_still_in_the_box() -> None:
    assert 'value="&lt;Kim&gt;"' in drawn("{% field form.name %}", form=Asked({"name": "<Kim>"}))


def test_text_in_another_language_says_which() -> None:
    name = Text.of("ko", "안티 테크놀로지")

    with translation.override("ru"):
        assert drawn("{% text name %}", name=name) == '<span lang="ko">안티 테크놀로지</span>'


def test_text_in_the_readers_language_stands_alone() -> None:
    with translation.override("ko"):
        assert drawn("{% text name %}", name=Text.of("ko", "안티")) == "안티"


def test_text_of_a_person_is_escaped() -> None:
    with translation.override("en"):
        assert drawn("{% text name %}", name=Text.of("ko", "<b>")) == '<span lang="ko">&lt;b&gt;</span>'


def test_translation_by_machine_says_so_and_shows_the_original() -> None:
    text = Text("ko", {"ko": "원문", "en": "words"}, frozenset({"en"}))

    with translation.override("en"):
        html = drawn("{% text_beside text %}", text=text)

    assert "Translated by machine" in html
    assert '<div class="original" lang="ko"><p>원문</p></div>' in html


def test_moment_shows_both_zones() -> None:
    with timezone.override(ZoneInfo("Asia/Seoul")), translation.override("en"):
        html = drawn('{% moment at "Asia/Shanghai" day="short" %}', at=AT)

    assert re.sub(r"<[^>]+>", "", html) == "14 Jun 11:40 Shanghai 10:40"


def grid(*states: State) -> Grid:
    columns = [Column(f"{at + 9}:00") for at in range(len(states))]
    return Grid(
        "Tables", "Table", columns, [Row("01", [Cell(state, "A ⇄ B", url="/m/1/") for state in states])]
    )


def test_timetable_tells_every_state_in_words() -> None:
    states = [state for state in State if state is not State.CLOSED]

    with translation.override("en"):
        html = drawn("{% timetable grid %}", grid=grid(*states))

    body = html[html.index("<tbody>") :]
    assert [str(state) for state in re.findall(r'class="cell cell-(\w+)"', body)] == [
        str(each) for each in states
    ]
    with translation.override("en"):
        assert all(str(state.label) in body for state in states)


def test_timetable_key_holds_only_what_occurs() -> None:
    assert grid(State.LATE, State.NOW, State.LATE, State.CLOSED).states == [State.NOW, State.LATE]


def test_timetable_draws_nothing_where_the_slot_is_closed() -> None:
    html = drawn("{% timetable grid %}", grid=grid(State.CLOSED, State.FREE))

    assert html[html.index("<tbody>") :].count('class="cell ') == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_bars_are_drawn_with_points_in_every_language(language: str) -> None:
    """SVG knows no decimal comma."""
    chart = Chart("Held", "Host", "Meetings", [Bar("Harbin", 1, of=3), Bar("Daqing", 9, of=3)])

    with translation.override(language):
        html = drawn("{% bars chart %}", chart=chart)

    assert re.findall(r'class="chart-part" width="([^"]+)"', html) == ["33.3", "100.0"]


@pytest.mark.parametrize(("value", "step"), [(0, 0), (1, 1), (4, 1), (5, 2), (19, 5), (20, 5), (30, 5)])
def test_heat_has_five_steps_and_nothing(value: int, step: int) -> None:
    assert Heat("Tables", "Hall", ["9:00"], [HeatRow("1", [value])], full=20).step(value) == step


def test_match_names_each_language_it_quotes() -> None:
    half = Half("You seek", "engines", beneath=[Beneath("They offer", "引擎", "zh-Hans")])
    match = Match("Antiy", "/o/1/", half, half, name_beside="安天", name_beside_language="zh-Hans", score=86)

    html = drawn("{% match match %}<button>Ask</button>{% endmatch %}", match=match)

    assert html.count('<span lang="zh-Hans">引擎</span>') == 2
    assert "86" in html
    assert '<div class="button-row"><button>Ask</button></div>' in html


def test_match_says_in_words_how_likely_it_is() -> None:
    half = Half("You seek", "engines")

    html = drawn(
        "{% match match %}{% endmatch %}", match=Match("A", "/o/1/", half, half, band="Likely", rank=2)
    )

    assert "Likely</p>" in html
    assert 'match-dots-2" aria-hidden="true"' in html


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("㈜새빛결데이터센터", "새"),
        ("주식회사 한울림데이터", "한"),
        ("ООО «Форпостер-Био»", "Ф"),
        ("АО «Маячник-Станко»", "М"),
        ("АОСТА", "А"),
        ("安天科技", "安"),
        ("㈜", "㈜"),
    ],
)
def test_plate_passes_over_the_form_of_a_company(name: str, letter: str) -> None:
    half = Half("You seek", "engines")

    assert Match("Company", "/o/1/", half, half, name_beside=name).initial == letter


def test_pages_keep_the_filters_of_the_address() -> None:
    page = Paginator(range(50), 10).get_page(2)
    request = RequestFactory().get("/list/?q=%ED%95%9C&page=2")

    html = drawn("{% pagination page %}", page=page, request=request)

    assert 'rel="next" href="?q=%ED%95%9C&amp;page=3"' in html


def test_one_page_needs_no_pages() -> None:
    assert drawn("{% pagination page %}", page=Paginator([1], 10).get_page(1)).strip() == ""


def test_work_under_way_listens_and_asks_and_can_be_followed_by_hand() -> None:
    work = Work(pk=7, state=Work.State.RUNNING, done=3, total=12)

    html = drawn("{% progress work %}", work=work, request=RequestFactory().get("/office/f/import/7/"))

    assert 'hx-get="/office/f/import/7/"' in html
    assert "/live/events?token=" in html
    assert '<progress max="100" value="25"' in html
    assert '<a href="/office/f/import/7/">' in html


def test_work_that_is_over_neither_listens_nor_asks() -> None:
    html = drawn("{% progress work %}", work=Work(pk=7, state=Work.State.FAILED, problem="Disk full."))

    assert "hx-get" not in html
    assert "data-live" not in html
    assert "Disk full." in html


def test_empty_state_says_what_to_do_next() -> None:
    html = drawn('{% empty title="None yet" %}<a href="/new/">Begin</a>{% endempty %}')

    assert '<a href="/new/">Begin</a>' in html


def test_address_of_a_built_file_changes_with_its_content() -> None:
    styles, script = drawn("{% asset 'madang.css' %}"), drawn("{% asset 'madang.js' %}")

    assert re.fullmatch(r"/static/dist/madang\.css\?[0-9a-f]{8}", styles)
    assert styles.split("?")[1] != script.split("?")[1]
