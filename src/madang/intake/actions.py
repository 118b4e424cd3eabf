"""Every write of an import: take the file, settle its columns, bring its good rows in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import audit, languages
from madang.core.errors import NotAllowed, Refused
from madang.core.jobs import enqueue, work
from madang.core.locking import locked
from madang.core.models import User, Work
from madang.fairs.models import Fair
from madang.intake import rules
from madang.intake.models import Upload
from madang.intake.rows import problems
from madang.intake.rows.entry import enter
from madang.intake.rows.left import Left, as_plain
from madang.intake.rows.rows import CompanyRow, Problem, Reading, read_rows
from madang.intake.sheets import columns, sheet
from madang.organisations.models import Provenance

KIND = "import"
BATCH = 250


@dataclass(frozen=True)
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: tuple[Left, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.left + other.left,
        )


@transaction.atomic
def receive(
    *,
    actor: User | None,
    fair: Fair,
    file_name: str,
    content: bytes,
    sheet_name: str = "",
    encoding: str = "",
) -> Upload:
    """Take a file in, if it can be read, with a first guess of its columns."""
    _allow(actor, fair)
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if len(content) > largest:
        raise Refused(problems.of_file("too_large", str(largest // 1024**2)))
    table = _read(content, sheet_name, encoding)
    upload = Upload.objects.create(
        fair=fair,
        file_name=file_name[-200:],
        content=content,
        sheet=table.name,
        encoding=table.encoding,
        language=languages.active(),
        columns=list(columns.guess(table.headings)),
        made_by=actor,
    )
    audit.record(actor=actor, verb="import.receive", subject=upload, fair_id=fair.pk, file=file_name)
    return upload


@transaction.atomic
def settle_columns(
    *, actor: User | None, upload: Upload, meanings: Sequence[str], language: str = ""
) -> Upload:
    """Say what each column means. Refused while a column is missing without which no row can be read."""
    _allow(actor, upload.fair)
    row = locked(Upload.objects.select_related("fair"), upload.pk)
    _still_to_confirm(row)
    row.columns = list(columns.without_doubles(meanings))
    row.language = language or row.language
    if lacking := columns.missing(row.columns):
        names = ", ".join(str(field.label) for field in lacking)
        raise Refused(_("Say first which column holds: %(fields)s.") % {"fields": names})
    row.save(update_fields=["columns", "language"])
    return row


@transaction.atomic
def read_again(*, actor: User | None, upload: Upload, sheet_name: str = "", encoding: str = "") -> Upload:
    """Look at another sheet of the workbook, or at the same bytes in another encoding."""
    _allow(actor, upload.fair)
    row = locked(Upload.objects.select_related("fair"), upload.pk)
    _still_to_confirm(row)
    table = _read(bytes(row.content), sheet_name, encoding)
    row.sheet, row.encoding = table.name, table.encoding
    row.columns = list(columns.guess(table.headings))
    row.save(update_fields=["sheet", "encoding", "columns"])
    return row


@transaction.atomic
def start(*, actor: User | None, upload: Upload) -> Upload:
    """Queue the import; its progress is the upload's `work`."""
    row = _begin(actor, upload)
    enqueue("intake.import_upload", upload_id=row.pk)
    return row


def import_now(
    *,
    actor: User | None,
    upload: Upload,
    provenance: str = Provenance.IMPORTED,
    on_progress: Callable[[int, int], None] | None = None,
) -> Upload:
    """The same import at once, for the command line and the demonstration."""
    return run(upload=_begin(actor, upload), provenance=provenance, on_progress=on_progress)


@transaction.atomic
def _begin(actor: User | None, upload: Upload) -> Upload:
    _allow(actor, upload.fair)
    row = locked(Upload.objects.select_related("fair", "made_by"), upload.pk)
    _still_to_confirm(row)
    if columns.missing(row.columns):
        raise Refused(_("Confirm first what the columns mean."))
    row.work = work.begin(kind=KIND, actor=actor, fair_id=row.fair_id, upload=row.pk)
    row.state = Upload.State.RUNNING
    row.save(update_fields=["work", "state"])
    audit.record(actor=actor, verb="import.start", subject=row, fair_id=row.fair_id)
    return row


def run(
    *,
    upload: Upload,
    provenance: str = Provenance.IMPORTED,
    on_progress: Callable[[int, int], None] | None = None,
) -> Upload:
    """Read all rows, enter the good ones batch by batch, keep the problems of the others."""
    assert upload.work is not None
    try:
        with work.running(upload.work) as meter:
            readings = _readings(upload)
            good = [reading.company for reading in readings if reading.company]
            counts = _enter_all(upload, good, provenance, meter, on_progress)
            _finish(upload, counts, [problem for reading in readings for problem in reading.problems])
    finally:
        _note_failure(upload)
    return upload


def _enter_all(
    upload: Upload,
    good: Sequence[CompanyRow],
    provenance: str,
    meter: work.Meter,
    on_progress: Callable[[int, int], None] | None,
) -> Counts:
    counts = Counts()
    meter.advance("companies", 0, len(good))
    for begin in range(0, len(good), BATCH):
        meter.stop_if_cancelled()
        batch = good[begin : begin + BATCH]
        counts += Counts(
            *enter(actor=upload.made_by, fair=upload.fair, companies=batch, provenance=provenance)
        )
        meter.advance("companies", begin + len(batch), len(good))
        if on_progress:
            on_progress(begin + len(batch), len(good))
    return counts


def _finish(upload: Upload, counts: Counts, found: Sequence[Problem]) -> None:
    upload.created, upload.updated, upload.unchanged = counts.created, counts.updated, counts.unchanged
    upload.problems = [problems.as_plain(problem) for problem in found]
    upload.problem_rows = len({problem.row for problem in found})
    upload.left = [as_plain(left) for left in counts.left]
    upload.state = Upload.State.DONE
    upload.save(
        update_fields=["created", "updated", "unchanged", "left", "problems", "problem_rows", "state"]
    )
    audit.record(
        actor=upload.made_by,
        verb="import.finish",
        subject=upload,
        fair_id=upload.fair_id,
        created=counts.created,
        updated=counts.updated,
        held_back=upload.problem_rows,
        left=len(counts.left),
    )


def _note_failure(upload: Upload) -> None:
    if upload.work and upload.work.state in {Work.State.FAILED, Work.State.CANCELLED}:
        upload.state = Upload.State.FAILED
        upload.save(update_fields=["state"])


def preview(upload: Upload, most: int | None = 8) -> list[Reading]:
    """What the first rows would become with the columns as they are settled now."""
    return _readings(upload, most)


def _readings(upload: Upload, most: int | None = None) -> list[Reading]:
    table = table_of(upload)
    shown = sheet.Sheet(table.name, table.headings, table.rows[:most], table.encoding, table.others)
    return list(read_rows(shown, upload.columns, groups=_groups(upload.fair), language=upload.language))


def table_of(upload: Upload) -> sheet.Sheet:
    return _read(bytes(upload.content), upload.sheet, upload.encoding)


def _groups(fair: Fair) -> dict[str, str]:
    words: dict[str, str] = {}
    for group in fair.groups.all():
        words |= dict.fromkeys((group.code, *group.name.every_wording()), group.code)
    return words


def _read(content: bytes, sheet_name: str, encoding: str) -> sheet.Sheet:
    try:
        return sheet.read(content, sheet=sheet_name, encoding=encoding)
    except sheet.Unreadable as error:
        raise Refused(problems.of_file(error.code)) from error


def _still_to_confirm(upload: Upload) -> None:
    if upload.state != Upload.State.MAPPING:
        raise Refused(
            _("This file is being imported, or has been, already. Hand it in again to import it anew.")
        )


def _allow(actor: User | None, fair: Fair) -> None:
    if not rules.can_import(actor, fair):
        raise NotAllowed
