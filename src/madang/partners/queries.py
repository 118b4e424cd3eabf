"""What the pages of the partners show: recommendations as two facing halves, and who was shown how often."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from madang import matching
from madang.core import languages
from madang.core.text import Text, Version
from madang.fairs.models import Absence, Fair, Participation, Slot, SlotKind
from madang.listings.models import Listing, Side
from madang.organisations.models import Organisation
from madang.partners.models import Grade, Recommendation, Wish

Reason = Mapping[str, Any]
FORWARD, BACKWARD = matching.Direction.FORWARD, matching.Direction.BACKWARD


@dataclass(frozen=True)
class Piece:
    """A stretch of a wording; `is_hit` where it carried the match."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Wording:
    """The title of a listing as the reader sees it, with the words that matched, and its original beneath."""

    shown: Version
    pieces: tuple[Piece, ...]
    original: Version | None


@dataclass(frozen=True)
class Half:
    """One direction of a match: what one side seeks, and what the other has for it."""

    need: Wording
    offer: Wording


@dataclass(frozen=True)
class Match:
    """A recommended partner, as its card shows it. `percent` is the score in hundredths."""

    partner: Participation
    percent: int
    you_seek: Half | None
    they_seek: Half | None
    concepts: tuple[str, ...]
    shared_languages: tuple[str, ...]
    shared_slots: int
    grade: str

    @property
    def organisation(self) -> Organisation:
        return self.partner.organisation

    @property
    def is_refused(self) -> bool:
        return self.grade == Grade.NO


@dataclass(frozen=True)
class Completeness:
    """How much of a profile is there; `missing` names the steps still open."""

    done: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total)


@dataclass(frozen=True)
class Found:
    """All that a company's page of partners shows."""

    matches: list[Match]
    completeness: Completeness


def found_for(own: Participation) -> Found:
    """The recommendations of one company, best first; those it is not interested in last. Four queries."""
    rows = list(_recommendations(own))
    listings = _listings(own, rows)
    matches = sorted(_matches(own, rows, listings), key=lambda match: match.is_refused)
    return Found(matches, _completeness(own, listings.values()))


def _matches(own: Participation, found: list[Recommendation], listings: dict[int, Listing]) -> list[Match]:
    slots = list(Slot.objects.filter(fair=own.fair, kind=SlotKind.MEETING))
    away = _absences([own.pk, *(row.partner_id for row in found)])
    mine = _free(slots, away.get(own.pk, ()))
    return [
        _match(own, row, listings, len(mine & _free(slots, away.get(row.partner_id, ())))) for row in found
    ]


def match_between(own: Participation, partner: Participation) -> Match | None:
    """The card of one pair, if the two were matched."""
    rows = list(_recommendations(own).filter(partner=partner))
    return next(iter(_matches(own, rows, _listings(own, rows))), None)


def _recommendations(participation: Participation) -> QuerySet[Recommendation]:
    said = Wish.objects.filter(participation=participation, partner=OuterRef("partner"))
    return (
        Recommendation.objects.filter(
            participation=participation, partner__state=Participation.State.APPROVED
        )
        .select_related("partner__organisation")
        .annotate(grade=Subquery(said.values("grade")[:1]))
    )


def _listings(own: Participation, found: Iterable[Recommendation]) -> dict[int, Listing]:
    """Those that the reasons name, unless they were hidden since, and all of the company's own."""
    named = {
        int(reason[item]) for row in found for reason in row.reasons for item in ("need_item", "offer_item")
    }
    rows = Listing.objects.filter(Q(pk__in=named, is_shown=True) | Q(organisation=own.organisation))
    return {row.pk: row for row in rows}


def _absences(who: Sequence[int]) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = {}
    for absence in Absence.objects.filter(participation__in=who):
        found.setdefault(absence.participation_id, []).append(absence)
    return found


def _free(slots: Iterable[Slot], absences: Iterable[Absence]) -> set[int]:
    away = list(absences)
    return {
        slot.pk
        for slot in slots
        if not any(row.starts_at < slot.ends_at and slot.starts_at < row.ends_at for row in away)
    }


def _match(own: Participation, row: Recommendation, listings: dict[int, Listing], shared_slots: int) -> Match:
    partner = row.partner
    partner.fair = own.fair
    return Match(
        partner=partner,
        percent=round(100 * row.score),
        you_seek=_half(row.reasons, FORWARD, listings),
        they_seek=_half(row.reasons, BACKWARD, listings),
        concepts=concept_labels(row.reasons),
        shared_languages=tuple(
            languages.OWN_NAMES[code] for code in own.languages if code in partner.languages
        ),
        shared_slots=shared_slots,
        grade=getattr(row, "grade", None) or "",
    )


def _half(reasons: Iterable[Reason], direction: str, listings: dict[int, Listing]) -> Half | None:
    """The pair of listings that carried most in this direction, with every matching word in both."""
    weight: Counter[tuple[int, int]] = Counter()
    mine = [reason for reason in reasons if reason["direction"] == direction]
    for reason in mine:
        weight[int(reason["need_item"]), int(reason["offer_item"])] += reason["contribution"]
    for (need, offer), _sum in weight.most_common():
        if need in listings and offer in listings:
            return Half(
                _wording(listings[need].title, _spans(mine, "need_item", need, "need_words")),
                _wording(listings[offer].title, _spans(mine, "offer_item", offer, "offer_words")),
            )
    return None


def _spans(reasons: Iterable[Reason], item: str, pk: int, words: str) -> list[Mapping[str, Any]]:
    return [span for reason in reasons if int(reason[item]) == pk for span in reason[words]]


def _wording(title: Text, spans: Iterable[Mapping[str, Any]]) -> Wording:
    shown = title.best()
    tag = "" if shown.is_original else shown.language.split("-")[0]
    hits = sorted((span["start"], span["end"]) for span in spans if span["language"].split("-")[0] == tag)
    return Wording(shown, tuple(_pieces(shown.text, hits)), title.beside())


def _pieces(text: str, hits: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Cut a title at the hits that lie in it; hits further on are in the description."""
    at = 0
    for start, end in hits:
        if at <= start < end <= len(text):
            if at < start:
                yield Piece(text[at:start], is_hit=False)
            yield Piece(text[start:end], is_hit=True)
            at = end
    if at < len(text):
        yield Piece(text[at:], is_hit=False)


def concept_labels(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The subjects that carried a match, in the reader's language, the strongest first."""
    weight: Counter[str] = Counter()
    for reason in reasons:
        if reason["concept"]:
            weight[reason["concept"]] += reason["contribution"]
    return tuple(dict.fromkeys(_label(concept) for concept, _sum in weight.most_common(4)))


def _label(concept: str) -> str:
    try:
        return matching.concept(concept).label(languages.active())
    except KeyError:  # the taxonomy was changed after the match was made
        return concept.replace("-", " ").replace("_", " ")


def _completeness(own: Participation, listings: Iterable[Listing]) -> Completeness:
    """What a profile still lacks."""
    organisation = own.organisation
    listed = [row for row in listings if row.organisation_id == organisation.pk and row.is_shown]
    sides = Counter(row.side for row in listed)
    steps = {
        "describe": bool(organisation.description),
        "industry": bool(organisation.industry),
        "offer": sides[Side.OFFER] > 0,
        "need": sides[Side.NEED] > 0,
        "second_need": sides[Side.NEED] > 1,
        "subjects": any(row.concepts for row in listed),
    }
    return Completeness(
        sum(steps.values()), len(steps), tuple(name for name, done in steps.items() if not done)
    )


@dataclass(frozen=True)
class Exposed:
    """How many companies were recommended how often: `lists` from `low` to `high`, `companies` of them."""

    low: int
    high: int
    companies: int


BINS = ((0, 0), (1, 4), (5, 9), (10, 19), (20, 29), (30, 49), (50, 10_000))


def exposure_of(fair: Fair) -> list[Exposed]:
    """The distribution of being recommended. Two queries."""
    shown = Counter(Recommendation.objects.filter(fair=fair).values_list("partner_id", flat=True))
    everyone = Participation.objects.filter(fair=fair).taking_part().values_list("pk", flat=True)
    counts = [shown[pk] for pk in everyone]
    return [
        Exposed(low, high, sum(1 for count in counts if low <= count <= high))
        for low, high in BINS
        if low <= max(counts, default=0)
    ]
