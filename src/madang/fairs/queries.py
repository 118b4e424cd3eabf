"""Reads that the chapters share."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce

from madang.core import languages


def shown_name() -> Coalesce:
    """The name that the reader is shown: in their language, else the original."""
    own, original = _part("texts", Value(languages.active())), _part("texts", _part("original"))
    return Coalesce(own, original)


def _part(*path: str | Func | Value) -> Func:
    steps = [Value(step) if isinstance(step, str) else step for step in path]
    return Func(
        F("organisation__name"), *steps, function="jsonb_extract_path_text", output_field=models.TextField()
    )
