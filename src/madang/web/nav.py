"""Where a reader can go. Each subject adds its own lines when it starts; the frame shows them.

    from madang.web import nav
    nav.add("fair", 30, _("Partners"), _mine)

Areas: `site` (no fair at hand), `fair` (visitors and companies), `office` (the organiser), `account`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from madang.core.registry import Registry

#: So many addresses of pages are remembered: those of some thousand companies.
ADDRESSES: Final = 16_384

Where = Callable[[HttpRequest], str | None]
HowMany = Callable[[HttpRequest], int]


@lru_cache(ADDRESSES)
def address(name: str, *parts: str | int) -> str:
    """`reverse`, which is slow, once for each address: a list of companies has many."""
    return reverse(name, args=parts)


@dataclass(frozen=True)
class Entry:
    """One line of a menu. `url` answers None where the reader has no such page; `count`: what waits."""

    label: str | Promise
    url: Where
    count: HowMany | None = None


@dataclass(frozen=True)
class Link:
    """A line as one reader sees it on one page."""

    label: str | Promise
    url: str
    count: int = 0
    is_current: bool = False


AREAS: Final[Mapping[str, Registry[Entry]]] = {
    area: Registry() for area in ("site", "fair", "office", "account")
}


def add(area: str, order: int, label: str | Promise, url: Where, *, count: HowMany | None = None) -> None:
    AREAS[area].add(Entry(label, url, count), order=order)


def links(area: str, request: HttpRequest) -> list[Link]:
    """The lines of one menu; the one with the longest address that the page lies under is the current one."""
    shown = [_link(entry, url, request) for entry in AREAS[area].each() if (url := entry.url(request))]
    above = [link for link in shown if request.path.startswith(link.url)]
    current = max(above, key=lambda link: len(link.url), default=None)
    return [replace(link, is_current=link is current) for link in shown]


def _link(entry: Entry, url: str, request: HttpRequest) -> Link:
    return Link(entry.label, url, entry.count(request) if entry.count else 0)
