"""The form of a group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextFormField


class GroupForm(forms.Form):
    name = TextFormField(label=_("Name of the group"), longest=80)
    code = forms.SlugField(
        label=_("Short code"),
        max_length=30,
        help_text=_("Used in spreadsheets: small letters, digits and hyphens, such as “buyers”."),
    )
