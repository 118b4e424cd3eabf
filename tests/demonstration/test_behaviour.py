"""Who asks whom: pure, within the limits, and as uneven as in life."""

from collections import Counter

import pytest

from madang.demonstration import fairs
from madang.demonstration.behaviour import popularity, reply, wishes
from madang.demonstration.shapes import Wish


@pytest.fixture(scope="module")
def full() -> fairs.Fair:
    return fairs.main_fair("full")


@pytest.fixture(scope="module")
def asked(full: fairs.Fair) -> tuple[Wish, ...]:
    return wishes("madang", full.participants, {})


def test_full_fair_has_some_six_thousand_requests(asked: tuple[Wish, ...]) -> None:
    assert 5_400 <= len(asked) <= 6_600


def test_wishes_repeat_themselves_with_the_same_seed(full: fairs.Fair, asked: tuple[Wish, ...]) -> None:
    assert wishes("madang", full.participants, {}) == asked


def test_nobody_asks_themselves_or_a_pair_twice(asked: tuple[Wish, ...]) -> None:
    pairs = Counter(frozenset((wish.sender, wish.receiver)) for wish in asked)

    assert {len(pair) for pair in pairs} == {2}
    assert set(pairs.values()) == {1}


def test_nobody_sends_more_than_the_fair_allows(asked: tuple[Wish, ...]) -> None:
    assert max(Counter(wish.sender for wish in asked).values()) <= 12


def test_few_are_asked_much_more_than_most(full: fairs.Fair, asked: tuple[Wish, ...]) -> None:
    received = Counter(wish.receiver for wish in asked)
    counts = sorted((received[one.key] for one in full.participants), reverse=True)

    top = sum(counts[:120]) / len(asked)
    assert 0.2 < top < 0.5
    assert counts[0] < 80


def test_whoever_has_recommendations_mostly_follows_them(full: fairs.Fair) -> None:
    keys = [one.key for one in full.participants[:40]]
    lists = {key: [other for other in keys if other != key][:15] for key in keys}

    found = wishes("madang", full.participants[:40], lists)

    followed = sum(wish.receiver in lists[wish.sender] for wish in found if not wish.own_idea)
    assert followed == sum(not wish.own_idea for wish in found)
    assert sum(wish.own_idea for wish in found) < len(found) / 2


def test_requests_come_within_ten_days(asked: tuple[Wish, ...]) -> None:
    assert all(0 <= wish.after_hours < 240 for wish in asked)


def test_better_ranked_senders_are_accepted_more_often(asked: tuple[Wish, ...]) -> None:
    high = Counter(reply("madang", wish, 1, 1.0).answer for wish in asked)
    low = Counter(reply("madang", wish, None, 1.0).answer for wish in asked)

    assert high["accept"] > low["accept"] > 0
    assert min(high["decline"], high["withdraw"], high["leave"]) > 0


def test_named_companies_draw_more_requests(full: fairs.Fair, asked: tuple[Wish, ...]) -> None:
    received = Counter(wish.receiver for wish in asked)
    known = [received[one.key] for one in full.participants if one.provenance == "published"]
    others = [received[one.key] for one in full.participants if one.provenance == "synthetic"]

    assert sum(known) / len(known) > 2 * sum(others) / len(others)
    assert all(popularity("madang", one) > 0 for one in full.participants)
