"""What besides the items makes a meeting worth more or less: a few features, each a term of log-odds.

A feature lies in [-1, 1]; 0 is "not said" or "makes no difference", and adds nothing. The weights are
log-odds: +0.2 turns a gain of 0.50 into 0.55. They move a gain that the items give and never make one: a
gain of 0 stays 0. No feature is a country, a name or an id; what both sides said of themselves is compared.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from madang.matching.language.words import language_code
from madang.matching.shapes import Attendance, Kind, OrganisationKind, Profile, Side, Size

#: Constants of the score, used as they are until a fair has enough answers to learn from (`learning`).
WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "language": 0.2,  # a language in common, or none: an interpreter makes up for most of it
        "market": 0.3,  # one says that the other's country is a market of theirs, or that it is not
        "presence": 0.1,  # both on site or both online; mixed meetings work, but less well
        "size": 0.05,  # within one step of size of each other, or further apart
        "region": 0.1,  # neighbours (-1) need no fair to meet
        "kinds": 0.15,  # an investor and a project, a buyer and goods, a university and research
        "wish": 0.4,  # what the one who gains said itself: would (1/2) or must (1) like to meet
        "answers": 0.3,  # how often the one who gains said yes so far, beside what is usual
    }
)
WISHED: Final = {"would": 0.5, "must": 1.0}
#: Features that both sides share; the others belong to the side that gains.
SHARED: Final = ("language", "market", "presence", "size", "region", "kinds")
#: Answers counted as if given, at the usual share, before a company's own weigh.
STEADY_ANSWERS: Final = 10.0

Features = Mapping[str, float]

ON_SITE, ONLINE = 1, 2
PRESENCES: Final = {
    Attendance.UNKNOWN: 0,
    Attendance.ON_SITE: ON_SITE,
    Attendance.ONLINE: ONLINE,
    Attendance.BOTH: ON_SITE | ONLINE,
}
SIZES: Final = {size: place for place, size in enumerate(Size)}
_KIND_BITS: Final = {kind: 1 << place for place, kind in enumerate(Kind)}
#: What an organisation of a kind comes for: items of these kinds, offered or needed, are its business.
_BUSINESS: Final[Mapping[OrganisationKind, tuple[Kind, ...]]] = {
    OrganisationKind.BUYER: (Kind.PRODUCT, Kind.SERVICE, Kind.QUOTATION, Kind.DISTRIBUTION),
    OrganisationKind.INVESTOR: (Kind.INVESTMENT_PROJECT, Kind.SITE, Kind.FUNDING),
    OrganisationKind.PARK: (Kind.INVESTMENT_PROJECT, Kind.SITE, Kind.SUPPORT_MEASURE),
    OrganisationKind.PUBLIC_HOST: (Kind.INVESTMENT_PROJECT, Kind.SITE, Kind.SUPPORT_MEASURE),
    OrganisationKind.UNIVERSITY: (Kind.RND_PARTNER, Kind.TECHNOLOGY),
}
#: Kinds of which two seldom have business with each other.
_ALONE: Final = (
    OrganisationKind.BUYER,
    OrganisationKind.INVESTOR,
    OrganisationKind.PARK,
    OrganisationKind.PUBLIC_HOST,
)


def languages(profile: Profile) -> frozenset[str]:
    return frozenset(language_code(tag) for tag in profile.languages)


def business(profile: Profile) -> int:
    """The kinds of items that an organisation of this kind comes for, as bits."""
    return sum(_KIND_BITS[kind] for kind in _BUSINESS.get(profile.kind, ()))


def kinds_of_items(profile: Profile) -> int:
    """The kinds of a profile's items, as bits."""
    bits = 0
    for item in profile.items:
        bits |= _KIND_BITS[item.kind]
    return bits


def alone(profile: Profile) -> int:
    """A number for the kinds of which two seldom meet, 0 for all others."""
    return _ALONE.index(profile.kind) + 1 if profile.kind in _ALONE else 0


def region(profile: Profile) -> str:
    """Country and region in one, empty unless both are said."""
    name = " ".join(profile.region.lower().split())
    return f"{profile.country}:{name}" if profile.country and name else ""


def has(profile: Profile, side: Side) -> bool:
    return any(item.side is side for item in profile.items)


def features(one: Profile, other: Profile) -> Features:
    """The features of `one` gaining from `other`; those in `SHARED` are the same both ways round."""
    return {
        "language": _language(one, other),
        "market": _market(one, other),
        "presence": _presence(PRESENCES[one.attendance], PRESENCES[other.attendance]),
        "size": _size(SIZES[one.size], SIZES[other.size]),
        "region": -float(bool(region(one)) and region(one) == region(other)),
        "kinds": _kinds(one, other),
        "wish": wish(one, other.company),
        "answers": one.openness,
    }


def log_odds(values: Features, weights: Mapping[str, float]) -> float:
    """The sum of the terms."""
    return sum(weights[name] * value for name, value in values.items())


def odds(values: Features, weights: Mapping[str, float]) -> float:
    """The factor on the odds of the gain."""
    return math.exp(log_odds(values, weights))


def wish(one: Profile, company: str) -> float:
    if company in one.must:
        return WISHED["must"]
    return WISHED["would"] if company in one.would else 0.0


def openness(asked: int, accepted: int, usual: float) -> float:
    """How much more often than usual a company said yes, in [-1, 1]; 0 for one that was never asked.

    Smoothed: `STEADY_ANSWERS` answers at the `usual` share (0..1) come before its own. In log-odds, cut at 1.
    """
    usual = min(max(usual, 0.05), 0.95)
    yes = accepted + STEADY_ANSWERS * usual
    no = asked - accepted + STEADY_ANSWERS * (1 - usual)
    return min(1.0, max(-1.0, math.log(yes / no) - math.log(usual / (1 - usual))))


def shared_languages(one: Profile, other: Profile) -> tuple[str, ...]:
    return tuple(sorted(languages(one) & languages(other)))


def _language(one: Profile, other: Profile) -> float:
    mine, theirs = languages(one), languages(other)
    if not mine or not theirs:
        return 0.0
    return 1.0 if mine & theirs else -1.0


def _market(one: Profile, other: Profile) -> float:
    there, back = _reaches(one, other), _reaches(other, one)
    return -1.0 if min(there, back) < 0 else max(there, back)


def _reaches(one: Profile, other: Profile) -> float:
    if not one.markets or not other.country:
        return 0.0
    return 1.0 if other.country in one.markets else -1.0


def _presence(one: int, other: int) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if one & other else -1.0


def _size(one: int, other: int) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if abs(one - other) <= 1 else -1.0


def _kinds(one: Profile, other: Profile) -> float:
    if alone(one) and alone(one) == alone(other):
        return -1.0
    suits = business(one) & kinds_of_items(other) or business(other) & kinds_of_items(one)
    return 1.0 if suits else 0.0
