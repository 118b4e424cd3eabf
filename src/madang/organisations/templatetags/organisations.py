"""Filters that put codes and stored texts into the reader's words: `{% load organisations %}`."""

from collections.abc import Mapping
from typing import Any

from django import template

from madang.core.text import Text
from madang.organisations.countries import country_name
from madang.organisations.industries import Industry, industry_of
from madang.organisations.models import Distinction, Organisation, Provenance

register = template.Library()
LABELLED = {Provenance.PUBLISHED, Provenance.ILLUSTRATIVE, Provenance.SYNTHETIC}


@register.filter
def country(code: str) -> str:
    """`KR` → South Korea, 대한민국, 韩国, Республика Корея."""
    return country_name(code) if code else ""


@register.filter
def industry(code: str) -> Industry | None:
    return industry_of(code) if code else None


@register.filter
def wording(stored: Text | Mapping[str, Any]) -> str:
    """A text, or the JSON of one (as in a notice's parameters), in the reader's language."""
    return str(stored if isinstance(stored, Text) else Text.from_json(stored))


@register.filter
def distinction(code: str) -> str:
    return str(Distinction(code).label) if code in Distinction.values else code


@register.filter
def provenance_label(code: str) -> str:
    """What an entry says of itself when it is not its own people's or the organiser's."""
    return str(Provenance(code).label) if code in LABELLED else ""


@register.filter
def place(organisation: Organisation) -> str:
    """City, region, country: each once, the smallest first."""
    parts = [organisation.city, organisation.region, country_name(organisation.country)]
    return ", ".join(dict.fromkeys(part for part in parts if part))
