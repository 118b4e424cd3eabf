"""Every text that a reader sees stands in Korean, Chinese and Russian, whole and with the same blanks."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message

from madang.web import translations

BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
FORMS = {"ko": 1, "zh_Hans": 1, "ru": 3}
CATALOGUES = [(subject.name, language) for subject in translations.subjects() for language in FORMS]


def catalogue(subject: str, language: str) -> Catalog:
    path = translations.PACKAGE / subject / "locale" / language / "LC_MESSAGES" / "django.po"
    return translations.read(path, language) if path.exists() else Catalog(locale=language)


def wanted(subject: str) -> Iterator[Message]:
    return (message for message in translations.template_of(translations.PACKAGE / subject) if message.id)


def texts(said: object) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, (tuple, list)) else (str(said or ""),)


def test_every_subject_with_texts_has_catalogues() -> None:
    silent = {path.name for path in translations.PACKAGE.iterdir() if path.is_dir()} - {
        subject for subject, _language in CATALOGUES
    }
    speaking = [name for name in sorted(silent) if any(wanted(name))]

    assert speaking == []


@pytest.mark.parametrize(("subject", "language"), CATALOGUES, ids=str)
def test_catalogue_translates_every_text(subject: str, language: str) -> None:
    known = catalogue(subject, language)
    missing = []
    for message in wanted(subject):
        found = known.get(message.id, message.context)
        if found is None or found.fuzzy or not all(texts(found.string)):
            missing.append(message.id)

    assert missing == [], (
        f"run `make messages`, and translate {len(missing)} texts of {subject} into {language}"
    )


@pytest.mark.parametrize(("subject", "language"), CATALOGUES, ids=str)
def test_translation_has_the_blanks_of_the_original(subject: str, language: str) -> None:
    wrong = []
    for message in catalogue(subject, language):
        if not message.id or not message.string or not all(texts(message.string)):
            continue
        blanks = set(BLANK.findall(" ".join(texts(message.id))))
        if (
            any(set(BLANK.findall(text)) - blanks for text in texts(message.string))
            or set(BLANK.findall(" ".join(texts(message.string)))) != blanks
            or (isinstance(message.string, (tuple, list)) and len(message.string) != FORMS[language])
        ):
            wrong.append(message.id)

    assert wrong == []


@pytest.mark.parametrize("language", FORMS)
def test_same_text_says_the_same_in_every_subject(language: str) -> None:
    """One subject's words are shown for all: two meanings of one text need a context each."""
    said: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for subject in translations.subjects():
        for message in catalogue(subject.name, language):
            if message.id:
                key = (message.context or "", *texts(message.id))
                said.setdefault(key, set()).add(texts(message.string))

    assert {key: ways for key, ways in said.items() if len(ways) > 1} == {}
