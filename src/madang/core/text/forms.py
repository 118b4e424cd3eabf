"""A `Text` in a form: up to four languages, the original first."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.core.text.wording import Text


class TextWidget(forms.MultiWidget):
    """A choice of the original language and one box for each language."""

    template_name = "boxes/text.html"

    def __init__(self, *, multiline: bool, longest: int | None = None) -> None:
        attrs = {"maxlength": str(longest)} if longest else {}
        box: type[forms.Widget] = forms.Textarea if multiline else forms.TextInput
        rows = {"rows": "4"} if multiline else {}
        boxes = {
            code: box(attrs={**attrs, **rows, "lang": languages.BCP47[code]}) for code in languages.CODES
        }
        super().__init__({"original": forms.Select(choices=languages.CHOICES), **boxes})

    def decompress(self, value: Any) -> list[str]:
        if not isinstance(value, Text):
            return [languages.active(), *[""] * len(languages.CODES)]
        original = value.original if value else languages.active()
        return [original, *(value.texts.get(code, "") for code in languages.CODES)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        original, *boxes = context["widget"]["subwidgets"]
        for code, sub in zip(languages.CODES, boxes, strict=True):
            sub["language"], sub["own_name"] = languages.BCP47[code], languages.OWN_NAMES[code]
        context["widget"]["original"] = original
        context["widget"]["boxes"] = boxes
        return context


class TextFormField(forms.MultiValueField):
    """Returns a `Text`. What a person typed in the original language is never called a translation."""

    def __init__(self, *, multiline: bool = False, longest: int | None = None, **kwargs: Any) -> None:
        fields: list[forms.Field] = [forms.ChoiceField(choices=languages.CHOICES, required=False)]
        fields += [forms.CharField(required=False, max_length=longest) for _code in languages.CODES]
        widget = TextWidget(multiline=multiline, longest=longest)
        super().__init__(fields, widget=widget, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Text:
        text: Text = super().clean(value) if value else Text()
        if self.required and not text:
            raise forms.ValidationError(_("Write this in at least one language."), code="required")
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.clean_or_none(data) != initial)

    def clean_or_none(self, value: Any) -> Text | None:
        try:
            return self.clean(value)
        except forms.ValidationError:
            return None

    def compress(self, data_list: list[str]) -> Text:
        if not data_list:
            return Text()
        original, *boxes = data_list
        texts = {code: box for code, box in zip(languages.CODES, boxes, strict=True) if box}
        if original not in texts and texts:
            original = next(iter(texts))
        return Text(original or languages.active(), texts)
