"""The filters of the directory."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.core import languages
from madang.directory.queries import Facets, Wanted
from madang.fairs.models import Presence
from madang.listings.models import ListingKind
from madang.organisations.countries import country_choices
from madang.organisations.industries import industries
from madang.organisations.models import Kind
from madang.web.forms import SearchForm


class DirectoryForm(SearchForm):
    """Looking for participants. Each choice tells how many there are."""

    text = forms.CharField(label=_("Name, offer or need"), required=False, max_length=120)
    offers = forms.ChoiceField(label=_("They offer"), required=False)
    needs = forms.ChoiceField(label=_("They seek"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    presence = forms.ChoiceField(label=_("Takes part"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("shuffled each day")), ("name", _("by name"))]
    )

    def __init__(self, *args: Any, facets: Facets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listing_kinds = dict(ListingKind.choices)
        self._offer("offers", facets.offers, listing_kinds)
        self._offer("needs", facets.needs, listing_kinds)
        self._offer("country", facets.country, dict(country_choices()))
        self._offer("industry", facets.industry, {i.code: str(i.title) for i in industries().values()})
        self._offer("kind", facets.kind, dict(Kind.choices))
        self._offer("group", facets.group, facets.group_names)
        self._offer("presence", facets.presence, dict(Presence.choices))
        self._offer("language", facets.language, languages.OWN_NAMES)

    def _offer(self, name: str, counted: Counter[str], labels: Mapping[str, StrOrPromise]) -> None:
        """The choices that somebody has, in the order of their labels; no field where there is no choice."""
        choices = [(code, f"{label} ({counted[code]})") for code, label in labels.items() if counted[code]]
        if len(choices) < 2 and not self.data.get(name):
            del self.fields[name]
        else:
            self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        return Wanted(**self.wished)
