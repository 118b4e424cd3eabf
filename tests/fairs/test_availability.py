"""What is free: slots that no absence overlaps."""

from datetime import date, time, timedelta

import pytest

import factories as make
from madang.fairs import actions, queries
from madang.fairs.shapes import Break, Stretch

pytestmark = pytest.mark.django_db


def test_free_slots_without_absences_are_all_meeting_slots():
    fair = make.fair()
    slots = make.slots(fair, breaks=[Break(time(10), time(10, 30))])
    who = make.participation(fair)

    free = queries.free_slots(fair)

    assert free == {who.pk: frozenset(slot.pk for slot in slots if not slot.is_break)}


def test_free_slots_leave_out_what_an_absence_overlaps_and_keep_what_it_touches():
    fair = make.fair()
    first, second, third, *rest = make.slots(fair, gap=0)
    who = make.participation(fair)
    away = Stretch(second.starts_at, second.ends_at + timedelta(minutes=1))
    actions.set_absences(actor=None, participation=who, absences=[away])

    assert queries.free_slots(fair)[who.pk] == {first.pk, *(slot.pk for slot in rest)}
    assert queries.free_slots_of(who) == queries.free_slots(fair)[who.pk]


def test_free_slots_cost_three_queries_whatever_the_number(django_assert_num_queries):
    fair = make.fair()
    make.slots(fair)
    for _one in range(3):
        make.participation(fair)
    with django_assert_num_queries(3):
        queries.free_slots(fair)
