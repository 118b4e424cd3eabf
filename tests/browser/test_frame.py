"""The frame in the browser: every component in four languages, the keyboard, and life without a script."""

import pytest

from browser.conftest import Visit
from madang.core import languages

PHONE = {"width": 360, "height": 800}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("language", languages.CODES)
def test_components_fit_a_phone_and_complain_of_nothing(visit: Visit, language: str) -> None:
    page = visit(language, viewport=PHONE)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/components/")

    assert (page.evaluate(WIDER), complaints) == (0, [])


def test_timetable_is_walked_with_the_arrow_keys(visit: Visit) -> None:
    """Over the lunch break, along a line, and no further than its edge."""
    page = visit(viewport={"width": 1280, "height": 900})
    page.goto("/components/")
    page.locator("[data-grid] a.cell").first.focus()
    at = "(() => { const td = document.activeElement.parentElement; return [td.parentElement.rowIndex, td.cellIndex] })()"

    walked = []
    for key in ("ArrowRight", "ArrowDown", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        walked.append(page.evaluate(at))

    assert walked == [[1, 2], [2, 2], [2, 11], [2, 11], [2, 10], [2, 1]]
    assert page.locator("[data-grid] .cell[tabindex='0']").count() == 1


def test_language_and_theme_change_without_a_script(visit: Visit) -> None:
    page = visit("en", java_script_enabled=False, viewport=PHONE)
    page.goto("/components/")

    for choice in ("한국어", "어둡게"):
        page.locator("details.menu summary").first.click()
        page.get_by_role("link", name=choice).click()

    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("data-bs-theme")) == ("ko", "dark")
    assert page.locator("h1").inner_text() == "구성 요소"


def test_menu_of_a_phone_opens_without_a_script(visit: Visit) -> None:
    page = visit("en", java_script_enabled=False, viewport=PHONE)
    page.goto("/components/")

    page.locator("details.bar-menu summary").click()

    assert page.locator("details.bar-menu nav a").first.is_visible()


def test_open_menu_closes_at_escape_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit("en", viewport={"width": 1280, "height": 900})
    page.goto("/components/")
    summary = page.locator("details.menu summary").first
    summary.click()

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    assert page.locator("details.menu[open]").count() == 0
    assert summary.evaluate("it => it === document.activeElement")


def test_readers_zone_stands_beside_the_fairs_from_the_second_page_on(visit: Visit) -> None:
    page = visit("en", timezone_id="Asia/Vladivostok", viewport={"width": 1280, "height": 900})
    page.goto("/components/")
    page.goto("/components/")

    assert "Vladivostok" in page.locator(".bar .pill").inner_text()
