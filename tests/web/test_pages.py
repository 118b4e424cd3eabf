"""The pages of the frame itself: components, language, theme, errors."""

import re
from itertools import pairwise

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from madang.core import languages
from madang.web import pages

COMPONENTS = "/components/"
HEADINGS = {"ko": "구성 요소", "zh-hans": "组件", "en": "Components", "ru": "Компоненты"}


@pytest.fixture
def stranger() -> Client:
    return Client()


@pytest.mark.parametrize("language", languages.CODES)
def test_components_speak_the_readers_language(stranger: Client, language: str) -> None:
    stranger.cookies["django_language"] = language

    html = stranger.get(COMPONENTS).content.decode()

    assert f'<html lang="{languages.BCP47[language]}"' in html
    assert f"<h1>{HEADINGS[language]}</h1>" in html


def test_components_have_one_main_heading_and_no_level_is_skipped(stranger: Client) -> None:
    html = stranger.get(COMPONENTS).content.decode()

    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_components_have_every_id_once(stranger: Client) -> None:
    html = stranger.get(COMPONENTS).content.decode()

    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_language_is_remembered_and_leads_back(stranger: Client) -> None:
    response = stranger.get("/read/in/ko/?next=/components/%3Fpage=2")

    assert response.headers["Location"] == "/components/?page=2"
    assert stranger.cookies["django_language"].value == "ko"


def test_language_that_the_house_does_not_speak_is_not_found(stranger: Client) -> None:
    assert stranger.get("/read/in/de/").status_code == 404


def test_theme_is_remembered_and_stands_in_the_page(stranger: Client) -> None:
    stranger.get("/read/by/dark/?next=/components/")

    assert 'data-bs-theme="dark"' in stranger.get(COMPONENTS).content.decode()


def test_theme_of_the_device_forgets_the_choice(stranger: Client) -> None:
    stranger.get("/read/by/dark/")
    stranger.get("/read/by/system/")

    assert "data-bs-theme" not in stranger.get(COMPONENTS).content.decode()


def test_theme_that_nobody_offered_is_never_written_into_the_page(stranger: Client) -> None:
    stranger.cookies["theme"] = "neon"

    assert "neon" not in stranger.get(COMPONENTS).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_choice_never_leads_to_another_site(stranger: Client, elsewhere: str) -> None:
    assert stranger.get("/read/by/dark/", {"next": elsewhere}).headers["Location"] == "/"


def test_choices_are_offered_without_a_script(stranger: Client) -> None:
    html = stranger.get(COMPONENTS).content.decode()

    offered = set(re.findall(r'href="(/read/[^?"]+)', html))
    assert offered == {f"/read/in/{code}/" for code in languages.CODES} | {
        f"/read/by/{name}/" for name in ("system", "light", "dark")
    }


@pytest.mark.parametrize("language", languages.CODES)
def test_what_is_not_there_is_told_in_the_readers_language(stranger: Client, language: str) -> None:
    stranger.cookies["django_language"] = language
    with translation.override(language):
        sentence = translation.gettext("There is no such page here")

    response = stranger.get("/nowhere/at/all/")

    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_failure_page_needs_neither_person_nor_database() -> None:
    """No database mark: a query would fail the test."""
    response = pages.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"<h1>" in response.content


def test_form_that_is_too_old_is_told_in_the_readers_language() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "ko"

    response = client.post("/account/login/", {"login": "a@b.example"})

    assert response.status_code == 403
    assert "양식이 오래되었습니다" in response.content.decode()
