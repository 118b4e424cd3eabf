"""What goes into a search and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FACETS = ("kind", "fair", "country", "industry", "subject", "presence")


@dataclass(frozen=True)
class Sought:
    """What a reader looks for. `chosen`: one value for each facet that binds; `exactly`: as it is spelt."""

    text: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    exactly: bool = False
    page: int = 1
    company: str = ""


@dataclass(frozen=True)
class Group:
    """One result: a company with its best offers and needs, or something that stands alone.

    `documents`: keys of the best ones, best first; `count`: how many there are in all.
    """

    documents: tuple[int, ...]
    organisation: int | None
    count: int
    score: float


@dataclass(frozen=True)
class Found:
    """One page of results. `meant`: the text that was searched instead, where a word was misspelt.

    `loosely`: nothing held all the words, so these hold some of them.
    """

    groups: tuple[Group, ...] = ()
    results: int = 0
    documents: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    meant: str = ""
    loosely: bool = False
