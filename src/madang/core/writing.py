"""What every action shares: allowed or not, saved when valid, the database's refusal as a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from madang.core.errors import NotAllowed, Refused

M = TypeVar("M", bound=models.Model)


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
