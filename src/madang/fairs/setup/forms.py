"""Forms of the set-up. Each gives its action a frozen shape.

Moments are typed by the clock on the wall of the fair: pages bind these forms while the fair's zone is the
current one.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextFormField
from madang.fairs.fields import date_field, languages_field, moment_field, time_field, zone_field
from madang.fairs.models import Fair
from madang.fairs.shapes import FairFields, Limits, Pace, Phases
from madang.organisations.countries import country_choices


class FairForm(forms.Form):
    """What, when, where, in which languages."""

    name = TextFormField(
        label=_("Name"),
        longest=200,
        help_text=_("In its original language first. Other languages can follow when you have them."),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("The last part of the fair's address: small letters, digits and hyphens."),
    )
    summary = TextFormField(
        label=_("In one sentence"),
        longest=300,
        required=False,
        help_text=_("Stands under the name on the list of fairs."),
    )
    description = TextFormField(label=_("Description"), multiline=True, required=False)
    starts_on = date_field(_("First day"))
    ends_on = date_field(_("Last day"))
    zone = zone_field(
        _("Time zone of the fair"),
        _("Every time of the fair is kept in it. Companies abroad see their own time beside it."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    city = TextFormField(label=_("City"), longest=80, required=False)
    venue = TextFormField(label=_("Venue"), longest=200, required=False)
    languages = languages_field(
        _("Languages of the fair"), _("What visitors and companies can expect to be understood in.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        if first and last and last - first > timedelta(days=60):
            self.add_error("ends_on", _("A fair lasts at most 60 days."))
        return cleaned

    def shape(self, provenance: str) -> FairFields:
        cleaned = self.cleaned_data
        return FairFields(**cleaned | {"languages": tuple(cleaned["languages"]), "provenance": provenance})

    @staticmethod
    def initial_of(fair: Fair) -> dict[str, Any]:
        shape = FairFields.of(fair)
        return {name: getattr(shape, name) for name in FairForm.base_fields}


class PhasesForm(forms.Form):
    """When each phase opens and closes, by the fair's clock."""

    registration_opens = moment_field(_("Registration opens"))
    registration_closes = moment_field(_("Registration closes"))
    requests_open = moment_field(_("Meeting requests open"))
    requests_close = moment_field(
        _("Meeting requests close"), _("Then the timetable is made from what was accepted.")
    )
    timetable_due = moment_field(_("The timetable is published by"))
    live_opens = moment_field(_("Doors open"))
    live_closes = moment_field(_("Doors close"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for opens, closes in (
            ("registration_opens", "registration_closes"),
            ("requests_open", "requests_close"),
            ("live_opens", "live_closes"),
        ):
            first, last = cleaned.get(opens), cleaned.get(closes)
            if first and last and last <= first:
                self.add_error(closes, _("It closes before it opens."))
        return cleaned

    def shape(self) -> Phases:
        return Phases(**self.cleaned_data)

    @staticmethod
    def initial_of(fair: Fair) -> dict[str, Any]:
        return {name: getattr(fair, name) for name in PhasesForm.base_fields}


class LimitsForm(forms.Form):
    """What every company is held to."""

    request_limit = forms.IntegerField(
        label=_("Requests a company may have open"),
        min_value=1,
        max_value=500,
        help_text=_("So that popular companies are not flooded. Twelve suits a fair of two days."),
    )
    answer_days = forms.IntegerField(
        label=_("Days to answer a request"),
        min_value=1,
        max_value=60,
        help_text=_("A request without an answer expires. It never blocks a slot while it waits."),
    )
    least_meetings = forms.IntegerField(
        label=_("Meetings each company should get at least"),
        min_value=0,
        max_value=200,
        help_text=_("The timetable tries to leave nobody below this number."),
    )
    most_meetings = forms.IntegerField(
        label=_("Meetings each company gets at most"), min_value=1, max_value=200
    )
    approves_participants = forms.BooleanField(
        label=_("The organiser approves each company before others see it"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("least_meetings", 0) > cleaned.get("most_meetings", 200):
            self.add_error("most_meetings", _("At most must not be less than at least."))
        return cleaned

    def shape(self) -> Limits:
        return Limits(**self.cleaned_data)

    @staticmethod
    def initial_of(fair: Fair) -> dict[str, Any]:
        return {name: getattr(fair, name) for name in LimitsForm.base_fields}


class PaceForm(forms.Form):
    """Time to eat, to rest and to walk, and how interpreters work."""

    meal_from = time_field(
        _("Time to eat, from"),
        required=False,
        help_text=_(
            "Between these hours everybody keeps time to eat: those on site by the clock of the fair, "
            "those online by their own. Leave both empty for none."
        ),
    )
    meal_until = time_field(_("until"), required=False)
    meal_minutes = forms.IntegerField(
        label=_("Minutes to keep free then"),
        min_value=1,
        max_value=240,
        help_text=_(
            "Counted in whole slots: with a slot every 30 minutes, 30 keep one slot free and 60 keep two. "
            "Everybody gets a time of their own, so that tables stay in use. "
            "A break for all that is as long as this is enough."
        ),
    )
    buffer_minutes = forms.IntegerField(
        label=_("Minutes between two meetings of a company"),
        min_value=0,
        max_value=120,
        help_text=_(
            "The pause between slots counts. More than that pause means that nobody meets twice in a row."
        ),
    )
    walk_minutes = forms.IntegerField(
        label=_("Minutes to walk from one hall to another"),
        min_value=0,
        max_value=120,
        help_text=_("Whoever has two meetings in different halls gets as long between them."),
    )
    interpreter_row = forms.IntegerField(
        label=_("Slots in a row after which an interpreter rests"),
        min_value=1,
        max_value=40,
        help_text=_("After so many meetings without a pause, one slot stays free."),
    )
    interpreters_relay = forms.BooleanField(
        label=_("Two interpreters may work through a third language"),
        required=False,
        help_text=_(
            "Only where no interpreter speaks both languages: Korean to English to Russian, for example. "
            "Such a meeting takes two interpreters and goes slower."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("meal_from"), cleaned.get("meal_until")
        if (starts is None) != (ends is None) and not self.errors:
            self.add_error(
                "meal_until" if starts else "meal_from", _("The time to eat has a start and an end.")
            )
        elif starts and ends and ends <= starts:
            self.add_error("meal_until", _("The end must come after the start."))
        return cleaned

    def shape(self) -> Pace:
        return Pace(**self.cleaned_data)

    @staticmethod
    def initial_of(fair: Fair) -> dict[str, Any]:
        return {name: getattr(fair, name) for name in PaceForm.base_fields}


class ClockForm(forms.Form):
    moment = moment_field(
        _("Let the fair's clock show"),
        _("It runs on from there, for this fair only. Leave it empty to return to the real time."),
    )
