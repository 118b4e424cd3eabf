"""What was built: light enough for a bad line, complete, and from nowhere else."""

import gzip
import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "src/madang/web"
DIST = WEB / "static/dist"


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def test_styles_weigh_less_than_30_kb() -> None:
    assert packed(DIST / "madang.css") <= 30_000


def test_a_first_page_leaves_room_for_its_own_words() -> None:
    """120 KB is what a first load may weigh; 40 KB of it is kept for the page itself."""
    assert packed(DIST / "madang.css") + packed(DIST / "madang.js") <= 80_000


def test_every_property_that_is_asked_for_is_defined() -> None:
    css = (DIST / "madang.css").read_text()

    asked = set(re.findall(r"var\((--[\w-]+)\)", css))  # those without a default
    defined = set(re.findall(r"(--[\w-]+):", css))

    assert asked - defined == set()


def test_styles_fetch_nothing_from_elsewhere() -> None:
    css = (DIST / "madang.css").read_text()

    assert [
        url for url in re.findall(r"url\(([^)]*)\)", css) if not url.strip("\"'").startswith("data:")
    ] == []
    assert "@import" not in css


def test_type_for_paper_has_both_weights_and_its_licence() -> None:
    found = {path.name for path in (WEB / "fonts").iterdir()}

    faces = {f"NotoSans{script}-{weight}.ttf" for script in ("KR", "SC") for weight in ("Regular", "Bold")}
    assert found >= faces | {"NotoSansKR-LICENSE.txt", "NotoSansSC-LICENSE.txt"}


def test_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (WEB.parents[2] / "package-lock.json").read_text()
