"""Work with progress: begin it in an action, advance it in a job, watch it on a page.

The worker's process speaks no reader's language: what it puts in words is in that of whoever began the work.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from madang.core import clock, languages
from madang.core.errors import Refused
from madang.core.events import publish
from madang.core.models import User, Work

#: Work tells of itself several times a minute, even while a solver thinks.
SILENCE: Final = timedelta(minutes=10)
#: Seconds between two looks whether somebody asked to stop.
ASKED_EVERY: Final = 0.25

log = logging.getLogger("madang.work")


class Cancelled(Exception):  # noqa: N818  not an error: the person asked for it
    """Raised inside work whose cancellation somebody asked for."""


def begin(*, kind: str, actor: User | None, fair_id: int | None = None, **detail: object) -> Work:
    language = (actor.language if actor else "") or languages.active()
    return Work.objects.create(kind=kind, started_by=actor, fair_id=fair_id, language=language, detail=detail)


def ask_to_cancel(*, work: Work) -> None:
    Work.objects.filter(pk=work.pk).update(cancel_asked=True)


def give_up(*, work: Work) -> None:
    """End work whose process is known to have died, so that it can be begun anew."""
    if not work.is_over:
        _end(Meter(work), Work.State.FAILED)


def give_up_silent() -> int:
    """End what has not been heard of for so long that its process must have died; says how many."""
    silent = Work.objects.filter(state=Work.State.RUNNING, told_at__lt=clock.real_now() - SILENCE)
    for row in silent:
        with translation.override(row.language):
            row.problem = gettext("The process that did this has ended. Start it again.")
        give_up(work=row)
    return len(silent)


def latest(*, kind: str, fair_id: int) -> Work | None:
    return Work.objects.filter(kind=kind, fair_id=fair_id).first()


class Meter:
    """Writes the progress of one piece of work, at most four times a second."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._told = 0.0
        self._asked = float("-inf")
        self._is_cancelled = False

    def advance(self, phase: str, done: int, total: int, **detail: object) -> None:
        work = self.work
        first_of_phase = phase != work.phase
        work.phase, work.done, work.total = phase, done, total
        work.detail |= detail
        if first_of_phase or done >= total or time.monotonic() - self._told > 0.25:
            self._told = time.monotonic()
            work.told_at = clock.real_now()
            work.save(update_fields=["phase", "done", "total", "detail", "told_at"])
            self.tell()

    def tell(self) -> None:
        work = self.work
        publish(
            work.channel, "progress", state=work.state, phase=work.phase, done=work.done, total=work.total
        )

    def cancelled(self) -> bool:
        """Whether to stop. A search asks hundreds of times a second: the database is asked a few times."""
        if time.monotonic() - self._asked > ASKED_EVERY:
            self._asked = time.monotonic()
            self._is_cancelled = self._cancel_asked()
        return self._is_cancelled

    def stop_if_cancelled(self) -> None:
        if self._cancel_asked():
            raise Cancelled

    def _cancel_asked(self) -> bool:
        return Work.objects.filter(pk=self.work.pk, cancel_asked=True).exists()


@contextmanager
def running(work: Work) -> Iterator[Meter]:
    """Mark work as running, then as done, cancelled or failed, whatever happens inside."""
    with translation.override(work.language), _ending(Meter(work)) as meter:
        yield meter


@contextmanager
def _ending(meter: Meter) -> Iterator[Meter]:
    work = meter.work
    work.state, work.started_at = Work.State.RUNNING, clock.real_now()
    work.told_at = work.started_at
    work.save(update_fields=["state", "started_at", "told_at"])
    meter.tell()
    try:
        yield meter
    except Cancelled:
        _end(meter, Work.State.CANCELLED)
    except Refused as refused:
        work.problem = refused.sentence
        _end(meter, Work.State.FAILED)
    except Exception:
        log.exception("%s: %s of fair %s stopped by an error", _reference(work), work.kind, work.fair_id)
        work.problem = gettext(
            "This stopped because of an error in Madang. The operator finds it in the log as %(reference)s."
        ) % {"reference": _reference(work)}
        _end(meter, Work.State.FAILED)
        raise
    else:
        _end(meter, Work.State.DONE)


def _reference(work: Work) -> str:
    """By which the operator finds in the log what the page does not show."""
    return f"work-{work.pk}"


def _end(meter: Meter, state: Work.State) -> None:
    meter.work.state, meter.work.ended_at = state, clock.real_now()
    meter.work.save(update_fields=["state", "ended_at", "problem", "detail", "done", "total", "phase"])
    meter.tell()
