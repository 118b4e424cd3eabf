"""Several people at the same moment: real threads on real connections."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Barrier, Event, Thread
from time import monotonic

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


def meanwhile(first: Callable[[], object], at: str, second: Callable[[], object]) -> list[object]:
    """Stop `first` before its first statement that holds `at`, do `second` until it is done or waits for a
    lock, then let `first` go on. What each gave, or the error that it raised.
    """
    gate, waiting = _Gate(at), Future[int]()
    outcomes = [Future[object](), Future[object]()]
    Thread(target=_do_gated, args=(first, gate, outcomes[0]), daemon=True).start()
    assert gate.reached.wait(LONGEST), f"no statement holds {at!r}"
    Thread(target=_do_known, args=(second, waiting, outcomes[1]), daemon=True).start()
    try:
        _until_done_or_waiting(outcomes[1], waiting.result(timeout=LONGEST))
    finally:
        gate.opened.set()
    return [_of(outcome) for outcome in outcomes]


class _Gate:
    """Holds a connection back before one statement, until it is opened."""

    def __init__(self, at: str) -> None:
        self.at, self.reached, self.opened = at, Event(), Event()

    def __call__(self, execute: Callable[..., object], sql: str, *rest: object) -> object:
        if self.at in sql and not self.reached.is_set():
            self.reached.set()
            assert self.opened.wait(LONGEST)
        return execute(sql, *rest)


def _do_gated(deed: Callable[[], object], gate: _Gate, outcome: Future[object]) -> None:
    with connection.execute_wrapper(gate):
        _do(deed, Barrier(1), outcome)
    gate.reached.set()  # so that a deed that ended before is seen by the test, not by its patience


def _do_known(deed: Callable[[], object], backend: Future[int], outcome: Future[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend.set_result(cursor.fetchone()[0])
    _do(deed, Barrier(1), outcome)


def _until_done_or_waiting(outcome: Future[object], backend: int) -> None:
    """What the database says of the other connection decides, not a guess at how long it takes."""
    deadline = monotonic() + LONGEST
    while not outcome.done() and monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [backend])
            row = cursor.fetchone()
        if row and row[0] == "Lock":
            return
        wait([outcome], timeout=0.01)
