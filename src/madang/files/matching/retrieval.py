"""Retrieval across languages: each line looks for its own translation among all lines of the file."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scipy import sparse

from madang.files.matching.parallel import Parallel
from madang.files.matching.plain import bm25, product
from madang.files.matching.ranks import Ranks, Share, ranked, share
from madang.matching import Item, Side
from madang.matching.scoring.table import Vocabulary, join, pack
from madang.matching.scoring.vectors import rarity_of

DEPTHS = (1, 10)
Search = Callable[[Sequence[str], Sequence[str]], Ranks]
"""Given queries and as many texts, where query n ranks text n."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Recall at each of `DEPTHS` for one way of searching."""

    at: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One direction of one file; `by` has the recall of each way of searching, the engine first."""

    file: str
    source: str
    target: str
    lines: int
    by: dict[str, Recall]

    @property
    def direction(self) -> str:
        return f"{self.source}-{self.target}"


def engine_products(
    queries: Sequence[str], texts: Sequence[str]
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Two matrices whose product is the engine's likeness of needs (the queries) and offers (the texts).

    It is the cosine of terms weighted by their rarity in all these texts, before calibration, which is the
    same for all pairs of two languages and so changes no rank among them.
    """
    needs = [Item("", Side.NEED, text) for text in queries]
    offers = [Item("", Side.OFFER, text) for text in texts]
    rarity, terms, concepts = rarity_of((*needs, *offers)), Vocabulary(), Vocabulary()
    packed = [
        [pack((rarity.vector(item),), side, terms, concepts) for item in items]
        for side, items in ((Side.NEED, needs), (Side.OFFER, offers))
    ]
    rows = [join(side, len(terms), len(concepts)) for side in packed]
    return rows[0].terms, rows[1].terms


def engine(queries: Sequence[str], texts: Sequence[str]) -> Ranks:
    return ranked(product(*engine_products(queries, texts)), range(len(queries)))


def plain(queries: Sequence[str], texts: Sequence[str]) -> Ranks:
    return ranked(product(*bm25(queries, texts)), range(len(queries)))


def directions(parallel: Parallel, wanted: frozenset[str] | None) -> list[tuple[str, str]]:
    """Pairs of languages of the file, into English first; only those wanted (`ko-en`), or all."""
    pairs = itertools.permutations(parallel.texts, 2)
    chosen = [pair for pair in pairs if wanted is None or "-".join(pair) in wanted]
    return sorted(chosen, key=lambda pair: pair[1] != "en")


def retrieval(
    parallel: Parallel, searches: dict[str, Search], wanted: frozenset[str] | None, seed: int
) -> Iterator[Found]:
    """Every wanted direction of a file, by every way of searching."""
    for source, target in directions(parallel, wanted):
        queries, texts = parallel.texts[source], parallel.texts[target]
        by = {name: _recall(search(queries, texts), seed) for name, search in searches.items()}
        yield Found(parallel.name, source, target, parallel.lines, by)


def _recall(ranks: Ranks, seed: int) -> Recall:
    return Recall(tuple(share(ranks.hits(depth), seed) for depth in DEPTHS))
