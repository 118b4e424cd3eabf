"""A draft arranged by hand in the browser: dragged with the mouse, moved with the keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import House, Visit

TIMETABLE = "/office/harbin-2022/timetable/"
CARRIED = "[data-grid].is-carrying"


@pytest.fixture
def grid(visit: Visit, demonstration: House) -> Iterator[Page]:
    """The grid of a new draft, which nobody keeps."""
    page = visit("en", email="organiser@madang.example", viewport={"width": 1280, "height": 1000})
    number = _latest(page) + 1
    page.fill("input[name=seconds]", "1")
    page.locator("form:has(input[name=seconds]) button").click()
    expect(page.locator(f"a[href$='/timetable/{number}/']").first).to_be_visible(timeout=60_000)
    page.goto(f"{TIMETABLE}{number}/")
    yield page
    page.goto(f"{TIMETABLE}{number}/")
    page.locator("form[action$='/discard/']").evaluate("form => form.submit()")
    page.wait_for_url(TIMETABLE)


def _latest(page: Page) -> int:
    page.goto(TIMETABLE)
    return max(int(number) for number in re.findall(r"/timetable/(\d+)/", page.content()))


def _spot(page: Page, request: str) -> str | None:
    return page.locator(f"td:has(> [data-carries='{request}'])").get_attribute("data-spot")


def test_meeting_is_dragged_to_a_free_cell_and_back_again(grid: Page) -> None:
    cell = grid.locator("[data-carries]").first
    request = cell.get_attribute("data-carries") or ""
    before = _spot(grid, request)
    cell.hover()
    grid.mouse.down()
    grid.mouse.move(300, 500, steps=3)
    grid.wait_for_selector(CARRIED)
    free = grid.locator("td[data-answer=free]").first
    to = free.get_attribute("data-spot")
    free.hover()
    expect(grid.locator("[data-said]")).to_contain_text("It can be here.")
    grid.mouse.up()

    expect(grid.locator("[data-said]")).to_contain_text(": now ")
    assert _spot(grid, request) == to

    grid.get_by_role("button", name="Undo").click()
    expect(grid.locator(f"td[data-spot='{before}'] [data-carries='{request}']")).to_be_focused()


def test_meeting_is_picked_up_carried_put_back_and_pinned_with_the_keyboard(grid: Page) -> None:
    cell = grid.locator("[data-carries]").first
    request, said = cell.get_attribute("data-carries") or "", grid.locator("[data-said]")
    cell.focus()
    grid.keyboard.press("Enter")
    grid.wait_for_selector(CARRIED)
    grid.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Table 2: ")
    grid.keyboard.press("Escape")
    expect(said).to_have_text("It stays where it was.")
    expect(cell).to_be_focused()

    grid.keyboard.press("p")
    expect(grid.locator(f"[data-carries='{request}'].is-pinned")).to_be_focused()

    grid.keyboard.press("Enter")
    grid.wait_for_selector(CARRIED)
    for _step in range(20):
        grid.keyboard.press("ArrowDown")
        if grid.evaluate("document.activeElement.dataset.answer") == "free":
            break
    to = grid.evaluate("document.activeElement.dataset.spot")
    grid.keyboard.press("Enter")
    expect(said).to_contain_text(": now ")
    assert _spot(grid, request) == to
