"""Several people at the same moment: real threads on real connections."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Barrier, Thread

from django.db import connection

LONGEST = 20.0  # seconds that anybody may take; two who wait for each other for ever fail the test


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all at the same moment, each on a connection of its own; what each gave, or the error it raised."""
    start = Barrier(len(deeds))
    outcomes = [Future[object]() for _deed in deeds]
    for deed, outcome in zip(deeds, outcomes, strict=True):
        Thread(target=_do, args=(deed, start, outcome), daemon=True).start()
    return [_of(outcome) for outcome in outcomes]


def _do(deed: Callable[[], object], start: Barrier, outcome: Future[object]) -> None:
    try:
        start.wait(timeout=LONGEST)
        given = deed()
    except BaseException as error:  # noqa: BLE001  the error is what the test asks for
        connection.close()
        outcome.set_exception(error)
    else:
        connection.close()
        outcome.set_result(given)


def _of(outcome: Future[object]) -> object:
    """A deed that does not end raises here: it has no outcome that a test could take for one."""
    error = outcome.exception(timeout=LONGEST)
    return outcome.result() if error is None else error
