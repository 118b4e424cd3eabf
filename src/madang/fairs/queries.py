"""Reads that the chapters share."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from madang.core import clock, languages


def shown_listings() -> QuerySet[Any]:
    """Offers and needs that others may see. They stand on the floor above, so they are asked for by name."""
    listing = apps.get_model("listings", "Listing")
    today = clock.now().date()
    shown: QuerySet[Any] = listing._default_manager.filter(is_shown=True).filter(  # noqa: SLF001  documented
        Q(valid_until=None) | Q(valid_until__gte=today)
    )
    return shown


def listings_of_row() -> QuerySet[Any]:
    return shown_listings().filter(organisation=OuterRef("organisation"))


def shown_name() -> Coalesce:
    """The name that the reader is shown: in their language, else the original."""
    own, original = _part("texts", Value(languages.active())), _part("texts", _part("original"))
    return Coalesce(own, original)


def _part(*path: str | Func | Value) -> Func:
    steps = [Value(step) if isinstance(step, str) else step for step in path]
    return Func(
        F("organisation__name"), *steps, function="jsonb_extract_path_text", output_field=models.TextField()
    )
