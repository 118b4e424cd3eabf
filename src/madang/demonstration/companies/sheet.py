"""The organiser's spreadsheet: companies as rows under headings in one of four languages, and as XLSX."""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from madang.demonstration.companies.vocabulary import markets, sheet
from madang.demonstration.shapes import Fair, Language, Participant, Side

Row = tuple[str | int, ...]

#: Columns in their order; offers and needs follow, as many as the fullest company has.
COLUMNS: dict[str, Callable[[Participant], str | int]] = {
    "number": lambda one: one.key,
    "name": lambda one: str(one.name),
    "english": lambda one: one.name.texts.get("en", ""),
    "kind": lambda one: one.kind,
    "country": lambda one: one.country,
    "region": lambda one: one.region,
    "city": lambda one: one.city,
    "industry": lambda one: one.industry,
    "staff": lambda one: one.staff,
    "classes": lambda one: "; ".join(one.distinctions),
    "website": lambda one: one.website,
    "about": lambda one: str(one.description),
    "group": lambda one: one.group,
    "presence": lambda one: one.presence,
    "zone": lambda one: one.zone,
    "languages": lambda one: "; ".join(one.languages),
    "at_once": lambda one: len(one.delegates) or 1,
    "contact": lambda one: one.delegates[0].name if one.delegates else "",
    "position": lambda one: one.delegates[0].position if one.delegates else "",
    "mail": lambda one: one.email,
}
#: Cells that are written in words of the sheet's language rather than in codes.
WORDED = {"kind", "presence", "languages", "classes"}


def headings(language: Language, offers: int, needs: int) -> Row:
    """What stands above the columns, with as many columns for offers and needs as asked."""
    said = _sheet_words(language)["headings"]
    numbered = [*_numbered(said["offer"], offers), *_numbered(said["need"], needs)]
    return (*(said[column] for column in COLUMNS), *numbered)


def rows(companies: Iterable[Participant], language: Language, fair: Fair) -> Iterator[Row]:
    """First the headings, then one row for each company, all of one length."""
    listed = list(companies)
    offers = max((len(_titles(one, "offer")) for one in listed), default=1)
    needs = max((len(_titles(one, "need")) for one in listed), default=1)
    yield headings(language, offers, needs)
    groups = {group.key: group.name.texts[language] for group in fair.groups}
    for one in listed:
        cells = [_cell(column, one, language, groups) for column in COLUMNS]
        yield (*cells, *_padded(_titles(one, "offer"), offers), *_padded(_titles(one, "need"), needs))


def workbook(companies: Iterable[Participant], language: Language, fair: Fair) -> bytes:
    """The same as an XLSX file, as organisers keep it: bold headings, the first columns held in place."""
    book = Workbook()
    page: Any = book.active
    page.title = _sheet_words(language)["title"]
    for row in rows(companies, language, fair):
        page.append(row)
    for number, cell in enumerate(page[1], 1):
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(number)].width = 20
    page.freeze_panes = "C2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(column: str, one: Participant, language: Language, groups: dict[str, str]) -> str | int:
    value = COLUMNS[column](one)
    if column == "group":
        return groups[one.group]
    if column == "country":
        return markets()[one.country][language].removeprefix("the ")
    if column in WORDED:
        said = _sheet_words(language)["values"]
        return "; ".join(said[part] for part in str(value).split("; ") if part)
    return value


def _titles(one: Participant, side: Side) -> list[str]:
    return [str(listing.title) for listing in one.listings if listing.side == side]


def _padded(cells: list[str], length: int) -> list[str]:
    return cells + [""] * (length - len(cells))


def _numbered(heading: str, count: int) -> Iterator[str]:
    return (f"{heading} {number}" for number in range(1, count + 1))


def _sheet_words(language: Language) -> dict[str, Any]:
    found: dict[str, Any] = sheet("spreadsheet.toml")[language]
    return found
