"""Offers and needs of every kind: all that can be matched."""

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.core import clock
from madang.core.models import Labelled
from madang.core.money import Money
from madang.core.text import TextField
from madang.organisations.models import Organisation, Provenance


class Side(models.TextChoices):
    OFFER = "offer", _("We offer")
    NEED = "need", _("We seek")


class ListingKind(models.TextChoices):
    PRODUCT = "product", _("Product")
    SERVICE = "service", _("Service")
    TECHNOLOGY = "technology", _("Technology")
    INVESTMENT_PROJECT = "investment_project", _("Investment project")
    SITE = "site", _("Building plot or premises")
    FUNDING = "funding", _("Funding")
    DISTRIBUTION = "distribution", _("Distribution partner")
    RND_PARTNER = "rnd_partner", _("R&D partner")
    SUPPORT_MEASURE = "support_measure", _("Support measure")
    QUOTATION = "quotation", _("Quotation")


class ListingQuerySet(models.QuerySet["Listing"]):
    def shown(self) -> Self:
        """What others may see: not hidden, and valid still."""
        valid = Q(valid_until=None) | Q(valid_until__gte=clock.now().date())
        return self.filter(valid, is_shown=True)


class Listing(Labelled):
    """One offer or one need of one organisation, in its own words, with the concepts it stands for."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="listings")
    side = models.CharField(_("offer or need"), max_length=5, choices=Side)
    kind = models.CharField(_("kind"), max_length=18, choices=ListingKind, default=ListingKind.PRODUCT)
    title = TextField(_("in a few words"), max_length=200)
    body = TextField(_("more about it"), blank=True)
    concepts = ArrayField(
        models.CharField(max_length=60), verbose_name=_("subjects"), default=list, blank=True
    )
    markets = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )
    certificates = ArrayField(
        models.CharField(max_length=40), verbose_name=_("certificates"), default=list, blank=True
    )
    quantity = models.CharField(_("quantity"), max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_shown = models.BooleanField(_("shown"), default=True)
    reference = models.CharField(max_length=40, blank=True)
    provenance = models.CharField(max_length=12, choices=Provenance, default=Provenance.OWN)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[ListingQuerySet] = ListingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None, currency="") | Q(amount__gte=0, currency__regex=r"^[A-Z]{3}$"),
                name="listing_amount_with_currency",
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
                name="listing_reference_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "side"], name="listing_side")]
        ordering = ["side", "id"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_offer(self) -> bool:
        return self.side == Side.OFFER

    @property
    def money(self) -> Money | None:
        return Money(Decimal(self.amount), self.currency) if self.amount is not None else None
