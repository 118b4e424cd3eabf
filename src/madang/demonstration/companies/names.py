"""Made-up names in the way of each country: firms, universities, people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from madang.demonstration.chance import Chance
from madang.demonstration.companies.vocabulary import Place, fields, names
from madang.demonstration.shapes import Kind, Language, Words

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(
            " "
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """What is needed to make up a name."""

    place: Place
    kind: Kind
    field: str
    language: Language


def organisation_name(named: Named, chance: Chance) -> Words:
    """A name in its own language with a Latin spelling. Universities have a list of their own."""
    return MAKERS[named.language](named, chance)


@dataclass(frozen=True, slots=True)
class University:
    """A made-up university: the field it works in, and its city where the name tells it."""

    name: Words
    field: str
    city: str


def universities(language: Language) -> list[University]:
    """Those of one language; none in English, where an ending makes them."""
    return [_university(language, row) for row in names(language).get("universities", ())]


def person_name(language: Language, country: str, chance: Chance) -> str:
    """A person's name as it is written in that language, family name first where it is."""
    listed = names(language)
    if language == "ru":
        return _russian_person(listed, chance)
    if language == "en":
        listed = listed["countries"].get(country) or listed["countries"]["GB"]
        return f"{chance.one(listed['given'])} {chance.one(listed['family'])}"
    family = chance.one(listed["family"])
    return f"{family}{chance.one([given for given in listed['given'] if family not in given])}"


def transliterated(text: str) -> str:
    """Russian in Latin letters, as English readers spell it."""
    return "".join(_latin(letter) for letter in text)


def _latin(letter: str) -> str:
    spelled = LATIN.get(letter.lower(), letter)
    return spelled.capitalize() if letter.isupper() else spelled


def _university(language: Language, row: dict[str, str]) -> University:
    latin = row.get("latin") or transliterated(row["name"])
    return University(
        Words(language, {language: row["name"], "en": latin}), row["field"], row.get("city", "")
    )


def _russian_person(listed: dict[str, Any], chance: Chance) -> str:
    surname = chance.one(listed["surnames"])
    if chance.happens(0.45):
        return f"{chance.one(listed['women'])} {surname}а"
    return f"{chance.one(listed['men'])} {surname}"


def _ending(named: Named, chance: Chance) -> Any:
    endings = names(named.language)["endings"]
    return chance.one(endings.get(named.kind) or endings[named.field])


def _korean(named: Named, chance: Chance) -> Words:
    listed = names("ko")
    stem, latin_stem = chance.one(listed["stems"])
    ending, latin_ending = _ending(named, chance)
    own, latin = f"{stem}{ending}", f"{latin_stem} {latin_ending}"
    if named.kind == "association":
        own = f"{stem} {fields()[named.field].names['ko']} {ending}"
    if named.kind in {"association", "park"}:
        return Words("ko", {"ko": own, "en": latin})
    return Words(
        "ko",
        {"ko": chance.one(listed["forms"]).format(name=own), "en": listed["latin_form"].format(name=latin)},
    )


def _chinese(named: Named, chance: Chance) -> Words:
    listed = names("zh-hans")
    (first, latin_first), (second, latin_second) = chance.one(listed["first"]), chance.one(listed["second"])
    ending, latin_ending = _ending(named, chance)
    latin = f"{latin_first}{latin_second}".capitalize() + f" {latin_ending}"
    if named.kind == "association":
        title = fields()[named.field].names["zh-hans"]
        return Words(
            "zh-hans",
            {
                "zh-hans": f"{named.place.own}{first}{second}{title}{ending}",
                "en": f"{named.place.city} {latin}",
            },
        )
    own = chance.one(listed["forms"]).format(city=named.place.own, name=f"{first}{second}{ending}")
    return Words(
        "zh-hans", {"zh-hans": own, "en": listed["latin_form"].format(city=named.place.city, name=latin)}
    )


def _russian(named: Named, chance: Chance) -> Words:
    listed = names("ru")
    stem, ending = chance.one(listed["stems"]), _ending(named, chance)
    if named.kind in {"association", "park"}:
        own_ending, latin = ending
        return Words("ru", {"ru": f"{own_ending} «{stem}»", "en": latin.format(name=transliterated(stem))})
    name = f"{stem}-{ending}"
    own, latin = chance.one(listed["forms"])
    return Words("ru", {"ru": own.format(name=name), "en": latin.format(name=transliterated(name))})


def _english(named: Named, chance: Chance) -> Words:
    listed = names("en")["countries"][named.place.country]
    name = f"{chance.one(listed['stems'])} {_ending(named, chance)}"
    bare = named.kind in {"association", "park", "university"}
    return Words("en", {"en": name if bare else listed["form"].format(name=name)})


MAKERS: dict[Language, Callable[[Named, Chance], Words]] = {
    "ko": _korean,
    "zh-hans": _chinese,
    "ru": _russian,
    "en": _english,
}
