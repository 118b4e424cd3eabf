"""Times are read in the reader's zone, with the fair's beside it where that shows another time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from madang.core import clock
from madang.web import zones

AT = datetime(2026, 6, 14, 2, 40, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("zone", "own", "place", "fair"),
    [
        ("Asia/Seoul", "11:40", "Seoul", "10:40"),
        ("Asia/Vladivostok", "12:40", "Vladivostok", "10:40"),
        ("Europe/Berlin", "04:40", "Berlin", "10:40"),
        ("Asia/Kuala_Lumpur", "10:40", "Kuala Lumpur", ""),
        (SHANGHAI, "10:40", "Shanghai", ""),
    ],
)
def test_moment_shows_the_fairs_time_only_where_it_differs(
    zone: str, own: str, place: str, fair: str
) -> None:
    with timezone.override(ZoneInfo(zone)), translation.override("en"):
        shown = zones.moment(AT, SHANGHAI)

    assert (shown.own, shown.own_place, shown.fair) == (own, place, fair)


def test_moment_is_the_fairs_where_the_readers_zone_is_unknown() -> None:
    with translation.override("en"):
        shown = zones.moment(AT, SHANGHAI)

    assert (shown.own, shown.own_place, shown.fair) == ("10:40", "Shanghai", "")


def test_moment_says_when_the_days_differ() -> None:
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert zones.moment(AT, SHANGHAI).day_differs


def test_moment_names_the_fairs_own_city() -> None:
    with timezone.override(ZoneInfo("Asia/Seoul")):
        assert zones.moment(AT, SHANGHAI, "하얼빈").fair_place == "하얼빈"


def test_moment_follows_daylight_saving_of_the_reader() -> None:
    summer, winter = datetime(2026, 10, 24, 7, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert [zones.moment(at, SHANGHAI).own for at in (summer, winter)] == ["09:00", "08:00"]


@pytest.mark.parametrize(
    ("language", "full", "place"),
    [
        ("ko", "6월 14일 일요일", "서울"),
        ("zh-hans", "6月14日 星期日", "首尔"),
        ("en", "Sunday 14 June", "Seoul"),
        ("ru", "воскресенье, 14 июня", "Сеул"),
    ],
)
def test_day_and_place_are_written_as_in_the_language(language: str, full: str, place: str) -> None:
    with translation.override(language):
        assert (zones.day(AT, "Asia/Seoul", "full"), zones.place_of("Asia/Seoul")) == (full, place)


def test_pill_has_one_clock_where_both_zones_agree() -> None:
    with timezone.override(ZoneInfo("Asia/Kuala_Lumpur")), clock.standing_at(AT):
        assert len(zones.clocks(SHANGHAI)) == 1


def test_pill_has_two_clocks_on_the_fairs_rehearsal_time() -> None:
    with timezone.override(ZoneInfo("Asia/Seoul")), clock.standing_at(AT):
        assert [each.time for each in zones.clocks(SHANGHAI)] == ["11:40", "10:40"]


def test_pill_is_empty_where_neither_reader_nor_fair_has_a_zone() -> None:
    assert zones.clocks() == []
