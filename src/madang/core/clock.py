"""The one source of the present: real, or shifted while a fair is rehearsed.

Every fair carries its own offset (`Fair.clock_offset`), so that one fair can be rehearsed while another
runs. Whoever works on a fair enters its clock first; everything below then asks `now()`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta(0))


def now() -> datetime:
    """The present, in UTC, as this fair's clock shows it."""
    return datetime.now(UTC) + _offset.get()


def real_now() -> datetime:
    """The present in the world outside, whatever is rehearsed. For the audit log and expiry of secrets."""
    return datetime.now(UTC)


def offset() -> timedelta:
    return _offset.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let `now()` run `by` ahead (or behind, when negative) for the length of a block."""
    token = _offset.set(by)
    try:
        yield
    finally:
        _offset.reset(token)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let `now()` start at `moment` for the length of a block."""
    with shifted(moment - datetime.now(UTC)):
        yield
