"""Markup written in Python: a literal with gaps, and what fills them, escaped.

    markup('<a href="{}">{}</a>', url, name)

Whatever fills a gap is escaped unless it is markup itself, so a name can never become a tag. The first
argument is always a literal: a test reads every call. `format_html` does the same at three times the price
(ADR 0013).
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Final

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

NOTHING: Final = SafeString("")


def markup(literal: str, *shown: object) -> SafeString:
    """The literal with each `{}` filled in order; there are as many of them as there is to show."""
    pattern, gaps = _pattern(literal)
    if len(shown) != gaps:
        raise ValueError(f"{len(shown)} to show in {gaps} gaps: {literal}")
    return SafeString(
        pattern % tuple([each if type(each) is SafeString else escaped(each) for each in shown])
    )


@cache
def _pattern(literal: str) -> tuple[str, int]:
    """As Python's oldest formatting wants it: that is its fastest."""
    return literal.replace("%", "%%").replace("{}", "%s"), literal.count("{}")


def escaped(value: object) -> str:
    """As a template writes it: numbers as the language has them, markup as it is, all else escaped."""
    if isinstance(value, str):
        return value if isinstance(value, SafeString) else escape(value)
    if type(value) is int:
        return str(value)  # no language of ours writes it otherwise
    if isinstance(value, Promise):
        return escaped(str(value))
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return escape(str(localize(template_localtime(value))))


def joined(parts: Iterable[SafeString], between: SafeString = NOTHING) -> SafeString:
    return SafeString(between.join(parts))


def attribute(name: str, value: object) -> SafeString:
    """` name="value"`, or nothing where there is no value."""
    return markup(' {}="{}"', name, value) if value else NOTHING


def element(name: str, kind: str, content: object) -> SafeString:
    """`<name class="kind">content</name>`, or nothing where there is no content."""
    return markup('<{} class="{}">{}</{}>', name, kind, content, name) if content else NOTHING
