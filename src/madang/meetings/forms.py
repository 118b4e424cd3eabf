"""The form of a meeting request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.fairs.models import Place, PlaceKind, Slot, SlotKind
from madang.meetings.models import Meeting, Request
from madang.meetings.words import place_words
from madang.partners.models import Grade
from madang.web import zones

WANTED = [(Grade.WOULD, _("We would like to meet")), (Grade.MUST, _("We must meet: this is why we come"))]


class RequestForm(forms.ModelForm[Request]):
    sender_grade = forms.ChoiceField(
        label=_("How much you want it"), choices=WANTED, widget=forms.RadioSelect, initial=Grade.WOULD
    )

    class Meta:
        model = Request
        fields = ["message", "sender_grade"]
        labels = {"message": _("Your message")}
        help_texts = {
            "message": _(
                "In your own language; the other side reads the original. "
                "Say what you want to talk about and who comes."
            )
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 5})}


class SlotField(forms.ModelChoiceField[Slot]):
    """Slots by the fair's own clock."""

    def label_from_instance(self, obj: Slot) -> str:
        zone = obj.fair.zone
        return f"{zones.day(obj.starts_at, zone, 'short')} {zones.hour(obj.starts_at, zone)}"


class PlaceField(forms.ModelChoiceField[Place]):
    def label_from_instance(self, obj: Place) -> str:
        is_table = obj.kind == PlaceKind.TABLE
        return place_words(obj if is_table else None, None if is_table else obj)


class MoveForm(forms.Form):
    """Another slot or place for one meeting. It keeps what it needs: a table, a room, or both."""

    slot = SlotField(Slot.objects.none(), label=_("Slot"), empty_label=None)
    table = PlaceField(Place.objects.none(), label=_("Table"), empty_label=None)
    room = PlaceField(Place.objects.none(), label=_("Online room"), empty_label=None)

    def __init__(self, typed: Any = None, *, meeting: Meeting) -> None:
        fair = meeting.version.fair
        initial = {"slot": meeting.slot_id, "table": meeting.table_id, "room": meeting.room_id}
        super().__init__(typed, initial=initial)
        choices = {
            "slot": Slot.objects.filter(fair=fair, kind=SlotKind.MEETING).select_related("fair"),
            "table": Place.objects.filter(fair=fair, kind=PlaceKind.TABLE).select_related("hall"),
            "room": Place.objects.filter(fair=fair, kind=PlaceKind.ROOM),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name, place in (("table", meeting.table), ("room", meeting.room)):
            if place is None:
                self.fields[name].required = False
                self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {"slot": cleaned.get("slot"), "table": cleaned.get("table"), "room": cleaned.get("room")}
