"""What the columns of an organiser's sheet may mean, and how to guess it from headings in four languages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.intake.sheets import vocabulary


@dataclass(frozen=True)
class Field:
    """A meaning that a column can have. `repeats`: several columns may have it (Offer 1, Offer 2 …)."""

    code: str
    label: Promise
    repeats: bool = False


IGNORED: Final = ""
NAMES: Final = ("name", "name_en", "name_ko", "name_zh", "name_ru")

FIELDS: Final = (
    Field("name", _("Name")),
    Field("name_en", _("Name in English")),
    Field("name_ko", _("Name in Korean")),
    Field("name_zh", _("Name in Chinese")),
    Field("name_ru", _("Name in Russian")),
    Field("reference", _("Number in your list")),
    Field("kind", _("Kind of organisation")),
    Field("country", _("Country")),
    Field("region", _("Region or province")),
    Field("city", _("City")),
    Field("industry", _("Industry (ISIC 4)")),
    Field("size", _("Size (people)")),
    Field("distinctions", _("Distinctions")),
    Field("website", _("Website")),
    Field("registration_number", _("Registration number")),
    Field("description", _("Description")),
    Field("group", _("Group")),
    Field("presence", _("On site or online")),
    Field("zone", _("Time zone")),
    Field("languages", _("Languages")),
    Field("delegates", _("Meetings at the same time")),
    Field("contact_name", _("Contact person")),
    Field("contact_position", _("Position")),
    Field("contact_email", _("Mail address")),
    Field("contact_phone", _("Telephone")),
    Field("offer", _("We offer"), repeats=True),
    Field("need", _("We seek"), repeats=True),
    Field("least_meetings", _("Meetings at least")),
    Field("most_meetings", _("Meetings at most")),
)
BY_CODE: Final = {field.code: field for field in FIELDS}


@cache
def _meanings() -> dict[str, str]:
    """What each heading means: the words of organisers, and our own labels in the four languages."""
    own: dict[str, str] = {}
    for language in languages.CODES:
        with translation.override(language):
            own |= {vocabulary.key(str(field.label)): field.code for field in FIELDS}
    return own | vocabulary.headings()


def guess(headings: Sequence[str]) -> tuple[str, ...]:
    """The meaning of each column, `IGNORED` where none is found. Only a field that repeats is given twice."""
    keys = [vocabulary.key(heading) for heading in headings]
    whole = [_meanings().get(key, IGNORED) for key in keys]
    taken = set(whole) - {IGNORED}
    found = [code or _free(_contained(key), taken) for key, code in zip(keys, whole, strict=True)]
    return tuple(without_doubles(found))


def _free(code: str, taken: set[str]) -> str:
    """A guess from part of a heading never takes a field from a column that is called just so."""
    return code if code not in taken or BY_CODE[code].repeats else IGNORED


def _contained(key: str) -> str:
    """The field of the longest known word inside a longer heading, such as 'Offer of the company'."""
    known = _meanings()
    inside = [word for word in known if len(word) >= _telling(word) and _holds(key, word)]
    return known[max(inside, key=len)] if inside else IGNORED


def _is_alphabetic(word: str) -> bool:
    return re.fullmatch(r"[a-zа-я ]+", word) is not None


def _telling(word: str) -> int:
    """Two signs say enough in Hangul and Hanzi, four letters in alphabets."""
    return 4 if _is_alphabetic(word) else 2


def _holds(key: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", key) is not None if _is_alphabetic(word) else word in key


def without_doubles(codes: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for code in codes:
        known = code in BY_CODE and (code not in seen or BY_CODE[code].repeats)
        seen.add(code)
        yield code if known else IGNORED


def missing(codes: Iterable[str]) -> tuple[Field, ...]:
    """The fields without which no row can be read: any name, and the country."""
    given = set(codes)
    lacking = [] if given.intersection(NAMES) else [BY_CODE["name"]]
    return tuple(lacking if "country" in given else [*lacking, BY_CODE["country"]])
