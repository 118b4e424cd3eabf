"""Cutting a folded text into words by script, with the key under which each is looked up."""

import functools
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import Stemmer
from anyascii import anyascii

from madang.matching.language.fold import HAN, Folded, fold
from madang.matching.language.glossaries import irregular
from madang.matching.shapes import LANGUAGES

NUMBER, OTHER = "number", "other"

_SCRIPTS = {
    "ko": "[\uac00-\ud7a3]+",
    "zh": f"[{HAN}]+",
    "ru": "[\u0430-\u044f\u0456\u0457\u0454]+(?:-[\u0430-\u044f]+)*",
    "en": "(?:(?<![0-9])[0-9]+)?[a-z\u00df-\u024f]"
    "[0-9a-z\u00df-\u024f]*(?:[-&'\u2019.][0-9a-z\u00df-\u024f]+)*[+#]*",
    NUMBER: r"\d+(?:[.,]\d+)*",
    OTHER: r"[^\W\d_]+",
}
_WORD = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _SCRIPTS.items()))
_LETTERS = {language: re.compile(_SCRIPTS[language]) for language in LANGUAGES}
_FLEETING = re.compile("(?<=..)[\u043e\u0435](?=[\u043a\u0446]$)")  # рынок, рынка: the vowel comes and goes
_POSSESSIVE = re.compile("['\u2019]s?$")
_WEIGHT = {"ko": 2, "zh": 2, "ru": 1, "en": 1}  # a Hangul or Han character says about as much as two letters

_stemmers = {"ru": Stemmer.Stemmer("russian"), "en": Stemmer.Stemmer("english")}
_stemming = threading.Lock()  # a Stemmer keeps its state between calls; pages are served by several threads


@dataclass(frozen=True, slots=True)
class Word:
    """A word (for Korean and Chinese, an unbroken run) as it stands in the folded text."""

    script: str
    text: str
    key: str
    start: int
    end: int


@functools.lru_cache(maxsize=131_072)
def stem(word: str, language: str) -> str:
    """The Snowball stem of one lower-case Russian or English word."""
    with _stemming:
        found = str(_stemmers[language].stemWord(word))
    return _FLEETING.sub("", found) if language == "ru" else found


def language_code(tag: str) -> str:
    """`zh` for `zh-hans`, and so on."""
    return tag.lower().replace("_", "-").split("-")[0]


def language_of(text: str) -> str:
    """`ko`, `zh`, `ru` or `en`, from the scripts in the text (no letters at all: `en`).

    Any Hangul that is more than a quoted name makes a text Korean, since Korean also writes Han and Latin.
    """
    folded = fold(text).text
    amount = {name: _WEIGHT[name] * len("".join(find.findall(folded))) for name, find in _LETTERS.items()}
    if amount["ko"] and amount["ko"] * 3 >= max(amount["zh"], amount["ru"]):
        amount["ko"] = sum(amount.values())
    return max(("en", "ru", "zh", "ko"), key=lambda name: amount[name])


def _latin_key(word: str) -> str:
    plain = word if word.isascii() else anyascii(word).lower()
    bare = _POSSESSIVE.sub("", plain)
    return stem(irregular().get(bare, bare), "en")


def _pieces(script: str, text: str, start: int) -> Iterator[Word]:
    """A hyphenated word counts as its parts; `e-commerce` and `5g-a` keep their short part."""
    for piece in re.finditer(r"[^-.&]+" if script == "en" else r"[^-]+", text):
        word = piece.group()
        key = _latin_key(word) if script == "en" else stem(word, "ru")
        yield Word(script, word, key, start + piece.start(), start + piece.end())


def words_of(folded: Folded) -> list[Word]:
    """All words of a folded text, in order."""
    words: list[Word] = []
    for match in _WORD.finditer(folded.text):
        script = str(match.lastgroup)
        text = match.group()
        if script in _stemmers:
            words.extend(_pieces(script, text, match.start()))
        else:
            words.append(Word(script, text, text, match.start(), match.end()))
    return words
