"""Conditions of single items: which countries they are for, and which certificates are asked for.

Both lower the chance that an offer meets a need; neither makes one. Quantities are not compared: they are
free text in units and periods of every kind, and a wrong comparison would be worse than none.
"""

import zlib
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from madang.matching.shapes import Item

Bits = npt.NDArray[np.uint64]
Array = npt.NDArray[np.float32]

OFF_MARKET: Final = 0.8  # the offer is not for the country of those who need it, or the need not for theirs
UNCERTIFIED: Final = 0.85  # a certificate that the need asks for is not among those of the offer
WORDS: Final = 4  # of 64 bits each for markets, for the own country, and for certificates
WIDTH: Final = 3 * WORDS
_MARKETS, _HOME, _PAPERS = (slice(start, start + WORDS) for start in range(0, WIDTH, WORDS))

#: ISO 3166-1 alpha-2 (and XK), by first letter: at most 64 · WORDS of them.
_LETTERS: Final = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "X": "K",
    "Y": "ET",
    "Z": "AMW",
}
COUNTRIES: Final = tuple(one + other for one, others in _LETTERS.items() for other in others)
NONE: Final = np.zeros(WIDTH, np.uint64)
_NUMBERS: Final = {code: number for number, code in enumerate(COUNTRIES)}


def conditions_of(item: Item, country: str) -> Bits:
    """The conditions of an item of a company of this country, as `WIDTH` words of 64 bits.

    Codes that are no country's are left out. Certificates are told apart by a checksum of eight bits.
    """
    papers = (
        zlib.crc32(" ".join(name.upper().split()).encode()) % (64 * WORDS) for name in item.certificates
    )
    words = (*_words(_known(item.markets)), *_words(_known((country,))), *_words(papers))
    return np.array(words, np.uint64)


def _known(codes: tuple[str, ...]) -> list[int]:
    return [_NUMBERS[code] for code in codes if code in _NUMBERS]


def _words(bits: Iterable[int]) -> tuple[int, ...]:
    whole = 0
    for bit in bits:
        whole |= 1 << bit
    return tuple(whole >> (64 * word) & (2**64 - 1) for word in range(WORDS))


def bound(conditions: Bits) -> npt.NDArray[np.bool_]:
    """Which items (rows) name markets or certificates at all."""
    found: npt.NDArray[np.bool_] = (conditions[..., _MARKETS] != 0).any(-1) | (
        conditions[..., _PAPERS] != 0
    ).any(-1)
    return found


def fits(need: Bits, offer: Bits) -> Array:
    """The factor on the chance, in (0, 1], for needs and offers row by row (… x `WIDTH`)."""
    together = _share(need[..., _MARKETS], offer[..., _MARKETS])
    reached = _reaches(offer, need) & _reaches(need, offer)
    lacking = (need[..., _PAPERS] & ~offer[..., _PAPERS] != 0).any(-1)
    market = np.where(reached | together, np.float32(1), np.float32(OFF_MARKET))
    return np.where(lacking, np.float32(UNCERTIFIED), np.float32(1)) * market


def _reaches(one: Bits, other: Bits) -> npt.NDArray[np.bool_]:
    """Whether an item is for the country of the other side; yes unless both are said."""
    markets, home = one[..., _MARKETS], other[..., _HOME]
    said = (markets != 0).any(-1) & (home != 0).any(-1)
    reaches: npt.NDArray[np.bool_] = ~said | _share(markets, home)
    return reaches


def _share(one: Bits, other: Bits) -> npt.NDArray[np.bool_]:
    shared: npt.NDArray[np.bool_] = (one & other != 0).any(-1)
    return shared
