"""Interpreters and their shifts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.fairs.models.fair import Fair, languages_field
from madang.fairs.models.participation import Presence


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
