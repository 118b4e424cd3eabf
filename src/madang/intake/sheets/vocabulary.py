"""The words that stand in organisers' headings and cells, in four languages, and what they mean.

The words themselves are in `words/*.tsv`, one meaning a line, for anyone to read and extend.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale

LOCALES: Final = ("en", "ko", "zh_Hans", "ru")
LANGUAGE_COLUMNS: Final = ("en", "ko", "zh", "ru")


@dataclass(frozen=True)
class Home:
    """The zone and first language of a company that names none, by its country."""

    zone: str = ""
    language: str = ""


def key(words: str) -> str:
    """Words without case, width, punctuation, remarks in brackets and trailing numbers (Offer 1, Offer 2)."""
    plain = unicodedata.normalize("NFKC", words).casefold().replace("ё", "е")
    without_remarks = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", plain)
    plain = " ".join(re.findall(r"№|[^\W_]+", without_remarks) or re.findall(r"[^\W_]+", plain))
    return re.sub(r"\s*\d+$", "", plain) or plain


@cache
def headings() -> dict[str, str]:
    """What each heading means: its key to the code of a field."""
    return {key(word): row["field"] for row in _lines("columns") for word in _words(row)}


@cache
def meanings(kind: str) -> dict[str, str]:
    """Every word of one kind of value (`kind`, `size`, `presence` …) and its code, by key."""
    rows = [row for row in _lines("values") if row["set"] == kind]
    return {key(word): row["code"] for row in rows for word in (row["code"], *_words(row))}


@cache
def countries() -> dict[str, str]:
    """Every name of every country in the four languages, and its codes, to the code of ISO 3166."""
    names = {key(name): code for locale in LOCALES for code, name in _territories(locale)}
    codes = {code.casefold(): code for code, _name in _territories("en")}
    return names | codes | meanings("country")


@cache
def homes() -> dict[str, Home]:
    return {row["country"]: Home(row["zone"], row["language"]) for row in _lines("homes")}


def home(country: str) -> Home:
    return homes().get(country, Home())


def size_of(people: int) -> str:
    """The size class of a number of people, a code of `words/values.tsv`."""
    for most, size in ((9, "micro"), (49, "small"), (249, "medium"), (999, "large")):
        if people <= most:
            return size
    return "very_large"


def _lines(name: str) -> list[dict[str, str]]:
    text = files("madang.intake").joinpath("words", f"{name}.tsv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def _words(row: dict[str, str]) -> Iterator[str]:
    for column in LANGUAGE_COLUMNS:
        yield from (word for word in row[column].split(" | ") if word)


def _territories(locale: str) -> list[tuple[str, str]]:
    names = Locale.parse(locale).territories
    return [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
