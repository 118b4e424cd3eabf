"""The form of a person of the office."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.core.models import User
from madang.fairs.models import StaffRole


class StaffForm(forms.Form):
    email = forms.EmailField(
        label=_("Mail address"), help_text=_("Of a person who has signed in here at least once.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=StaffRole.choices)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not User.objects.filter(email__iexact=email, is_active=True).exists():
            raise ValidationError(
                _("Nobody with this address has signed in here. Ask them to do so once, then add them.")
            )
        return email

    def person(self) -> User:
        return User.objects.get(email__iexact=self.cleaned_data["email"])
