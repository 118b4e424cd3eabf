"""One small demonstration for all tests of a file: made once, in a transaction that is taken back at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import override_settings

from madang.demonstration import build
from madang.demonstration.build import Made, Stage, demonstrate
from madang.demonstration.fairs import MAIN
from madang.fairs.models import Fair


def small(stage: Stage) -> Made:
    return demonstrate(stage=stage, extent="small", on_progress=lambda *_told: None)


def main_row() -> Fair:
    return Fair.objects.get(slug=MAIN)


@contextmanager
def world(blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database that may be written to, with a timetable that takes a second, until the block ends."""
    quick = override_settings(DEMONSTRATION=True, TIMETABLE_WORKERS=1)
    with blocker.unblock(), quick, pytest.MonkeyPatch.context() as patched:  # type: ignore[attr-defined]
        patched.setitem(build.SOLVING, "small", 1)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
