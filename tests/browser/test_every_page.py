"""Every page that a reader can reach by links: accessible in both themes, whole at 360 px, light, and at home.

The pages are found by walking: as a visitor, a company and an organiser, one example of each address.
"""

from collections import deque
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, Response

from browser.conftest import Visit

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.usefixtures("demonstration")

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
HEAVIEST = 120 * 1024
_walked: dict[str, list[str]] = {}
FILES = (".xlsx", ".pdf", ".ics", ".csv", ".zip")
READERS = {
    "visitor": ("en", ""),
    "company": ("ko", "korea@madang.example"),
    "organiser": ("zh-hans", "organiser@madang.example"),
}
#: Where each begins: the fullest pages first, for one example of each kind is looked at.
BEGIN = {
    "visitor": ["/fairs/harbin-2022/", "/fairs/harbin-2022/directory/"],
    "company": [
        "/fairs/harbin-2022/my/partners/",
        "/fairs/harbin-2022/my/requests/",
        "/fairs/harbin-2022/my/agenda/",
    ],
    "organiser": [
        "/office/harbin-2022/",
        "/office/harbin-2022/timetable/1/",
        "/office/harbin-2022/import/1/",
    ],
}
#: Pages that only change a choice of the reader and lead back.
SWITCHES = {"web:language", "web:theme"}


def addresses(page: Page, reader: str) -> list[str]:
    """One address for each kind of page that links lead a reader to. They are walked once."""
    if reader not in _walked:
        _walked[reader] = _walk(page, [*BEGIN[reader], "/", "/components/", "/account/login/"])
    return _walked[reader]


def _walk(page: Page, begin: list[str]) -> list[str]:
    found: dict[str, str] = {}
    ahead = deque(begin)
    while ahead:
        path = ahead.popleft()
        kind = kind_of(path)
        if not kind or kind in found:
            continue
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue  # a PDF or a sheet
        found[kind] = path
        ahead.extend(links(page))
    return sorted(found.values())


def kind_of(path: str) -> str:
    """The name of the page that answers there; nothing for files and for what only changes something."""
    if path.endswith(FILES) or "/logout" in path or path.startswith(("/static/", "/live/")):
        return ""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return "" if name in SWITCHES else name


def links(page: Page) -> list[str]:
    here = page.url
    hrefs = page.eval_on_selector_all(
        "a[href]", "all => all.filter(a => !a.download).map(a => a.getAttribute('href'))"
    )
    whole = [urlsplit(urljoin(here, href)) for href in hrefs]
    return [each.path for each in whole if each.netloc == urlsplit(here).netloc]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit: Visit, reader: str, theme: str) -> None:
    language, email = READERS[reader]
    page = visit(language, email=email, color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    wrong: list[str] = []

    for path in addresses(page, reader):
        page.goto(path)
        page.add_script_tag(path=AXE)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        wrong += [f"{path}: {each['id']} at {each['nodes'][0]['target']}" for each in found]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways_or_calls_elsewhere(visit: Visit, reader: str, width: int) -> None:
    language, email = READERS[reader]
    page = visit(language, email=email, viewport={"width": width, "height": 800})
    paths = addresses(page, reader)
    elsewhere: set[str] = set()
    page.on("request", lambda request: elsewhere.add(request.url) if not _is_ours(request.url) else None)
    complaints: list[str] = []
    page.on(
        "console",
        lambda line: complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None,
    )
    wide: list[str] = []

    for path in paths:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)

    assert (wide, sorted(elsewhere), complaints) == ([], [], [])


def _is_ours(url: str) -> bool:
    """The installation, what a page holds itself, and the browser's own viewer of PDF."""
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "chrome-extension:"))


@pytest.mark.parametrize("reader", READERS)
def test_first_load_of_every_page_is_light(visit: Visit, reader: str) -> None:
    language, email = READERS[reader]
    window = visit(language, email=email)
    session = window.context.new_cdp_session(window)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    heavy: dict[str, int] = {}

    for path in addresses(window, reader):
        weight = _first_load(window, path)
        if weight > HEAVIEST:
            heavy[path] = weight

    assert heavy == {}


def _first_load(page: Page, path: str) -> int:
    """Bytes over the wire with nothing cached, without pictures."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(path, wait_until="load")
    page.remove_listener("response", note)
    counted = [each for each in answers if each.request.resource_type not in {"image", "eventsource"}]
    return sum(each.request.sizes()["responseBodySize"] for each in counted)


@pytest.mark.parametrize("language", ["ko", "zh-hans", "ru", "en"])
def test_pages_are_in_the_readers_language(visit: Visit, language: str) -> None:
    page = visit(language)

    page.goto("/")

    expected = {"ko": "ko", "zh-hans": "zh-Hans", "ru": "ru", "en": "en"}
    assert page.get_attribute("html", "lang") == expected[language]
