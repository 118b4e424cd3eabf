"""Forms of a fair. Each says what it wants in whole sentences and gives its action a frozen shape.

Moments are typed by the clock on the wall of the fair: pages bind these forms while the fair's zone is the
current one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from madang.core import languages
from madang.core.errors import Refused
from madang.core.forms import TextFormField
from madang.core.models import User
from madang.core.text import Text
from madang.fairs import queries
from madang.fairs.actions import wall_moment
from madang.fairs.models import Fair, Group, Hall, Interpreter, Participation, Presence, Session, StaffRole
from madang.fairs.queries import Facets, Sought, Wanted
from madang.fairs.shapes import (
    Break,
    DelegateFields,
    FairFields,
    InterpreterFields,
    Limits,
    Pace,
    ParticipationFields,
    Phases,
    SessionFields,
    SlotPlan,
    SpeakerFields,
    Stretch,
)
from madang.fairs.templatetags.fair_time import as_day
from madang.organisations.countries import country_choices, country_name
from madang.organisations.industries import industries
from madang.organisations.models import Kind, Organisation
from madang.web.zones import place_of

Choices = list[tuple[str, StrOrPromise]]
MOMENT: Final = "%Y-%m-%dT%H:%M"
BREAKS: Final = 3
SPEAKERS: Final = 4
SHIFTS: Final = 2


class RefusableForm(forms.Form):
    """A form that can show what its action refused, and where."""

    def refuse(self, refused: Refused) -> None:
        for name, errors in _errors_of(refused).items():
            self.add_error(name if name in self.fields else None, errors)


def _errors_of(refused: Refused) -> Mapping[str, list[str]]:
    if hasattr(refused, "error_dict"):
        return dict(refused.message_dict)
    return {NON_FIELD_ERRORS: refused.messages}


# --- Fields -----------------------------------------------------------------------------------------------
#: The first part of a zone's name, as IANA divides the earth.
PARTS_OF_THE_EARTH: Final[dict[str, StrOrPromise]] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


def zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Zones by the part of the earth, under the names that their cities have in the reader's language."""
    return [
        ("UTC", "UTC"),
        *((str(PARTS_OF_THE_EARTH[part]), cities) for part, cities in _cities(languages.active()).items()),
    ]


@cache
def _cities(language: str) -> dict[str, list[tuple[str, str]]]:  # noqa: ARG001  cached by it
    cities: dict[str, list[tuple[str, str]]] = {}
    for name in queries.zones():
        part, _slash, city = name.partition("/")
        if city:
            cities.setdefault(part, []).append((name, place_of(name)))
    return {part: _told_apart(found) for part, found in cities.items()}


def _told_apart(zones: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where two zones are called alike (`Asia/Shanghai`, `Asia/Harbin`), their IANA names stand beside."""
    often = Counter(place for _name, place in zones)
    told = [(name, f"{place} ({name})" if often[place] > 1 else place) for name, place in zones]
    return sorted(told, key=lambda pair: pair[1])


def zone_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.ChoiceField:
    return forms.ChoiceField(choices=zone_choices, label=label, help_text=help_text)


def languages_field(
    label: StrOrPromise, help_text: StrOrPromise = "", *, required: bool = True
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=languages.CHOICES,
        widget=forms.CheckboxSelectMultiple,
        label=label,
        help_text=help_text,
        required=required,
    )


def date_field(label: StrOrPromise) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def time_field(label: StrOrPromise, *, required: bool = True, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, "%H:%M")
    return forms.TimeField(label=label, widget=widget, required=required, **kwargs)


def moment_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, MOMENT)
    return forms.DateTimeField(
        label=label, help_text=help_text, widget=widget, input_formats=[MOMENT], required=False
    )


# --- The organiser: what a fair is ------------------------------------------------------------------------
class FairForm(RefusableForm):
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


class PhasesForm(RefusableForm):
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


class LimitsForm(RefusableForm):
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


class PaceForm(RefusableForm):
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


# --- The organiser: slots and places ----------------------------------------------------------------------
class SlotPlanForm(RefusableForm):
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


class SlotForm(RefusableForm):
    """One slot, or one break, by hand."""

    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))
    is_break = forms.BooleanField(label=_("This is a break"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].required = self.fields["ends_at"].required = True

    def shape(self) -> Stretch:
        return Stretch(self.cleaned_data["starts_at"], self.cleaned_data["ends_at"])


class HallForm(RefusableForm):
    name = TextFormField(label=_("Name of the hall"), longest=80)
    tables = forms.IntegerField(
        label=_("Tables"),
        min_value=0,
        max_value=500,
        initial=20,
        help_text=_("Numbered on from the last table of the fair."),
    )


class CountForm(RefusableForm):
    count = forms.IntegerField(label=pgettext_lazy("how many", "Number"), min_value=0, max_value=1000)


class GroupForm(RefusableForm):
    name = TextFormField(label=_("Name of the group"), longest=80)
    code = forms.SlugField(
        label=_("Short code"),
        max_length=30,
        help_text=_("Used in spreadsheets: small letters, digits and hyphens, such as “buyers”."),
    )


# --- The organiser: people and programme ------------------------------------------------------------------
class InterpreterForm(RefusableForm):
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


class SessionForm(RefusableForm):
    """A point of the programme and who speaks in it."""

    title = TextFormField(label=_("Title"), longest=200)
    summary = TextFormField(label=_("What it is about"), multiline=True, required=False)
    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))
    hall = forms.ModelChoiceField(label=_("Hall"), queryset=Hall.objects.none(), required=False)
    is_broadcast = forms.BooleanField(label=_("Broadcast live"), required=False)

    def __init__(self, *args: Any, fair: Fair, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(session.speakers.all()) if session else []
        self.fields["hall"].queryset = fair.halls.all()  # type: ignore[attr-defined]
        self.fields["starts_at"].required = self.fields["ends_at"].required = True
        for number in range(SPEAKERS):
            before = self.known[number] if number < len(self.known) else None
            self.fields[f"speaker_{number}"] = forms.CharField(
                label=_("Speaker"), max_length=120, required=False, initial=str(before.name) if before else ""
            )
            self.fields[f"position_{number}"] = forms.CharField(
                label=_("Position"),
                max_length=200,
                required=False,
                initial=str(before.position) if before else "",
            )

    @property
    def speaker_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"speaker_{number}"], self[f"position_{number}"]) for number in range(SPEAKERS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the start."))
        return cleaned

    def shape(self, provenance: str) -> SessionFields:
        names = ("title", "starts_at", "ends_at", "summary", "hall", "is_broadcast")
        return SessionFields(**{name: self.cleaned_data[name] for name in names}, provenance=provenance)

    def speakers(self) -> list[SpeakerFields]:
        return [self._speaker(n) for n in range(SPEAKERS) if self.cleaned_data.get(f"speaker_{n}")]

    def _speaker(self, number: int) -> SpeakerFields:
        """A name that was not touched keeps all its languages."""
        before = self.known[number] if number < len(self.known) else None
        return SpeakerFields(
            name=_kept(before.name if before else None, self.cleaned_data[f"speaker_{number}"]),
            position=_kept(before.position if before else None, self.cleaned_data[f"position_{number}"]),
            organisation=before.organisation if before else None,
        )

    @staticmethod
    def initial_of(session: Session) -> dict[str, Any]:
        names = ("title", "summary", "starts_at", "ends_at", "hall", "is_broadcast")
        return {name: getattr(session, name) for name in names}


def _kept(before: Text | None, typed: str) -> Text:
    if before is not None and str(before) == typed:
        return before
    return Text.of(languages.active(), typed) if typed else Text()


class StaffForm(RefusableForm):
    email = forms.EmailField(
        label=_("Mail address"), help_text=_("Of a person who has signed in here at least once.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=StaffRole.choices)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not User.objects.filter(email__iexact=email, is_active=True).exists():
            raise ValidationError(
                _("Nobody with this address has signed in here. Ask them to do so once, then add them.")
            )
        return email

    def person(self) -> User:
        return User.objects.get(email__iexact=self.cleaned_data["email"])


class ClockForm(RefusableForm):
    moment = moment_field(
        _("Let the fair's clock show"),
        _("It runs on from there, for this fair only. Leave it empty to return to the real time."),
    )


# --- Companies --------------------------------------------------------------------------------------------
class ParticipationForm(RefusableForm):
    """How an organisation takes part."""

    presence = forms.ChoiceField(
        label=_("You take part"), choices=Presence.choices, widget=forms.RadioSelect, initial=Presence.ON_SITE
    )
    zone = zone_field(_("Your time zone"), _("Where you will be during the fair. All times are shown in it."))
    languages = languages_field(
        _("Languages you can meet in"), _("Where two companies share none, an interpreter is found.")
    )
    group = forms.ModelChoiceField(
        label=_("You belong to"), queryset=Group.objects.none(), required=False, empty_label="—"
    )
    delegates_at_once = forms.IntegerField(
        label=_("Meetings you can hold at the same time"), min_value=1, max_value=3, initial=1
    )
    least_meetings = forms.IntegerField(
        label=_("Meetings at least"), min_value=0, max_value=200, required=False
    )
    most_meetings = forms.IntegerField(
        label=_("Meetings at most"), min_value=1, max_value=200, required=False
    )
    avoids_competitors = forms.BooleanField(label=_("Do not recommend competitors to us"), required=False)
    avoided_countries = forms.MultipleChoiceField(
        label=_("Markets you do not serve"),
        choices=country_choices,
        required=False,
        help_text=_("Companies of these countries are not recommended to you."),
    )

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fair = fair
        groups = fair.groups.all()
        if groups:
            self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        else:
            del self.fields["group"]
        everyone = _("Without a number, the fair's own holds: %(number)d.")
        self.fields["least_meetings"].help_text = everyone % {"number": fair.least_meetings}
        self.fields["most_meetings"].help_text = everyone % {"number": fair.most_meetings}

    def shape(self, reference: str = "") -> ParticipationFields:
        cleaned = self.cleaned_data
        return ParticipationFields(
            presence=cleaned["presence"],
            zone=cleaned["zone"],
            languages=tuple(cleaned["languages"]),
            group=cleaned.get("group"),
            delegates_at_once=cleaned["delegates_at_once"],
            least_meetings=cleaned["least_meetings"],
            most_meetings=cleaned["most_meetings"],
            avoids_competitors=cleaned["avoids_competitors"],
            avoided_countries=tuple(cleaned["avoided_countries"]),
            reference=reference,
        )

    @staticmethod
    def initial_of(participation: Participation) -> dict[str, Any]:
        return {name: getattr(participation, name) for name in ParticipationForm.base_fields}


class RegisterForm(ParticipationForm):
    """Registration: which organisation, how, and who comes."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    field_order = ("organisation", "presence", "zone", "languages", "group")

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]


class DelegateForm(RefusableForm):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    email = forms.EmailField(label=_("Mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    languages = languages_field(_("Languages"), required=False)

    def shape(self) -> DelegateFields:
        return DelegateFields(**self.cleaned_data | {"languages": tuple(self.cleaned_data["languages"])})


# --- Searching --------------------------------------------------------------------------------------------
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


class DirectoryForm(SearchForm):
    """Looking for participants. Each choice tells how many there are."""

    text = forms.CharField(label=_("Name, offer or need"), required=False, max_length=120)
    offers = forms.ChoiceField(label=_("They offer"), required=False)
    needs = forms.ChoiceField(label=_("They seek"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    presence = forms.ChoiceField(label=_("Takes part"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("shuffled each day")), ("name", _("by name"))]
    )

    def __init__(self, *args: Any, facets: Facets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listing_kinds = _labels(queries.shown_listings().model, "kind")
        self._offer("offers", facets.offers, listing_kinds)
        self._offer("needs", facets.needs, listing_kinds)
        self._offer("country", facets.country, {code: country_name(code) for code in facets.country})
        self._offer("industry", facets.industry, {i.code: str(i.title) for i in industries().values()})
        self._offer("kind", facets.kind, dict(Kind.choices))
        self._offer("group", facets.group, facets.group_names)
        self._offer("presence", facets.presence, dict(Presence.choices))
        self._offer("language", facets.language, languages.OWN_NAMES)

    def _offer(self, name: str, counted: Counter[str], labels: Mapping[str, StrOrPromise]) -> None:
        """The choices that somebody has, in the order of their labels; no field where there is no choice."""
        choices = [(code, f"{label} ({counted[code]})") for code, label in labels.items() if counted[code]]
        if len(choices) < 2 and not self.data.get(name):
            del self.fields[name]
        else:
            self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        return Wanted(**self.wished)


class ParticipantsForm(SearchForm):
    """Looking through the office's own list."""

    text = forms.CharField(label=_("Name or number"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Participation.State.choices]
    )
    group = forms.ChoiceField(label=_("Group"), required=False)
    presence = forms.ChoiceField(
        label=_("Takes part"), required=False, choices=[("", _("all")), *Presence.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    checked = forms.ChoiceField(
        label=_("Checked"), required=False, choices=[("", _("all")), *Organisation.Verification.choices]
    )

    def __init__(self, *args: Any, fair: Fair, countries: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((country_name(code), code) for code in countries)
        groups = [(group.code, str(group)) for group in fair.groups.all()]
        self._choose("country", [(code, name) for name, code in named])
        self._choose("group", groups)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields[name]

    def sought(self) -> Sought:
        return Sought(**self.wished)


def _labels(model: type[Any], column: str) -> dict[str, StrOrPromise]:
    return dict(model._meta.get_field(column).choices)  # noqa: SLF001  Django's documented introspection
