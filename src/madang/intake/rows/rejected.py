"""The sheet that goes back to the organiser: the rows that were held back, each with what to mend."""

import io
from collections.abc import Sequence
from typing import cast

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from madang.intake.rows import problems
from madang.intake.rows.rows import Problem
from madang.intake.sheets.sheet import Row, Sheet

MARK = PatternFill("solid", fgColor="FBE3DC")
HEAD = Font(bold=True)


def to_mend(table: Sheet, found: Sequence[Problem]) -> bytes:
    """An XLSX with the original headings and rows, wrong cells coloured, and the remedy in a last column.

    It can be mended and handed in as it is: the last column's heading means nothing to the import.
    """
    by_row: dict[int, list[Problem]] = {}
    for problem in found:
        by_row.setdefault(problem.row, []).append(problem)
    book = Workbook(write_only=True)
    page = cast("WriteOnlyWorksheet", book.create_sheet(_("To mend")))
    page.freeze_panes = "A2"
    page.append([_cell(page, heading, font=HEAD) for heading in (*table.headings, _("What to mend"))])
    for row in table.rows:
        if row.number in by_row:
            page.append(_line(page, table.headings, row, by_row[row.number]))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _line(
    page: WriteOnlyWorksheet, headings: Sequence[str], row: Row, found: Sequence[Problem]
) -> list[Cell]:
    wrong = {problem.column for problem in found}
    cells = [
        _cell(page, value, fill=MARK if heading in wrong else None)
        for heading, value in zip(headings, row.cells, strict=True)
    ]
    return [*cells, _cell(page, _remedies(found), wrap=True)]


def _remedies(found: Sequence[Problem]) -> str:
    lines = (problems.in_words(problem) for problem in found)
    return "\n".join(
        " ".join(part for part in (line.column and f"{line.column}:", line.what, line.remedy) if part)
        for line in lines
    )


def _cell(
    page: WriteOnlyWorksheet,
    value: str,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    wrap: bool = False,
) -> Cell:
    cell = WriteOnlyCell(page, value=value)
    cell.data_type = "s"
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
