"""Groups of participants."""

from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextField
from madang.fairs.models.fair import Fair


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
