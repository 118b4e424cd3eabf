"""A `Text` in a column: how it is stored, edited and looked through."""

from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.core.text.forms import TextFormField
from madang.core.text.wording import Text


class TextField(models.JSONField[Any, Any]):
    """A `Text` in one JSON column. An empty text is stored as one, never as null."""

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", Text)
        self.longest = max_length
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.longest:
            kwargs["max_length"] = self.longest
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        return Text.from_json(found) if isinstance(found, dict) and "texts" in found else found

    def to_python(self, value: Any) -> Any:
        return Text.from_json(value) if isinstance(value, dict) else value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_json() if isinstance(value, Text) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        plain = value.as_json() if isinstance(value, Text) else value
        return super().get_db_prep_value(plain, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return value.as_json() if isinstance(value, Text) else value

    def validate(self, value: Any, model_instance: Any) -> None:  # noqa: ARG002  Django passes it
        if not isinstance(value, Text):
            raise ValidationError(_("This is not a text with a language."))
        if not self.blank and not value:
            raise ValidationError(_("Write this in at least one language."))

    def formfield(self, **kwargs: Any) -> Any:
        multiline = kwargs.pop("multiline", not self.longest)
        return TextFormField(
            required=not self.blank,
            label=kwargs.get("label", str(self.verbose_name).capitalize()),
            help_text=kwargs.get("help_text", self.help_text),
            longest=self.longest,
            multiline=multiline,
        )


def named(word: str, *columns: str) -> Q:
    """A word in any wording of any of these texts."""
    found = Q()
    for column, code in product(columns, languages.CODES):
        found |= Q(**{f"{column}__texts__{code}__icontains": word})
    return found
