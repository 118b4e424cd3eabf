"""The bar at the top of every page, and the foot beneath it."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core import languages
from madang.web.components.signs import LOGO, icon
from madang.web.markup import NOTHING, attribute, element, joined, markup


@dataclass(frozen=True)
class TopBar:
    """What the bar shows: the lines of the page's menu, and all that depends on the reader."""

    lines: SafeString
    house: object
    times: SafeString
    is_rehearsal: bool
    search: SafeString
    address: str
    theme: str
    person: str
    account: SafeString
    csrf_token: object
    may_sign_in: bool


def bar(bar: TopBar) -> SafeString:
    return markup(
        '<header class="bar">\n<div class="bar-inner">\n{}\n<nav class="bar-nav" aria-label="{}">{}</nav>\n'
        '<div class="bar-times">{}\n{}</div>\n<div class="bar-tools">\n{}\n{}\n{}\n{}\n</div>\n'
        "</div>\n</header>\n",
        _brand(bar.house),
        _("Main menu"),
        bar.lines,
        bar.times,
        element("span", "chip chip-late", bar.is_rehearsal and _("rehearsal clock")),
        bar.search,
        _display(bar),
        _account(bar),
        _main_menu(bar.lines),
    )


def _brand(house: object) -> SafeString:
    name = element("span", "brand-name", "Madang")
    return markup('<a class="brand" href="/">{}\n{}{}</a>', LOGO, name, element("span", "brand-house", house))


def _menu(heard: str, sign: str, word: object, sheet: SafeString) -> SafeString:
    """A menu that opens beneath its word; what it is for is said to those who hear the page."""
    return markup(
        '<details class="menu" name="bar">\n<summary><span class="visually-hidden">{}: </span>{}'
        '<span class="menu-word menu-word-wide">{}</span>{}</summary>\n<div class="menu-sheet">\n{}\n</div>\n'
        "</details>\n",
        heard,
        icon(sign),
        word,
        icon("down") if sign == "globe" else NOTHING,
        sheet,
    )


# --- Language and display ---------------------------------------------------------------------------------
def _display(bar: TopBar) -> SafeString:
    here = quote(bar.address, safe="")
    active = languages.active()
    spoken = [_language(code, name, here, is_current=code == active) for code, name in languages.CHOICES]
    themes = [
        _theme("system", NOTHING, _("As the device"), here, is_current=not bar.theme),
        _theme("light", icon("sun"), _("Light"), here, is_current=bar.theme == "light"),
        _theme("dark", icon("moon"), _("Dark"), here, is_current=bar.theme == "dark"),
    ]
    lists = [markup('<ul class="menu-list">\n{}</ul>\n', joined(lines)) for lines in (spoken, themes)]
    return _menu(_("Language and display"), "globe", languages.OWN_NAMES[active], joined(lists))


def _language(code: str, own_name: str, here: str, *, is_current: bool) -> SafeString:
    return markup(
        '<li><a lang="{}" hreflang="{}" rel="nofollow" href="{}?next={}"{}>{}</a></li>\n',
        code,
        code,
        _switch("web:language", code),
        here,
        attribute("aria-current", is_current and "true"),
        own_name,
    )


def _theme(name: str, sign: SafeString, words: str, here: str, *, is_current: bool) -> SafeString:
    return markup(
        '<li><a rel="nofollow" href="{}?next={}"{}>{}{}</a></li>\n',
        _switch("web:theme", name),
        here,
        attribute("aria-current", is_current and "true"),
        sign,
        words,
    )


@cache
def _switch(name: str, choice: str) -> str:
    return reverse(name, args=[choice])


# --- Whose it is ------------------------------------------------------------------------------------------
def _account(bar: TopBar) -> SafeString:
    if bar.person:
        return _menu(_("Your account"), "person", bar.person, _account_sheet(bar))
    if not bar.may_sign_in:
        return NOTHING
    return markup(
        '<a class="btn btn-quiet bar-sign-in" href="{}?next={}">{}</a>',
        reverse("account_login"),
        quote(bar.address, safe=""),
        _("Sign in"),
    )


def _account_sheet(bar: TopBar) -> SafeString:
    return markup(
        '<p class="menu-head">{}</p>\n<div class="menu-lines">{}</div>\n<form method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="menu-button" type="submit">{}</button></form>',
        bar.person,
        bar.account,
        reverse("account_logout"),
        bar.csrf_token,
        _("Sign out"),
    )


def _main_menu(lines: SafeString) -> SafeString:
    """The page's menu once more, folded, for a narrow window."""
    words = _("Main menu")
    return markup(
        '<details class="menu bar-menu" name="bar">\n<summary aria-label="{}">{}</summary>\n'
        '<nav class="menu-sheet" aria-label="{}">{}</nav>\n</details>',
        words,
        icon("menu"),
        words,
        lines,
    )


def footer(fair: object) -> SafeString:
    return markup(
        '<footer class="foot">\n<div class="foot-inner">\n<p>{}\n<span>{}Madang</span></p>\n<p>{}</p>\n'
        "</div>\n</footer>\n",
        LOGO,
        f"{fair} · " if fair else "",
        _("What is offered and what is sought, face to face."),
    )
