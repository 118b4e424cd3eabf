"""Made-up companies: plausible in their own language, no real firm meant, every one labelled synthetic."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from madang.demonstration.chance import Chance
from madang.demonstration.companies.names import (
    Named,
    University,
    organisation_name,
    person_name,
    universities,
)
from madang.demonstration.companies.vocabulary import Field, Place, fields, markets, phrases, places, words
from madang.demonstration.shapes import (
    LANGUAGES,
    Delegate,
    Kind,
    Language,
    Listing,
    Participant,
    Presence,
    Side,
    Size,
    Words,
)

#: The fields of the conference itself; firms from them are three times as many.
MAIN_FIELDS = frozenset(
    {"ai", "big-data", "blockchain", "cloud", "data-centres", "cybersecurity", "mobile", "ipv6"}
    | {"industrial-internet", "smart-city", "digital-energy", "robots", "graphene"}
)
TRADED = tuple(key for key, field in fields().items() if field.kind == "product")
KINDS: dict[Kind, float] = {
    "company": 80, "buyer": 8, "investor": 4, "university": 3, "association": 3, "park": 2,
}  # fmt: skip
#: Size → share, fewest people, most people.
SIZES: dict[Size, tuple[float, int, int]] = {
    "micro": (12, 4, 9),
    "small": (42, 10, 49),
    "medium": (31, 50, 249),
    "large": (12, 250, 990),
    "very_large": (3, 1000, 4800),
}
DISTINCTIONS: dict[str, dict[str, float]] = {
    "CN": {"high_tech": 0.35, "srdi": 0.22, "little_giant": 0.06, "champion": 0.02},
    "KR": {"venture": 0.25, "innobiz": 0.2, "mainbiz": 0.12},
    "RU": {"skolkovo": 0.07},
}
#: How many meet in other languages than their own, by the country they come from.
OTHER_LANGUAGES: dict[str, dict[Language, float]] = {
    "CN": {"en": 0.45, "ru": 0.2, "ko": 0.14},
    "KR": {"en": 0.68, "zh-hans": 0.34, "ru": 0.08},
    "RU": {"en": 0.55, "zh-hans": 0.3, "ko": 0.05},
    "MY": {"zh-hans": 0.6},
    "SG": {"zh-hans": 0.7},
    "KZ": {"ru": 0.9},
    "UZ": {"ru": 0.85},
    "MN": {"ru": 0.6, "zh-hans": 0.3},
    "JP": {"zh-hans": 0.2, "ko": 0.15},
    "VN": {"ko": 0.2, "zh-hans": 0.2},
    "DE": {"ru": 0.15},
    "FI": {"ru": 0.2},
    "PL": {"ru": 0.25},
}
OWN_LANGUAGE: dict[str, Language] = {"CN": "zh-hans", "KR": "ko", "RU": "ru"}
#: Which templates stand for what a kind of organisation offers and seeks: (section, kind of listing).
OFFERS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "buyer": (("distribution", "distribution"), ("distribution", "distribution")),
    "investor": (("funding", "funding"), ("funding", "funding")),
    "park": (("site", "site"), ("support_measure", "support_measure")),
    "university": (("rnd_partner", "rnd_partner"), ("technology", "technology")),
    "association": (("service", "service"), ("service", "service")),
}
NEEDS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "buyer": (("product", "product"),),
    "investor": (("investment_project", "investment_project"), ("investment_project", "investment_project")),
    "park": (("tenants", "investment_project"), ("tenants", "investment_project")),
    "university": (("rnd_partner", "rnd_partner"), ("rnd_partner", "rnd_partner")),
    "association": (("partners", "distribution"), ("partners", "distribution")),
}
#: Trades in which a sentence on delivery or references would sound wrong.
PLAIN = frozenset({"finance", "tourism", "content", "licensing", "e-commerce", "training"})
POSITIONS: dict[Kind, str] = {
    "university": "universities",
    "association": "bodies",
    "park": "parks",
    "buyer": "trade",
    "investor": "funds",
}
LEGAL = re.compile(
    r"\b(co-ltd|llc|llp|jsc|gmbh|sdn-bhd|pte-ltd|pvt-ltd|ltd|fze|oy|k-k|inc|sp-z-o-o|a-s|industry-academic-.*)$"
)
#: Trades that are younger than the oldest firms.
FIRST_YEARS: dict[str, int] = {
    "ai": 2006, "big-data": 2009, "blockchain": 2014, "cloud": 2008, "data-centres": 2001, "ipv6": 2003,
    "industrial-internet": 2007, "smart-city": 2005, "digital-energy": 2006, "graphene": 2008,
    "e-commerce": 2000,
}  # fmt: skip
PARTNERS: dict[str, float] = {"distribution": 50, "rnd_partner": 20, "funding": 10, "site": 6, "none": 14}


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a listing, and the draws that choose the words."""

    field: Field
    place: Place
    language: Language
    founded: int
    chance: Chance

    def own(self, text: str) -> Words:
        return Words(self.language, {self.language: text})

    def in_field(self, key: str) -> "Voice":
        return replace(self, field=fields()[key])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the cast list says of a made-up company before it exists."""

    key: str
    country: str
    group: str
    presence: Presence
    inside: bool | None = None  # Heilongjiang or not, where that matters
    field: str = ""
    kind: Kind | None = None


def companies(
    seed: str, wanted: Sequence[Wanted], taken_names: Iterable[Words] = ()
) -> Iterator[Participant]:
    """One company for each wish of the cast list, no two of one name, none of a name that is taken."""
    taken = {wording for name in taken_names for wording in name.texts.values()}
    left = {language: universities(language) for language in LANGUAGES}
    for wish in wanted:
        character = _character(seed, wish, left, taken)
        taken.update(character.name.texts.values())
        yield _described(wish, character, Chance(seed, "company", wish.key, "description"))


@dataclass(frozen=True, slots=True)
class Character:
    """What is settled first of a made-up company."""

    name: Words
    kind: Kind
    field: Field
    place: Place


def _character(
    seed: str, wish: Wanted, left: Mapping[Language, list[University]], taken: Collection[str]
) -> Character:
    chance = Chance(seed, "company", wish.key)
    language, place = OWN_LANGUAGE.get(wish.country, "en"), _place(wish, chance)
    kind = chance.weighted(list(KINDS), list(KINDS.values())) if wish.kind is None else wish.kind
    if kind == "university" and language != "en":
        if left[language]:
            return _of_university(left[language].pop(), place)
        kind = "company"  # the made-up universities have run out
    field = wish.field or _field(kind, chance)
    return Character(
        _unused_name(Named(place, kind, field, language), chance, taken), kind, fields()[field], place
    )


def _of_university(university: University, drawn: Place) -> Character:
    place = next((place for place in places() if place.own == university.city), drawn)
    return Character(university.name, "university", fields()[university.field], place)


def _described(wish: Wanted, character: Character, chance: Chance) -> Participant:
    kind, field, place = character.kind, character.field, character.place
    size = chance.weighted(list(SIZES), [share for share, _, _ in SIZES.values()])
    staff = chance.number(*SIZES[size][1:])
    founded = _founded(field, chance)
    speaks = _languages(place, chance)
    slug = web_name(character.name.texts["en"])
    voice = Voice(field, place, character.name.original, founded, chance)
    return Participant(
        key=wish.key,
        name=character.name,
        description=_about(kind, voice, staff),
        kind=kind,
        country=place.country,
        region=place.own_region,
        city=place.own,
        zone=place.zone,
        field=field.key,
        industry=_industry(kind, field),
        size=size,
        staff=staff,
        founded=founded,
        distinctions=_distinctions(kind, place.country, founded, chance),
        languages=speaks,
        group=wish.group,
        presence=wish.presence,
        listings=tuple(_listings(kind, voice)),
        delegates=tuple(_delegates(kind, size, speaks, voice)),
        website=f"https://www.{slug}.example",
        email=f"info@{slug}.example",
        hours=_hours(wish.presence, place.zone, chance),
        provenance="synthetic",
    )


def web_name(name: str) -> str:
    """A name as it stands in a web address: small Latin letters and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return LEGAL.sub("", re.sub(r"[^a-z0-9]+", "-", plain).strip("-")).strip("-")


def _place(wish: Wanted, chance: Chance) -> Place:
    fitting = [place for place in places() if _fits(place, wish)]
    return chance.weighted(fitting, [place.weight for place in fitting])


def _fits(place: Place, wish: Wanted) -> bool:
    inside = wish.inside is None or (place.region == "Heilongjiang") == wish.inside
    return inside and (
        place.country == wish.country or (wish.country == "*" and place.country not in OWN_LANGUAGE)
    )


def _field(kind: Kind, chance: Chance) -> str:
    if kind == "buyer":
        return chance.one(TRADED)
    keys = list(fields())
    return chance.weighted(keys, [3 if key in MAIN_FIELDS else 1 for key in keys])


def _founded(field: Field, chance: Chance) -> int:
    """A year in which there was such a trade: nobody has sold clouds since 1994."""
    first = FIRST_YEARS.get(field.key, 1992)
    return first + (chance.number(1992, 2019) - 1992) % (2020 - first)


def _unused_name(named: Named, chance: Chance, taken: Collection[str]) -> Words:
    while True:
        name = organisation_name(named, chance)
        if not any(wording in taken for wording in name.texts.values()):
            return name


def _languages(place: Place, chance: Chance) -> tuple[Language, ...]:
    own = OWN_LANGUAGE.get(place.country, "en")
    others = OTHER_LANGUAGES.get(place.country, {})
    more = 0.2 if place.region == "Heilongjiang" else 0.0
    return (
        own,
        *(other for other, share in others.items() if chance.happens(share + (more if other == "ru" else 0))),
    )


def _distinctions(kind: Kind, country: str, founded: int, chance: Chance) -> tuple[str, ...]:
    if kind != "company":
        return ()
    found = [name for name, share in DISTINCTIONS.get(country, {}).items() if chance.happens(share)]
    return (*found, *(["start_up"] if founded >= 2017 else []))


def _industry(kind: Kind, field: Field) -> str:
    return {
        "investor": "6430",
        "park": "6810",
        "university": "8530",
        "association": "9411",
        "buyer": "4690",
    }.get(kind, field.isic)


def _hours(presence: Presence, zone: str, chance: Chance) -> str:
    """The name of a pattern of free time; see `hours`."""
    if presence == "on_site":
        return chance.weighted(["whole", "late", "early", "first-day", "lunch-late"], [62, 13, 12, 6, 7])
    if zone.startswith(("Europe", "America", "Asia/Dubai")):
        return chance.weighted(["day-long", "whole"], [85, 15])
    return chance.weighted(
        ["office", "day-long", "mornings", "afternoons", "second-day"], [48, 24, 10, 10, 8]
    )


def _about(kind: Kind, voice: Voice, staff: int) -> Words:
    sentence = voice.chance.one(words(voice.language)["about"][kind])
    field = voice.field.names[voice.language]
    people = f"{staff:,}".replace(",", "\N{NO-BREAK SPACE}" if voice.language == "ru" else ",")
    return voice.own(sentence.format(city=voice.place.own, field=field, staff=people, year=voice.founded))


def _delegates(kind: Kind, size: Size, languages: tuple[Language, ...], voice: Voice) -> Iterator[Delegate]:
    weights = {"micro": [9, 1, 0], "small": [7, 3, 0], "medium": [5, 4, 1]}.get(size, [2, 5, 3])
    positions = words(voice.language)["positions"][POSITIONS.get(kind, "titles")]
    for position in voice.chance.some(positions, voice.chance.weighted([1, 2, 3], weights)):
        yield Delegate(person_name(voice.language, voice.place.country, voice.chance), position, languages)


def _listings(kind: Kind, voice: Voice) -> Iterator[Listing]:
    if kind == "company":
        yield from _company_listings(voice)
        return
    yield from _from_templates("offer", OFFERS[kind], voice)
    yield from _from_templates("need", NEEDS[kind], voice)
    if kind == "buyer":
        yield from _from_phrases("need", voice.chance.number(1, 3), voice)


def _company_listings(voice: Voice) -> Iterator[Listing]:
    chance = voice.chance
    yield from _from_phrases("offer", chance.weighted([1, 2, 3], [3, 5, 2]), voice)
    for wanted in chance.some(voice.field.seeks, chance.weighted([1, 2], [6, 4])):
        yield from _from_phrases("need", 1, voice.in_field(wanted))
    partner = chance.weighted(list(PARTNERS), list(PARTNERS.values()))
    if partner == "site" and voice.field.kind != "product":
        partner = "distribution"
    if partner != "none":
        yield from _from_templates("need", ((partner, partner),), voice)


def _from_phrases(side: Side, count: int, voice: Voice) -> Iterator[Listing]:
    for phrase in voice.chance.some(phrases(voice.language)[voice.field.key, side], count):
        body = voice.own(_body(side, voice) if voice.chance.happens(0.6) else "")
        yield Listing(side, voice.field.kind, voice.own(phrase), body, voice.field.key)


def _body(side: Side, voice: Voice) -> str:
    if side == "offer" and voice.field.key in PLAIN:
        return ""
    section = "need" if side == "need" else "product" if voice.field.kind == "product" else "service"
    sentence = voice.chance.one(words(voice.language)["body"][section])
    return _filled(sentence, _market(voice.place, voice.chance), voice)


def _from_templates(side: Side, templates: tuple[tuple[str, str], ...], voice: Voice) -> Iterator[Listing]:
    said: set[str] = set()
    for section, kind in templates:
        template = voice.chance.one([one for one in words(voice.language)[side][section] if one not in said])
        said.add(template)
        market = _market(voice.place, voice.chance)
        title = voice.own(_filled(template, market, voice))
        body = voice.own(_partner_body(market, voice) if (section, side) == ("distribution", "need") else "")
        yield Listing(side, kind, title, body, voice.field.key, (market,) if "{market}" in template else ())


def _partner_body(market: str, voice: Voice) -> str:
    return _filled(voice.chance.one(words(voice.language)["body"]["partner"]), market, voice, most=20)


def _market(place: Place, chance: Chance) -> str:
    """Chinese firms look around, the others mostly look to China."""
    if place.country == "CN":
        return chance.weighted(["KR", "RU", "MY", "SG", "DE", "KZ", "VN", "JP"], [34, 30, 8, 7, 6, 6, 5, 4])
    if chance.happens(0.8):
        return "CN"
    return chance.one([code for code in markets() if code != place.country])


def _filled(sentence: str, market: str, voice: Voice, most: int = 45) -> str:
    """A sentence with its gaps filled. The numbers keep Russian plurals right (5 to 20, and fives)."""
    chance = voice.chance
    return sentence.format(
        field=voice.field.names[voice.language],
        market=markets()[market][voice.language],
        n=chance.one([*range(5, 21), *range(25, most + 1, 5)]),
        weeks=chance.number(2, 12),
        year=chance.number(max(voice.founded, 2012), 2021),
    )
