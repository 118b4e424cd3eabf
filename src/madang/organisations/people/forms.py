"""Forms of people and invitations."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.core.models import User
from madang.organisations.models import Invitation

Choices = list[tuple[str, Any]]


class InvitationForm(forms.ModelForm[Invitation]):
    class Meta:
        model = Invitation
        fields = ("email", "role", "language")
        labels = {"language": _("Language of the letter")}


class PersonForm(forms.ModelForm[User]):
    """What a person says of themselves."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=languages.CHOICES,
        help_text=_("Pages and mails come in this language."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times are shown in this zone, with the fair's own beside it."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("the fair's own zone")), *zone_choices()]  # type: ignore[attr-defined]
        if not self.instance.language:
            self.initial["language"] = languages.active()


def zone_choices() -> Choices:
    """Every zone under its part of the world."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        area, _slash, city = zone.partition("/")
        if city and area not in {"Etc", "SystemV", "US"}:
            areas.setdefault(area, []).append((zone, city.replace("_", " ")))
    return list(areas.items())
