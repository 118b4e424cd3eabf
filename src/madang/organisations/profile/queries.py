"""Organisations that might be the same."""

from django.db.models import QuerySet

from madang.core.text import Text
from madang.organisations.models import Organisation, name_key


def alike(name: Text, country: str) -> QuerySet[Organisation]:
    """Organisations of that country that are called the same in any of the languages."""
    keys = [key for key in map(name_key, name.every_wording()) if key]
    return Organisation.objects.filter(country=country, name_keys__overlap=keys)
