"""The demonstration from the middle of the requests to the days after the fair, in one installation."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from demonstration.worlds import main_row, small, world
from madang.core import clock
from madang.core.jobs import work
from madang.core.models import User
from madang.demonstration import command
from madang.demonstration.build import Made, Stage, progress_of, summary
from madang.demonstration.fairs import MAIN
from madang.fairs.models import Fair, Phase
from madang.meetings.models import Meeting, Request, TimetableVersion
from madang.partners.recommendations.actions import MATCHING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun")]


@dataclass(frozen=True)
class Begun:
    """What stood at the stage of requests, before the timetable was made."""

    states: frozenset[str]
    count: int
    is_open: bool
    from_the_future: int
    timetable: Made


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Begun]:
    with world(django_db_blocker):
        yield _both_stages()


def _both_stages() -> Begun:
    """As after a power cut in the middle of matching: the work of that time was never ended."""
    small("registration")
    work.begin(kind=MATCHING, actor=None, fair_id=main_row().pk)
    small("requests")
    fair = main_row()
    states = frozenset(Request.objects.values_list("state", flat=True))
    with clock.shifted(fair.clock_offset):
        is_open = fair.is_open(Phase.REQUESTS)
        future = Request.objects.filter(sent_at__gt=clock.now()).count()
    count = Request.objects.count()
    return Begun(states, count, is_open, future, small("timetable"))


def test_requests_stage_is_in_the_middle_of_asking(begun: Begun) -> None:
    assert begun.states >= {"pending", "accepted"}
    assert "expired" not in begun.states
    assert begun.is_open
    assert begun.from_the_future == 0


def test_the_next_stage_goes_on_where_the_last_one_stopped(begun: Begun) -> None:
    assert begun.timetable.steps == ("requests", "timetable")
    assert 0 < begun.count < Request.objects.count()
    pairs = [frozenset(pair) for pair in Request.objects.values_list("sender", "receiver")]
    assert len(pairs) == len(set(pairs))


def test_nobody_answered_before_they_were_asked() -> None:
    answered = Request.objects.exclude(answered_at=None)

    assert answered.exists()
    assert [row for row in answered if row.answered_at and row.answered_at < row.sent_at] == []


def test_unanswered_requests_have_expired_before_the_timetable() -> None:
    assert not Request.objects.filter(state="pending").exists()
    assert Request.objects.filter(state="expired").exists()


def test_timetable_stage_publishes_one_version_better_than_first_come() -> None:
    version = TimetableVersion.objects.get(fair=main_row())

    assert version.state == TimetableVersion.State.PUBLISHED
    assert Meeting.objects.filter(version=version).count() > 20
    assert version.share is not None
    assert version.first_come_share is not None
    assert version.share >= version.first_come_share


def test_companies_of_the_accounts_have_meetings_to_go_to() -> None:
    for email in ("korea@madang.example", "china@madang.example"):
        person = User.objects.get(email=email)
        assert Meeting.objects.filter(seats__participation__organisation__members=person).exists(), email


@pytest.mark.parametrize(
    ("stage", "moment"),
    [
        ("requests", datetime(2022, 7, 15, 2, 30, tzinfo=UTC)),
        ("timetable", datetime(2022, 7, 25, 2, 0, tzinfo=UTC)),
        ("live", datetime(2022, 7, 27, 6, 10, tzinfo=UTC)),
        ("after", datetime(2022, 8, 5, 2, 0, tzinfo=UTC)),
    ],
)
def test_moving_to_a_stage_that_stands_only_sets_the_clock(stage: Stage, moment: datetime) -> None:
    before = summary(main_row())

    made = small(stage)

    with clock.shifted(main_row().clock_offset):
        assert abs((clock.now() - moment).total_seconds()) < 30
    assert made.steps == ()
    assert summary(main_row()) == before


def test_the_other_fairs_keep_the_real_time() -> None:
    offsets = Fair.objects.exclude(slug=MAIN).values_list("clock_offset", flat=True)

    assert {offset.total_seconds() for offset in offsets} == {0.0}


def test_welcome_leaves_a_small_demonstration_as_large_and_as_far_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    before = progress_of()
    assert before is not None
    assert command.run(parser.parse_args(["--welcome"])) == 0
    assert f"The small demonstration was there already, at the stage “{before.detail['stage']}”" in (
        capsys.readouterr().out
    )
    assert main_row().participations.count() < 100
