"""How a word sounds, roughly, so that a name meets itself in another script.

The key keeps the consonants and merges those that Korean, Chinese and Russian spelling cannot tell apart:
Samsung, 삼성 and Самсунг all give `snsn`; Трамп, 트럼프, 特朗普 and Trump all give `trnp`.
"""

import functools
import re

from anyascii import anyascii

SHORTEST_KEY = 3

_MERGED = (
    (re.compile(r"(?<=..)(?:er|or|eo)$"), ""),
    (re.compile(r"tsch|tch|sch|shch|ch|sh|zh|ts|dz|dj"), "s"),
    (re.compile(r"ph|pf"), "p"),
    (re.compile(r"th"), "t"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh|ck|qu"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"n[gk]"), "n"),
    (re.compile(r"[^a-z]|[aeiouyw]|(?<!^)h"), ""),
)
_CLASSES = str.maketrans("bfvdgcqjzlm", "ppptkkkssrn")
_REPEATED = re.compile(r"(.)\1+")


@functools.lru_cache(maxsize=65_536)
def sound_key(word: str) -> str:
    """The consonant key of a word in any script; empty when too little is left to tell names apart."""
    key = anyascii(word).lower()
    for pattern, merged in _MERGED:
        key = pattern.sub(merged, key)
    key = _REPEATED.sub(r"\1", key.translate(_CLASSES))
    return key if len(key) >= SHORTEST_KEY else ""
