"""The form of an interpreter with shifts."""

from collections import Counter
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.fairs.fields import languages_field, time_field
from madang.fairs.models import Fair, Interpreter, Presence
from madang.fairs.shapes import InterpreterFields, Stretch
from madang.fairs.slots.actions import wall_moment
from madang.fairs.slots.forms import days_of

SHIFTS: Final = 2


class InterpreterForm(forms.Form):
    """Who interprets, and from when until when on each day of the fair."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    languages = languages_field(_("Languages"), _("Between any two of these."))
    presence = forms.ChoiceField(label=_("Works"), choices=Presence.choices, initial=Presence.BOTH)
    email = forms.EmailField(label=_("Mail address"), required=False)

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fair = fair
        for key in self._keys():
            self.fields[f"{key}_starts"] = time_field(_("from"), required=False)
            self.fields[f"{key}_ends"] = time_field(_("until"), required=False)

    def _keys(self) -> list[str]:
        return [f"{day}_{number}" for day in days_of(self.fair) for number in range(SHIFTS)]

    @property
    def shift_rows(self) -> list[tuple[date, forms.BoundField, forms.BoundField]]:
        return [(_day_of(key), self[f"{key}_starts"], self[f"{key}_ends"]) for key in self._keys()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if 0 < len(cleaned.get("languages", [])) < 2:
            self.add_error("languages", _("An interpreter needs two languages."))
        for key in self._keys():
            starts, ends = cleaned.get(f"{key}_starts"), cleaned.get(f"{key}_ends")
            if (starts is None) != (ends is None):
                self.add_error(f"{key}_ends", _("A shift has a start and an end."))
            elif starts and ends and ends <= starts:
                self.add_error(f"{key}_ends", _("The end must come after the start."))
        return cleaned

    def shape(self) -> InterpreterFields:
        cleaned = self.cleaned_data
        return InterpreterFields(
            cleaned["name"], tuple(cleaned["languages"]), cleaned["presence"], cleaned["email"]
        )

    def shifts(self) -> list[Stretch]:
        return [self._shift(key) for key in self._keys() if self.cleaned_data.get(f"{key}_starts")]

    def _shift(self, key: str) -> Stretch:
        starts, ends = self.cleaned_data[f"{key}_starts"], self.cleaned_data[f"{key}_ends"]
        day, zone = _day_of(key), self.fair.tz
        return Stretch(wall_moment(day, starts, zone), wall_moment(day, ends, zone))

    @staticmethod
    def initial_of(interpreter: Interpreter) -> dict[str, Any]:
        """What is there already; of more shifts on one day than the form has rows, the first ones."""
        zone = interpreter.fair.tz
        initial: dict[str, Any] = {
            name: getattr(interpreter, name) for name in ("name", "languages", "presence", "email")
        }
        rows: Counter[date] = Counter()
        for shift in interpreter.shifts.all():
            starts, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
            key = f"{starts.date()}_{rows[starts.date()]}"
            initial |= {f"{key}_starts": starts.time(), f"{key}_ends": ends.time()}
            rows[starts.date()] += 1
        return initial


def _day_of(key: str) -> date:
    return date.fromisoformat(key.partition("_")[0])
