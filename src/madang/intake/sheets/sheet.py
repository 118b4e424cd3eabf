"""Read a spreadsheet as its owner has it: XLSX, XLS, ODS, or CSV in the encodings of the four languages.

Pure: bytes in, rows of text out. Row numbers are those the owner sees in the spreadsheet program.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

ENCODINGS: Final = ("utf_8", "cp949", "gb18030", "cp1251")
#: What people call these encodings, for messages and the command line.
ENCODING_NAMES: Final = {
    "utf_8": "UTF-8",
    "utf_16": "UTF-16",
    "cp949": "CP949",
    "gb18030": "GB18030",
    "cp1251": "Windows-1251",
}
DELIMITERS: Final = ",;\t|"
LONGEST_LOOK_FOR_HEADINGS: Final = 20
WORKBOOK_MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Cell = str | float | int | bool | date | datetime | time | timedelta | None


class Unreadable(Exception):  # noqa: N818  an answer to the reader, not a fault of ours
    """The file is none that we can read; `code` says why, for a sentence in the reader's language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Row:
    """One row below the headings: its number in the spreadsheet (from 1) and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table with headings. `encoding` is empty for workbooks."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""
    others: tuple[str, ...] = ()


def read(content: bytes, *, sheet: str = "", encoding: str = "") -> Sheet:
    """The named sheet of a workbook (else its first with rows), or a CSV file in the given or found encoding.

    Raises:
        Unreadable: empty, protected by a password, damaged, or in no known encoding.
    """
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(WORKBOOK_MARKS):
        return _workbook(content, sheet)
    return _csv(content, encoding)


def _workbook(content: bytes, wanted: str) -> Sheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = tuple(book.sheet_names)
        tables = ((name, book.get_sheet_by_name(name)) for name in _preferred(names, wanted))
        for name, table in tables:
            lines = [[_text(cell) for cell in line] for line in table.to_python(skip_empty_area=False)]
            if any(any(line) for line in lines):
                return _table(name, enumerate(lines, 1), others=names)
    except PasswordError as error:
        raise Unreadable("password") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error
    raise Unreadable("empty")


def _preferred(names: tuple[str, ...], wanted: str) -> tuple[str, ...]:
    return (wanted,) if wanted in names else names


def _csv(content: bytes, wanted: str) -> Sheet:
    text, encoding = _decoded(content, wanted)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    lines: list[tuple[int, int, list[str]]] = []
    try:
        for line in reader:
            begins = lines[-1][1] + 1 if lines else 1
            lines.append((begins, reader.line_num, [cell.strip() for cell in line]))
    except csv.Error as error:
        raise Unreadable("damaged") from error
    return _table("", ((begins, cells) for begins, _ends, cells in lines), encoding=encoding)


def _decoded(content: bytes, wanted: str) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf_16"), "utf_16"
    if wanted:
        return _strictly(content, wanted), wanted
    try:
        return content.decode("utf-8-sig"), "utf_8"
    except UnicodeDecodeError:
        best = from_bytes(content[:200_000], cp_isolation=list(ENCODINGS)).best()
    if best is None:
        raise Unreadable("encoding")
    return _strictly(content, best.encoding), best.encoding


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode("utf-8-sig" if encoding == "utf_8" else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable("encoding") from error


def _delimiter(text: str) -> str:
    head = text[:4000].splitlines()[:5]
    return max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in head))


def _table(
    name: str, lines: Iterator[tuple[int, list[str]]], *, encoding: str = "", others: tuple[str, ...] = ()
) -> Sheet:
    """Headings are the fullest of the first lines: titles and notes above them are passed over."""
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise Unreadable("empty")
    first = filled[:LONGEST_LOOK_FOR_HEADINGS]
    width = max(_filled(cells) for _number, cells in first)
    at = next(index for index, (_number, cells) in enumerate(first) if _filled(cells) >= 0.6 * width)
    headings = tuple(" ".join(cell.split()) for cell in filled[at][1])
    rows = tuple(Row(number, _padded(cells, len(headings))) for number, cells in filled[at + 1 :])
    return Sheet(name, headings, rows, encoding, others)


def _filled(cells: list[str]) -> int:
    return sum(bool(cell) for cell in cells)


def _padded(cells: list[str], width: int) -> tuple[str, ...]:
    return tuple((cells + [""] * width)[:width])


def _text(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without `.0`, dates as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (date, datetime, time)):
        return cell.isoformat()
    return str(cell).strip()
