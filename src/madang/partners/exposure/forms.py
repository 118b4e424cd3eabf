"""The organiser's limits of exposure."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExposureForm(forms.Form):
    """How often a company is shown to others: at least, and at most."""

    floor = forms.IntegerField(label=_("In at least so many lists"), min_value=0, max_value=100)
    cap = forms.IntegerField(
        label=_("In at most so many lists"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Empty: twice as many as a list is long."),
    )
