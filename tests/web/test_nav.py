"""Menus: each subject brings its lines, the reader sees theirs, and one of them is where they are."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from madang.web import nav


@pytest.fixture(autouse=True)
def own_lines() -> Iterator[None]:
    with nav.AREAS["fair"].emptied():
        yield


def asked(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def test_lines_stand_in_their_order_whoever_came_first() -> None:
    nav.add("fair", 20, "Partners", lambda _request: "/f/partners/")
    nav.add("fair", 10, "The fair", lambda _request: "/f/")

    assert [link.label for link in nav.links("fair", asked("/"))] == ["The fair", "Partners"]


def test_line_is_hidden_where_the_reader_has_no_such_page() -> None:
    nav.add("fair", 10, "My day", lambda _request: None)

    assert nav.links("fair", asked("/")) == []


def test_current_line_is_the_nearest_above_the_page() -> None:
    nav.add("fair", 10, "The fair", lambda _request: "/f/")
    nav.add("fair", 20, "Partners", lambda _request: "/f/partners/")

    current = [link.label for link in nav.links("fair", asked("/f/partners/7/")) if link.is_current]

    assert current == ["Partners"]


def test_no_line_is_current_on_a_page_beside_them() -> None:
    nav.add("fair", 10, "The fair", lambda _request: "/f/")

    assert [link.is_current for link in nav.links("fair", asked("/account/"))] == [False]


def test_line_tells_what_waits_there() -> None:
    nav.add("fair", 10, "Requests", lambda _request: "/f/requests/", count=lambda _request: 4)

    assert [link.count for link in nav.links("fair", asked("/"))] == [4]
