"""The organiser's pages of the import: hand in a file, confirm its columns, watch, mend what is left."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from madang.core import events
from madang.core.errors import Refused
from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.intake import actions, rules
from madang.intake.forms import ColumnsForm, FileForm, ReadingForm
from madang.intake.models import Upload
from madang.intake.rows import left, problems, rejected
from madang.intake.sheets import sample as sheets_sample
from madang.intake.sheets.sheet import Sheet
from madang.web.doors import signed_in
from madang.web.shapes import Figure, Tone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEMS_SHOWN = 200


@dataclass(frozen=True)
class PreviewColumn:
    """A column of the sheet as the page shows it: heading, first values, the choice of its meaning."""

    field: object
    heading: str
    values: tuple[str, ...]


@require_http_methods(["GET", "POST"])
@office_page
def uploads(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Hand in a file; what was handed in before."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, content = form.content
        try:
            upload = actions.receive(actor=signed_in(request), fair=fair, file_name=name, content=content)
        except Refused as refused:
            form.add_error("file", refused.sentence)
        else:
            return redirect("intake:upload", fair.slug, upload.pk)
    past = fair.uploads.defer("content", "left", "problems").select_related("made_by", "work")[:50]
    context = {"form": form, "uploads": past, "can_import": rules.can_import(signed_in(request), fair)}
    return render(request, "intake/uploads.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@office_page
def upload(request: HttpRequest, fair: Fair, number: int) -> HttpResponse:
    """One file: its columns while they are to be confirmed, then its progress, then what came of it."""
    row = _upload(fair, number)
    if row.state != Upload.State.MAPPING:
        return _show_result(request, row)
    return _confirm(request, row) if request.method == "POST" else _show_columns(request, row)


def _confirm(request: HttpRequest, row: Upload) -> HttpResponse:
    actor = signed_in(request)
    if "read_again" in request.POST:
        sheet_name, encoding = request.POST.get("sheet", ""), request.POST.get("encoding", "")
        actions.read_again(actor=actor, upload=row, sheet_name=sheet_name, encoding=encoding)
        return redirect("intake:upload", row.fair.slug, row.pk)
    form = ColumnsForm(request.POST, upload=row, table=actions.table_of(row))
    if not form.is_valid():
        return _show_columns(request, row, form)
    try:
        row = actions.settle_columns(
            actor=actor, upload=row, meanings=form.meanings, language=form.cleaned_data["language"]
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _show_columns(request, row, form)
    if "start" in request.POST:
        actions.start(actor=actor, upload=row)
    return redirect("intake:upload", row.fair.slug, row.pk)


def _show_columns(request: HttpRequest, row: Upload, form: ColumnsForm | None = None) -> HttpResponse:
    table = actions.table_of(row)
    readings = actions.preview(row)
    form = form or ColumnsForm(upload=row, table=table)
    context = {
        "upload": row,
        "table": table,
        "form": form,
        "reading_form": ReadingForm(upload=row, table=table),
        "columns": _preview_columns(form, table),
        "companies": [reading.company for reading in readings if reading.company],
        "lines": [problems.in_words(problem) for reading in readings for problem in reading.problems],
    }
    return render(request, "intake/columns.html", context, status=400 if form.errors else 200)


def _preview_columns(form: ColumnsForm, table: Sheet) -> list[PreviewColumn]:
    values = list(zip(*(row.cells for row in table.rows[:4]), strict=True)) or [()] * len(table.headings)
    fields = list(form.column_fields)
    return [
        PreviewColumn(field, heading, tuple(value for value in many if value)[:2])
        for field, heading, many in zip(fields, table.headings, values, strict=True)
    ]


def _show_result(request: HttpRequest, row: Upload) -> HttpResponse:
    found = [problems.from_plain(plain) for plain in row.problems]
    context = {
        "upload": row,
        "work": row.work,
        "token": events.token(row.work.channel) if row.work else "",
        "figures": _figures(row),
        "lines": [problems.in_words(problem) for problem in found[:PROBLEMS_SHOWN]],
        "more": max(0, len(found) - PROBLEMS_SHOWN),
        "left": [left.in_words(left.from_plain(plain)) for plain in row.left],
    }
    return render(request, "intake/upload.html", context)


def _figures(row: Upload) -> list[Figure]:
    rows = row.created + row.updated + row.unchanged + row.problem_rows
    tone = Tone.HAND if row.problem_rows else Tone.PLAIN
    return [
        Figure(_("New companies"), row.created, rows),
        Figure(_("Updated"), row.updated, rows),
        Figure(_("Unchanged"), row.unchanged, rows),
        Figure(_("Rows to mend"), row.problem_rows, rows, tone=tone),
    ]


@require_GET
@office_page
def to_mend(request: HttpRequest, fair: Fair, number: int) -> HttpResponse:
    """The rows that were held back, as a sheet to mend and to hand in again."""
    row = _upload(fair, number)
    found = [problems.from_plain(plain) for plain in row.problems]
    if not found:
        messages.info(request, _("No row of this file was held back."))
        return redirect("intake:upload", fair.slug, number)
    return _attached(rejected.to_mend(actions.table_of(row), found), "to-mend.xlsx")


@require_GET
@office_page
def sample(_request: HttpRequest, _fair: Fair) -> HttpResponse:
    """An empty sheet with headings in the reader's language and one example row."""
    return _attached(sheets_sample.make(), "madang.xlsx")


def _attached(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _upload(fair: Fair, number: int) -> Upload:
    row = fair.uploads.select_related("fair", "work", "made_by").filter(pk=number).first()
    if row is None:
        raise Http404
    return row
