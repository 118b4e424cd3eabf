"""What is free: slots that no absence overlaps."""

from datetime import time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

import factories as make
from madang.fairs.interpreters import actions
from madang.fairs.participation import absences
from madang.fairs.shapes import Break, InterpreterFields, Stretch
from madang.fairs.slots import queries

pytestmark = pytest.mark.django_db


def test_free_slots_without_absences_are_all_meeting_slots() -> None:
    fair = make.fair()
    slots = make.slots(fair, breaks=[Break(time(10), time(10, 30))])
    who = make.participation(fair)

    free = queries.free_slots(fair)

    assert free == {who.pk: frozenset(slot.pk for slot in slots if not slot.is_break)}


def test_free_slots_leave_out_what_an_absence_overlaps_and_keep_what_it_touches() -> None:
    fair = make.fair()
    first, second, _third, *rest = make.slots(fair, gap=0)
    who = make.participation(fair)
    away = Stretch(second.starts_at, second.ends_at + timedelta(minutes=1))
    absences.set_absences(actor=None, participation=who, absences=[away])

    assert queries.free_slots(fair)[who.pk] == {first.pk, *(slot.pk for slot in rest)}
    assert queries.free_slots_of(who) == queries.free_slots(fair)[who.pk]


@pytest.mark.parametrize("number", [1, 3])
def test_free_slots_cost_three_queries_whatever_the_number(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fair = make.fair()
    slots = make.slots(fair)
    for _one in range(number):
        away = Stretch(slots[0].starts_at, slots[0].ends_at)
        absences.set_absences(actor=None, participation=make.participation(fair), absences=[away])
    with django_assert_num_queries(3):
        free = queries.free_slots(fair)
    assert [len(each) for each in free.values()] == [len(slots) - 1] * number


def test_availability_by_slots_becomes_absences_that_join_where_they_touch() -> None:
    fair = make.fair()
    first, second, third, *rest = make.slots(fair, gap=0)
    who = make.participation(fair)

    absences.set_availability(actor=None, participation=who, free_slots={first.pk, *(s.pk for s in rest)})

    assert [(one.starts_at, one.ends_at) for one in who.absences.all()] == [(second.starts_at, third.ends_at)]
    assert queries.free_slots_of(who) == {first.pk, *(slot.pk for slot in rest)}


def test_interpreter_without_shifts_is_there_all_day_and_with_shifts_only_within_them() -> None:
    fair = make.fair()
    first, second, *_rest = slots = make.slots(fair, gap=0)
    always = actions.add_interpreter(actor=None, fair=fair, fields=InterpreterFields("Kim", ("ko", "ru")))
    early = actions.add_interpreter(
        actor=None,
        fair=fair,
        fields=InterpreterFields("Li", ("zh-hans", "en")),
        shifts=[Stretch(first.starts_at, second.ends_at - timedelta(minutes=1))],
    )
    assert queries.interpreter_slots(fair) == {
        always.pk: frozenset(slot.pk for slot in slots),
        early.pk: frozenset({first.pk}),
    }
