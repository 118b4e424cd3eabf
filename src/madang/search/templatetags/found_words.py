"""A text with what was looked for marked in it, and what stands beside it. Drawn some fifty times a page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from madang.search.results.marks import Gloss, Wording
from madang.search.results.presenters import Line

register = template.Library()


@register.simple_tag
def marked(wording: Wording) -> SafeString:
    parts = (format_html("<mark>{}</mark>" if part.is_hit else "{}", part.text) for part in wording.parts)
    inside = mark_safe("".join(parts))  # noqa: S308  each is escaped
    return format_html('<span lang="{}">{}</span>', wording.language, inside)


@register.simple_tag
def beside(line: Line) -> SafeString:
    """The original of a translation, and what its marked words mean to the reader."""
    original = (
        format_html(' <span class="found-beside">{}</span>', marked(line.beside)) if line.beside else ""
    )
    return format_html("{}{}", original, format_html_join("", "{}", ((_gloss(one),) for one in line.glosses)))


def _gloss(gloss: Gloss) -> SafeString:
    return format_html(
        ' <span class="found-gloss"><span lang="{}">{}</span> = {}</span>',
        gloss.language,
        gloss.words,
        gloss.meaning,
    )
