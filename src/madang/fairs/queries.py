"""Reads that the chapters share."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce

from madang.core import languages
from madang.fairs import memory
from madang.fairs.models import Fair, Place, Slot


def shown_name() -> Coalesce:
    """The name that the reader is shown: in their language, else the original."""
    own, original = _part("texts", Value(languages.active())), _part("texts", _part("original"))
    return Coalesce(own, original)


def _part(*path: str | Func | Value) -> Func:
    steps = [Value(step) if isinstance(step, str) else step for step in path]
    return Func(
        F("organisation__name"), *steps, function="jsonb_extract_path_text", output_field=models.TextField()
    )


def slots_of(fair: Fair) -> list[Slot]:
    """All slots, breaks too, in order of time. Read once for all readers until something changes."""
    return memory.kept(fair, "slots", lambda: list(fair.slots.all()))


def places_of(fair: Fair) -> dict[int, Place]:
    """Tables with their halls, and rooms. Likewise."""
    places = Place.objects.filter(fair=fair).select_related("hall")
    return memory.kept(fair, "places", lambda: {place.pk: place for place in places})
