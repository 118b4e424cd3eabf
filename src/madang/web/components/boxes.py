"""The boxes of forms.

Django draws them by a template for each box, each option and each one's attributes: a hundred and more on a
page with a few filters. The usual ones are written in Python here; the rest have their templates.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString

from madang.web.markup import NOTHING, attribute, joined, markup

Box = Mapping[str, Any]  # what a widget tells of itself (Django's `Widget.get_context`)


class Boxes(TemplatesSetting):
    """`FORM_RENDERER`: the usual boxes in Python, all else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _attributes(box: Box) -> SafeString:
    return joined([_one(name, value) for name, value in box["attrs"].items() if value is not False])


def _one(name: str, value: object) -> SafeString:
    return markup(" {}", name) if value is True else markup(' {}="{}"', name, str(value))


def _line(box: Box) -> SafeString:
    value = NOTHING if box["value"] is None else markup(' value="{}"', str(box["value"]))
    return markup('<input type="{}" name="{}"{}{}>', box["type"], box["name"], value, _attributes(box))


def _paragraphs(box: Box) -> SafeString:
    return markup(
        '<textarea name="{}"{}>\n{}</textarea>', box["name"], _attributes(box), box["value"] or NOTHING
    )


def _select(box: Box) -> SafeString:
    groups = [
        _group(name, [_option(option) for option in options]) for name, options, _at in box["optgroups"]
    ]
    return markup('<select name="{}"{}>{}\n</select>', box["name"], _attributes(box), joined(groups))


def _group(name: object, options: list[SafeString]) -> SafeString:
    if not name:
        return joined(options)
    return markup('\n<optgroup label="{}">{}\n</optgroup>', name, joined(options))


def _option(option: Box) -> SafeString:
    return markup(
        '\n<option value="{}"{}>{}</option>', str(option["value"]), _attributes(option), option["label"]
    )


def _ticks(box: Box) -> SafeString:
    """Several boxes to tick, or circles of which one is chosen."""
    groups = [
        _ticks_of(name, [_tick(option) for option in options]) for name, options, _at in box["optgroups"]
    ]
    attrs = box["attrs"]
    return markup(
        "<div{}{}>{}\n</div>",
        attribute("id", attrs.get("id")),
        attribute("class", attrs.get("class")),
        joined(groups),
    )


def _ticks_of(name: object, options: list[SafeString]) -> SafeString:
    return markup("\n<div><label>{}</label>{}\n</div>", name, joined(options)) if name else joined(options)


def _tick(option: Box) -> SafeString:
    if not option["wrap_label"]:
        return markup("<div>\n{}</div>", _line(option))
    goal = attribute("for", option["attrs"].get("id"))
    return markup("<div>\n<label{}>{} {}</label></div>", goal, _line(option), option["label"])


LINES = (
    *("checkbox", "color", "date", "datetime", "email", "hidden", "number", "password", "search", "tel"),
    *("text", "time", "url"),
)
DRAWN: Final[Mapping[str, Callable[[Box], SafeString]]] = {
    **{f"django/forms/widgets/{name}.html": _line for name in LINES},
    "django/forms/widgets/textarea.html": _paragraphs,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/checkbox_select.html": _ticks,
    "django/forms/widgets/radio.html": _ticks,
}
