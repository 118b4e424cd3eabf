"""`madang import FILE --fair SLUG`: the import of the office, from the command line."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from madang.core import clock, languages
from madang.core.errors import Refused
from madang.fairs.models import Fair
from madang.intake import actions
from madang.intake.models import Upload
from madang.intake.rows import problems, rejected
from madang.intake.sheets import columns
from madang.intake.sheets.sheet import ENCODINGS

BAD_INPUT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="XLSX, XLS, ODS or CSV with one company a row")
    parser.add_argument(
        "--fair", required=True, metavar="SLUG", help="the fair's address, such as harbin-2022"
    )
    parser.add_argument(
        "--sheet", default="", help="the sheet of the workbook (default: the first with rows)"
    )
    parser.add_argument(
        "--encoding", default="", choices=("", *ENCODINGS), help="of a CSV file (default: found)"
    )
    parser.add_argument(
        "--language", choices=languages.CODES, default="", help="of texts whose script does not tell"
    )
    parser.add_argument(
        "--column", action="append", default=[], metavar="HEADING=FIELD", help="say what a column is"
    )
    parser.add_argument("--mend", type=Path, metavar="OUT.xlsx", help="where the rows to mend go")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be imported")


def run(options: argparse.Namespace) -> int:
    fair = Fair.objects.filter(slug=options.fair).first()
    if fair is None:
        known = ", ".join(Fair.objects.values_list("slug", flat=True)) or "none"
        return _complain(f"There is no fair “{options.fair}”. Fairs here: {known}.")
    try:
        content = options.file.read_bytes()
    except OSError as error:
        return _complain(f"{options.file} cannot be read: {error.strerror}.")
    try:
        with clock.shifted(fair.clock_offset):
            return _import(fair, options, content)
    except Refused as refused:
        return _complain(f"{options.file}: {refused.sentence}")


def _import(fair: Fair, options: argparse.Namespace, content: bytes) -> int:
    with transaction.atomic():
        upload = actions.receive(
            actor=None,
            fair=fair,
            file_name=options.file.name,
            content=content,
            sheet_name=options.sheet,
            encoding=options.encoding,
        )
        meanings = _with_said(upload, options.column)
        upload = actions.settle_columns(
            actor=None, upload=upload, meanings=meanings, language=options.language
        )
        _show_columns(upload)
        if options.dry_run:
            _show_preview(upload)
            transaction.set_rollback(True)
            return 0
    upload = actions.import_now(actor=None, upload=upload, on_progress=_show_progress)
    return _report(upload, options)


def _with_said(upload: Upload, said: Sequence[str]) -> list[str]:
    """The guessed columns, with what the command line says of some of them."""
    headings = actions.table_of(upload).headings
    meanings = dict(zip(headings, upload.columns, strict=True))
    for line in said:
        heading, _sign, field = line.partition("=")
        if heading not in meanings or (field and field not in columns.BY_CODE):
            fields = ", ".join(columns.BY_CODE)
            raise Refused(f"--column {line}: give one of the headings, and one of these fields: {fields}.")
        meanings[heading] = field
    return [meanings[heading] for heading in headings]


def _show_columns(upload: Upload) -> None:
    for heading, meaning in zip(actions.table_of(upload).headings, upload.columns, strict=True):
        print(f"  {heading or '—'} → {columns.BY_CODE[meaning].label if meaning else 'not imported'}")


def _show_preview(upload: Upload) -> None:
    readings = actions.preview(upload, most=None)
    held_back = sum(bool(reading.problems) for reading in readings)
    print(f"{len(readings) - held_back} companies would be imported, {held_back} rows held back.")


def _show_progress(done: int, total: int) -> None:
    end = "\n" if done >= total else ""
    print(f"\r  {done} of {total} companies", end=end, flush=True)


def _report(upload: Upload, options: argparse.Namespace) -> int:
    if upload.state != Upload.State.DONE:
        return _complain(upload.work.problem if upload.work else "The import stopped.")
    entered = f"{upload.created} new, {upload.updated} updated, {upload.unchanged} unchanged"
    print(f"{entered}, {upload.problem_rows} held back.")
    found = [problems.from_plain(plain) for plain in upload.problems]
    for problem in found[:20]:
        line = problems.in_words(problem)
        print(f"  row {line.row}, {line.column or 'row'}: {line.what} {line.remedy}")
    if len(found) > 20:
        print(f"  … and {len(found) - 20} more")
    if found and options.mend:
        options.mend.write_bytes(rejected.to_mend(actions.table_of(upload), found))
        print(f"Rows to mend: {options.mend}")
    return 0


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return BAD_INPUT
