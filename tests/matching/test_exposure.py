import pytest
from tests.matching.small_fairs import company

from madang.matching import Index, Profile, Round, Rules
from madang.matching.exposure import gini


def popular_fair(count: int = 30) -> list[Profile]:
    """One company that suits everyone best, and many that suit a little."""
    star = company("star", ("graphene battery materials",), ("cosmetics packaging film",))
    rest = [
        company(f"c{n}", (f"cosmetics packaging film {n}",), (f"graphene battery, film {n}",))
        for n in range(count)
    ]
    return [star, *rest]


def shared(floor: int, cap: int | None) -> Round:
    return Index.build(popular_fair(), Rules(floor=floor, cap=cap)).recommend_all(4)


def test_nobody_is_shown_more_often_than_the_cap() -> None:
    assert max(shared(floor=0, cap=6).exposure.shown.values()) <= 6


def test_cap_not_given_is_twice_the_length_of_a_list() -> None:
    assert max(shared(floor=0, cap=None).exposure.shown.values()) <= 8


def test_everybody_is_shown_as_often_as_the_floor() -> None:
    outcome = shared(floor=2, cap=8)
    assert min(outcome.exposure.shown.values()) >= 2
    assert outcome.exposure.never_shown == ()


def test_lists_stay_within_their_length_and_are_ordered() -> None:
    for company_id, found in shared(floor=3, cap=8).lists.items():
        assert len(found) <= 4
        assert company_id not in {one.partner for one in found}
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_exposure_counts_what_the_lists_show() -> None:
    outcome = shared(floor=2, cap=8)
    counted = dict.fromkeys(outcome.lists, 0)
    for found in outcome.lists.values():
        for one in found:
            counted[one.partner] += 1
    assert outcome.exposure.shown == counted


def test_fairness_costs_something_and_is_told() -> None:
    assert shared(floor=0, cap=1000).exposure.cost == pytest.approx(0, abs=1e-6)
    assert 0 < shared(floor=3, cap=5).exposure.cost < 1


@pytest.mark.parametrize(
    ("counts", "expected"), [([], 0.0), ([0, 0], 0.0), ([3, 3, 3], 0.0), ([0, 0, 0, 8], 0.75)]
)
def test_gini_of_known_counts(counts: list[int], expected: float) -> None:
    assert gini(counts) == pytest.approx(expected)
