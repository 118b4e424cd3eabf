"""Who takes part: found, filtered, counted."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, Func, Prefetch, Q, QuerySet, Value

from madang.core import clock
from madang.core.text import named
from madang.fairs import memory
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


def directory(
    fair: Fair, wanted: Wanted, listings: QuerySet[Listing] | None = None
) -> QuerySet[Participation]:
    """Who takes part, as everyone at the fair may see it. Joined; the listings are fetched with the page."""
    if listings is None:
        listings = Listing.objects.shown()
    rows = (
        fair.participations.filter(state=Participation.State.APPROVED)
        .select_related("organisation", "group")
        .prefetch_related(Prefetch("organisation__listings", listings))
    )
    return _ordered(_narrowed(rows, wanted), wanted.order)


#: What a card shows of a listing.
ON_CARD = ("organisation", "side", "kind", "title")


def cards(fair: Fair, wanted: Wanted) -> QuerySet[Participation]:
    """Likewise, without the long texts that a card has no place for."""
    shown = Listing.objects.shown().only(*ON_CARD)
    return directory(fair, wanted, shown).defer("organisation__description")


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
        rows = rows.filter(named(word, "organisation__name") | Exists(_titled(word)))
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
    return shown_of_row().filter(named(word, "title"))


def _ordered(rows: QuerySet[Participation], order: str) -> QuerySet[Participation]:
    """By name, or shuffled anew each day so that nobody is always on the last page."""
    if order == "name":
        return rows.order_by(shown_name(), "pk")
    today = Value(clock.now().date().toordinal())
    shuffled = Func(
        "organisation__public_id", today, function="hashtextextended", output_field=BigIntegerField()
    )
    return rows.order_by(shuffled, "pk")


@dataclass(frozen=True)
class Facets:
    """How many participants each choice of the directory's filters would leave, alone."""

    country: Counter[str] = field(default_factory=Counter)
    industry: Counter[str] = field(default_factory=Counter)
    kind: Counter[str] = field(default_factory=Counter)
    group: Counter[str] = field(default_factory=Counter)
    presence: Counter[str] = field(default_factory=Counter)
    language: Counter[str] = field(default_factory=Counter)
    offers: Counter[str] = field(default_factory=Counter)
    needs: Counter[str] = field(default_factory=Counter)
    group_names: dict[str, str] = field(default_factory=dict)


def facets(fair: Fair) -> Facets:
    """Counted by the database in three queries, once for all readers until something changes."""
    return memory.kept(fair, "facets", lambda: _counted(fair))


def _counted(fair: Fair) -> Facets:
    """Who they are, how they take part, what they list."""
    present = fair.participations.filter(state=Participation.State.APPROVED).order_by()
    found = Facets()
    _count_who(found, present)
    _count_how(found, present)
    for side, kind, n in _listed(present):
        (found.offers if side == Side.OFFER else found.needs)[kind] += n
    return found


def _listed(present: QuerySet[Participation]) -> list[tuple[str, str, int]]:
    """How many organisations list something of each kind. `COUNT(DISTINCT …)` would sort all listings."""
    rows = Listing.objects.shown().filter(organisation__in=present.values("organisation")).order_by()
    each_once, values = rows.values_list("side", "kind", "organisation").distinct().query.sql_with_params()
    counted = f"SELECT side, kind, count(*) FROM ({each_once}) AS x GROUP BY side, kind"  # noqa: S608  Django's
    with connection.cursor() as cursor:
        cursor.execute(counted, values)
        return list(cursor.fetchall())


def _count_who(found: Facets, present: QuerySet[Participation]) -> None:
    columns = ("organisation__country", "organisation__industry", "organisation__kind")
    for country, trade, kind, n in present.values_list(*columns).annotate(n=Count("pk")):
        found.country[country] += n
        found.kind[kind] += n
        if known := industry_of(trade):
            found.industry[known.section] += n


def _count_how(found: Facets, present: QuerySet[Participation]) -> None:
    columns = ("group__code", "group__name", "presence", "languages")
    for code, name, presence, spoken, n in present.values_list(*columns).annotate(n=Count("pk")):
        if code:
            found.group[code] += n
            found.group_names[code] = str(name)
        for place in _places(presence):
            found.presence[place] += n
        for language in spoken:
            found.language[language] += n


def _places(presence: str) -> tuple[str, ...]:
    return (Presence.ON_SITE, Presence.ONLINE) if presence == Presence.BOTH else (presence,)


def others_at_fair(fair: Fair, public_id: str) -> Participation | None:
    """One participant, as others at the fair may see it."""
    return directory(fair, Wanted()).filter(organisation__public_id=public_id).first()
