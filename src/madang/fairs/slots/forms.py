"""Slots by plan, and one by hand."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.fairs.fields import moment_field, time_field
from madang.fairs.models import Fair
from madang.fairs.shapes import Break, SlotPlan, Stretch
from madang.fairs.templatetags.fair_time import as_day

BREAKS: Final = 3


class SlotPlanForm(forms.Form):
    """Days, hours, length, gap, breaks; with as many break rows as a day usually has."""

    days = forms.MultipleChoiceField(
        label=_("Days"), widget=forms.CheckboxSelectMultiple, help_text=_("The same hours on each of them.")
    )
    starts = time_field(_("First meeting at"), initial=time(9))
    ends = time_field(_("Last one ends by"), initial=time(17))
    minutes = forms.IntegerField(label=_("Meeting, minutes"), min_value=5, max_value=240, initial=25)
    gap = forms.IntegerField(
        label=_("Pause, minutes"),
        min_value=0,
        max_value=120,
        initial=5,
    )
    replacing = forms.BooleanField(
        label=_("Replace the slots that these days have now"), required=False, initial=True
    )

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(day.isoformat(), as_day(day)) for day in days_of(fair)]
        self.fields["days"].choices = days  # type: ignore[attr-defined]
        self.fields["days"].initial = [iso for iso, _day in days]
        for number in range(BREAKS):
            first = number == 0
            self.fields[f"break_{number}_starts"] = time_field(
                _("Break from"), required=False, initial=time(12) if first else None
            )
            self.fields[f"break_{number}_ends"] = time_field(
                _("until"), required=False, initial=time(13) if first else None
            )

    @property
    def break_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"break_{number}_starts"], self[f"break_{number}_ends"]) for number in range(BREAKS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(BREAKS):
            starts, ends = cleaned.get(f"break_{number}_starts"), cleaned.get(f"break_{number}_ends")
            if (starts is None) != (ends is None):
                self.add_error(f"break_{number}_ends", _("A break has a start and an end."))
        if (starts := cleaned.get("starts")) and (ends := cleaned.get("ends")) and ends <= starts:
            self.add_error("ends", _("The end must come after the start."))
        return cleaned

    def shape(self) -> SlotPlan:
        cleaned = self.cleaned_data
        return SlotPlan(
            days=[date.fromisoformat(day) for day in cleaned["days"]],
            starts=cleaned["starts"],
            ends=cleaned["ends"],
            minutes=cleaned["minutes"],
            gap=cleaned["gap"],
            breaks=list(self._breaks()),
        )

    def _breaks(self) -> Iterable[Break]:
        for number in range(BREAKS):
            starts = self.cleaned_data.get(f"break_{number}_starts")
            if starts is not None:
                yield Break(starts, self.cleaned_data[f"break_{number}_ends"])


def days_of(fair: Fair) -> list[date]:
    return [fair.starts_on + timedelta(days=n) for n in range((fair.ends_on - fair.starts_on).days + 1)]


class SlotForm(forms.Form):
    """One slot, or one break, by hand."""

    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))
    is_break = forms.BooleanField(label=_("This is a break"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].required = self.fields["ends_at"].required = True

    def shape(self) -> Stretch:
        return Stretch(self.cleaned_data["starts_at"], self.cleaned_data["ends_at"])
