"""Who takes part: found, filtered, counted."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Prefetch, Q, QuerySet, Value
from django.db.models.functions import MD5, Concat

from madang.core import clock
from madang.core.text import named
from madang.fairs.models import Fair, Participation, Presence
from madang.fairs.queries import shown_name
from madang.listings.models import Listing, Side
from madang.listings.queries import shown_of_row
from madang.organisations.industries import industries, industry_of


@dataclass(frozen=True)
class Wanted:
    """What a reader of the directory looks for; an empty field does not bind."""

    text: str = ""
    country: str = ""
    industry: str = ""
    kind: str = ""
    group: str = ""
    presence: str = ""
    language: str = ""
    offers: str = ""
    needs: str = ""
    order: str = ""


def directory(fair: Fair, wanted: Wanted) -> QuerySet[Participation]:
    """Who takes part, as everyone at the fair may see it. Joined; the listings are fetched with the page."""
    rows = (
        fair.participations.filter(state=Participation.State.APPROVED)
        .select_related("organisation", "group")
        .prefetch_related(Prefetch("organisation__listings", Listing.objects.shown()))
    )
    return _ordered(_narrowed(rows, wanted), wanted.order)


def _narrowed(rows: QuerySet[Participation], wanted: Wanted) -> QuerySet[Participation]:
    plain = {
        "organisation__country": wanted.country,
        "organisation__kind": wanted.kind,
        "group__code": wanted.group,
    }
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    if wanted.presence:
        rows = rows.filter(presence__in=[wanted.presence, "both"])
    if wanted.language:
        rows = rows.filter(languages__contains=[wanted.language])
    if wanted.industry:
        rows = rows.filter(_in_industry(wanted.industry))
    for side, kind in ((Side.OFFER, wanted.offers), (Side.NEED, wanted.needs)):
        if kind:
            rows = rows.filter(Exists(shown_of_row().filter(side=side, kind=kind)))
    for word in wanted.text.split()[:6]:
        rows = rows.filter(named("organisation__name", word) | Exists(_titled(word)))
    return rows


def _in_industry(code: str) -> Q:
    """A section (a letter) holds its divisions, a division what begins with its number."""
    if not code.isalpha():
        return Q(organisation__industry__startswith=code)
    divisions = [one.code for one in industries().values() if one.section == code and one.code.isdigit()]
    begins = Q(organisation__industry=code)
    for division in divisions:
        begins |= Q(organisation__industry__startswith=division)
    return begins


def _titled(word: str) -> QuerySet[Listing]:
    return shown_of_row().filter(named("title", word))


def _ordered(rows: QuerySet[Participation], order: str) -> QuerySet[Participation]:
    """By name, or shuffled anew each day so that nobody is always on the last page."""
    if order == "name":
        return rows.order_by(shown_name(), "pk")
    today = Value(clock.now().date().isoformat())
    return rows.order_by(MD5(Concat("organisation__public_id", today)), "pk")


@dataclass(frozen=True)
class Facets:
    """How many participants each choice of the directory's filters would leave, alone."""

    country: Counter[str]
    industry: Counter[str]
    kind: Counter[str]
    group: Counter[str]
    presence: Counter[str]
    language: Counter[str]
    offers: Counter[str]
    needs: Counter[str]
    group_names: dict[str, str]


def facets(fair: Fair) -> Facets:
    """One query: of each participant eight columns."""
    kinds = shown_of_row().order_by().values_list(Concat("side", Value(" "), "kind")).distinct()
    rows = list(
        fair.participations.filter(state=Participation.State.APPROVED)
        .order_by()
        .values_list(
            "organisation__country",
            "organisation__industry",
            "organisation__kind",
            "group__code",
            "presence",
            "languages",
            "group__name",
            ArraySubquery(kinds),
        )
    )
    listings = Counter(kind for row in rows for kind in row[7])
    return Facets(
        country=Counter(row[0] for row in rows),
        industry=Counter(found.section for row in rows if (found := industry_of(row[1]))),
        kind=Counter(row[2] for row in rows),
        group=Counter(row[3] for row in rows if row[3]),
        presence=Counter(place for row in rows for place in _places(row[4])),
        language=Counter(language for row in rows for language in row[5]),
        offers=_of_side(listings, Side.OFFER),
        needs=_of_side(listings, Side.NEED),
        group_names={row[3]: str(row[6]) for row in rows if row[3]},
    )


def _of_side(listings: Counter[str], side: str) -> Counter[str]:
    return Counter(
        {kind.split(" ")[1]: count for kind, count in listings.items() if kind.startswith(f"{side} ")}
    )


def _places(presence: str) -> tuple[str, ...]:
    return (Presence.ON_SITE, Presence.ONLINE) if presence == Presence.BOTH else (presence,)


def others_at_fair(fair: Fair, public_id: str) -> Participation | None:
    """One participant, as others at the fair may see it."""
    return directory(fair, Wanted()).filter(organisation__public_id=public_id).first()
