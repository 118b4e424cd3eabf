"""What can be found: one row for each company, offer, need, session and fair; and the words that occur."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.core import clock
from madang.fairs.models import Fair, Session
from madang.listings.models import Listing
from madang.organisations.models import Organisation


class Kind(models.TextChoices):
    COMPANY = "company", _("Companies and hosts")
    OFFER = "offer", _("Offers")
    NEED = "need", _("Needs")
    SESSION = "session", _("Programme")
    FAIR = "fair", _("Fairs")


class Document(models.Model):
    """What is known of one thing that can be found; what a reader is shown is read from the thing itself.

    `fairs`: those through which others may find it. `names`: every wording of its name, without spaces and
    punctuation, between bars. `breadth`: how many words its shortest name has. `concepts`: with those above.
    """

    kind = models.CharField(max_length=7, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, null=True, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, null=True, related_name="+")
    fairs = ArrayField(models.BigIntegerField(), default=list)
    country = models.CharField(max_length=2, blank=True)
    industry = models.CharField(max_length=1, blank=True)
    presence = ArrayField(models.CharField(max_length=7), default=list)
    concepts = ArrayField(models.CharField(max_length=60), default=list)
    valid_until = models.DateField(null=True)
    names = models.TextField(blank=True)
    breadth = models.SmallIntegerField(default=1)
    terms = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing"], name="search_listing_once"),
            models.UniqueConstraint(fields=["session"], name="search_session_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(kind="company"), name="search_company_once"
            ),
            models.UniqueConstraint(fields=["fair"], condition=Q(kind="fair"), name="search_fair_once"),
        ]
        indexes = [GinIndex(fields=["terms"], name="search_terms", fastupdate=False)]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.names}"


class Term(models.Model):
    """In how many documents a term occurs, as counted last: the rarer, the more it says."""

    term = models.CharField(max_length=80, primary_key=True)
    documents = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.term


class Spelling(models.Model):
    """A word that occurs or that the glossary knows. `traces`: what stays when one or two letters go."""

    word = models.CharField(max_length=40, primary_key=True)
    traces = ArrayField(models.CharField(max_length=12), default=list)
    documents = models.IntegerField(default=0)

    class Meta:
        indexes = [GinIndex(fields=["traces"], name="search_traces", fastupdate=False)]

    def __str__(self) -> str:
        return self.word


class Stale(models.Model):
    """A company or a fair whose documents are to be written anew. Rows are added, and taken by the job."""

    organisation_id = models.BigIntegerField(null=True)
    fair_id = models.BigIntegerField(null=True)
    since = models.DateTimeField(default=clock.real_now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"organisation {self.organisation_id}" if self.organisation_id else f"fair {self.fair_id}"
