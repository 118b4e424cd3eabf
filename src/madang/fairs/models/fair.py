"""A fair: what, when, where, its phases, limits and pace; and who works in its office."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, validate_slug
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.core import clock, languages
from madang.core.models import User
from madang.core.text import TextField
from madang.organisations.models import Provenance


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
