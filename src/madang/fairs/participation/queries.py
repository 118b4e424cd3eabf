"""Participants as the office sees them."""

from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from madang.core.text import named
from madang.fairs.models import Fair, Participation
from madang.fairs.queries import listings_of_row, shown_name
from madang.organisations.models import Membership, Organisation


@dataclass(frozen=True)
class Sought:
    """What the office looks for among its participants."""

    text: str = ""
    state: str = ""
    group: str = ""
    presence: str = ""
    country: str = ""
    checked: str = ""


def participants(fair: Fair, sought: Sought) -> QuerySet[Participation]:
    """Everyone on the fair's list in whatever state, with how much each has written."""
    rows = fair.participations.select_related("organisation", "group").annotate(
        offers=_count_of("offer"), needs=_count_of("need"), people=_people()
    )
    plain = {
        "state": sought.state,
        "group__code": sought.group,
        "presence": sought.presence,
        "organisation__country": sought.country,
        "organisation__verification": sought.checked,
    }
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    for word in sought.text.split()[:6]:
        rows = rows.filter(named("organisation__name", word) | Q(reference__iexact=word))
    return rows.order_by(shown_name(), "pk")


def _count_of(side: str) -> Subquery:
    counted = (
        listings_of_row()
        .filter(side=side)
        .order_by()
        .values("organisation")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Subquery(counted, output_field=models.IntegerField())


def _people() -> Subquery:
    members = Membership.objects.filter(organisation=OuterRef("organisation")).order_by()
    return Subquery(
        members.values("organisation").annotate(n=Count("pk")).values("n"), output_field=models.IntegerField()
    )


def absent_organisations(fair: Fair, text: str) -> QuerySet[Organisation]:
    """Organisations of this installation that bear a name and are not on the fair's list."""
    rows = Organisation.objects.exclude(participations__fair=fair)
    for word in text.split()[:6]:
        rows = rows.filter(named("name", word))
    return rows.order_by("pk")


@dataclass(frozen=True)
class Census:
    """How many of the fair's list are in each state, and from which countries they are."""

    states: Counter[str]
    countries: frozenset[str]


def census(fair: Fair) -> Census:
    """One query."""
    rows = fair.participations.order_by().values_list("state", "organisation__country").annotate(Count("pk"))
    states: Counter[str] = Counter()
    for state, _country, number in rows:
        states[state] += number
    return Census(states, frozenset(country for _state, country, _number in rows))
