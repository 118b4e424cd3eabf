"""Participants as the office sees them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django_stubs_ext import StrOrPromise

from madang.core.registry import Registry
from madang.core.text import named
from madang.fairs.models import Fair, Participation
from madang.fairs.queries import shown_name
from madang.organisations.models import Membership, Organisation
from madang.organisations.profile.sections import Section


@dataclass(frozen=True)
class Tally:
    """How many of something each participant has: a column of the office's list. `rows`: of an outer row."""

    name: str
    label: StrOrPromise
    rows: Callable[[], QuerySet[Any]]

    def of_row(self) -> Subquery:
        counted = self.rows().order_by().values("organisation").annotate(n=Count("pk")).values("n")
        return Subquery(counted, output_field=models.IntegerField())


TALLIES: Final[Registry[Tally]] = Registry()
#: What a subject above shows of one participant on the office's page of it.
SECTIONS: Final[Registry[Callable[[Participation], Section]]] = Registry()


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
        **{tally.name: tally.of_row() for tally in TALLIES.each()}
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
        rows = rows.filter(named(word, "organisation__name") | Q(reference__iexact=word))
    return rows.order_by(shown_name(), "pk")


def members_of_row() -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=OuterRef("organisation"))


def absent_organisations(fair: Fair, text: str) -> QuerySet[Organisation]:
    """Organisations of this installation that bear a name and are not on the fair's list."""
    rows = Organisation.objects.exclude(participations__fair=fair)
    for word in text.split()[:6]:
        rows = rows.filter(named(word, "name"))
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
