"""What every page knows: language and theme, and what the subjects add, such as the fair it is about."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest

from madang.core import languages
from madang.core.registry import Registry

#: What a subject lets every template know of the request.
KNOWN: Final[Registry[Callable[[HttpRequest], Mapping[str, object]]]] = Registry()
#: Templates that a subject puts into the bar of every page.
IN_BAR: Final[Registry[str]] = Registry()


def frame(request: HttpRequest) -> dict[str, object]:
    known: dict[str, object] = {
        "in_bar": IN_BAR.each(),
        "languages": languages.CHOICES,
        "language": languages.active(),
        "language_tag": languages.BCP47[languages.active()],
        "theme": request.COOKIES.get("theme", ""),
    }
    for more in KNOWN.each():
        known |= more(request)
    return known
