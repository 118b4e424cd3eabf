"""What every action shares: allowed or not, fields put on a row, saved when valid, refused in a sentence."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Generic, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from madang.core.errors import NotAllowed, Refused

M = TypeVar("M", bound=models.Model)


class Fields(Generic[M]):
    """Base of frozen dataclasses whose fields are columns of one model; lists of a row are tuples here."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(one.name for one in fields(cls))  # type: ignore[arg-type]  # every subclass is a dataclass

    @classmethod
    def of(cls, row: M) -> Self:
        return cls(**{name: _plain(getattr(row, name)) for name in cls.names()})

    def write_to(self, row: M) -> tuple[str, ...]:
        """Put them on a row without saving it; says which of its columns changed."""
        changed = tuple(name for name in self.names() if _plain(getattr(row, name)) != getattr(self, name))
        for name in changed:
            value = getattr(self, name)
            setattr(row, name, list(value) if isinstance(value, tuple) else value)
        return changed


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def allow(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed


def save_valid(row: models.Model) -> None:
    """Save what is valid; refuse the rest with the sentence of the field that is not."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(error) from error
    row.save()


@contextmanager
def refusing(sentence: str) -> Iterator[None]:
    """Turn the database's refusal into a sentence, and leave the transaction whole."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(sentence) from error


def delete_or_refuse(rows: models.Model | models.QuerySet[M], sentence: str) -> None:
    try:
        with transaction.atomic():
            rows.delete()
    except ProtectedError as error:
        raise Refused(sentence) from error


def write_each_once(
    model: type[M], *, new: Iterable[M], changed: Iterable[M], columns: Collection[str]
) -> list[tuple[M, bool]]:
    """Insert what is new and update what changed, though several results name the same row.

    Says which rows were written, and whether each is new. Rows are known by identity: a new one has no key.
    """
    inserted = {id(row): row for row in new}
    written = {id(row): row for row in changed}
    rows = model._default_manager  # noqa: SLF001  documented
    rows.bulk_create(inserted.values())
    rows.bulk_update([row for key, row in written.items() if key not in inserted], columns)
    return [(row, key in inserted) for key, row in written.items()]
