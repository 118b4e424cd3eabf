"""Words of a fair in the reader's language."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from madang.core import languages
from madang.core.text import Text
from madang.fairs.models import Participation
from madang.organisations.countries import country_name
from madang.organisations.industries import industry_of

register = template.Library()

#: What stands in the audit log about a participant, as its organiser reads it.
VERBS: dict[str, StrOrPromise] = {
    "participation.register": pgettext_lazy("log", "registered"),
    "participation.invite": _("invited"),
    "participation.update": _("changed how they take part"),
    "participation.approved": _("admitted"),
    "participation.rejected": _("turned away"),
    "participation.withdraw": _("withdrew"),
    "participation.absences": _("changed when they can meet"),
    "participation.feed": _("renewed the calendar address"),
    "delegate.add": _("named a person who comes"),
    "delegate.remove": _("removed a person who comes"),
}


@register.filter
def wording(kept: dict[str, Any]) -> str:
    """A text that was kept as plain JSON, such as the parameter of a notice."""
    return str(Text.from_json(kept))


@register.filter
def country(code: str) -> str:
    return country_name(code)


@register.filter
def industry(code: str) -> str:
    found = industry_of(code) if code else None
    return str(found.title) if found else ""


@register.filter
def own_names(codes: list[str]) -> str:
    """Languages, each as its own speakers call it."""
    return ", ".join(languages.OWN_NAMES[code] for code in codes)


@register.filter
def counted(row: Participation, name: str) -> int:
    """How many of something a participant has, as the office's list counted it."""
    return getattr(row, name) or 0


@register.filter
def verb(name: str) -> StrOrPromise:
    """What was done, in words; the verbs of other subjects stay as they are logged."""
    return VERBS.get(name, name)
