"""Companies from a spreadsheet: a row each, headings and values in any of the four languages."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from madang.config.processes.preflight import CannotRun
from madang.files.matching import wording
from madang.files.terminal.reading import read_bytes
from madang.intake.sheets import vocabulary
from madang.intake.sheets.sheet import Row, Sheet, Unreadable, read
from madang.intake.sheets.vocabulary import key
from madang.matching import LANGUAGES, Attendance, Item, OrganisationKind, Profile, Side, Size

ITEMS = re.compile(r"\s*(?:\r?\n|\r|;|；|\||｜)\s*")
LIST = re.compile(r"\s*(?:\r?\n|\r|[;；,，、/|·])\s*")
NAMES = ("name", *(f"name_{language}" for language in LANGUAGES))
REPEATED = {"offer": Side.OFFER, "need": Side.NEED}
TOLD = {
    "empty": "holds no rows",
    "password": "is protected by a password: save it without one",
    "damaged": "cannot be read as a table: save it as CSV UTF-8 or XLSX",
    "encoding": "is in no encoding that we know: save it as CSV UTF-8, or name it with --encoding",
}
LONGEST_SHOWN = 40
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Listed:
    """A company of the file: as the engine sees it, and what people call it, by language."""

    profile: Profile
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return self.names.get(language) or self.profile.name or self.profile.company


@dataclass(frozen=True, slots=True)
class Table:
    """The companies of a file, and the headings of the columns that were passed over."""

    companies: tuple[Listed, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its columns by meaning; `places` has each column's number, from 1."""

    path: Path
    number: int
    cells: Mapping[str, str]
    items: tuple[tuple[Side, str], ...]
    places: Mapping[str, int]

    def refuse(self, meaning: str, trouble: str) -> CannotRun:
        """The sentence for a cell that makes no sense."""
        cell = " ".join(self.cells.get(meaning, "").split())[:LONGEST_SHOWN]
        where = f"line {self.number}, column {self.places[meaning]}"
        return CannotRun(f"{self.path}: {where}: “{cell}” {trouble}.")

    def among(self, meaning: str, known: Mapping[str, Kept], trouble: str, empty: Kept) -> Kept:
        """What the cell means among the known words; what is empty means nothing."""
        cell = self.cells.get(meaning, "")
        if not cell:
            return empty
        found = known.get(key(cell) or cell)
        if found is None:
            raise self.refuse(meaning, trouble)
        return found

    def several(self, meaning: str, known: Mapping[str, str], trouble: str) -> tuple[str, ...]:
        """The same for a cell of several words."""
        words = [word for word in LIST.split(self.cells.get(meaning, "")) if word]
        whole = known.get(key(self.cells.get(meaning, "")))
        codes = [whole] if whole else [known.get(key(word), "") for word in words]
        if not all(codes):
            raise self.refuse(meaning, trouble)
        return tuple(dict.fromkeys(codes))


def read_companies(path: Path, encoding: str = "") -> Table:
    """Every company of a CSV, TSV or XLSX file.

    Raises:
        CannotRun: the file is no table of companies, or a cell makes no sense; says what and where.
    """
    try:
        sheet = read(read_bytes(path), encoding=encoding)
    except Unreadable as error:
        raise CannotRun(f"{path} {TOLD[error.code]}.") from None
    meanings = [wording.headings().get(key(heading), "") for heading in sheet.headings]
    _check_columns(path, sheet, meanings)
    lines = [_line(path, row, meanings) for row in sheet.rows]
    companies = [_company(line) for line in lines]
    _check_distinct(lines, companies)
    known = _known(companies)
    wished = [_with_wishes(line, one, known) for line, one in zip(lines, companies, strict=True)]
    ignored = [h for h, m in zip(sheet.headings, meanings, strict=True) if h and m not in UNDERSTOOD]
    return Table(tuple(wished), tuple(ignored))


UNDERSTOOD = {
    *NAMES, *REPEATED, "reference", "country", "region", "languages", "markets", "excluded_markets", "group",
    "kind", "size", "presence", "industry", "vetoes", "no_competitors", "must", "would",
}  # fmt: skip


def _check_columns(path: Path, sheet: Sheet, meanings: Sequence[str]) -> None:
    if not sheet.rows:
        raise CannotRun(
            f"{path} has headings only, or a single line: one names the columns, and each other is a company."
        )
    if not {*NAMES, "reference"} & set(meanings):
        raise CannotRun(f"{path}: no column is called name or id (nor so in Korean, Chinese or Russian).")
    if not REPEATED.keys() & set(meanings):
        raise CannotRun(
            f"{path}: no column is called offers or needs (nor so in Korean, Chinese or Russian)."
        )
    once = [meaning for meaning in meanings if meaning in UNDERSTOOD - REPEATED.keys()]
    if twice := sorted(meaning for meaning in set(once) if once.count(meaning) > 1):
        columns = [str(at) for at, meaning in enumerate(meanings, 1) if meaning == twice[0]]
        raise CannotRun(
            f"{path}: columns {' and '.join(columns)} mean the same, {twice[0]}: rename or remove one."
        )


def find(companies: Sequence[Listed], called: str) -> Listed | None:
    """The company of this id or name, if there is one."""
    company = _known(companies).get(_plain(called))
    return next((one for one in companies if one.profile.company == company), None)


def _line(path: Path, row: Row, meanings: Sequence[str]) -> Line:
    filled = [(meaning, cell) for meaning, cell in zip(meanings, row.cells, strict=True) if meaning and cell]
    items = [
        (REPEATED[meaning], text)
        for meaning, cell in filled
        if meaning in REPEATED
        for text in ITEMS.split(cell)
        if text
    ]
    places = {meaning: place for place, meaning in enumerate(meanings, 1)}
    return Line(path, row.number, dict(filled), tuple(items), places)


def _company(line: Line) -> Listed:
    names = {language: line.cells.get(f"name_{language}", "") for language in LANGUAGES}
    name = line.cells.get("name") or next(filter(None, names.values()), "")
    company = line.cells.get("reference") or name
    if not company:
        raise CannotRun(f"{line.path}: line {line.number}: the company has neither a name nor an id.")
    countries = vocabulary.countries()
    profile = Profile(
        company,
        tuple(Item(str(place), side, text) for place, (side, text) in enumerate(line.items, 1)),
        name=name,
        country=line.among("country", countries, "is no country that we know", ""),
        region=line.cells.get("region", ""),
        languages=line.several("languages", wording.languages(), "holds a language that we do not know"),
        markets=line.several("markets", countries, "holds a country that we do not know"),
        excluded_markets=line.several("excluded_markets", countries, "holds a country that we do not know"),
        no_competitors=line.among("no_competitors", wording.answers(), "is neither yes nor no", "no")
        == "yes",
        industries=tuple(code for code in LIST.split(line.cells.get("industry", "")) if code),
        group=line.cells.get("group", ""),
        size=_size(line),
        kind=_kind(line),
        attendance=_attendance(line),
    )
    return Listed(profile, names)


def _size(line: Line) -> Size:
    digits = re.findall(r"\d+", re.sub(r"(?<=\d)[,\s](?=\d{3})", "", line.cells.get("size", "")))
    known = vocabulary.meanings("size")
    if digits:
        code = vocabulary.size_of(int(digits[-1][:9]))
    else:
        code = line.among("size", known, "is neither a number of people nor a size such as small", "")
    return Size.LARGE if code == "very_large" else Size(code)


def _kind(line: Line) -> OrganisationKind:
    known = vocabulary.meanings("kind")
    return OrganisationKind(line.among("kind", known, "is no kind of organisation that we know", "company"))


def _attendance(line: Line) -> Attendance:
    known = vocabulary.meanings("presence")
    return Attendance(line.among("presence", known, "does not say on site, online or both", ""))


def _check_distinct(lines: Sequence[Line], companies: Sequence[Listed]) -> None:
    first: dict[str, int] = {}
    for line, one in zip(lines, companies, strict=True):
        company = one.profile.company
        if company in first:
            raise CannotRun(
                f"{line.path}: line {line.number}: “{company[:LONGEST_SHOWN]}” stands in line "
                f"{first[company]} already: give each company an id of its own."
            )
        first[company] = line.number


def _known(companies: Sequence[Listed]) -> dict[str, str]:
    """Every name and every id to the company; where a name is another company's id, the id counts."""
    named = [
        (name, one.profile.company) for one in companies for name in (*one.names.values(), one.profile.name)
    ]
    names = {_plain(name): company for name, company in reversed(named)}
    return names | {_plain(one.profile.company): one.profile.company for one in companies}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _with_wishes(line: Line, one: Listed, known: Mapping[str, str]) -> Listed:
    vetoes, must, would = (_others(line, meaning, known) for meaning in ("vetoes", "must", "would"))
    return replace(one, profile=replace(one.profile, vetoes=vetoes, must=must, would=would))


def _others(line: Line, meaning: str, known: Mapping[str, str]) -> tuple[str, ...]:
    called = [name for name in ITEMS.split(line.cells.get(meaning, "")) if name]
    if any(_plain(name) not in known for name in called):
        raise line.refuse(meaning, "names a company that is not in this file")
    return tuple(known[_plain(name)] for name in called)
