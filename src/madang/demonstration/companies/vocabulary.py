"""What the files of `content/` hold: fields of business, phrases, names, places."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from madang.demonstration.shapes import LANGUAGES, Language, Side

SIGNS: dict[str, Side] = {"+": "offer", "-": "need"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of business: what it is called, what its firms sell, in which fields they look for partners."""

    key: str
    isic: str
    kind: str
    names: dict[Language, str]
    seeks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A city with its region. `own_region` and `own` are as its people write them."""

    country: str
    region: str
    own_region: str
    city: str
    own: str
    zone: str
    weight: int


@cache
def fields() -> dict[str, Field]:
    return {row["key"]: _field(row) for row in _table("fields.tsv")}


@cache
def places() -> tuple[Place, ...]:
    return tuple(
        Place(
            row["country"],
            row["region"],
            row["own_region"],
            row["city"],
            row["own"],
            row["zone"],
            int(row["weight"]),
        )
        for row in _table("places.tsv")
    )


@cache
def markets() -> dict[str, dict[Language, str]]:
    """Country code → its name in the four languages, in the nominative."""
    return {row["code"]: {language: row[language] for language in LANGUAGES} for row in _table("markets.tsv")}


@cache
def phrases(language: Language) -> dict[tuple[str, Side], tuple[str, ...]]:
    """(field, side) → the phrases in which firms of that language offer or seek it."""
    found: dict[tuple[str, Side], list[str]] = {}
    field = ""
    for line in _text(f"{language}/fields.txt").splitlines():
        sign, _, phrase = line.partition(" ")
        if sign == "#":
            field = phrase
        elif sign in SIGNS:
            found.setdefault((field, SIGNS[sign]), []).append(phrase)
    return {place: tuple(lines) for place, lines in found.items()}


@cache
def words(language: Language) -> dict[str, dict[str, list[str]]]:
    """Section (`offer`, `need`, `body`, `about`, `positions`) → name → sentences with gaps."""
    return tomllib.loads(_text(f"{language}/words.toml"))


@cache
def names(language: Language) -> dict[str, Any]:
    return tomllib.loads(_text(f"{language}/names.toml"))


@cache
def sheet(name: str) -> dict[str, Any]:
    """A file of `content/` in TOML, by its path."""
    return tomllib.loads(_text(name))


def _field(row: dict[str, str]) -> Field:
    titles = {language: row[language] for language in LANGUAGES}
    return Field(row["key"], row["isic"], row["kind"], titles, tuple(row["seeks"].split()))


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines(), delimiter="\t"))


def _text(name: str) -> str:
    return files("madang.demonstration").joinpath("content", *name.split("/")).read_text("utf-8")
