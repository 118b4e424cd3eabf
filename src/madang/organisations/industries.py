"""ISIC revision 4 in four languages: sections and divisions, with the way from any code to its division."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from madang.core.text import Text


@dataclass(frozen=True)
class Industry:
    code: str
    section: str
    title: Text


@cache
def industries() -> dict[str, Industry]:
    """Every section (`A`) and division (`01`) by its code, in ISIC's own order."""
    lines = files("madang.organisations").joinpath("industries.tsv").read_text("utf-8").splitlines()
    return {row["code"]: _industry(row) for row in csv.DictReader(lines, delimiter="\t")}


def industry_of(code: str) -> Industry | None:
    """The division of a code of two to four digits, or the section of a letter."""
    return industries().get(code if code.isalpha() else code[:2])


def _industry(row: dict[str, str]) -> Industry:
    return Industry(
        row["code"], row["section"], Text.of("en", row["en"], ko=row["ko"], zh_hans=row["zh"], ru=row["ru"])
    )
