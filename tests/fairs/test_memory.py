"""What readers share is kept until anything is committed, and no longer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import translation

import factories as make
from madang.core import clock
from madang.fairs import memory
from madang.fairs.models import Fair

pytestmark = pytest.mark.django_db(transaction=True)


class Read:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    memory._kept.clear()
    yield
    memory._kept.clear()


def fair_of(fair: Fair, method: str = "GET") -> Fair:
    """As a page's door fetches it."""
    return memory.fair_of(RequestFactory().generic(method, "/"), fair.slug)


def test_what_was_read_is_kept_while_nothing_is_written() -> None:
    """One fetch stands for three: the tests beside this one write in the same server, and would be seen."""
    fair, read = fair_of(make.fair()), Read()

    assert [memory.kept(fair, "figures", read) for _reader in range(3)] == [1, 1, 1]


def test_anything_that_is_committed_has_it_read_anew() -> None:
    fair, read = make.fair(), Read()
    memory.kept(fair_of(fair), "figures", read)

    make.organisation()

    assert memory.kept(fair_of(fair), "figures", read) == 2


def test_what_another_began_before_and_commits_later_has_it_read_anew() -> None:
    """The last number of a log would miss this: the later number was seen first."""
    fair = make.fair()
    other = connection.copy()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        with other.cursor() as elsewhere:
            elsewhere.execute("SELECT pg_current_xact_id()")  # begun later, committed before
            elsewhere.execute("SELECT pg_current_snapshot()::text")
            between = elsewhere.fetchone()[0]
    other.close()

    assert fair_of(fair).seen != between  # type: ignore[attr-defined]


def test_each_language_each_day_and_each_subject_has_its_own() -> None:
    fair, read = make.fair(), Read()
    found = []
    for language in ("ko", "en"):
        with translation.override(language):
            found.append(memory.kept(fair_of(fair), "figures", read))
    with clock.shifted(timedelta(days=1)):
        found.append(memory.kept(fair_of(fair), "figures", read))
    found.append(memory.kept(fair_of(fair), "hosts", read))

    assert found == [1, 2, 3, 4]


def test_page_that_writes_reads_what_it_wrote() -> None:
    fair, read = make.fair(), Read()
    memory.kept(fair_of(fair), "figures", read)

    assert memory.kept(fair_of(fair, "POST"), "figures", read) == 2


def test_within_a_transaction_nothing_is_kept() -> None:
    fair, read = make.fair(), Read()
    memory.kept(fair_of(fair), "figures", read)

    with transaction.atomic():
        found = [memory.kept(fair_of(fair), "figures", read) for _reader in range(2)]

    assert found == [2, 3]
