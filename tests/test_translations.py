"""The interface is whole in four languages: nothing is left out, and one text is one text everywhere."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from madang.web import translations

SUBJECTS = translations.subjects()
PLACEHOLDER = re.compile(r"%\([^)]+\)[sd]|%[sd%]|\{[a-z_]*\}")
HAN, HANGUL, CYRILLIC = re.compile(r"[一-鿿]"), re.compile(r"[가-힣]"), re.compile(r"[а-яА-ЯёЁ]")


def catalogue(subject: Path, language: str) -> Catalog:
    return translations.read(subject / "locale" / language / "LC_MESSAGES" / "django.po", language)


def texts(message: Message) -> list[str]:
    """The wordings of a message: one, or one for each plural form."""
    return list(message.string) if isinstance(message.string, tuple) else [str(message.string)]


def first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def test_every_subject_with_texts_has_catalogues() -> None:
    with_catalogues = {subject.name for subject in SUBJECTS}
    folders = [path for path in translations.PACKAGE.iterdir() if (path / "__init__.py").exists()]
    speaking = {path.name for path in folders if any(translations.messages_of(path))}

    assert speaking - with_catalogues == set()


@pytest.mark.parametrize("language", translations.LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda path: path.name)
def test_catalogue_holds_every_text_translated(subject: Path, language: str) -> None:
    known = catalogue(subject, language)
    wanted = translations.template_of(subject)
    missing = [first(each) for each in wanted if each.id and not _is_translated(known, each)]

    assert missing == [], f"make messages, then translate these in {subject.name}/locale/{language}"


def _is_translated(known: Catalog, wanted: Message) -> bool:
    message = known.get(wanted.id, wanted.context)
    return message is not None and not message.fuzzy and all(texts(message))


@pytest.mark.parametrize("language", translations.LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda path: path.name)
def test_translation_keeps_what_is_filled_in(subject: Path, language: str) -> None:
    wrong = [
        first(message)
        for message in catalogue(subject, language)
        if message.id
        for text in texts(message)
        if text and not _placeholders(text) >= _needed(message)
    ]

    assert wrong == []


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _needed(message: Message) -> set[str]:
    """What every form must hold: in a message with plurals, what all its originals hold."""
    forms = message.id if isinstance(message.id, tuple) else (str(message.id),)
    return set.intersection(*(_placeholders(form) for form in forms))


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_same_text_is_translated_the_same_everywhere(language: str) -> None:
    """Django merges all catalogues into one: of two translations, readers would see either."""
    seen: dict[tuple[str, str | None], dict[tuple[str, ...], list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for subject in SUBJECTS:
        for message in catalogue(subject, language):
            if message.id and all(texts(message)):
                seen[first(message), message.context][tuple(texts(message))].append(subject.name)
    torn = {key[0]: dict(wordings) for key, wordings in seen.items() if len(wordings) > 1}

    assert torn == {}


@pytest.mark.parametrize(("language", "script"), [("ko", HANGUL), ("zh_Hans", HAN), ("ru", CYRILLIC)])
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda path: path.name)
def test_translation_is_written_in_its_own_script(
    subject: Path, language: str, script: re.Pattern[str]
) -> None:
    others = {"ko": CYRILLIC, "zh_Hans": HANGUL, "ru": HANGUL}[language]
    odd = [
        text
        for message in catalogue(subject, language)
        if message.id
        for text in texts(message)
        if (len(text) > 30
        and not script.search(text))
        or (others.search(text)
        and not others.search(first(message)))
    ]

    assert odd == []
