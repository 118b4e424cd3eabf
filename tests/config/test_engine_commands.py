"""`madang match` and `madang schedule`: the engines from the command line, with their progress in sight."""

import argparse

import pytest

import factories as make
from madang.config.processes.preflight import CannotRun
from madang.config.work import match, schedule
from madang.meetings.models import TimetableVersion
from meetings.scenes import scene

pytestmark = pytest.mark.django_db(transaction=True)  # the progress is read on a connection of its own


def options_of(command: object, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    return parser.parse_args(words)


def test_timetable_is_made_published_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    fair = scene(("KR", "CN", "RU"), pairs=[(0, 1), (1, 2)]).fair

    schedule.run(options_of(schedule, "--fair", fair.slug, "--seconds", "2", "--publish"))

    version = TimetableVersion.objects.get(fair=fair)
    assert (version.state, version.meetings.count()) == ("published", 2)
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("Timetable 1 (published): 2 meetings, 100.0% of the upper bound")
    assert told.endswith("0 requests without a place.")


def test_timetable_of_a_fair_without_agreed_requests_says_so() -> None:
    fair = scene(("KR", "CN"), pairs=[]).fair

    with pytest.raises(CannotRun, match="There are no accepted requests yet"):
        schedule.run(options_of(schedule, "--fair", fair.slug))


def test_matching_tells_how_many_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    fair = scene(("KR", "CN"), pairs=[]).fair

    match.run(options_of(match, "--fair", fair.slug))

    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 companies were matched; 2 are recommended to nobody."
    )


def test_fair_that_does_not_exist_is_answered_with_those_that_do() -> None:
    known = make.fair().slug

    with pytest.raises(CannotRun, match=rf"there is no fair 'nowhere'; there are: {known}\."):
        match.run(options_of(match, "--fair", "nowhere"))
