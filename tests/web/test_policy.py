"""The content security policy lets nothing inline pass; so no template of any subject may hold it."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src/madang"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
FORBIDDEN = {
    "a style in an attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx code in an attribute": re.compile(
        r"\shx-on|hx-vals=[\"']js:|hx-trigger=[\"'][^\"']*\[", re.IGNORECASE
    ),
    "something from another host": re.compile(
        r"<(script|link|img|iframe|video|audio|source)\b[^>]*(src|href)=[\"'](https?:)?//", re.IGNORECASE
    ),
}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    pattern = FORBIDDEN[what]

    assert [str(path.relative_to(PACKAGE)) for path in TEMPLATES if pattern.search(source(path))] == []


def test_a_script_in_a_page_is_plain_values_or_comes_from_a_file() -> None:
    """`application/json` is read, not run; whatever runs has a src."""
    inline = [
        str(path.relative_to(PACKAGE))
        for path in TEMPLATES
        for attributes, body in SCRIPT.findall(source(path))
        if body.strip() and "application/json" not in attributes and "nonce=" not in attributes
    ]

    assert inline == []
