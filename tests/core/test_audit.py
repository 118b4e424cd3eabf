"""The audit log only grows: neither the application nor SQL through it can change a line."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

import factories
from madang.core import audit
from madang.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    person = factories.user()
    audit.record(actor=person, verb="organisation.update", subject=person, name="new")
    return AuditEntry.objects.get(verb="organisation.update")


def test_entry_says_who_did_what_to_what(entry: AuditEntry) -> None:
    assert (entry.subject_type, entry.subject_id, entry.detail) == (
        "core.user",
        entry.actor_id,
        {"name": "new"},
    )


def _by_hand(entry: AuditEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry WHERE id = %s", [entry.pk])


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(verb="nothing"),
        _by_hand,
    ],
    ids=["save", "delete", "update", "sql"],
)
def test_entry_cannot_be_changed(entry: AuditEntry, change: Callable[[AuditEntry], object]) -> None:
    key = entry.pk
    entry.verb = "nothing"

    with pytest.raises(DatabaseError, match="audit log cannot be changed"), transaction.atomic():
        change(entry)

    assert AuditEntry.objects.get(pk=key).verb == "organisation.update"
