"""Recommendations as two facing halves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from madang import matching
from madang.core import languages
from madang.fairs.models import Participation
from madang.fairs.participation.completeness import Profile, profile_of
from madang.fairs.slots.queries import free_slots_among
from madang.listings.models import Listing, Side
from madang.organisations.models import Organisation
from madang.partners.models import Grade, Recommendation, Wish
from madang.partners.recommendations.circumstances import circumstance_texts
from madang.partners.recommendations.wording import Half, Shared, halves

FORWARD, BACKWARD = matching.Direction.FORWARD, matching.Direction.BACKWARD


@dataclass(frozen=True)
class Match:
    """A recommended partner, as its card shows it; `you_seek`, `they_seek`: every pair that carried it.

    `you_offer`, `they_say`: whether you wrote any offer, and they any need; `circumstances`: what counted
    beside the words.
    """

    partner: Participation
    score: float
    you_seek: list[Half]
    they_seek: list[Half]
    you_offer: bool
    they_say: bool
    shared_languages: tuple[str, ...]
    shared_slots: int
    grade: str
    circumstances: tuple[str, ...] = ()

    @property
    def organisation(self) -> Organisation:
        return self.partner.organisation

    @property
    def is_refused(self) -> bool:
        return self.grade == Grade.NO

    @property
    def band(self) -> matching.Band | None:
        """In words; `None` where a meeting is hardly worth asking for."""
        return matching.band(self.score)

    @property
    def concepts(self) -> tuple[str, ...]:
        """The subjects that carried it, the strongest first."""
        every = (concept for half in self.halves for concept in half.concepts)
        return tuple(dict.fromkeys(every))

    @property
    def words(self) -> tuple[Shared, ...]:
        """What both of you say, in the first pair of each direction."""
        first = (*self.you_seek[:1], *self.they_seek[:1])
        return tuple({pair.mine.text.casefold(): pair for half in first for pair in half.words}.values())

    @property
    def halves(self) -> list[Half]:
        return sorted([*self.you_seek, *self.they_seek], key=lambda half: -half.weight)


@dataclass(frozen=True)
class Found:
    """All that a company's page of partners shows."""

    matches: list[Match]
    profile: Profile


def found_for(own: Participation) -> Found:
    """The recommendations of one company, best first; those it is not interested in last. Five queries."""
    rows = list(_recommendations(own))
    listings = _listings(own, rows)
    matches = sorted(_matches(own, rows, listings), key=lambda match: match.is_refused)
    return Found(matches, profile_of(own))


def _matches(own: Participation, found: list[Recommendation], listings: dict[int, Listing]) -> list[Match]:
    free = free_slots_among(own.fair, [own.pk, *(row.partner_id for row in found)])
    offers = any(
        one.organisation_id == own.organisation_id and one.is_offer and one.is_shown
        for one in listings.values()
    )
    return [
        _match(own, row, listings, len(free[own.pk] & free[row.partner_id]), you_offer=offers)
        for row in found
    ]


def match_between(own: Participation, partner: Participation) -> Match | None:
    """The card of one pair, if the two were matched."""
    rows = list(_recommendations(own).filter(partner=partner))
    return next(iter(_matches(own, rows, _listings(own, rows))), None)


def _recommendations(participation: Participation) -> QuerySet[Recommendation]:
    said = Wish.objects.filter(participation=participation, partner=OuterRef("partner"))
    seeks = Listing.objects.filter(
        organisation=OuterRef("partner__organisation"), side=Side.NEED, is_shown=True
    )
    return (
        Recommendation.objects.filter(
            participation=participation, partner__state=Participation.State.APPROVED
        )
        .select_related("partner__organisation")
        .defer("partner__organisation__description")
        .annotate(grade=Subquery(said.values("grade")[:1]), seeks=Exists(seeks))
    )


def _listings(own: Participation, found: Iterable[Recommendation]) -> dict[int, Listing]:
    """Those that the reasons name, unless they were hidden since, and all of the company's own."""
    named = {
        int(reason[item])
        for row in found
        for reason in row.reasons
        if "need_item" in reason
        for item in ("need_item", "offer_item")
    }
    rows = Listing.objects.filter(Q(pk__in=named, is_shown=True) | Q(organisation=own.organisation))
    return {row.pk: row for row in rows}


def _match(
    own: Participation,
    row: Recommendation,
    listings: dict[int, Listing],
    shared_slots: int,
    *,
    you_offer: bool,
) -> Match:
    partner = row.partner
    partner.fair = own.fair
    return Match(
        partner=partner,
        score=row.score,
        you_seek=halves(row.reasons, FORWARD, listings),
        they_seek=halves(row.reasons, BACKWARD, listings),
        you_offer=you_offer,
        they_say=getattr(row, "seeks", False),
        shared_languages=tuple(
            languages.OWN_NAMES[code] for code in own.languages if code in partner.languages
        ),
        shared_slots=shared_slots,
        grade=getattr(row, "grade", None) or "",
        circumstances=circumstance_texts(row.reasons),
    )
