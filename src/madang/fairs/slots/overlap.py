"""When two stretches of time meet: one rule, for rows at hand and for rows in the database.

Stretches that only touch do not meet: one may begin where the other ends.
"""

from datetime import datetime
from typing import Protocol

from django.db.models import F, Q


class Timed(Protocol):
    """A slot, an absence, something that happened; without an end it lasts."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime | None: ...


def overlap(one: Timed, other: Timed) -> bool:
    return _lasts_beyond(one, other.starts_at) and _lasts_beyond(other, one.starts_at)


def _lasts_beyond(one: Timed, moment: datetime) -> bool:
    return one.ends_at is None or moment < one.ends_at


def overlapping(starts_at: datetime | F, ends_at: datetime | F) -> Q:
    """Rows with `starts_at` and `ends_at` that meet this stretch."""
    return Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
