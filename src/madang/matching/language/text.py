"""One pipeline from any text in four languages to terms that meet across them, for matching and for search.

Fold → words by script → known phrases → English stems (the pivot). What no glossary knows stays as its own
word and as its sound, so that names and loan words still meet: Самсунг, 삼성 and Samsung.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from madang.matching.language.fold import Folded, fold
from madang.matching.language.glossaries import entries, readings, stop_words
from madang.matching.language.numerals import Numeral, numerals
from madang.matching.language.phrases import Match, Phrasebook, Piece, phrase_key
from madang.matching.language.sound import sound_key
from madang.matching.language.words import NUMBER, Word, language_code, language_of, stem, words_of

__all__ = ["Occurrence", "Said", "analyse", "language_code", "language_of", "said", "search_terms"]

SYNONYM, SOUND, READING, LETTER, PART = 0.6, 0.6, 0.5, 0.6, 0.5
_SHORTEST_COMPOUND = 4
_RUNS = ("ko", "zh")
_LONGEST_UNKNOWN = 12
_NOT_A_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term, how much it counts here (0..1), and where it stands in the original text."""

    term: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """A word or known phrase of a question, and the ways in which a text may say it.

    Each of `ways` is a set of terms that a text holds together; any one of them is enough. `word`: folded;
    `known`: whether the glossary has it. `start`, `end`: its place in the original.
    """

    word: str
    script: str
    known: bool
    ways: tuple[tuple[str, ...], ...]
    start: int
    end: int


Pivot = tuple[tuple[str, float], ...]


@functools.lru_cache(maxsize=65_536)
def _pivot(english: str) -> tuple[str, ...]:
    """The stems that an English phrase gives; a phrase of stop words keeps them all."""
    script, key = phrase_key(english)
    keys = key.split(" ") if script == "en" else [word.key for word in words_of(fold(english))]
    return tuple(key for key in keys if key not in _stops("en")) or tuple(keys)


@functools.cache
def _stops(language: str) -> frozenset[str]:
    words = stop_words()[language]
    return words if language in _RUNS else words | {stem(word, language) for word in words}


@functools.cache
def formula() -> frozenset[str]:
    """Stems of the words in which every need and offer is put (we seek, we provide): not what, only how."""
    return frozenset(stem(word, "en") for word in stop_words()["formula"])


@functools.cache
def frame() -> frozenset[str]:
    """Stems of words for the form of cooperation (joint research, distributor, resident): how, not what."""
    return frozenset(stem(word, "en") for word in stop_words()["frame"])


@functools.cache
def place_names() -> frozenset[str]:
    """Stems that only names of places give."""
    stems: dict[bool, set[str]] = {True: set(), False: set()}
    for entry in entries():
        stems[entry.source.startswith("places.")].update(_pivot(entry.of("en")[0]))
    return frozenset(stems[True] - stems[False])


@functools.cache
def phrasebook() -> Phrasebook[tuple[str, ...]]:
    """Every known phrase with the stems of the usual English word for it."""
    return Phrasebook(_meanings())


def _meanings() -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in entries():
        stems = _pivot(entry.of("en")[0])
        for surfaces in entry.surfaces:
            for surface in surfaces:
                yield surface, stems


@functools.cache
def _pivots() -> frozenset[str]:
    """Stems that the glossary can give: an English word among them is no unknown name."""
    return frozenset(stem for entry in entries() for english in entry.of("en") for stem in _pivot(english))


def _of_match(match: Match[tuple[str, ...]], own: tuple[str, ...]) -> dict[str, float]:
    """In English a phrase's own words, elsewhere what it means; the more meanings, the less of each."""
    terms = dict.fromkeys(own, 1.0)
    weight = SYNONYM if own else 1.0 / len(match.meanings) ** 0.5
    for meaning in match.meanings:
        for term in meaning:
            terms.setdefault(term, weight)
    for term, weight in () if own else _inside(match.script, match.key):
        terms.setdefault(term, weight)
    return terms


@functools.lru_cache(maxsize=65_536)
def _inside(script: str, key: str) -> tuple[tuple[str, float], ...]:
    """What the parts of a known compound mean by themselves, for others may name the thing part by part."""
    terms: dict[str, float] = {}
    for meanings in phrasebook().parts(script, key) if len(key) >= _SHORTEST_COMPOUND else ():
        for meaning in meanings:
            for term in meaning:
                terms.setdefault(term, PART / len(meanings) ** 0.5)
    return tuple(terms.items())


def _without_ending(word: str) -> str:
    """A Korean word without its particle, when enough remains."""
    for length in range(min(4, len(word) - 1), 0, -1):
        if word[-length:] in _stops("ko") and len(word) - length >= 2:
            return word[:-length]
    return word


def _of_korean(piece: Piece) -> dict[str, float]:
    word = _without_ending(piece.text)
    if word in _stops("ko") or len(word) < 2:
        return {}
    return {word: 1.0, **_sounds(word), **_readings(word)}


def _of_chinese(piece: Piece) -> dict[str, float]:
    letters = "".join(letter for letter in piece.text if letter not in _stops("zh"))
    pairs = {letters[place : place + 2]: 1.0 for place in range(len(letters) - 1)}
    single = {letter: LETTER for letter in letters if len(letters) == 1}
    known = {
        term: LETTER
        for letter in letters
        for meaning in phrasebook().meanings("zh", letter)
        for term in meaning
    }
    return {**known, **single, **pairs, **_sounds(letters), **_readings(letters.translate(readings()))}


def _readings(hangul: str) -> dict[str, float]:
    """Pairs of syllables: the meeting ground of Korean and Chinese for words of common origin."""
    return {f"^{hangul[place : place + 2]}": READING for place in range(len(hangul) - 1)}


def _sounds(word: str) -> dict[str, float]:
    key = sound_key(word) if len(word) <= _LONGEST_UNKNOWN else ""
    return {f"~{key}": SOUND} if key else {}


def _of_stemmed(piece: Piece) -> dict[str, float]:
    if piece.key in _stops(piece.script):
        return {}
    if piece.script == "en" and piece.key in _pivots():
        return {piece.key: 1.0}
    return {piece.key: 1.0, **_sounds(piece.text)}


_OF_PIECE = {"ko": _of_korean, "zh": _of_chinese, "ru": _of_stemmed, "en": _of_stemmed}


def _of_piece(piece: Piece) -> dict[str, float]:
    known = _OF_PIECE.get(piece.script)
    return known(piece) if known else {piece.text: 1.0}


def _terms(words: list[Word], folded_text: str) -> Iterator[tuple[dict[str, float], int, int]]:
    """Terms and their place in the folded text."""
    at = {word.start: index for index, word in enumerate(words)}
    for found in phrasebook().find(words):
        if isinstance(found, Piece):
            yield _of_piece(found), found.start, found.end
        elif not _says_nothing(found, folded_text[found.start : found.end]):
            yield _of_match(found, _own_stems(words, at, found)), found.start, found.end


def _own_stems(words: list[Word], at: dict[int, int], match: Match[tuple[str, ...]]) -> tuple[str, ...]:
    if match.script != "en":
        return ()
    inside = []
    for word in words[at[match.start] :]:
        if word.start >= match.end:
            break
        inside.append(word.key)
    return tuple(key for key in inside if key not in _stops("en"))


def analyse(text: str) -> tuple[Occurrence, ...]:
    """All terms of a text with their weight and their place in it. The language is read off the scripts."""
    folded = fold(text)
    numbers = tuple(numerals(folded.text))
    found = [(terms, start, end) for terms, start, end in _terms(_words_beside(numbers, folded), folded.text)]
    found.extend(({number.term: 1.0}, number.start, number.end) for number in numbers)
    return tuple(
        Occurrence(term, weight, *folded.origin(start, end))
        for terms, start, end in sorted(found, key=lambda one: one[1:])
        for term, weight in terms.items()
    )


def _words_beside(numbers: tuple[Numeral, ...], folded: Folded) -> list[Word]:
    """Words that are not part of a number: the scale in `3.5 billion` is already counted."""
    taken = {place for number in numbers for place in range(number.start, number.end)}
    return [word for word in words_of(folded) if word.script != NUMBER and word.start not in taken]


def said(text: str) -> tuple[Said, ...]:
    """The words of a question in order, without those that carry no subject; a search wants each of them."""
    folded = fold(text)
    numbers = tuple(numerals(folded.text))
    words = _words_beside(numbers, folded)
    at = {word.start: index for index, word in enumerate(words)}
    found = [Said(one.term, NUMBER, True, ((one.term,),), one.start, one.end) for one in numbers]
    for part in phrasebook().find(words):
        word = folded.text[part.start : part.end]
        ways = _ways_of_piece(part) if isinstance(part, Piece) else _ways_of_match(part, words, at, word)
        found.append(Said(word, part.script, isinstance(part, Match), ways, part.start, part.end))
    placed = (
        replace(one, start=begin, end=end)
        for one in found
        for begin, end in [folded.origin(one.start, one.end)]
    )
    return tuple(sorted((one for one in placed if one.ways), key=lambda one: (one.start, one.end)))


def _ways_of_piece(piece: Piece) -> tuple[tuple[str, ...], ...]:
    """As itself, as its sound, and by the readings of its characters; pairs of letters belong together."""
    terms = tuple(_of_piece(piece))
    sounds = tuple(term for term in terms if term.startswith("~"))
    readings_ = tuple(term for term in terms if term.startswith("^"))
    itself = tuple(
        term for term in terms if term[0] not in "~^" and (piece.script != "zh" or term in piece.text)
    )
    pairs = _pairs(piece.script, piece.text)
    return tuple(way for way in dict.fromkeys((itself, pairs, sounds, readings_)) if way)


def _ways_of_match(
    match: Match[tuple[str, ...]], words: list[Word], at: dict[int, int], text: str
) -> tuple[tuple[str, ...], ...]:
    """As its own words, as each thing it may mean, and letter by letter."""
    if _says_nothing(match, text):
        return ()
    ways = (_own_stems(words, at, match), *match.meanings, _pairs(match.script, text))
    return tuple(way for way in dict.fromkeys(ways) if way)


def _says_nothing(match: Match[tuple[str, ...]], text: str) -> bool:
    """A Russian word that carries no subject, though its stem is that of another: и and ИИ."""
    return match.script == "ru" and text in stop_words()["ru"]


def _pairs(script: str, text: str) -> tuple[str, ...]:
    """Every pair of letters of Korean and Chinese runs, so that 수출 is found inside 수출상담회."""
    runs = text.split() if script in _RUNS else ()
    return tuple(run[place : place + 2] for run in runs for place in range(len(run) - 1))


def search_terms(text: str, language: str = "") -> tuple[str, ...]:  # noqa: ARG001 - for callers that know it
    """The terms of a text for a full-text index or a query, each once, sorted, none with a space in it.

    Pivot stems and names as in matching, and every pair of letters of a Korean or Chinese run, so that 수출
    is found inside 수출상담회.
    """
    terms = {occurrence.term for occurrence in analyse(text)}
    for word in words_of(fold(text)):
        if word.script in _RUNS:
            terms.update(_pairs(word.script, word.text))
    return tuple(sorted(term for term in terms if term))
