"""How much likeness of meaning should count beside words: the full engine at several blend weights.

The ground is the mixed-language market of `market.py`. The weight is chosen on every second pair of
companies, by the sum of precision@1 and recall@10, the smaller one where two do equally well; the figures
told are those of the other pairs, so that what was tuned is not what is reported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from madang.config.processes.preflight import CannotRun
from madang.files.matching.market import Market
from madang.files.matching.ranks import Ranks, Share, share
from madang.files.matching.reciprocal import engine_ranks
from madang.files.terminal.columns import aligned
from madang.files.terminal.writing import Json
from madang.matching import Side
from madang.matching.meaning import Meanings, key_of, unit
from madang.partners.embedding.shapes import EmbeddingError, Model, vectors

GRID = (0.0, 0.15, 0.3, 0.5, 0.7, 1.0)
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Weighed:
    """The engine at one weight: `merit` on the pairs that choose it, and what it finds on the others."""

    weight: float
    merit: float
    first: Share
    ten: Share
    ten_across: Share


def weighed(market: Market, model: Model, seed: int, grid: Sequence[float] = GRID) -> list[Weighed]:
    """The engine at each weight of the grid.

    Raises:
        CannotRun: the model gives no vectors; says why.
    """
    known = vectors_of({*market.texts(Side.NEED), *market.texts(Side.OFFER)}, model)
    return [_weighed(market, engine_ranks(market, Meanings(known, weight)), weight, seed) for weight in grid]


def vectors_of(texts: Iterable[str], model: Model) -> dict[str, np.ndarray]:
    """Unit vectors by the key of their text."""
    ordered = sorted(texts)
    try:
        found = vectors(model, ordered)
    except EmbeddingError as error:
        raise CannotRun(f"The embeddings cannot be had: {error}") from None
    return {key_of(text): unit(row) for text, row in zip(ordered, found, strict=True) if row.any()}


def best(found: Sequence[Weighed]) -> Weighed:
    """What the choosing pairs prefer; the smaller weight where two do equally well."""
    return max(found, key=lambda one: (round(one.merit, DIGITS), -one.weight))


def _weighed(market: Market, ranks: Ranks, weight: float, seed: int) -> Weighed:
    first, ten = ranks.hits(1), ranks.hits(10)
    chooses = market.pairs % 2 == 0
    told, across = ~chooses, ~chooses & market.is_across
    return Weighed(
        weight,
        float(first[chooses].mean() + ten[chooses].mean()) if chooses.any() else 0.0,
        share(first[told], seed, market.pairs[told]),
        share(ten[told], seed, market.pairs[told]),
        share(ten[across], seed, market.pairs[across]),
    )


def table(found: Sequence[Weighed]) -> str:
    """The figures as lines of text."""
    chosen = best(found)
    rows = [
        [f"{one.weight:.2f}", *(f"{100 * each.value:.1f}" for each in (one.first, one.ten, one.ten_across))]
        for one in found
    ]
    heading = ["blend weight", "precision@1", "recall@10", "across"]
    return (
        "\nembeddings blended in, on the pairs that did not choose the weight; in %\n"
        + aligned([heading, *rows], right=range(1, 4))
        + f"chosen: {chosen.weight:g} (MADANG_EMBEDDINGS_WEIGHT={chosen.weight:g})\n"
    )


def document(found: Sequence[Weighed]) -> Json:
    """The figures for machines."""
    return {
        "chosen": best(found).weight,
        "weights": [
            {
                "weight": one.weight,
                "precision_at_1": round(one.first.value, DIGITS),
                "recall_at_10": round(one.ten.value, DIGITS),
                "recall_at_10_across": round(one.ten_across.value, DIGITS),
            }
            for one in found
        ],
    }
