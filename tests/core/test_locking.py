"""Locks with a short patience, and what is said of those that cannot be had."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import RequestFactory

import factories
from concurrency.threads import at_once, meanwhile
from madang.core.errors import Refused
from madang.core.locking import all_locked, each_locked, locked
from madang.core.models import User
from madang.web.middleware import RefusalsAsMessages

pytestmark = pytest.mark.django_db(transaction=True)

LINGERS = "held until the test lets go"


def holding(person):
    """Hold the row and then linger, with an open transaction."""

    @transaction.atomic
    def hold():
        locked(User.objects.all(), person.pk)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT '{LINGERS}'")

    return hold


def taking(person):
    @transaction.atomic
    def take():
        return locked(User.objects.all(), person.pk)

    return take


def lock_timeout():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


def test_patience_ends_with_the_lock():
    person = factories.user()
    usual = lock_timeout()
    with transaction.atomic():
        locked(User.objects.all(), person.pk)
        assert lock_timeout() == usual
        all_locked(User.objects.all(), [person.pk])
        assert lock_timeout() == usual
        each_locked(User.objects.all())
        assert lock_timeout() == usual


def test_whoever_waits_too_long_hears_that_somebody_else_is_changing_it(monkeypatch):
    monkeypatch.setattr("madang.core.locking.PATIENCE", "1ms")
    person = factories.user()
    with transaction.atomic():
        locked(User.objects.all(), person.pk)
        [refused] = at_once(taking(person))
    assert isinstance(refused, Refused)
    assert refused.sentence == "Somebody else is changing this at the moment. Please try again."


def test_whoever_waits_a_little_has_the_row_afterwards():
    person = factories.user()
    _held, taken = meanwhile(holding(person), LINGERS, taking(person))
    assert taken == person


def test_row_that_is_gone_is_a_sentence():
    person = factories.user()
    User.objects.filter(pk=person.pk).delete()
    with pytest.raises(Refused) as caught, transaction.atomic():
        locked(User.objects.all(), person.pk)
    assert caught.value.sentence == "It is no longer there: somebody removed it meanwhile."


@transaction.atomic
def cut_off(person):
    """The database ends the statement for a reason that is no lock."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout TO '1ms'")
    rows = User.objects.extra(where=["pg_sleep(1) IS NOT NULL"])
    return locked(rows, person.pk)


def test_what_is_no_lock_is_not_told_as_one():
    person = factories.user()
    with pytest.raises(OperationalError):
        cut_off(person)


# --- On a page --------------------------------------------------------------------------------------------


def told(exception):
    """What the page says after this was raised, or None where it is an error of ours."""
    request = RequestFactory().get("/", headers={"referer": "http://testserver/here/"})
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    answer = RefusalsAsMessages(lambda _request: None).process_exception(request, exception)
    return answer and (answer.url, [str(message) for message in request._messages])


@transaction.atomic
def waiting_elsewhere(person):
    """A wait for a lock that no `locked` guards."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO '1ms'")
    User.objects.filter(pk=person.pk).update(name="another")


def test_lock_that_is_waited_for_elsewhere_is_a_sentence_on_the_page():
    person = factories.user()
    with transaction.atomic():
        locked(User.objects.all(), person.pk)
        [raised] = at_once(lambda: waiting_elsewhere(person))
    assert isinstance(raised, OperationalError)
    assert told(raised) == ("/here/", ["Somebody else is changing this at the moment. Please try again."])


def test_other_errors_of_the_database_stay_errors():
    assert told(OperationalError("the connection is lost")) is None
    assert told(IntegrityError("twice")) is None
    assert told(Refused("Not now.")) == ("/here/", ["Not now."])
