"""How well partners are found in the mixed-language market, one way, both ways, and by the whole engine."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from madang.files.matching.market import Market
from madang.files.matching.plain import bm25, product
from madang.files.matching.ranks import Block, Ranks, Scores, Share, ranked, share
from madang.files.matching.retrieval import engine_products
from madang.matching import Index, Rules, Side
from madang.matching.meaning import Meanings

LOOKED_AT = 20  # of each list of the engine: twice the depth that counts, so that ties at its end are seen


@dataclass(frozen=True, slots=True)
class Method:
    """What one method found: precision@1, recall@10, and recall@10 where the two write differently."""

    first: Share
    ten: Share
    ten_across: Share


Finder = Callable[[Market], Ranks]
TITLES = {
    "postgresql_one_way": "PostgreSQL full text, one way",
    "bm25_one_way": "BM25, one way",
    "bm25_harmonic": "BM25, harmonic mean",
    "one_way": "text likeness, one way",
    "harmonic": "text likeness, harmonic mean",
    "engine": "the full engine",
}


def method(ranks: Ranks, market: Market, seed: int) -> Method:
    """Figures of one method; partners are drawn together for the intervals."""
    first, ten = ranks.hits(1), ranks.hits(10)
    across, pairs = market.is_across, market.pairs
    return Method(share(first, seed, pairs), share(ten, seed, pairs), share(ten[across], seed, pairs[across]))


def engine_ranks(market: Market, meanings: Meanings | None = None) -> Ranks:
    """As the product recommends: candidates, calibration, probabilities, both ways; without floor and cap."""
    index = Index.build(market.profiles, Rules(floor=0, cap=len(market.profiles)), meanings)
    found = index.recommend_all(LOOKED_AT)
    above, tied = [], []
    for place, profile in enumerate(market.profiles):
        wanted = f"c{place ^ 1}"
        scores = dict(found.ranked(profile.company))
        own = scores.get(wanted, -1.0)
        above.append(sum(score > own for score in scores.values()) if wanted in scores else LOOKED_AT)
        tied.append(max(1, sum(score == own for score in scores.values())))
    return Ranks(np.array(above, np.int64), np.array(tied, np.int64))


def _plain(market: Market) -> tuple[sparse.csr_array, sparse.csr_array]:
    return bm25(market.texts(Side.NEED), market.texts(Side.OFFER))


def _likeness(market: Market) -> tuple[sparse.csr_array, sparse.csr_array]:
    return engine_products(market.texts(Side.NEED), market.texts(Side.OFFER))


def _one_way(market: Market, needs: sparse.csr_array, offers: sparse.csr_array) -> Ranks:
    return ranked(product(needs, offers), market.partners.tolist(), is_self_left_out=True)


def _harmonic(market: Market, needs: sparse.csr_array, offers: sparse.csr_array) -> Ranks:
    return ranked(both_ways(needs, offers), market.partners.tolist(), is_self_left_out=True)


def both_ways(needs: sparse.csr_array, offers: sparse.csr_array) -> Scores:
    """The harmonic mean of each company's need by the other's offer, and the other way round."""
    there, back = product(needs, offers), product(offers, needs)

    def block(first: int, last: int) -> Block:
        ours, theirs = there(first, last), back(first, last)
        mean: Block = 2 * ours * theirs / np.maximum(ours + theirs, np.float32(1e-9))
        return mean

    return block


FINDERS: dict[str, Finder] = {
    "bm25_one_way": lambda market: _one_way(market, *_plain(market)),
    "bm25_harmonic": lambda market: _harmonic(market, *_plain(market)),
    "one_way": lambda market: _one_way(market, *_likeness(market)),
    "harmonic": lambda market: _harmonic(market, *_likeness(market)),
    "engine": engine_ranks,
}
