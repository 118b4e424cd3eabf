"""Who may find what.

A company, and what it shows of its offers and needs, is found by those who can see a fair at which it takes
part; a fair and its programme by those who can see the fair. People of companies, mail addresses, telephone
and registration numbers are in no document. The index only proposes: `still_shown` asks the tables themselves
at every answer.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.core import clock
from madang.fairs.front.queries import visible_fairs
from madang.fairs.models import Fair, Participation
from madang.organisations.rules import Person
from madang.search.models import Document


def fairs_for(user: Person) -> list[Fair]:
    """The fairs through which this person finds what is to be found, the latest first."""
    return list(visible_fairs(user).order_by("-starts_on", "pk"))


def still_shown(keys: Iterable[int], fairs: Iterable[int]) -> QuerySet[Document]:
    """Of these documents those that may be shown now to a reader who sees `fairs`."""
    visible = list(fairs)
    takes_part = Participation.objects.taking_part().filter(
        organisation=OuterRef("organisation"), fair__in=visible
    )
    today = clock.now().date()
    in_time = Q(listing=None) | Q(listing__is_shown=True) & (
        Q(listing__valid_until=None) | Q(listing__valid_until__gte=today)
    )
    return (
        Document.objects.filter(pk__in=list(keys))
        .filter(Q(organisation=None, fair__in=visible) | Exists(takes_part))
        .filter(in_time)
    )
