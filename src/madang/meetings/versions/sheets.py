"""A timetable as a workbook in the reader's language: by slot, company, table, and what found no place."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from madang.fairs.models import Fair, Participation
from madang.meetings.engine.stored import Unscheduled
from madang.meetings.models import Request, TimetableVersion
from madang.meetings.versions.queries import PrintedRow, missed_of, rows_of
from madang.meetings.wording.places import place_words
from madang.meetings.wording.unscheduled import Reader, why

HEAD_FONT = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", start_color="0F6B5C")
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Table = tuple[str, Sequence[str], Iterable[Sequence[Any]], Sequence[int]]


def workbook_of(version: TimetableVersion) -> bytes:
    """Times stand in the fair's zone, without an offset: a sheet knows none."""
    fair, rows = version.fair, rows_of(version)
    book = Workbook(write_only=True)
    for name, heads, lines, widths in _tables(fair, rows, missed_of(version)):
        sheet: Any = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for index, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.append([_head(sheet, head) for head in heads])
        for line in lines:
            sheet.append([_safe(cell) for cell in line])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _safe(value: Any) -> Any:
    """What a company wrote must not become a formula in the organiser's spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _tables(
    fair: Fair, rows: Sequence[PrintedRow], missed: Sequence[tuple[Request, Unscheduled]]
) -> Iterator[Table]:
    day, start, end = _("Day"), _("From"), _("Until")
    company, partner, place, interpreter = _("Company"), _("Partner"), _("Place"), _("Interpreter")
    times, time_widths = (day, start, end), (12, 8, 8)
    yield (
        _("By slot"),
        (*times, place, company, _("Country"), partner, _("Country"), interpreter),
        (_by_slot(fair, row) for row in rows),
        (*time_widths, 28, 36, 9, 36, 9, 24),
    )
    yield (
        _("By company"),
        (company, _("Number"), *times, partner, place, interpreter),
        _by_company(fair, rows),
        (36, 12, *time_widths, 36, 28, 24),
    )
    yield (
        _("By table"),
        (place, *times, company, partner, interpreter),
        _by_place(fair, rows),
        (28, *time_widths, 36, 36, 24),
    )
    yield (
        _("Not scheduled"),
        (company, partner, _("Why")),
        (_missed(request, reasons) for request, reasons in missed),
        (36, 36, 90),
    )


def _times(fair: Fair, row: PrintedRow) -> tuple[Any, str, str]:
    start, end = (
        moment.astimezone(fair.tz) for moment in (row.meeting.slot.starts_at, row.meeting.slot.ends_at)
    )
    return start.date(), _clock(start), _clock(end)


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _place(row: PrintedRow) -> str:
    return place_words(row.meeting.table, row.meeting.room)


def _by_slot(fair: Fair, row: PrintedRow) -> Sequence[Any]:
    one, other = row.one.organisation, row.other.organisation
    return (
        *_times(fair, row),
        _place(row),
        str(one),
        one.country,
        str(other),
        other.country,
        ", ".join(row.interpreters),
    )


def _by_company(fair: Fair, rows: Iterable[PrintedRow]) -> Iterator[Sequence[Any]]:
    lines: list[tuple[Participation, Participation, PrintedRow]] = []
    for row in rows:
        lines += [(row.one, row.other, row), (row.other, row.one, row)]
    for own, other, row in sorted(lines, key=lambda line: line[0].pk):
        yield (
            str(own.organisation),
            own.reference,
            *_times(fair, row),
            str(other.organisation),
            _place(row),
            ", ".join(row.interpreters),
        )


def _by_place(fair: Fair, rows: Iterable[PrintedRow]) -> Iterator[Sequence[Any]]:
    def order(row: PrintedRow) -> tuple[bool, int, int, datetime]:
        table, room = row.meeting.table, row.meeting.room
        hall, number = (table.hall_id or 0, table.number) if table else (0, room.number if room else 0)
        return table is None, hall, number, row.meeting.slot.starts_at

    for row in sorted(rows, key=order):
        names = (str(row.one.organisation), str(row.other.organisation))
        yield (_place(row), *_times(fair, row), *names, ", ".join(row.interpreters))


def _missed(request: Request, missed: Unscheduled) -> Sequence[str]:
    return (
        str(request.sender.organisation),
        str(request.receiver.organisation),
        why(missed.reasons, organisers_reader(request)),
    )


def organisers_reader(request: Request) -> Reader:
    parties = (request.sender, request.receiver)
    return Reader(0, {party.pk: str(party.organisation) for party in parties})
