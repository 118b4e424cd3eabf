"""Folding a text to one form (NFKC, lower case, simplified Chinese) without losing where each word stood."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import opencc

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
FRACTION_SLASH = "\u2044"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, when folding moved anything, the original position of each of its characters."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Positions in the original text of the folded slice [start, end)."""
        if not self.starts:
            return start, end
        return self.starts[start], self.ends[end - 1]


@functools.cache
def _letters() -> dict[int, str]:
    """Single characters that mean the same to us: traditional to simplified Chinese, ё to е."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    pairs = zip(han, simplified, strict=True)
    table = {ord(old): new for old, new in pairs if old != new and len(new) == 1}
    table[ord("ё")] = "е"
    return table


def _is_plain(text: str) -> bool:
    return unicodedata.is_normalized("NFKC", text) and not INVISIBLE.search(text)


def _joins_previous(character: str) -> bool:
    """Whether NFKC may melt this character into the one before it: accents and conjoining Hangul letters."""
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or not _joins_previous(text[position]):
            yield start, position
            start = position


def _fold_cluster(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", cluster)).lower()
    return f" {folded}" if FRACTION_SLASH in folded else folded  # 2¼ is not 21⁄4


def fold(text: str) -> Folded:
    """Fold a text; the positions in the result lead back to the original."""
    lowered = text.lower()
    if _is_plain(text) and len(lowered) == len(text):
        return Folded(lowered.translate(_letters()))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        folded = _fold_cluster(text[start:end])
        letters.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Folded("".join(letters).translate(_letters()), tuple(starts), tuple(ends))
