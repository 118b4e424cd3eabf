"""What happened on the day, as the office records it."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.fairs.models import Fair, Interpreter, Participation, Place, PlaceKind, Slot, SlotKind
from madang.meetings.arranging.forms import SlotField
from madang.meetings.models import Disruption, Request
from madang.meetings.today import board
from madang.meetings.today.actions import Happened

Kind = Disruption.Kind
#: Above every number that a place has; the database has no larger ones.
MOST = 32767
SUBJECTS = ("absent", "late", "called_off", "place", "interpreter")


class HappenedForm(forms.Form):
    """What one button or one small form of the page says. Its button names whom it is about."""

    slot = SlotField(Slot.objects.none(), label=gettext_lazy("From"), empty_label=None)
    until = SlotField(
        Slot.objects.none(),
        label=gettext_lazy("Until"),
        required=False,
        empty_label=gettext_lazy("the end of the fair"),
    )
    absent = forms.ModelChoiceField(Participation.objects.none(), required=False)
    late = forms.ModelChoiceField(Participation.objects.none(), required=False)
    called_off = forms.ModelChoiceField(Request.objects.none(), required=False)
    place = forms.ModelChoiceField(Place.objects.none(), required=False)
    kind = forms.ChoiceField(choices=PlaceKind, required=False)
    number = forms.IntegerField(min_value=1, max_value=MOST, required=False, label=gettext_lazy("Number"))
    interpreter = forms.ModelChoiceField(
        Interpreter.objects.none(), label=gettext_lazy("Interpreter"), required=False, empty_label="–"
    )

    def __init__(self, typed: Any = None, *, fair: Fair) -> None:
        super().__init__(typed, auto_id=False)
        self.fair = fair
        slots = Slot.objects.filter(fair=fair, kind=SlotKind.MEETING).select_related("fair")
        choices: dict[str, QuerySet[Any]] = {
            "slot": slots,
            "until": slots,
            "absent": Participation.objects.filter(fair=fair),
            "late": Participation.objects.filter(fair=fair),
            "called_off": Request.objects.filter(fair=fair),
            "place": Place.objects.filter(fair=fair),
            "interpreter": Interpreter.objects.filter(fair=fair),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("late") and not cleaned.get("until"):
            self.add_error("until", _("Say from when the company is there."))
        if cleaned.get("number"):
            cleaned["place"] = self._place_of(cleaned.get("kind") or PlaceKind.TABLE, cleaned["number"])
        if not self.errors and not any(cleaned.get(name) for name in SUBJECTS):
            raise forms.ValidationError(_("Say which table, room or interpreter it is."))
        return cleaned

    def _place_of(self, kind: str, number: int) -> Place | None:
        """Numbers are unique among a fair's tables, and among its rooms."""
        place = Place.objects.filter(fair=self.fair, kind=kind, number=number).first()
        if place is None:
            said = {
                PlaceKind.TABLE: _("There is no table %(number)s."),
                PlaceKind.ROOM: _("There is no online room %(number)s."),
            }
            self.add_error("number", said[PlaceKind(kind)] % {"number": number})
        return place

    def shape(self) -> Happened:
        typed = self.cleaned_data
        starts, ends = typed["slot"].starts_at, typed["until"].starts_at if typed["until"] else None
        if typed["absent"]:
            return Happened(Kind.ABSENT, starts, self._evening(), participation=typed["absent"])
        if typed["late"]:
            return Happened(Kind.LATE, starts, ends, participation=typed["late"])
        if typed["called_off"]:
            return Happened(Kind.CALLED_OFF, starts, request=typed["called_off"])
        if typed["place"]:
            return Happened(Kind.PLACE_LOST, starts, ends, place=typed["place"])
        return Happened(Kind.INTERPRETER_OUT, starts, ends, interpreter=typed["interpreter"])

    def _evening(self) -> datetime:
        """Who did not come is expected again the next day."""
        slot: Slot = self.cleaned_data["slot"]
        return board.day_of(slot.fair, slot.pk).slots[-1].ends_at
