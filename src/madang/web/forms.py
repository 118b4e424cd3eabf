"""Forms that show what their action refused, and forms of filters."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict


def refuse(form: forms.BaseForm, refused: ValidationError) -> None:
    """Show in the form what its action refused: at the field that it names, else above all of them."""
    for name, errors in _errors_of(refused).items():
        form.add_error(name if name in form.fields else None, errors)


def _errors_of(refused: ValidationError) -> Mapping[str, list[str]]:
    if hasattr(refused, "error_dict"):
        return dict(refused.message_dict)
    return {NON_FIELD_ERRORS: refused.messages}


class SearchForm(forms.Form):
    """Filters in the address. What an address says that is no choice here is not looked for."""

    @property
    def wished(self) -> dict[str, str]:
        """What is looked for, by field; empty ones left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def full_clean(self) -> None:
        super().full_clean()
        self._errors = ErrorDict()
