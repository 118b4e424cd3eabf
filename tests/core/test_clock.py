"""The rehearsal clock: shifted for a block, real again after it, and never for the audit log."""

from datetime import UTC, datetime, timedelta

from madang.core import clock


def test_now_is_shifted_inside_a_block_and_real_after_it() -> None:
    with clock.shifted(timedelta(days=365)):
        ahead = clock.now() - clock.real_now()
    assert timedelta(days=364) < ahead < timedelta(days=366)
    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)


def test_standing_at_a_moment_starts_there_and_runs_on() -> None:
    moment = datetime(2022, 7, 27, 1, 0, tzinfo=UTC)
    with clock.standing_at(moment):
        first, second = clock.now(), clock.now()
    assert timedelta(0) <= first - moment < timedelta(seconds=1)
    assert second >= first
