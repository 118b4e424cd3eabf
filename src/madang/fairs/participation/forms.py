"""Forms of participants, and the office's filters over them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.fairs.fields import languages_field, zone_field
from madang.fairs.models import Fair, Group, Participation, Presence
from madang.fairs.participation.queries import Sought
from madang.fairs.shapes import DelegateFields, ParticipationFields
from madang.organisations.countries import country_choices, country_name
from madang.organisations.models import Organisation
from madang.web.forms import SearchForm


class ParticipationForm(forms.Form):
    """How an organisation takes part."""

    presence = forms.ChoiceField(
        label=_("You take part"), choices=Presence.choices, widget=forms.RadioSelect, initial=Presence.ON_SITE
    )
    zone = zone_field(_("Your time zone"), _("Where you will be during the fair. All times are shown in it."))
    languages = languages_field(
        _("Languages you can meet in"), _("Where two companies share none, an interpreter is found.")
    )
    group = forms.ModelChoiceField(
        label=_("You belong to"), queryset=Group.objects.none(), required=False, empty_label="—"
    )
    delegates_at_once = forms.IntegerField(
        label=_("Meetings you can hold at the same time"), min_value=1, max_value=3, initial=1
    )
    least_meetings = forms.IntegerField(
        label=_("Meetings at least"), min_value=0, max_value=200, required=False
    )
    most_meetings = forms.IntegerField(
        label=_("Meetings at most"), min_value=1, max_value=200, required=False
    )
    avoids_competitors = forms.BooleanField(label=_("Do not recommend competitors to us"), required=False)
    avoided_countries = forms.MultipleChoiceField(
        label=_("Markets you do not serve"),
        choices=country_choices,
        required=False,
        help_text=_("Companies of these countries are not recommended to you."),
    )

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fair = fair
        groups = fair.groups.all()
        if groups:
            self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        else:
            del self.fields["group"]
        everyone = _("Without a number, the fair's own holds: %(number)d.")
        self.fields["least_meetings"].help_text = everyone % {"number": fair.least_meetings}
        self.fields["most_meetings"].help_text = everyone % {"number": fair.most_meetings}

    def shape(self, reference: str = "") -> ParticipationFields:
        cleaned = self.cleaned_data
        return ParticipationFields(
            presence=cleaned["presence"],
            zone=cleaned["zone"],
            languages=tuple(cleaned["languages"]),
            group=cleaned.get("group"),
            delegates_at_once=cleaned["delegates_at_once"],
            least_meetings=cleaned["least_meetings"],
            most_meetings=cleaned["most_meetings"],
            avoids_competitors=cleaned["avoids_competitors"],
            avoided_countries=tuple(cleaned["avoided_countries"]),
            reference=reference,
        )

    @staticmethod
    def initial_of(participation: Participation) -> dict[str, Any]:
        return {name: getattr(participation, name) for name in ParticipationForm.base_fields}


class RegisterForm(ParticipationForm):
    """Registration: which organisation, how, and who comes."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    field_order = ("organisation", "presence", "zone", "languages", "group")

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    email = forms.EmailField(label=_("Mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    languages = languages_field(_("Languages"), required=False)

    def shape(self) -> DelegateFields:
        return DelegateFields(**self.cleaned_data | {"languages": tuple(self.cleaned_data["languages"])})


class ParticipantsForm(SearchForm):
    """Looking through the office's own list."""

    text = forms.CharField(label=_("Name or number"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Participation.State.choices]
    )
    group = forms.ChoiceField(label=_("Group"), required=False)
    presence = forms.ChoiceField(
        label=_("Takes part"), required=False, choices=[("", _("all")), *Presence.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    checked = forms.ChoiceField(
        label=_("Checked"), required=False, choices=[("", _("all")), *Organisation.Verification.choices]
    )

    def __init__(self, *args: Any, fair: Fair, countries: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((country_name(code), code) for code in countries)
        groups = [(group.code, str(group)) for group in fair.groups.all()]
        self._choose("country", [(code, name) for name, code in named])
        self._choose("group", groups)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields[name]

    def sought(self) -> Sought:
        return Sought(**self.wished)
