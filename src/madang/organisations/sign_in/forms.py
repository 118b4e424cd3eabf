"""The form of sign-up. Allauth reads it while it loads its own forms: nothing of allauth is imported here."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.core.models import User


class SignUpForm(forms.Form):
    """What is asked beside mail address and password. The language is the one of the page."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        from madang.organisations.middleware import ZONE_COOKIE, ZONES  # noqa: PLC0415
        from madang.organisations.people.actions import update_person  # noqa: PLC0415  allauth loads forms before models

        zone = request.COOKIES.get(ZONE_COOKIE, "")
        update_person(
            actor=user,
            person=user,
            name=self.cleaned_data["name"],
            language=languages.active(),
            zone=zone if zone in ZONES else "",
        )
