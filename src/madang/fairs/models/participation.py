"""An organisation at a fair; who comes, and when it cannot meet."""

from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core import clock
from madang.core.models import Labelled, User
from madang.fairs.models.fair import Fair, languages_field
from madang.fairs.models.groups import Group
from madang.organisations.models import Organisation


class Presence(models.TextChoices):
    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    BOTH = "both", _("on site and online")


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def taking_part(self) -> Self:
        return self.filter(state=Participation.State.APPROVED)

    def of_member(self, user: User) -> Self:
        return self.filter(organisation__memberships__user=user)


class Participation(Labelled):
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
