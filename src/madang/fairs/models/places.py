"""Halls, tables and online rooms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextField
from madang.fairs.models.fair import Fair


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
