"""Recommended partners with their reasons, and what a company says of each."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from madang.core import clock
from madang.fairs.models import Fair, Participation
from madang.partners.embedding.models import Embedding  # noqa: F401  its table belongs to this subject


class Recommendation(models.Model):
    """`partner` is recommended to `participation`; the reasons are the engine's, as plain data."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="recommendations")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="recommendations")
    partner = models.ForeignKey(Participation, models.CASCADE, related_name="recommended_to")
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    forward = models.FloatField()
    backward = models.FloatField()
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "partner"], name="recommendation_once"),
            models.CheckConstraint(
                condition=~Q(participation=F("partner")), name="recommendation_of_another"
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="recommendation_score_is_share"),
        ]
        indexes = [models.Index(fields=["participation", "rank"], name="recommendation_rank")]
        ordering = ["rank"]

    def __str__(self) -> str:
        return f"{self.partner_id} to {self.participation_id} ({self.score:.2f})"


class Outdated(models.Model):
    """A company that changed after it was matched. Rows are added, and taken by the job."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.real_now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.participation_id} since {self.since:%F %T}"


class ExposureLimits(models.Model):
    """In how many lists of a fair each company shall stand at least, and may stand at most (null: 2 k)."""

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="exposure_limits")
    floor = models.PositiveSmallIntegerField(_("in at least so many lists"), default=5)
    cap = models.PositiveSmallIntegerField(_("in at most so many lists"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gte=F("floor")), name="exposure_cap_not_below_floor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fair_id}: {self.floor} to {self.cap or '2k'}"


class Grade(models.TextChoices):
    MUST = "must", _("must meet")
    WOULD = "would", _("would like to meet")
    NO = "no", _("not interested")


class Wish(models.Model):
    """What a company says of another, for itself; a `no` is never shown to the other."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="wishes")
    partner = models.ForeignKey(Participation, models.CASCADE, related_name="wished_by")
    grade = models.CharField(max_length=5, choices=Grade)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "partner"], name="wish_once"),
            models.CheckConstraint(condition=~Q(participation=F("partner")), name="wish_of_another"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.grade} {self.partner_id}"
