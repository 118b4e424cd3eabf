"""Known phrases in a text: longest match in Korean and Chinese, by stems in Russian and English."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from madang.matching.language.fold import fold
from madang.matching.language.glossaries import irregular
from madang.matching.language.words import Word, stem, words_of

_RUNS = ("ko", "zh")
_PLAIN = re.compile(
    "(?P<ko>[\uac00-\ud7a3 ]+)|(?P<zh>[\u4e00-\u9fff]+)|(?P<ru>[\u0430-\u044f\u0451 ]+)|(?P<en>[a-z ]+)"
)

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Match(Generic[Meaning]):
    """A known phrase at [start, end) of the folded text, what it may mean, and the key it is known by."""

    script: str
    start: int
    end: int
    meanings: tuple[Meaning, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the folded text that no phrase covers."""

    script: str
    text: str
    key: str
    start: int
    end: int


class Phrasebook(Generic[Meaning]):
    """Phrases in four languages, each with its meanings; says what a text holds of them and what is left."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._known: dict[str, dict[str, tuple[Meaning, ...]]] = {"ko": {}, "zh": {}, "ru": {}, "en": {}}
        for surface, meaning in entries:
            self._add(surface, meaning)
        self._longest = {
            script: max((self._length(script, key) for key in known), default=0)
            for script, known in self._known.items()
        }

    @staticmethod
    def _length(script: str, key: str) -> int:
        return len(key) if script in _RUNS else key.count(" ") + 1

    def _add(self, surface: str, meaning: Meaning) -> None:
        script, key = phrase_key(surface)
        if script not in self._known:
            return  # mixed scripts such as AI芯片 are found by their parts
        meanings = self._known[script].get(key, ())
        if meaning not in meanings:
            self._known[script][key] = (*meanings, meaning)

    def meanings(self, script: str, key: str) -> tuple[Meaning, ...]:
        """What a single key may mean, if it is known."""
        return self._known[script].get(key, ())

    def parts(self, script: str, key: str) -> tuple[tuple[Meaning, ...], ...]:
        """What each shorter phrase means of which a known one is made; nothing if some of it is unknown."""
        known = self._known[script]
        if script not in _RUNS:
            return tuple(known[word] for word in key.split(" ") if word in known and word != key)
        cuts = self._cuts(script, key, frozenset({0}), len(key) - 1)
        if any(end - begin > 1 and not whole for begin, end, whole in cuts):
            return ()
        return tuple(known[key[begin:end]] for begin, end, whole in cuts if whole)

    def find(self, words: Sequence[Word]) -> Iterator[Match[Meaning] | Piece]:
        """Known phrases and the pieces between them, in the order of the text."""
        position = 0
        while position < len(words):
            word = words[position]
            if word.script in _RUNS:
                end = _run_end(words, position)
                yield from self._in_run(words[position:end])
                position = end
            elif word.script in self._known:
                match, used = self._by_stems(words, position)
                yield match or Piece(word.script, word.text, word.key, word.start, word.end)
                position += used
            else:
                yield Piece(word.script, word.text, word.key, word.start, word.end)
                position += 1

    def _by_stems(self, words: Sequence[Word], first: int) -> tuple[Match[Meaning] | None, int]:
        script = words[first].script
        known = self._known[script]
        for count in range(min(self._longest[script], len(words) - first), 0, -1):
            chosen = words[first : first + count]
            if any(word.script != script for word in chosen):
                continue
            key = " ".join(word.key for word in chosen)
            meanings = known.get(key)
            if meanings:
                return Match(script, chosen[0].start, chosen[-1].end, meanings, key), count
        return None, 1

    def _in_run(self, words: Sequence[Word]) -> Iterator[Match[Meaning] | Piece]:
        script = words[0].script
        letters = "".join(word.text for word in words)
        places = [place for word in words for place in range(word.start, word.end)]
        starts = _starts(words)
        for begin, end, known in self._cuts(script, letters, starts):
            start, stop = places[begin], places[end - 1] + 1
            text = letters[begin:end]
            if known:
                yield Match(script, start, stop, self._known[script][text], text)
            else:
                yield Piece(script, text, text, start, stop)

    def _cuts(
        self, script: str, letters: str, starts: frozenset[int], longest: int | None = None
    ) -> list[tuple[int, int, bool]]:
        """Cut so that the squared lengths of known phrases add up to most; unknown stretches stay whole."""
        best, origin = self._best(script, letters, starts, longest or self._longest[script])
        cuts: list[tuple[int, int, bool]] = []
        end = len(letters)
        while end:
            begin, known = origin[end], best[end] > best[origin[end]]
            if cuts and not known and not cuts[-1][2] and end not in starts:
                cuts[-1] = (begin, cuts[-1][1], False)
            else:
                cuts.append((begin, end, known))
            end = begin
        return cuts[::-1]

    def _best(
        self, script: str, letters: str, starts: frozenset[int], longest: int
    ) -> tuple[list[int], list[int]]:
        known = self._known[script]
        best = [0] * (len(letters) + 1)
        origin = [0] * (len(letters) + 1)
        crossings = _last_starts(len(letters), starts)
        for end in range(1, len(letters) + 1):
            best[end], origin[end] = best[end - 1], end - 1
            for begin in range(max(0, end - longest), end):
                if crossings[end - 1] > begin and begin not in starts:
                    continue  # a phrase may run over a space only from the beginning of a word
                if end - begin == 1 and not _may_stand_alone(script, begin, end, starts, best):
                    continue
                if letters[begin:end] in known:
                    total = best[begin] + (end - begin) ** 2
                    if total > best[end]:
                        best[end], origin[end] = total, begin
        return best, origin


def phrase_key(surface: str) -> tuple[str, str]:
    """The script of a known phrase and the key under which it is found; no script where it mixes several.

    Nearly all are plain words of one script, for which there is a shorter way to the same key.
    """
    lowered = surface.lower()
    plain = _PLAIN.fullmatch(lowered)
    if plain:
        script = str(plain.lastgroup)
        return script, _plain_key(lowered, script)
    words = words_of(fold(surface))
    scripts = {word.script for word in words}
    script = scripts.pop() if len(scripts) == 1 else ""
    return script, ("" if script in _RUNS else " ").join(word.key for word in words)


def _plain_key(lowered: str, script: str) -> str:
    if script in _RUNS:
        return fold(lowered).text if script == "zh" else lowered.replace(" ", "")
    if script == "ru":
        return " ".join(stem(word, "ru") for word in lowered.replace("\u0451", "\u0435").split())
    forms = irregular()
    return " ".join(stem(forms.get(word, word), "en") for word in lowered.split())


def _may_stand_alone(script: str, begin: int, end: int, starts: frozenset[int], best: Sequence[int]) -> bool:
    """A single Hangul syllable is a word by itself, or an ending of a known one; elsewhere it is chance.

    A single Han character is never cut out: names are written with such, their meanings are read beside.
    """
    if script == "zh":
        return False
    if begin in starts:
        return end in starts or end == len(best) - 1
    return best[begin] > best[begin - 1]


def _starts(words: Sequence[Word]) -> frozenset[int]:
    """Positions in the joined run at which a word begins."""
    position = 0
    starts = set()
    for word in words:
        starts.add(position)
        position += len(word.text)
    return frozenset(starts)


def _last_starts(length: int, starts: frozenset[int]) -> list[int]:
    """For each position the last word beginning at or before it."""
    last = 0
    result = []
    for position in range(length):
        last = position if position in starts else last
        result.append(last)
    return result


def _run_end(words: Sequence[Word], first: int) -> int:
    """The Korean words after `first` that one space separates: compounds are written with and without it."""
    end = first + 1
    while (
        end < len(words)
        and words[end].script == "ko" == words[first].script
        and words[end].start == words[end - 1].end + 1
    ):
        end += 1
    return end
