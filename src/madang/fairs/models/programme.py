"""Sessions and their speakers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from madang.core.models import Labelled
from madang.core.text import TextField
from madang.fairs.models.fair import Fair
from madang.fairs.models.places import Hall
from madang.organisations.models import Organisation, Provenance


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


class Session(Labelled):
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
