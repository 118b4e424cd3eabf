"""What besides offers and needs spoke for a match, in words; never a wish, and never an earlier answer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from madang.core import languages


def circumstance_text(entry: Mapping[str, Any]) -> str:
    """A phrase for an entry of the stored reasons with a `circumstance`; empty for one no longer known."""
    if entry["circumstance"] == "language":
        return _("You share a language: %(languages)s") % {"languages": ", ".join(_names(entry["values"]))}
    return {
        "market": _("One of you serves the market of the other"),
        "presence": _("You can meet in the same way, on site or online"),
        "kinds": _("Organisations of your two kinds have business with each other"),
    }.get(entry["circumstance"], "")


def circumstance_texts(reasons: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The phrases of all circumstances among the stored reasons, the weightiest first."""
    texts = (circumstance_text(entry) for entry in reasons if "circumstance" in entry)
    return tuple(text for text in texts if text)


def _names(codes: Iterable[str]) -> Iterator[str]:
    """The engine knows `zh`, the pages `zh-hans`."""
    for code in codes:
        own = (name for known, name in languages.OWN_NAMES.items() if known.split("-")[0] == code)
        yield next(own, code)
