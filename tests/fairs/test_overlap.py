"""When two stretches of time meet: the rule for rows at hand and that for the database say the same."""

from datetime import UTC, datetime, timedelta

import pytest

import factories as make
from madang.fairs.models import Absence
from madang.fairs.participation import absences
from madang.fairs.shapes import Stretch
from madang.fairs.slots.overlap import overlap, overlapping

pytestmark = pytest.mark.django_db
TEN = datetime(2027, 7, 27, 10, tzinfo=UTC)


def stretch(begins: int, ends: int) -> Stretch:
    return Stretch(TEN + timedelta(minutes=begins), TEN + timedelta(minutes=ends))


@pytest.mark.parametrize(
    ("begins", "ends", "meets"),
    [
        (-30, -1, False),
        (-30, 0, False),
        (-30, 1, True),
        (10, 20, True),
        (0, 30, True),
        (-30, 60, True),
        (29, 60, True),
        (30, 60, False),
    ],
)
def test_stretches_meet_when_they_share_a_moment(begins: int, ends: int, meets: bool) -> None:
    slot, away = stretch(0, 30), stretch(begins, ends)
    row = make.participation(make.fair())
    absences.set_absences(actor=None, participation=row, absences=[away])

    assert overlap(slot, away) is meets
    assert overlap(away, slot) is meets
    assert Absence.objects.filter(overlapping(slot.starts_at, slot.ends_at)).exists() is meets
