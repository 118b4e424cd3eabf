"""Recall counts ties by chance, and says how sure it is."""

import numpy as np
import pytest

from madang.files.matching.ranks import Ranks, ranked, share


def found(grid: list[list[float]], right: list[int], *, is_self_left_out: bool = False) -> Ranks:
    scores = np.array(grid, np.float32)
    return ranked(lambda first, last: scores[first:last].copy(), right, is_self_left_out=is_self_left_out)


def test_hits_count_what_stands_above() -> None:
    ranks = found([[0.9, 0.1, 0.5], [0.9, 0.1, 0.5]], [0, 1])

    assert ranks.hits(1).tolist() == [1.0, 0.0]
    assert ranks.hits(2).tolist() == [1.0, 0.0]
    assert ranks.hits(3).tolist() == [1.0, 1.0]


def test_ties_count_by_chance() -> None:
    ranks = found([[0.5, 0.5, 0.5, 0.5], [0.9, 0.5, 0.5, 0.1]], [0, 1])

    assert ranks.hits(1).tolist() == [0.25, 0.0]
    assert ranks.hits(2).tolist() == [0.5, 0.5]
    assert ranks.hits(4).tolist() == [1.0, 1.0]


def test_query_does_not_find_itself() -> None:
    ranks = found([[9.0, 0.5], [0.5, 9.0]], [1, 0], is_self_left_out=True)

    assert ranks.hits(1).tolist() == [1.0, 1.0]


def test_many_queries_are_ranked_in_blocks_as_at_once() -> None:
    scores = np.random.default_rng(0).random((700, 700)).astype(np.float32)

    ranks = ranked(lambda first, last: scores[first:last].copy(), range(700))

    assert ranks.above.tolist() == [(row > row[place]).sum() for place, row in enumerate(scores)]


def test_interval_holds_the_share_and_is_the_same_for_a_seed() -> None:
    hits = np.array([1.0] * 70 + [0.0] * 30)

    one, same, other = share(hits, 1), share(hits, 1), share(hits, 2)

    assert one == same
    assert one != other
    assert one.value == pytest.approx(0.7)
    assert 0.58 < one.low < 0.65  # binomial: 0.7 ± 1.96 · 0.046
    assert 0.75 < one.high < 0.82


def test_interval_is_wider_where_cases_belong_together() -> None:
    hits = np.repeat([1.0, 0.0], [70, 30])

    alone, together = share(hits, 1), share(hits, 1, np.arange(100) // 10)

    assert together.value == alone.value
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_share_of_nothing_is_nothing() -> None:
    assert share(np.zeros(0), 1).count == 0
