"""Companies, buyers, investors, hosts, parks, universities, associations; and their people."""

import re
import secrets
import unicodedata
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.core import clock, languages
from madang.core.models import Labelled, User
from madang.core.text import Text, TextField


class Provenance(models.TextChoices):
    """Where an entry comes from. What its own people did not write is labelled so on every page."""

    OWN = "own", _("entered by its own people")
    IMPORTED = "imported", _("imported by the organiser")
    PUBLISHED = "published", _("as published")
    ILLUSTRATIVE = "illustrative", _("illustrative")
    SYNTHETIC = "synthetic", _("synthetic")


class Kind(models.TextChoices):
    COMPANY = "company", _("Company")
    BUYER = "buyer", _("Buyer")
    INVESTOR = "investor", _("Investor")
    PUBLIC_HOST = "public_host", _("City or public host")
    PARK = "park", _("Park or zone")
    UNIVERSITY = "university", _("University or institute")
    ASSOCIATION = "association", _("Association")


class Size(models.TextChoices):
    MICRO = "micro", _("up to 9 people")
    SMALL = "small", _("10–49 people")
    MEDIUM = "medium", _("50–249 people")
    LARGE = "large", _("250–999 people")
    VERY_LARGE = "very_large", _("1,000 people and more")


class Distinction(models.TextChoices):
    """Classes of strong firms, in the terms of the country that awards them."""

    SRDI = "srdi", _("Specialised, refined, distinctive, novel (专精特新)")
    LITTLE_GIANT = "little_giant", _("Little giant (专精特新小巨人)")
    CHAMPION = "champion", _("Manufacturing champion (制造业单项冠军)")
    HIGH_TECH = "high_tech", _("High and new technology enterprise (高新技术企业)")
    VENTURE = "venture", _("Certified venture company (벤처기업)")
    INNOBIZ = "innobiz", _("Inno-Biz (이노비즈)")
    MAINBIZ = "mainbiz", _("Main-Biz (메인비즈)")
    SKOLKOVO = "skolkovo", _("Skolkovo resident (резидент «Сколково»)")
    START_UP = "start_up", _("Start-up")


def name_key(name: str) -> str:
    """What stays of a name when width, case, spaces and punctuation are dropped: how doubles are found."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _public_id() -> str:
    return secrets.token_hex(5)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def named(self, name: str) -> Self:
        return self.filter(name_keys__contains=[name_key(name)])


class Organisation(Labelled):
    """Anyone who offers or needs something."""

    class Verification(models.TextChoices):
        NONE = "none", _("not checked")
        ASKED = "asked", _("check asked for")
        VERIFIED = "verified", _("verified")

    public_id = models.CharField(max_length=10, default=_public_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COMPANY)
    name = TextField(_("name"), max_length=200)
    name_keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    description = TextField(_("description"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[RegexValidator(r"^[A-Z]{2}$")],
        help_text=_("ISO 3166 code of two letters"),
    )
    region = models.CharField(_("region or province"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=Size, blank=True)
    industry = models.CharField(
        _("industry"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^([A-U]|\d{2,4})$")],
        help_text=_("ISIC revision 4: a section, division, group or class"),
    )
    distinctions = ArrayField(
        models.CharField(max_length=12, choices=Distinction),
        verbose_name=_("distinctions"),
        default=list,
        blank=True,
    )
    website = models.URLField(_("website"), blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    verification = models.CharField(max_length=8, choices=Verification, default=Verification.NONE)
    verified_at = models.DateTimeField(null=True, blank=True)
    provenance = models.CharField(max_length=12, choices=Provenance, default=Provenance.OWN)
    created_at = models.DateTimeField(default=clock.now)
    members: "models.ManyToManyField[User, Membership]" = models.ManyToManyField(
        User, through="Membership", related_name="organisations"
    )

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "registration_number"],
                condition=~Q(registration_number=""),
                name="organisation_registered_once",
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="organisation_country_code"
            ),
            models.CheckConstraint(
                condition=Q(verification="verified", verified_at__isnull=False) | ~Q(verification="verified"),
                name="organisation_verified_has_date",
            ),
        ]
        indexes = [GinIndex(fields=["name_keys"], name="organisation_name_keys")]
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        self.refresh_name_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("organisations:profile", args=[self.public_id])

    def refresh_name_keys(self) -> None:
        """Bulk writes call this themselves; `save` does it for everyone else."""
        self.name_keys = sorted({name_key(wording) for wording in _wordings(self.name)})

    @property
    def is_verified(self) -> bool:
        return self.verification == self.Verification.VERIFIED


def _wordings(name: Text) -> list[str]:
    return list(name.every_wording())


class Role(models.TextChoices):
    OWNER = "owner", _("owner: may also manage people")
    EDITOR = "editor", _("editor: may write for the organisation")
    READER = "reader", _("reader: may look, not write")


class Membership(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.EDITOR)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="membership_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id} as {self.role}"


def _secret() -> str:
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """A letter to a mail address: whoever proves that address joins the organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("mail address"))
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.EDITOR)
    language = models.CharField(
        _("language"), max_length=7, choices=languages.CHOICES, default=languages.ENGLISH
    )
    secret = models.CharField(max_length=40, default=_secret, unique=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.real_now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                models.functions.Lower("email"),
                condition=Q(accepted_at=None),
                name="invitation_open_once",
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation_id}"
