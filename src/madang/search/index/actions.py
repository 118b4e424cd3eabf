"""Every write of this subject: what can be found follows what was written, a moment later."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from madang.core.models import AuditEntry
from madang.fairs.models import Fair
from madang.organisations.models import Organisation
from madang.search.index.documents import Written, of_fairs, of_organisations
from madang.search.models import Document, Spelling, Stale, Term
from madang.search.question import spelling

BATCH: Final = 100
#: Only one at a time writes documents anew.
LOCK: Final = 0x73656172
OF_ORGANISATION: Final = {
    "organisations.organisation",
    "listings.listing",
    "fairs.participation",
}
OF_FAIR: Final = {"fairs.fair", "fairs.session", "fairs.hall"}


def mark_stale(entries: Iterable[AuditEntry]) -> bool:
    """Remember whose documents the writes of these entries have made old; says whether there are any."""
    organisations = {one.organisation_id for one in entries if one.subject_type in OF_ORGANISATION}
    fairs = {one.fair_id or one.subject_id for one in entries if one.subject_type in OF_FAIR}
    rows = [
        *(Stale(organisation_id=pk) for pk in sorted(pk for pk in organisations if pk)),
        *(Stale(fair_id=pk) for pk in sorted(pk for pk in fairs if pk)),
    ]
    Stale.objects.bulk_create(rows)
    return bool(rows)


def refresh() -> int:
    """Write anew what is old; says how many companies and fairs that were."""
    is_first = not Document.objects.exists()
    done = 0
    while count := _refresh_some():
        done += count
    if done >= BATCH or (done and is_first):
        recount()
    return done


@transaction.atomic
def _refresh_some() -> int:
    _wait_for_others()
    taken = list(Stale.objects.select_for_update(skip_locked=True)[:BATCH])
    organisations = {row.organisation_id for row in taken if row.organisation_id}
    fairs = {row.fair_id for row in taken if row.fair_id}
    _rewrite_organisations(organisations)
    _rewrite_fairs(fairs)
    Stale.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return len(organisations) + len(fairs)


def rebuild(on_progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Write all documents anew, count their terms, know the glossary's words; says how many can be found."""
    rewrite_everything(on_progress)
    recount()
    return Document.objects.count()


def rewrite_everything(on_progress: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    fairs = list(Fair.objects.order_by("pk").values_list("pk", flat=True))
    organisations = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    done, total = 0, len(fairs) + len(organisations)
    for keys, rewrite in ((fairs, _rewrite_fairs), (organisations, _rewrite_organisations)):
        for some in _batches(keys):
            with transaction.atomic():
                _wait_for_others()
                rewrite(some)
            done += len(some)
            on_progress(done, total)


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def recount() -> None:
    """Count in how many documents each term occurs now, and know the words of the glossary."""
    count_terms()
    learn_glossary()


@transaction.atomic
def count_terms() -> None:
    _wait_for_others()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_term")
        cursor.execute(
            "INSERT INTO search_term (term, documents) SELECT word, ndoc"
            " FROM ts_stat('SELECT terms FROM search_document')"
        )
        cursor.execute("ANALYZE search_document, search_term")


@transaction.atomic
def learn_glossary() -> None:
    """Let words be known that no document holds yet, so that a misspelt one is still understood."""
    _wait_for_others()
    known = set(Spelling.objects.values_list("word", flat=True))
    new = spelling.rows((word, 0) for word in sorted(spelling.of_glossary() - known))
    with connection.cursor() as cursor:
        with cursor.copy("COPY search_spelling (word, traces, documents) FROM STDIN") as copy:
            for row in new:
                copy.write_row((row.word, row.traces, row.documents))
        cursor.execute("ANALYZE search_spelling")


def _rewrite_organisations(keys: Iterable[int]) -> None:
    rows = list(Organisation.objects.filter(pk__in=list(keys)).order_by("pk"))
    _replace(Q(organisation__in=list(keys)), of_organisations(rows))


def _rewrite_fairs(keys: Iterable[int]) -> None:
    rows = list(Fair.objects.filter(pk__in=list(keys)).order_by("pk"))
    _replace(Q(fair__in=list(keys)), of_fairs(rows))


def _replace(old: Q, written: Written) -> None:
    Document.objects.filter(old).delete()
    Document.objects.bulk_create(written.documents, batch_size=500)
    Term.objects.bulk_create(
        (Term(term=term, documents=count) for term, count in sorted(written.terms.items())),
        ignore_conflicts=True,
        batch_size=2000,
    )
    Spelling.objects.bulk_create(
        spelling.rows(sorted(written.words.items())), ignore_conflicts=True, batch_size=1000
    )


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
