"""Every pair of colours that stands on the pages can be read: WCAG 2.2 AA, in the light and in the dark."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "src/madang/web/styles"
TEXT, SIGN = 4.5, 3.0
GROUNDS = ("paper", "card", "soft")

#: Words on what they stand on.
TEXTS = [
    *[(ink, ground) for ink in ("ink", "mute", "jade", "hand-ink", "gold-ink") for ground in GROUNDS],
    *[("jade-deep", ground) for ground in ("paper", "card", "jade-soft")],
    *[("ink", ground) for ground in ("jade-soft", "hand-soft", "gold-soft")],
    ("paper", "ink"),
    ("jade", "jade-soft"),
    ("hand-ink", "hand-soft"),
    ("gold-ink", "gold-soft"),
    ("on-jade", "jade"),
    ("on-jade", "jade-deep"),
    ("on-hand", "hand"),
    ("on-hand", "hand-ink"),
    ("on-gold", "gold"),
    ("done-ink", "done"),
    ("planned-ink", "planned"),
    ("on-slab", "slab"),
    ("slab-mute", "slab"),
    ("slab-ink", "on-slab"),
    *[("heat-low-ink", f"heat-{step}") for step in (1, 2, 3)],
    *[("heat-high-ink", f"heat-{step}") for step in (4, 5)],
]
#: Outlines of boxes, focus, and parts of pictures.
SIGNS = [
    *[("control", ground) for ground in ("paper", "card")],
    *[("jade", ground) for ground in GROUNDS],
    *[("hand", ground) for ground in ("paper", "card", "hand-soft")],
]


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf"@mixin {theme} \{{(.*?)\n\}}", (STYLES / "_tokens.scss").read_text(), re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_their_ground(theme: str) -> None:
    colours = tokens(theme)

    weak = {(a, b): round(contrast(colours[a], colours[b]), 2) for a, b in TEXTS}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_outlines_can_be_seen_on_their_ground(theme: str) -> None:
    colours = tokens(theme)

    weak = {(a, b): round(contrast(colours[a], colours[b]), 2) for a, b in SIGNS}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < SIGN} == {}


def test_both_themes_name_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def test_colours_come_from_the_tokens_alone() -> None:
    allowed = {"_tokens.scss", "_print.scss"}
    stray = {
        path.name: found
        for path in STYLES.glob("*.scss")
        if path.name not in allowed and (found := re.findall(r"(?<!%23)#[0-9a-f]{3,8}\b", path.read_text()))
    }

    assert stray == {}
