"""Numbers that mean the same in four languages: 3.5억, 3.5亿, 350 million, 350 млн all give `#350000000`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from madang.matching.language.words import stem

_SCALES = {
    10**2: ("백", "百"),
    10**3: ("천", "千", "thousand", "тыс", "тысяч", "тысячи", "тысяча"),
    10**4: ("만", "万"),
    10**6: ("백만", "百万", "million", "mln", "млн", "миллион", "миллиона", "миллионов"),
    10**7: ("천만", "千万"),
    10**8: ("억", "亿"),
    10**9: ("십억", "十亿", "billion", "bln", "млрд", "миллиард", "миллиарда", "миллиардов"),
    10**12: ("조", "万亿", "trillion", "трлн", "триллион", "триллиона", "триллионов"),
}
_FACTOR = {word: factor for factor, words in _SCALES.items() for word in words}
_MONTHS = tuple(
    stem(name, "en")
    for name in (
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    )
)
_SCALE = "|".join(sorted(_FACTOR, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![a-z0-9])(?P<digits>\d{{1,3}}(?:[,\u00a0 ]\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?:\s?(?P<scale>{_SCALE})(?![a-z\u0430-\u044f]))?(?P<month>\s?[월月])?(?![a-z])"
)
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as a term, with its place in the folded text."""

    term: str
    start: int
    end: int


def _value(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        return float(re.sub(r"[,\u00a0 ]", "", digits))
    return float(digits.replace(",", "."))


def _term(match: re.Match[str]) -> str:
    value = _value(match["digits"])
    if match["month"] and value in range(1, 13) and not match["scale"]:
        return _MONTHS[int(value) - 1]
    return f"#{value * _FACTOR.get(match['scale'] or '', 1):.10g}"


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a folded text; a month written as a number gives the stem of its English name."""
    for match in _NUMBER.finditer(text):
        yield Numeral(_term(match), match.start(), match.end())
