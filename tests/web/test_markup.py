"""Markup written in Python: what fills a gap never becomes a tag, and what is literal is only literals."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from madang.core.text import Text
from madang.web import shapes
from madang.web.components import blocks, fields, frame, lists, pictures, signs, words
from madang.web.markup import NOTHING, attribute, element, joined, markup

SOURCE = Path(__file__).resolve().parents[2] / "src" / "madang"
HOSTILE = """"><script>alert('&')</script>"""
HARMLESS = "&quot;&gt;&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;"


def test_what_fills_a_gap_is_escaped() -> None:
    assert markup('<a title="{}">{}</a>', HOSTILE, HOSTILE) == f'<a title="{HARMLESS}">{HARMLESS}</a>'


def test_markup_in_a_gap_stays_markup() -> None:
    assert markup("<p>{}</p>", markup("<b>{}</b>", "A & B")) == "<p><b>A &amp; B</b></p>"


def test_braces_of_a_name_are_no_gap() -> None:
    assert markup("<p>{}</p>", "{} {0} %s") == "<p>{} {0} %s</p>"


def test_gaps_and_what_fills_them_are_counted() -> None:
    with pytest.raises(ValueError, match="to show in"):
        markup("<p>{}</p>")
    with pytest.raises(ValueError, match="to show in"):
        markup("<p>{}</p>", 1, 2)


def test_lazy_words_are_written_in_the_readers_language_and_escaped() -> None:
    with translation.override("ko"):
        assert markup("{}", gettext_lazy("Pages")) == "페이지"
    assert markup("{}", gettext_lazy("<never>")) == "&lt;never&gt;"


@pytest.mark.parametrize(("value", "written"), [(1234567, "1234567"), (1.5, "1,5"), (None, "None")])
def test_numbers_are_written_as_a_template_writes_them(value: object, written: str) -> None:
    with translation.override("ru"):
        assert markup("{}", value) == written == Template("{{ value }}").render(Context({"value": value}))


def test_empty_parts_are_left_out() -> None:
    assert (attribute("lang", ""), element("p", "lead", None), joined([])) == (NOTHING, NOTHING, NOTHING)


class Asked(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    kind = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)])
    kinds = forms.MultipleChoiceField(choices=[(HOSTILE, HOSTILE)], widget=forms.CheckboxSelectMultiple)
    body = forms.CharField(widget=forms.Textarea(attrs={"placeholder": HOSTILE}))

    def clean(self) -> None:
        self.add_error(None, HOSTILE)
        self.add_error("name", HOSTILE)


TYPED = {"name": HOSTILE, "kind": HOSTILE, "kinds": [HOSTILE], "body": HOSTILE}
HALF = shapes.Half(HOSTILE, HOSTILE, HOSTILE, [shapes.Beneath(HOSTILE, HOSTILE, HOSTILE)])
MATCH = shapes.Match(
    HOSTILE,
    HOSTILE,
    HALF,
    HALF,
    HOSTILE,
    HOSTILE,
    HOSTILE,
    line=HOSTILE,
    is_verified=True,
    band=HOSTILE,
    reasons=[shapes.Chip(HOSTILE, url=HOSTILE)],
)
CELL = shapes.Cell(shapes.State.PLANNED, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, is_pinned=True)
GRID = shapes.Grid(HOSTILE, HOSTILE, [shapes.Column(HOSTILE)], [shapes.Row(HOSTILE, [CELL], HOSTILE)])
HEAT = shapes.Heat(HOSTILE, HOSTILE, [HOSTILE], [shapes.HeatRow(HOSTILE, [1])])
LOADS = shapes.Loads(HOSTILE, HOSTILE, [HOSTILE], [shapes.LoadRow(HOSTILE, [shapes.Load(1, 2, 3)])])
GAINS = shapes.Gains(HOSTILE, [HOSTILE, HOSTILE], [shapes.Gain(HOSTILE, HOSTILE, 1, 2, HOSTILE)])
CHART = shapes.Chart(HOSTILE, HOSTILE, HOSTILE, [shapes.Bar(HOSTILE, 1, HOSTILE, url=HOSTILE)])
TEXT = Text("ko", {"ko": HOSTILE, "en": HOSTILE})


def drawn() -> Iterator[SafeString]:
    """Every component that shows what somebody may have written."""
    yield blocks.page_header(NOTHING, HOSTILE, HOSTILE, HOSTILE)
    yield blocks.card(NOTHING, HOSTILE, tone=HOSTILE, id=HOSTILE)
    yield blocks.empty(NOTHING, HOSTILE)
    yield blocks.filter_bar(NOTHING, HOSTILE, HOSTILE, HOSTILE)
    yield blocks.match(NOTHING, MATCH)
    yield fields.fields(Asked())
    yield fields.fields(Asked(TYPED))
    yield fields.error_summary(Asked(TYPED))
    yield frame.navigation([frame.nav.Link(HOSTILE, HOSTILE, 1)])
    yield frame.zone_pill("Asia/Seoul", HOSTILE)
    yield lists.figures([shapes.Figure(HOSTILE, HOSTILE, HOSTILE, HOSTILE, url=HOSTILE)])
    yield lists.tabs([shapes.Tab(HOSTILE, HOSTILE)], HOSTILE)
    yield lists.tasks([shapes.Task(HOSTILE, HOSTILE, shapes.Tone.HAND, HOSTILE, HOSTILE, HOSTILE, HOSTILE)])
    yield lists.steps([shapes.Step(HOSTILE, HOSTILE, url=HOSTILE)])
    yield lists.definitions([shapes.Pair(HOSTILE, HOSTILE, HOSTILE)])
    yield pictures.timetable(GRID, HOSTILE)
    yield pictures.bars(CHART)
    yield pictures.heat(HEAT)
    yield pictures.loads(LOADS)
    yield pictures.gains(GAINS)
    yield pictures.meter(HOSTILE, 1, 2, HOSTILE)
    yield signs.seal(HOSTILE)
    yield signs.chips([shapes.Chip(HOSTILE)])
    yield words.text(TEXT)
    yield words.text_beside(TEXT)
    yield words.text_beside(TEXT, inline=True)


def test_no_component_lets_a_hostile_name_become_a_tag() -> None:
    with translation.override("en"):
        parts = list(drawn())

    assert [part for part in parts if "<script" in part or 'alert("' in part or "alert('" in part] == []
    assert [part for part in parts if "alert(&#x27;" not in part] == []


# --- What the code promises -------------------------------------------------------------------------------
def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def test_the_literal_of_markup_is_always_a_literal() -> None:
    found = list(calls("markup"))

    assert len(found) > 80
    assert [place for place, call in found if not _is_literal(call.args[0])] == []


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_text_is_called_safe_only_where_it_was_rendered() -> None:
    """`SafeString(…)` escapes nothing: it is for what a template or Django's widgets have written."""
    wrapped = {ast.unparse(call) for place, call in calls("SafeString") if not place.startswith("web/markup")}

    assert wrapped == {
        "SafeString('')",
        "SafeString(content.strip())",
        "SafeString(field.as_widget(attrs=attrs))",
    }
