"""Text in several languages: the reader's, else the original; what is a translation says so."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from madang.core.text import Text, TextFormField

GREETING = Text("ko", {"ko": "안녕하세요", "en": "Hello"}, frozenset({"en"}))


def test_text_is_shown_in_the_readers_language() -> None:
    with translation.override("en"):
        assert str(GREETING) == "Hello"


def test_text_without_the_readers_language_is_shown_in_english_with_the_original_beside() -> None:
    with translation.override("ru"):
        shown, beside = GREETING.best(), GREETING.beside()

    assert (shown.text, beside and beside.text) == ("Hello", "안녕하세요")


def test_text_in_one_language_is_shown_in_it() -> None:
    with translation.override("ru"):
        assert str(Text.of("ko", "안녕하세요")) == "안녕하세요"


def test_translation_says_what_it_is_and_has_the_original_beside_it() -> None:
    shown = GREETING.best("en")
    original = GREETING.beside("en")

    assert (shown.is_original, shown.is_machine) == (False, True)
    assert original is not None
    assert original.text == "안녕하세요"
    assert GREETING.beside("ko") is None


def test_empty_text_is_false_and_shows_nothing() -> None:
    assert not Text()
    assert str(Text()) == ""


def test_text_survives_its_json() -> None:
    assert Text.from_json(GREETING.as_json()) == GREETING


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (["ko", "안녕", "", "", ""], Text.of("ko", "안녕")),
        (["ko", "안녕", "你好", "", ""], Text("ko", {"ko": "안녕", "zh-hans": "你好"})),
        (["ko", "", "", "Hello", ""], Text.of("en", "Hello")),
    ],
)
def test_form_field_keeps_the_original_language_with_a_wording(typed: list[str], text: Text) -> None:
    assert TextFormField().clean(typed) == text


def test_form_field_that_is_required_asks_for_one_language() -> None:
    with pytest.raises(ValidationError):
        TextFormField(required=True).clean(["ko", "", "", "", ""])
