"""Blocks with content: what stands between the two tags of each."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.web import shapes
from madang.web.components.signs import LOGO, chips, icon, seal
from madang.web.markup import NOTHING, attribute, element, joined, markup


def page_header(content: SafeString, title: object, eyebrow: object = "", lead: object = "") -> SafeString:
    """The one h1 of a page; its actions stand between the tags."""
    return markup(
        '<header class="page-header">\n<div>\n{}\n<h1>{}</h1>\n{}\n</div>\n{}\n</header>\n',
        element("p", "eyebrow", eyebrow),
        title,
        element("p", "lead", lead),
        _buttons(content),
    )


def _buttons(content: SafeString) -> SafeString:
    return element("div", "button-row", SafeString(content.strip()))


def card(content: SafeString, title: object = "", level: int = 2, tone: str = "", id: str = "") -> SafeString:  # noqa: A002
    return markup(
        '<section class="card{}"{}>\n{}\n{}\n</section>\n',
        f" card-{tone}" if tone else "",
        attribute("id", id),
        element(f"h{level}", "card-title", title),
        SafeString(content.strip()),
    )


def empty(content: SafeString, title: object, level: int = 2) -> SafeString:
    """Nothing here yet: why, and between the tags what to do next."""
    return markup(
        '<div class="empty">\n<span class="empty-sign" aria-hidden="true">{}\n</span>\n{}\n{}\n</div>\n',
        LOGO,
        element(f"h{level}", "empty-title", title),
        SafeString(content.strip()),
    )


def filter_bar(content: SafeString, label: object = "", target: str = "", action: str = "") -> SafeString:
    """A form of filters in the address. With `target` (#id) only the results are fetched, as one types."""
    live = markup(
        ' hx-get="{}" hx-target="{}" hx-trigger="input changed delay:300ms, change, submit"'
        ' hx-push-url="true"',
        action,
        target,
    )
    return markup(
        '<form class="filter-bar" method="get" role="search"{}{}{}>\n{}\n'
        '<button class="btn btn-plain" type="submit">{}{}</button>\n</form>\n',
        attribute("aria-label", label),
        attribute("action", action),
        live if target else NOTHING,
        SafeString(content.strip()),
        icon("search"),
        _("Show"),
    )


def match(content: SafeString, match: shapes.Match) -> SafeString:
    """Two facing halves; the buttons stand between the tags."""
    return markup(
        '<article class="card match">\n<header class="match-head">\n'
        '<span class="plate" aria-hidden="true"{}>{}</span>\n{}\n{}\n</header>\n'
        '<div class="halves">\n{}\n<span class="halves-arrows" aria-hidden="true">{}</span>\n{}\n</div>\n'
        "{}\n{}\n</article>\n",
        attribute("lang", match.initial_language),
        match.initial,
        _who(match),
        _degree(match),
        half(match.you_seek),
        icon("arrows"),
        half(match.they_seek),
        chips(match.reasons) if match.reasons else NOTHING,
        _buttons(content),
    )


def _who(match: shapes.Match) -> SafeString:
    beside = markup(
        ' <span class="match-beside"{}>{}</span>',
        attribute("lang", match.name_beside_language),
        match.name_beside,
    )
    return markup(
        '<div class="match-who">\n<h{} class="match-name"><a href="{}"{}>{}</a>{}{}</h{}>\n{}\n</div>',
        match.level,
        match.url,
        attribute("lang", match.name_language),
        match.name,
        beside if match.name_beside else NOTHING,
        markup(" {}", seal()) if match.is_verified else NOTHING,
        match.level,
        element("p", "match-line", match.line),
    )


def _degree(match: shapes.Match) -> SafeString:
    """How good it is: in words with dots, or as a number."""
    if match.band:
        dots = markup('<span class="match-dots match-dots-{}" aria-hidden="true"></span>', match.rank)
        return markup('<p class="match-band">{}{}</p>', dots, match.band)
    if match.score is None:
        return NOTHING
    return markup('<p class="match-score"><b>{}</b><span>{}</span></p>', match.score, _("mutual need"))


def half(half: shapes.Half) -> SafeString:
    return markup(
        '<div class="half">\n<p class="half-heading">{}</p>\n<p class="half-wording"{}>{}</p>\n{}</div>\n',
        half.heading,
        attribute("lang", half.language),
        half.wording,
        joined([_beneath(line) for line in half.beneath]),
    )


def _beneath(line: shapes.Beneath) -> SafeString:
    return markup(
        '<p class="original">{}: <span{}>{}</span></p>\n',
        line.origin,
        attribute("lang", line.language),
        line.wording,
    )
