"""The baseline: Okapi BM25 on plain tokens, as a search engine without language support has it."""

import itertools
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from madang.files.matching.ranks import Block, Scores

K1, B = 1.2, 0.75


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, lower case."""
    return "".join(letter.lower() if letter.isalnum() else " " for letter in text).split()


def bm25(queries: Sequence[str], texts: Sequence[str]) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Two matrices whose product `queries @ texts.T` is the score of each query with each text.

    Okapi BM25 (Robertson et al. 1995) with k1 = 1.2, b = 0.75 and the logarithm that is never negative.
    """
    lines = [tokens(text) for text in texts]
    numbers = {token: place for place, token in enumerate(sorted({t for line in lines for t in line}))}
    return _asked(queries, numbers), _weights(lines, numbers)


def _weights(lines: Sequence[Sequence[str]], numbers: dict[str, int]) -> sparse.csr_array:
    seen = Counter(token for line in lines for token in set(line))
    usual = sum(map(len, lines)) / max(1, len(lines)) or 1.0
    rows, columns, values = [], [], []
    for row, line in enumerate(lines):
        length = K1 * (1 - B + B * len(line) / usual)
        for token, count in Counter(line).items():
            rarity = math.log(1 + (len(lines) - seen[token] + 0.5) / (seen[token] + 0.5))
            rows.append(row)
            columns.append(numbers[token])
            values.append(rarity * count * (K1 + 1) / (count + length))
    return sparse.csr_array((values, (rows, columns)), shape=(len(lines), len(numbers)))


def _asked(queries: Sequence[str], numbers: dict[str, int]) -> sparse.csr_array:
    asked = [sorted({numbers[token] for token in tokens(text) if token in numbers}) for text in queries]
    starts = np.cumsum([0, *map(len, asked)])
    ids = np.array(list(itertools.chain(*asked)), np.int64)
    return sparse.csr_array((np.ones(len(ids)), ids, starts), shape=(len(queries), len(numbers)))


def product(queries: sparse.csr_array, texts: sparse.csr_array) -> Scores:
    """The scores of a block of queries with all texts."""
    turned = texts.T.tocsr()

    def block(first: int, last: int) -> Block:
        scores: Block = (queries[first:last] @ turned).toarray().astype(np.float32)
        return scores

    return block
