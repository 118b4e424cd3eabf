"""The filters of a company's partners."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.fairs.models import Presence
from madang.organisations.countries import country_name
from madang.organisations.industries import industry_of
from madang.partners.recommendations.queries import Match
from madang.web.forms import SearchForm

ORDERS = {
    "name": lambda match: str(match.organisation.name.best().text).casefold(),
    "slots": lambda match: -match.shared_slots,
}


class PartnersForm(SearchForm):
    """Which of the recommended partners to show, and in which order. Each choice tells how many there are."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    presence = forms.ChoiceField(label=_("Meets you"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("best match first")),
            ("slots", _("most free slots first")),
            ("name", _("by name")),
        ],
    )
    free = forms.BooleanField(label=_("Only with free slots in common"), required=False)

    def __init__(self, *args: Any, matches: Sequence[Match], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = [match.organisation for match in matches]
        countries = Counter(one.country for one in organisations if one.country)
        trades = Counter(one.industry for one in organisations if industry_of(one.industry))
        self._offer("country", countries, {code: country_name(code) for code in countries})
        self._offer("industry", trades, {code: _title(code) for code in trades})
        there = {"on_site": _("on site"), "online": _("online")}
        reachable = Counter(way for way in there for match in matches if _meets(match, way))
        self._offer("presence", reachable, there)

    def _offer(self, name: str, counted: Counter[str], labels: Mapping[str, StrOrPromise]) -> None:
        choices = sorted((str(label), code) for code, label in labels.items() if counted[code])
        if len(choices) < 2 and not self.data.get(name):
            del self.fields[name]
        else:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                ("", _("all")),
                *((code, f"{label} ({counted[code]})") for label, code in choices),
            ]

    def chosen(self, matches: Sequence[Match]) -> list[Match]:
        """Those that fit what is wished, in the order that is wished."""
        wished = self.wished
        found = [match for match in matches if _fits(match, wished)]
        by = ORDERS.get(wished.get("order", ""))
        return sorted(found, key=by) if by else found


def _title(code: str) -> str:
    industry = industry_of(code)
    return str(industry.title) if industry else code


def _meets(match: Match, way: str) -> bool:
    return match.partner.presence in {way, Presence.BOTH}


def _fits(match: Match, wished: Mapping[str, Any]) -> bool:
    organisation = match.organisation
    return (
        wished.get("country", organisation.country) == organisation.country
        and wished.get("industry", organisation.industry) == organisation.industry
        and ("presence" not in wished or _meets(match, wished["presence"]))
        and ("free" not in wished or match.shared_slots > 0)
    )
