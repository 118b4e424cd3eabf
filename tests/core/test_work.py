"""Work with progress: how it ends is kept, whatever happens inside."""

from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

import factories as make
from madang.core import clock
from madang.core.errors import Refused
from madang.core.jobs import work
from madang.core.models import Event, Work

pytestmark = pytest.mark.django_db


def test_work_that_ends_well_is_done_and_was_told() -> None:
    row = work.begin(kind="import", actor=None, fair_id=1)

    with work.running(row) as meter:
        meter.advance("companies", 5, 10)
        meter.advance("companies", 10, 10)

    row.refresh_from_db()
    kinds = Event.objects.filter(channel=row.channel).values_list("payload__state", "payload__done")
    assert (row.state, row.percent) == (Work.State.DONE, 100)
    assert list(kinds) == [("running", 0), ("running", 5), ("running", 10), ("done", 10)]


def test_work_that_was_refused_keeps_the_sentence() -> None:
    row = work.begin(kind="import", actor=None)

    with work.running(row):
        raise Refused("The file holds no rows.")

    row.refresh_from_db()
    assert (row.state, row.problem) == (Work.State.FAILED, "The file holds no rows.")


def test_work_that_broke_says_so_without_the_error_which_is_in_the_log(caplog) -> None:
    row = work.begin(kind="import", actor=None)

    with pytest.raises(ZeroDivisionError), work.running(row):
        raise ZeroDivisionError("no")

    row.refresh_from_db()
    sentence = "This stopped because of an error in Madang. The operator finds it in the log as"
    assert (row.state, row.problem) == (Work.State.FAILED, f"{sentence} work-{row.pk}.")
    (line,) = caplog.records
    assert line.getMessage().startswith(f"work-{row.pk}: import ")
    assert line.exc_info[1].args == ("no",)


def korean_work() -> Work:
    """Of a Korean organiser, begun by a process that speaks English, as the worker does."""
    return work.begin(kind="import", actor=make.user(language="ko"))


def test_work_that_is_refused_says_why_in_the_language_of_who_asked() -> None:
    row = korean_work()

    with work.running(Work.objects.get(pk=row.pk)):
        raise Refused(gettext_lazy("There are no accepted requests yet, so there is nothing to arrange."))

    row.refresh_from_db()
    with translation.override("ko"):
        told = gettext("There are no accepted requests yet, so there is nothing to arrange.")
    assert row.problem == told != "There are no accepted requests yet, so there is nothing to arrange."
    assert translation.get_language() == "en"


def test_work_that_broke_or_fell_silent_says_so_in_the_language_of_who_asked() -> None:
    broke, silent = korean_work(), korean_work()
    long_ago = clock.real_now() - work.SILENCE - timedelta(minutes=1)
    Work.objects.filter(pk=silent.pk).update(state=Work.State.RUNNING, told_at=long_ago)

    with pytest.raises(ZeroDivisionError), work.running(Work.objects.get(pk=broke.pk)):
        raise ZeroDivisionError("no")
    assert work.give_up_silent() == 1

    with translation.override("ko"):
        stopped = gettext(
            "This stopped because of an error in Madang. The operator finds it in the log as %(reference)s."
        )
        ended = gettext("The process that did this has ended. Start it again.")
    told = Work.objects.in_bulk([broke.pk, silent.pk])
    assert told[broke.pk].problem == stopped % {"reference": f"work-{broke.pk}"}
    assert told[silent.pk].problem == ended
    assert "Start it again" not in ended


def test_work_that_nobody_asked_for_speaks_the_language_in_which_it_was_begun() -> None:
    with translation.override("ru"):
        assert work.begin(kind="import", actor=None).language == "ru"


def test_work_whose_cancelling_was_asked_for_stops_and_says_so() -> None:
    row = work.begin(kind="import", actor=None)

    with work.running(row) as meter:
        work.ask_to_cancel(work=row)
        meter.stop_if_cancelled()

    row.refresh_from_db()
    assert row.state == Work.State.CANCELLED


def test_work_whose_process_died_is_given_up_after_a_while_and_other_work_is_not() -> None:
    died, alive, done = (work.begin(kind=kind, actor=None) for kind in ("a", "b", "c"))
    long_ago = clock.real_now() - work.SILENCE - timedelta(minutes=1)
    Work.objects.filter(pk__in=[died.pk, alive.pk]).update(state=Work.State.RUNNING)
    Work.objects.filter(pk__in=[died.pk, done.pk]).update(told_at=long_ago)

    assert work.give_up_silent() == 1
    died.refresh_from_db()
    assert died.state == Work.State.FAILED
    assert "Start it again" in died.problem


def test_search_that_asks_often_does_not_ask_the_database_each_time(django_assert_num_queries) -> None:
    meter = work.Meter(work.begin(kind="timetable", actor=None))

    with django_assert_num_queries(1):
        assert not any(meter.cancelled() for _ in range(100))
