"""The form of one offer or need."""

import re
from typing import Any, Final, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from madang.core.money import USUAL
from madang.core.text import Text, TextFormField
from madang.listings.models import Listing, Side
from madang.listings.shapes import ListingFields
from madang.listings.subjects import Picker, picker
from madang.matching.language.concepts import concepts
from madang.organisations.countries import country_choices
from madang.organisations.profile.forms import keep_machine

#: Asked first; every other country stands below them.
USUAL_MARKETS: Final = (
    *("CN", "KR", "RU", "KZ", "UZ", "MN", "JP", "VN"),
    *("MY", "SG", "TH", "ID", "IN", "DE", "TR", "US"),
)
Choices = list[tuple[str, str]]
WORDS = ("side", "kind", "title", "body")
MORE = ("quantity", "amount", "currency", "valid_until", "certificates", "markets", "other_markets")
TERMS = ("quantity", "amount", "currency", "valid_until")


class ListingForm(forms.Form):
    """What a person types. The action checks and writes it."""

    help_texts = {
        "title": _("As you would say it to a visitor at your table."),
        "body": _("What makes it good, for whom, what has been done with it before."),
        "quantity": _("As you count it: 500 pieces a month, 3 ha, 20 people."),
        "valid_until": _("After this day it is no longer recommended."),
    }

    def __init__(self, data: Any = None, *, listing: Listing | None = None, side: str = "") -> None:
        fields = ListingFields.of(listing) if listing else None
        start = initial_of(fields) if fields else {"side": side}
        super().__init__(data, initial=start)
        self._before = fields
        own = own_fields()
        names = [name for name in (*WORDS, *TERMS) if name not in own]
        self.fields = forms.fields_for_model(Listing, names) | own
        for name, text in self.help_texts.items():
            self.fields[name].help_text = text

    def forget_errors(self) -> None:
        """For a look at subjects half-way: what was typed stays, and nothing is called wrong yet."""
        self._errors = ErrorDict()

    def picker(self) -> Picker:
        return picker(ticked=self.ticked, texts=self._texts(), query=self._query())

    def unseen(self) -> bool:
        """Whether the words speak of subjects that the person has not been shown yet."""
        shown = set(cast("QueryDict", self.data).getlist("shown"))
        return bool(self.picker().heard_ids - shown)

    @property
    def ticked(self) -> list[str]:
        return list(self["concepts"].value() or ())

    def fields_for_action(self) -> ListingFields:
        values = dict(self.cleaned_data)
        values["markets"] = [*values["markets"], *values.pop("other_markets")]
        for name in ("concepts", "markets", "certificates"):
            values[name] = tuple(values[name])
        if before := self._before:
            values["reference"] = before.reference
            values["title"] = keep_machine(values["title"], before.title)
            values["body"] = keep_machine(values["body"], before.body)
        return ListingFields(**values)

    def clean_certificates(self) -> list[str]:
        parts = re.split(r"[,;、，；\n]+", self.cleaned_data["certificates"])
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def says_more(self) -> bool:
        """Whether anything stands, or is wrong, in the part that is folded away at first."""
        return any(self[name].value() or self[name].errors for name in MORE)

    def _texts(self) -> list[Text]:
        return [text for text in (self._text("title"), self._text("body")) if text]

    def _text(self, name: str) -> Text | None:
        value, field = self[name].value(), self.fields[name]
        assert isinstance(field, TextFormField)
        return value if isinstance(value, Text) else field.clean_or_none(value)

    def _query(self) -> str:
        return str(self.data.get("q", "")).strip()


def initial_of(fields: ListingFields) -> dict[str, Any]:
    own = {"certificates": ", ".join(fields.certificates), "other_markets": fields.markets}
    return vars(fields) | own


def own_fields() -> dict[str, forms.Field]:
    """The fields that the model alone would offer as bare codes or lists."""
    usual, others = market_choices()
    return {
        "side": forms.ChoiceField(
            label=_("Do you offer it or seek it?"), choices=Side.choices, widget=forms.RadioSelect
        ),
        "concepts": forms.MultipleChoiceField(
            label=_("Subjects"), choices=[(one.id, one.id) for one in concepts()], required=False
        ),
        "markets": forms.MultipleChoiceField(
            label=_("Countries"),
            choices=usual,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Where you would deliver it, or have it from. Without a choice: anywhere."),
        ),
        "other_markets": forms.MultipleChoiceField(
            label=_("Other countries"),
            choices=others,
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 6}),
        ),
        "certificates": forms.CharField(
            label=_("Certificates"),
            max_length=400,
            required=False,
            help_text=_("With commas between them, such as ISO 9001, HACCP."),
        ),
        "currency": forms.ChoiceField(
            label=_("Currency"), choices=[("", "—"), *((code, code) for code in USUAL)], required=False
        ),
        "valid_until": forms.DateField(
            label=_("Valid until"),
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        ),
    }


def market_choices() -> tuple[Choices, Choices]:
    """The usual countries in their own order, and the others by the alphabet."""
    names = dict(country_choices())
    return [(code, names.pop(code)) for code in USUAL_MARKETS], list(names.items())
