"""Halls and counts of tables and rooms."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.text import TextFormField


class HallForm(forms.Form):
    name = TextFormField(label=_("Name of the hall"), longest=80)
    tables = forms.IntegerField(
        label=_("Tables"),
        min_value=0,
        max_value=500,
        initial=20,
        help_text=_("Numbered on from the last table of the fair."),
    )


class CountForm(forms.Form):
    count = forms.IntegerField(label=pgettext_lazy("how many", "Number"), min_value=0, max_value=1000)
