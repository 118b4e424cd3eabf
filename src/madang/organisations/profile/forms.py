"""The form of a profile."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.text import Text
from madang.organisations.countries import country_choices
from madang.organisations.industries import industries, industry_of
from madang.organisations.models import Distinction, Kind, Organisation
from madang.organisations.shapes import FIELDS, OrganisationFields

Choices = list[tuple[str, Any]]


class OrganisationForm(forms.Form):
    """The profile. Its fields are the model's; the action checks and writes them."""

    help_texts = {
        "name": _("The name as registered, and how it is written in other languages."),
        "description": _("What you make or do, for whom, and what you are known for."),
        "registration_number": _(
            "As your country's register of companies has it. Not shown to visitors; the check needs it."
        ),
    }

    def __init__(self, data: Any = None, *, organisation: Organisation | None = None) -> None:
        values = OrganisationFields.of(organisation) if organisation else None
        super().__init__(data, initial=vars(values) if values else {"kind": Kind.COMPANY})
        self._before = values
        own = own_fields(values.industry if values else "")
        self.fields = forms.fields_for_model(Organisation, [name for name in FIELDS if name not in own]) | own
        for name, text in self.help_texts.items():
            self.fields[name].help_text = text
        self.fields["name"].label = _("Name of the organisation")
        self.order_fields(FIELDS)

    def fields_for_action(self) -> OrganisationFields:
        values = {name: self.cleaned_data[name] for name in FIELDS}
        values["distinctions"] = tuple(values["distinctions"])
        if before := self._before:
            values["name"] = keep_machine(values["name"], before.name)
            values["description"] = keep_machine(values["description"], before.description)
        return OrganisationFields(**values)


def keep_machine(text: Text, before: Text) -> Text:
    """A machine's wording that nobody changed in the form is still a machine's."""
    same = {code for code in before.machine if text.texts.get(code) == before.texts.get(code)}
    return replace(text, machine=frozenset(same))


def own_fields(current_industry: str) -> dict[str, forms.Field]:
    """The fields that the model alone would offer as bare codes."""
    return {
        "country": forms.ChoiceField(label=_("Country"), choices=[("", "—"), *country_choices()]),
        "industry": forms.ChoiceField(
            label=_("Industry"),
            choices=industry_choices(current_industry),
            required=False,
            help_text=_("The main one, by the international classification ISIC 4."),
        ),
        "distinctions": forms.MultipleChoiceField(
            label=_("Distinctions"),
            choices=Distinction.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("As awarded in your country. The organiser may ask for the certificate."),
        ),
        "website": forms.URLField(label=_("Website"), required=False, assume_scheme="https"),
    }


def industry_choices(current: str = "") -> Choices:
    """Divisions under their sections; a finer code that is set already stays choosable."""
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for code, industry in industries().items():
        if code == industry.section:
            groups[code] = (str(industry.title), [])
        else:
            groups[industry.section][1].append((code, str(industry.title)))
    return [("", "—"), *_finer(current), *groups.values()]


def _finer(code: str) -> Choices:
    known = industry_of(code) if code else None
    if known is None or (known.code == code and code != known.section):
        return []
    return [(code, f"{known.title} ({code})")]
