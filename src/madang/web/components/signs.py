"""The smallest parts: a sign, the seal, a state, chips, the mark of the house, a built file's address."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.web import icons, shapes
from madang.web.markup import joined, markup

DIST: Final = Path(__file__).resolve().parent.parent / "static" / "dist"
LOGO: Final = markup(
    '<svg class="logo" viewBox="0 0 26 26" width="26" height="26" aria-hidden="true" focusable="false">'
    '<path class="logo-yard" d="M9.5 23H3V3h20v20h-6.5"/>'
    '<circle class="logo-person" cx="13" cy="13" r="2.6"/></svg>'
)


@cache
def icon(name: str) -> SafeString:
    """A sign beside words; it says nothing to those who hear the page."""
    return markup(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        icons.PATHS[name],
    )


def seal(word: object = "") -> SafeString:
    """Verified, as stamped on a document."""
    return markup('<span class="seal">{}</span>', word or _("verified"))


def state(name: str, word: object = "") -> SafeString:
    """A state by colour and sign: now, done, planned, free, late, absent, changed."""
    state = shapes.State(name)
    return markup(
        '<span class="state"><span class="cell-swatch cell-{}" aria-hidden="true"></span>{}</span>',
        state,
        word or state.label,
    )


def chips(chips: Sequence[shapes.Chip]) -> SafeString:
    return markup('<ul class="chips">{}</ul>', joined([_chip(chip) for chip in chips]))


def _chip(chip: shapes.Chip) -> SafeString:
    tone = f" chip-{chip.tone}" if chip.tone else ""
    if chip.url:
        return markup('<li><a class="chip{}" href="{}">{}</a></li>', tone, chip.url, chip.label)
    return markup('<li><span class="chip{}">{}</span></li>', tone, chip.label)


def asset(name: str) -> str:
    """The address of a built file; it changes with the file, so that browsers may keep it for long."""
    return f"{static(f'dist/{name}')}?{_edition(name)}"


@cache
def _edition(name: str) -> str:
    path = Path(f"{DIST}/{name}")  # a path takes no SafeString
    return sha256(path.read_bytes()).hexdigest()[:8] if path.is_file() else ""


def live_url(token: str) -> str:
    """Where the browser listens for what the token opens."""
    return f"{settings.LIVE_URL}/live/events?token={token}"
