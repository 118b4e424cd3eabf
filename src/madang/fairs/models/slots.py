"""The time of a fair."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextField
from madang.fairs.models.fair import Fair


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
