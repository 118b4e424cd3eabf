"""What goes into the matching engine and what comes out: plain frozen shapes, no behaviour of a framework.

Identifiers are opaque strings that the caller chooses (a primary key, a row number); the engine only
compares them. Languages are `ko`, `zh`, `en`, `ru`; longer tags such as `zh-hans` are accepted and cut to
their first part. Countries and markets are ISO 3166-1 alpha-2 codes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LANGUAGES = ("ko", "zh", "en", "ru")

Progress = Callable[[int, int], None]
"""Called with (companies done, companies in all)."""


class Side(StrEnum):
    """Whether an item is given or looked for."""

    OFFER = "offer"
    NEED = "need"


class Kind(StrEnum):
    """What kind of thing an item is."""

    PRODUCT = "product"
    SERVICE = "service"
    TECHNOLOGY = "technology"
    INVESTMENT_PROJECT = "investment_project"
    SITE = "site"
    FUNDING = "funding"
    DISTRIBUTION = "distribution"
    RND_PARTNER = "rnd_partner"
    SUPPORT_MEASURE = "support_measure"
    QUOTATION = "quotation"
    OTHER = "other"


class Role(StrEnum):
    """What the company itself does with the item; `ANY` when it was not said."""

    ANY = ""
    MAKE = "make"
    DISTRIBUTE = "distribute"
    BUY = "buy"
    INVEST = "invest"
    LICENSE = "license"
    SERVE = "serve"
    HOST = "host"
    RESEARCH = "research"


class OrganisationKind(StrEnum):
    """What kind of organisation stands behind a profile."""

    COMPANY = "company"
    BUYER = "buyer"
    INVESTOR = "investor"
    PUBLIC_HOST = "public_host"
    PARK = "park"
    UNIVERSITY = "university"
    ASSOCIATION = "association"


class Size(StrEnum):
    """Size by number of employees (bounds as in ISIC practice: 10, 50, 250)."""

    UNKNOWN = ""
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Attendance(StrEnum):
    """How a company takes part. Someone on site can still meet someone online."""

    UNKNOWN = ""
    BOTH = "both"
    ON_SITE = "on_site"
    ONLINE = "online"


class Direction(StrEnum):
    """Whose need a reason speaks of, seen from `Recommendation.company`."""

    FORWARD = "forward"  # the company needs, the partner offers
    BACKWARD = "backward"  # the partner needs, the company offers


class Refusal(StrEnum):
    """Why two companies may not meet at all."""

    SAME_COMPANY = "same_company"
    RULES = "rules"
    VETO = "veto"
    MARKET = "market"
    COMPETITOR = "competitor"
    MET_BEFORE = "met_before"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One offer or one need, in the words of the company.

    `text` is the original (title and description, joined by a line break); `language` may stay empty, it is
    then found from the script. `other_texts` are translations that stand beside it. `concepts` are ids of our
    taxonomy that a person confirmed. `markets` are the countries the item is for (empty: all); to
    those elsewhere its chance is lower. `certificates`: asked for by a need, held by an offer.
    """

    id: str
    side: Side
    text: str
    language: str = ""
    kind: Kind = Kind.OTHER
    role: Role = Role.ANY
    other_texts: tuple[Text, ...] = ()
    concepts: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A company as the engine sees it.

    `languages` it can meet in without an interpreter; `markets` it works in or wants (empty: says nothing);
    `excluded_markets` whose companies it does not meet; `vetoes` company ids it does not meet;
    `no_competitors`: do not meet companies that offer nearly the same and need nothing of ours;
    `group`: the organiser's own label for `Rules` (side, hall, inside or outside the province);
    `industries`: ISIC 4 codes, compared when competitors are avoided; `must` and `would`: company ids that
    it must or would like to meet; `openness` in [-1, 1]: how readily it said yes so far
    (`circumstances.openness`).
    """

    company: str
    items: tuple[Item, ...] = ()
    name: str = ""
    kind: OrganisationKind = OrganisationKind.COMPANY
    country: str = ""
    region: str = ""
    languages: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    excluded_markets: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    no_competitors: bool = False
    industries: tuple[str, ...] = ()
    size: Size = Size.UNKNOWN
    attendance: Attendance = Attendance.UNKNOWN
    group: str = ""
    must: tuple[str, ...] = ()
    would: tuple[str, ...] = ()
    openness: float = 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The organiser's rules for one fair.

    `pairs`: which groups may meet, as unordered pairs `(a, b)`; `None` means that everyone may meet everyone.
    A company without a group is bound by no pair. `met_before`: unordered pairs of company ids that are not
    recommended again. `shared_language`: refuse pairs with no language in common (otherwise it only weighs).
    `weights`: learned weights of the circumstances, by feature, in place of the constants (`learning`).
    `floor`: how many lists each company shall appear in at least, `cap`: at most (`None`: 2k), in
    `recommend_all`.
    """

    pairs: frozenset[tuple[str, str]] | None = None
    met_before: frozenset[tuple[str, str]] = frozenset()
    shared_language: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    floor: int = 5
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Words as they stand in an item's own text: `text[start:end] == words`.

    `language` is empty for the original text, otherwise it names the translation that they stand in.
    """

    start: int
    end: int
    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that carried the score, in one direction.

    Either `concept` (a taxonomy id that both items name, the more general one when one is above the other) or
    words: `need_words` in the text of the need, `offer_words` in that of the offer; or neither, and
    `by_meaning`: a model that the operator set finds the two texts alike. `contribution` is how far the score
    falls (0..1) when exactly this is deleted from both profiles; it is always above zero.
    """

    direction: Direction
    need_item: str
    offer_item: str
    contribution: float
    concept: str = ""
    need_words: tuple[Span, ...] = ()
    offer_words: tuple[Span, ...] = ()
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something besides the items that raised the score: `language`, `market`, `presence` or `kinds`.

    `values`: the languages in common, for `language`. `contribution`: how far the score falls without it.
    """

    feature: str
    contribution: float
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A partner for a company. `score` is the harmonic mean of the two probabilities, all in [0, 1].

    `forward`: how likely the partner's offers meet the company's needs; `backward`: the other way round.
    `circumstances`: what besides the items raised the score, the weightiest first.
    """

    company: str
    partner: str
    score: float
    forward: float
    backward: float
    reasons: tuple[Reason, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often companies were shown, and what keeping it fair cost.

    `shown`: company id to the number of lists it appears in. `gini` in [0, 1], 0 is equal. `cost`: the
    share of the summed score that floor and cap took away, in [0, 1].
    """

    shown: Mapping[str, int] = field(default_factory=dict)
    never_shown: tuple[str, ...] = ()
    gini: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """A company whose list a changed company belongs into with this score, or stands in (`is_held`)."""

    company: str
    score: float
    is_held: bool


@dataclass(frozen=True, slots=True)
class Round:
    """Recommendations for everyone in a fair, after floor and cap.

    `lists` makes the reasons of each list when it is read; `ranked` gives (partner, score) of one company,
    best first, without them.
    """

    lists: Mapping[str, tuple[Recommendation, ...]]
    exposure: Exposure
    ranked: Callable[[str], tuple[tuple[str, float], ...]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """A node of the taxonomy.

    `isic`: ISIC Rev. 4 codes, `hs`: Harmonized System chapters, where they apply.
    """

    id: str
    parent: str
    labels: Mapping[str, str]
    isic: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        return self.labels.get(language.lower().split("-")[0], self.labels["en"])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept offered while someone types; `matched` is the label or synonym that fits what was typed."""

    concept: str
    label: str
    matched: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept that a free text seems to speak of, for a person to confirm."""

    concept: str
    label: str
    span: Span
