"""The label of a choice, for the reader."""

from functools import cache
from typing import Any

from django.db import models


class Labelled(models.Model):
    """A model whose `get_…_display` looks its label up.

    Django's own translates every choice of the field first (`make_hashable` of lazy labels): a third of what
    a card of the directory cost.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:  # noqa: N802  Django's name
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))


@cache
def _labels(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    return dict(field.flatchoices)
