"""The words of these commands, from `words/*.tsv`: headings that are understood, sentences that are said."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from babel import Locale

from madang.intake.sheets import vocabulary
from madang.intake.sheets.vocabulary import key

FOLDER = files("madang.files.matching") / "words"


@cache
def headings() -> dict[str, str]:
    """What a heading means, by its key: the fields of the organisers' sheets, and those of matching."""
    return {**vocabulary.headings(), **_meanings("columns"), key("id"): "reference"}


@cache
def answers() -> dict[str, str]:
    """Yes and no, by key."""
    return _meanings("answers")


@cache
def languages() -> dict[str, str]:
    """Every name of every language in the four languages, and its code, to the code."""
    names = {key(name): code for locale in vocabulary.LOCALES for code, name in _languages(locale)}
    codes = {code: code for code, _ in _languages("en")}
    own = {word: code.split("-")[0] for word, code in vocabulary.meanings("language").items()}
    return names | codes | own


def said(sentence: str, language: str) -> str:
    """A sentence of `words/sentences.tsv` in one of the four languages."""
    return _sentences()[sentence][language]


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return {row["sentence"]: row for row in _rows("sentences")}


def _meanings(name: str) -> dict[str, str]:
    return {
        key(word) or word: row["field"]
        for row in _rows(name)
        for column in vocabulary.LANGUAGE_COLUMNS
        for word in row[column].split(" | ")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (FOLDER / f"{name}.tsv").read_text("utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def _languages(locale: str) -> list[tuple[str, str]]:
    names = Locale.parse(locale).languages
    return [(code, name) for code, name in names.items() if code.isalpha() and len(code) <= 3]
