"""A fair: when and where, its slots, halls and places, its programme, and who takes part."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from madang.core import clock, languages
from madang.core.models import User
from madang.core.text import TextField
from madang.organisations.models import Organisation, Provenance


def languages_field(label: StrOrPromise, **kwargs: object) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=7, choices=languages.CHOICES), verbose_name=label, **kwargs)  # type: ignore[arg-type]


class Phase(models.TextChoices):
    REGISTRATION = "registration", _("Registration")
    REQUESTS = "requests", _("Meeting requests")
    TIMETABLE = "timetable", _("Timetable")
    LIVE = "live", _("The fair itself")


class Fair(models.Model):
    """One event. All moments are stored in UTC; `zone` is the fair's own IANA zone."""

    slug = models.CharField(_("address"), max_length=60, unique=True, validators=[validate_slug])
    name = TextField(_("name"), max_length=200)
    summary = TextField(_("in one sentence"), max_length=300, blank=True)
    description = TextField(_("description"), blank=True)
    zone = models.CharField(_("time zone"), max_length=64, help_text=_("IANA zone, such as Asia/Shanghai"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    venue = TextField(_("venue"), max_length=200, blank=True)
    city = TextField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2)
    languages = languages_field(_("languages of the fair"), default=list)
    is_public = models.BooleanField(_("shown to everyone"), default=False)

    registration_opens = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes = models.DateTimeField(_("registration closes"), null=True, blank=True)
    requests_open = models.DateTimeField(_("requests open"), null=True, blank=True)
    requests_close = models.DateTimeField(_("requests close"), null=True, blank=True)
    timetable_due = models.DateTimeField(_("timetable is published by"), null=True, blank=True)
    live_opens = models.DateTimeField(_("doors open"), null=True, blank=True)
    live_closes = models.DateTimeField(_("doors close"), null=True, blank=True)

    request_limit = models.PositiveSmallIntegerField(
        _("requests a company may have open"), default=12, validators=[MinValueValidator(1)]
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer a request"), default=7, validators=[MinValueValidator(1)]
    )
    least_meetings = models.PositiveSmallIntegerField(
        _("meetings each company should get at least"), default=2
    )
    most_meetings = models.PositiveSmallIntegerField(
        _("meetings each company gets at most"), default=12, validators=[MinValueValidator(1)]
    )
    approves_participants = models.BooleanField(_("the organiser approves each company"), default=True)

    meal_from = models.TimeField(_("time to eat, from"), null=True, blank=True)
    meal_until = models.TimeField(_("time to eat, until"), null=True, blank=True)
    meal_minutes = models.PositiveSmallIntegerField(_("minutes to eat"), default=30)
    buffer_minutes = models.PositiveSmallIntegerField(_("minutes between two meetings"), default=0)
    walk_minutes = models.PositiveSmallIntegerField(_("minutes from hall to hall"), default=0)
    interpreter_row = models.PositiveSmallIntegerField(
        _("slots in a row for an interpreter"), default=4, validators=[MinValueValidator(1)]
    )
    interpreters_relay = models.BooleanField(_("two interpreters through a third language"), default=False)

    clock_offset = models.DurationField(_("rehearsal: ahead of the real time by"), default=timedelta(0))
    provenance = models.CharField(max_length=12, choices=Provenance, default=Provenance.OWN)
    created_at = models.DateTimeField(default=clock.real_now)
    staff: "models.ManyToManyField[User, Staff]" = models.ManyToManyField(
        User, through="Staff", related_name="fairs"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="fair_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(most_meetings__gte=F("least_meetings")),
                name="fair_most_over_least",
                violation_error_message=_("At most must not be less than at least."),
            ),
            models.CheckConstraint(
                condition=Q(requests_close=None)
                | Q(requests_open=None)
                | Q(requests_close__gt=F("requests_open")),
                name="fair_requests_in_order",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes=None)
                | Q(registration_opens=None)
                | Q(registration_closes__gt=F("registration_opens")),
                name="fair_registration_in_order",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(meal_from=None, meal_until=None)
                | Q(meal_from__isnull=False, meal_until__isnull=False, meal_until__gt=F("meal_from")),
                name="fair_meal_in_order",
                violation_error_message=_("The time to eat ends before it begins."),
            ),
        ]
        ordering = ["-starts_on", "id"]

    def __str__(self) -> str:
        return str(self.name)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def is_open(self, phase: Phase) -> bool:
        """Whether a phase is open at this moment of the fair's clock. A missing bound does not bind."""
        opens, closes = self.bounds(phase)
        moment = clock.now()
        return opens is not None and opens <= moment and (closes is None or moment < closes)

    def bounds(self, phase: Phase) -> tuple[datetime | None, datetime | None]:
        return {
            Phase.REGISTRATION: (self.registration_opens, self.registration_closes),
            Phase.REQUESTS: (self.requests_open, self.requests_close),
            Phase.TIMETABLE: (self.requests_close, self.live_opens),
            Phase.LIVE: (self.live_opens, self.live_closes),
        }[phase]


class StaffRole(models.TextChoices):
    ORGANISER = "organiser", _("organiser: may do everything")
    DESK = "desk", _("desk: may look and check in")


class Staff(models.Model):
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="staff_rows")
    user = models.ForeignKey(User, models.CASCADE, related_name="staff_rows")
    role = models.CharField(_("role"), max_length=9, choices=StaffRole, default=StaffRole.ORGANISER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "user"], name="staff_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.fair_id} as {self.role}"


class SlotKind(models.TextChoices):
    MEETING = "meeting", _("meetings")
    BREAK = "break", _("break")


class Slot(models.Model):
    """A stretch of the fair's time: for meetings, or a break in which none are."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    kind = models.CharField(_("kind"), max_length=7, choices=SlotKind, default=SlotKind.MEETING)
    label = TextField(_("name"), max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"),
            ExclusionConstraint(
                name="slot_no_overlap",
                expressions=[
                    (
                        Func(F("fair_id"), F("fair_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %H:%M}"

    @property
    def is_break(self) -> bool:
        return self.kind == SlotKind.BREAK


class Hall(models.Model):
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="halls")
    name = TextField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return str(self.name)


class PlaceKind(models.TextChoices):
    TABLE = "table", _("table")
    ROOM = "room", _("online room")


class Place(models.Model):
    """Where a meeting sits: a table in a hall, or an online room."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="places")
    kind = models.CharField(_("kind"), max_length=5, choices=PlaceKind, default=PlaceKind.TABLE)
    hall = models.ForeignKey(Hall, models.CASCADE, null=True, blank=True, related_name="places")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "kind", "number"], name="place_number_once"),
            models.CheckConstraint(
                condition=Q(kind="table", hall__isnull=False) | Q(kind="room", hall__isnull=True),
                name="place_table_in_hall",
            ),
        ]
        ordering = ["kind", "number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Speaker(models.Model):
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="speakers")
    name = TextField(_("name"), max_length=120)
    position = TextField(_("position"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="speakers"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.name)


class Session(models.Model):
    """A point of the programme: a talk, a presentation, an opening."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="sessions")
    title = TextField(_("title"), max_length=200)
    summary = TextField(_("summary"), blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    hall = models.ForeignKey(Hall, models.SET_NULL, null=True, blank=True, related_name="sessions")
    is_broadcast = models.BooleanField(_("broadcast live"), default=False)
    speakers = models.ManyToManyField(Speaker, related_name="sessions", blank=True)
    provenance = models.CharField(max_length=12, choices=Provenance, default=Provenance.OWN)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")
        ]
        ordering = ["starts_at", "id"]

    def __str__(self) -> str:
        return str(self.title)


class Group(models.Model):
    """A side of the fair, such as buyers and exhibitors, or inside and outside the province."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="groups")
    code = models.CharField(_("code"), max_length=30, validators=[validate_slug])
    name = TextField(_("name"), max_length=80)
    meets: "models.ManyToManyField[Group, models.Model]" = models.ManyToManyField(
        "self",
        symmetrical=True,
        blank=True,
        verbose_name=_("may meet"),
        help_text=_("Without a choice, this group may meet everyone."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="group_code_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.name)


class Presence(models.TextChoices):
    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    BOTH = "both", _("on site and online")


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def taking_part(self) -> Self:
        return self.filter(state=Participation.State.APPROVED)

    def of_member(self, user: User) -> Self:
        return self.filter(organisation__memberships__user=user)


class Participation(models.Model):
    """An organisation at a fair."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        REGISTERED = "registered", _("waiting for approval")
        APPROVED = "approved", _("takes part")
        REJECTED = "rejected", _("not admitted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="participations")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="participations")
    state = models.CharField(max_length=10, choices=State, default=State.REGISTERED)
    presence = models.CharField(_("takes part"), max_length=7, choices=Presence, default=Presence.ON_SITE)
    zone = models.CharField(_("own time zone"), max_length=64)
    languages = languages_field(_("languages you can meet in"), default=list)
    delegates_at_once = models.PositiveSmallIntegerField(
        _("meetings you can hold at the same time"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    least_meetings = models.PositiveSmallIntegerField(_("meetings at least"), null=True, blank=True)
    most_meetings = models.PositiveSmallIntegerField(_("meetings at most"), null=True, blank=True)
    avoids_competitors = models.BooleanField(_("do not recommend competitors"), default=False)
    avoided_countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("markets you do not serve"), default=list, blank=True
    )
    reference = models.CharField(_("number in the organiser's list"), max_length=40, blank=True)
    feed_secret = models.CharField(max_length=40, default="", blank=True, editable=False)
    registered_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[ParticipationQuerySet] = ParticipationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "organisation"], name="participation_once"),
            models.UniqueConstraint(
                fields=["fair", "reference"], condition=~Q(reference=""), name="participation_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(delegates_at_once__range=(1, 3)), name="participation_one_to_three_at_once"
            ),
            models.CheckConstraint(
                condition=Q(most_meetings=None)
                | Q(least_meetings=None)
                | Q(most_meetings__gte=F("least_meetings")),
                name="participation_most_over_least",
            ),
        ]
        indexes = [models.Index(fields=["fair", "state"], name="participation_state")]
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.organisation)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def is_on_site(self) -> bool:
        return self.presence != Presence.ONLINE

    @property
    def least(self) -> int:
        return self.fair.least_meetings if self.least_meetings is None else self.least_meetings

    @property
    def most(self) -> int:
        return self.fair.most_meetings if self.most_meetings is None else self.most_meetings


class Delegate(models.Model):
    """A person who comes to the meetings."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="delegates")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    languages = languages_field(_("languages"), default=list, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """A stretch of time in which a participant cannot meet; everything else is free."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_start")
        ]
        indexes = [models.Index(fields=["participation", "starts_at"], name="absence_of")]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %H:%M}–{self.ends_at:%H:%M}"


class Interpreter(models.Model):
    """Interprets between any two of their languages, during their shifts."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="interpreters")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    languages = languages_field(_("languages"), default=list)
    presence = models.CharField(_("works"), max_length=7, choices=Presence, default=Presence.BOTH)
    email = models.EmailField(_("mail address"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(languages__len__gte=2), name="interpreter_two_languages")
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """When an interpreter works; without a shift they work whenever the fair does."""

    interpreter = models.ForeignKey(Interpreter, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start")
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.interpreter_id}: {self.starts_at:%F %H:%M}–{self.ends_at:%H:%M}"
