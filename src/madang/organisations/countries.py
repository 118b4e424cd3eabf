"""Countries by their ISO 3166 codes, named as CLDR names them in the reader's language."""

from functools import cache
from typing import Final

from babel import Locale

from madang.core import languages

#: CLDR's territories that are no countries: unions, outlying parts, pseudo-locales, "unknown".
_NO_COUNTRIES: Final = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def is_country(code: str) -> bool:
    return code in _names(languages.ENGLISH)


def country_name(code: str, language: str = "") -> str:
    """The country's name for the reader, or in `language`; an unknown code stays as it is."""
    return _names(language or languages.active()).get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Every country for a form, in the alphabet of the reader's language."""
    return list(_names(languages.active()).items())


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(languages.BCP47[language], sep="-").territories
    named = {code: name for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRIES}
    return dict(sorted(named.items(), key=lambda item: _alphabet(item[1], language)))


def _alphabet(name: str, language: str) -> bytes:
    """Common hanzi stand in GB 18030 by their pinyin; the other scripts sort as they are encoded."""
    if language == languages.CHINESE:
        return name.encode("gb18030")
    return name.casefold().replace("ё", "е").replace("å", "a").encode()
