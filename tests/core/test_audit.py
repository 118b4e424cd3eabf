"""The audit log only grows: neither the application nor SQL through it can change a line."""

import pytest
from django.db import DatabaseError, connection, transaction

from madang.core import audit
from madang.core.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    person = factories.user()
    audit.record(actor=person, verb="organisation.update", subject=person, name="new")
    return AuditEntry.objects.get(verb="organisation.update")


def test_entry_says_who_did_what_to_what(entry: AuditEntry) -> None:
    assert (entry.subject_type, entry.subject_id, entry.detail) == ("core.user", entry.actor_id, {"name": "new"})


@pytest.mark.parametrize("change", ["save", "update", "delete", "sql"])
def test_entry_cannot_be_changed(entry: AuditEntry, change: str) -> None:
    rows = AuditEntry.objects.filter(pk=entry.pk)
    entry.verb = "nothing"
    with pytest.raises(DatabaseError, match="audit log cannot be changed"), transaction.atomic():
        match change:
            case "save":
                entry.save()
            case "update":
                rows.update(verb="nothing")
            case "delete":
                rows.delete()
            case _:
                connection.cursor().execute("DELETE FROM core_auditentry")
    assert rows.get().verb == "organisation.update"
