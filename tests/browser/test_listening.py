"""A page that listens for longer than its token holds, in a real browser against the real processes."""

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import House, Visit

DAY = "/office/harbin-2022/day/"
STREAM = "/live/events?token="
ASKED = "id: 5\nevent: hello\ndata: {}\n\nevent: renew\ndata: {}\n\n"


@pytest.fixture
def organiser(visit: Visit, demonstration: House) -> Page:
    return visit("en", email="organiser@madang.example")


def begin_with(page: Page, house: House, status: int, body: str) -> list[str]:
    """The first stream is answered so, as if its token were old; all others are real. Their addresses."""
    opened: list[str] = []

    def answer(route: Route) -> None:
        opened.append(route.request.url)
        if len(opened) > 1:
            route.continue_()
        else:
            headers = {"Access-Control-Allow-Origin": house.url, "Content-Type": "text/event-stream"}
            route.fulfill(status=status, headers=headers, body=body)

    page.route("**/live/events*", answer)
    return opened


def test_page_that_is_asked_renews_its_token_and_goes_on_where_it_was(
    organiser: Page, demonstration: House
) -> None:
    opened = begin_with(organiser, demonstration, 200, ASKED)

    with (
        organiser.expect_response(lambda answer: answer.url.endswith("/listen/")) as renewed,
        organiser.expect_response(lambda answer: "&after=5" in answer.url) as stream,
        organiser.expect_request(  # it was away for too long: told to reload, it fetches its part anew
            lambda request: request.url.endswith(DAY) and "hx-request" in request.headers
        ),
    ):
        organiser.goto(DAY)

    assert (renewed.value.status, stream.value.status) == (200, 200)
    assert renewed.value.text().split(STREAM)[0] == opened[0].split(STREAM)[0]
    expect(organiser.locator("#day-state")).to_be_attached()


def test_page_whose_token_is_refused_asks_for_another(organiser: Page, demonstration: House) -> None:
    opened = begin_with(organiser, demonstration, 403, "")

    with organiser.expect_response(lambda answer: STREAM in answer.url and answer.status == 200):
        organiser.goto(DAY)

    assert len(opened) == 2


def test_page_of_who_may_no_longer_listen_stays_silent(organiser: Page, demonstration: House) -> None:
    opened = begin_with(organiser, demonstration, 403, "")
    organiser.route("**/listen/", lambda route: (organiser.context.clear_cookies(), route.continue_())[1])

    with organiser.expect_response(lambda answer: answer.url.endswith("/listen/")) as refused:
        organiser.goto(DAY)
    organiser.wait_for_timeout(500)

    assert refused.value.status == 403
    assert len(opened) == 1
