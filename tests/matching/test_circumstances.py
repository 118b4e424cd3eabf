"""What besides the items moves a score: how far, for whom, and what of it may be told."""

from dataclasses import replace

import numpy as np
import pytest
from tests.matching.small_fairs import company

from madang.matching import Attendance, Index, Kind, OrganisationKind, Profile, Recommendation, Rules, Size
from madang.matching.scoring.circumstances import SHARED, WEIGHTS, features
from madang.matching.scoring.companies import Circle
from madang.matching.scoring.conditions import COUNTRIES

A = company("a", ("steel",), ("coal",))
B = company("b", ("coal",), ("steel",))
KOREAN, CHINESE = {"country": "KR"}, {"country": "CN"}


def between(one: Profile, other: Profile, **rules: object) -> Recommendation:
    found = Index.build([one, other], Rules(**rules)).between("a", "b")  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("feature", "one", "other", "sign"),
    [
        ("language", {"languages": ("ko", "en")}, {"languages": ("zh-hans", "en")}, 1),
        ("language", {"languages": ("ko",)}, {"languages": ("zh",)}, -1),
        ("language", {"languages": ("ko",)}, {}, 0),
        ("market", {**KOREAN, "markets": ("CN",)}, CHINESE, 1),
        ("market", {**KOREAN, "markets": ("RU",)}, CHINESE, -1),
        ("market", {**KOREAN, "markets": ("CN",)}, {**CHINESE, "markets": ("RU",)}, -1),
        ("market", {"markets": ("CN",)}, {}, 0),
        ("presence", {"attendance": Attendance.ON_SITE}, {"attendance": Attendance.BOTH}, 1),
        ("presence", {"attendance": Attendance.ON_SITE}, {"attendance": Attendance.ONLINE}, -1),
        ("presence", {"attendance": Attendance.ON_SITE}, {}, 0),
        ("size", {"size": Size.SMALL}, {"size": Size.MEDIUM}, 1),
        ("size", {"size": Size.MICRO}, {"size": Size.LARGE}, -1),
        ("region", {**KOREAN, "region": "Seoul "}, {**KOREAN, "region": "seoul"}, -1),
        ("region", {**KOREAN, "region": "Seoul"}, {**CHINESE, "region": "Seoul"}, 0),
        ("kinds", {"kind": OrganisationKind.INVESTOR}, {"kind": OrganisationKind.INVESTOR}, -1),
        ("wish", {"must": ("b",)}, {}, 1),
        ("wish", {"would": ("b",)}, {}, 1),
        ("wish", {"must": ("c",)}, {}, 0),
        ("answers", {"openness": 0.5}, {}, 1),
    ],
)
def test_circumstance_moves_the_score_to_its_side(
    feature: str, one: dict[str, object], other: dict[str, object], sign: int
) -> None:
    mine, theirs = replace(A, **one), replace(B, **other)  # type: ignore[arg-type]
    assert np.sign(features(mine, theirs)[feature]) == sign
    change = between(mine, theirs).score - between(A, B).score
    assert np.sign(round(change, 9)) == sign
    assert abs(change) < 0.12


def test_investor_suits_whoever_has_a_project() -> None:
    investor = replace(A, kind=OrganisationKind.INVESTOR)
    project = Profile("b", tuple(replace(item, kind=Kind.INVESTMENT_PROJECT) for item in B.items))
    assert features(investor, project)["kinds"] == 1
    assert features(investor, B)["kinds"] == 0


def test_wish_raises_the_gain_of_the_one_who_wished_and_the_ranking_of_both() -> None:
    plain, wished = between(A, B), between(replace(A, must=("b",)), B)
    assert wished.forward > plain.forward
    assert wished.backward == pytest.approx(plain.backward)
    assert wished.score > plain.score
    would = between(replace(A, would=("b",)), B)
    assert plain.score < would.score < wished.score


def test_wish_makes_no_pair_out_of_nothing() -> None:
    index = Index.build([replace(A, must=("stranger",)), company("stranger", ("tea",), ("rice",))])
    assert index.recommend("a") == index.recommend("stranger") == ()


def test_wishes_and_answers_are_never_told() -> None:
    mine, theirs = replace(A, must=("b",), openness=1.0), replace(B, must=("a",), openness=1.0)
    assert between(mine, theirs).circumstances == ()


def test_circumstance_told_is_what_the_score_loses_without_it() -> None:
    mine, theirs = (replace(one, languages=("en", "ko"), attendance=Attendance.ON_SITE) for one in (A, B))
    found = between(mine, theirs)
    assert [one.feature for one in found.circumstances] == ["language", "presence"]
    assert found.circumstances[0].values == ("en", "ko")
    for told in found.circumstances:
        without = between(mine, theirs, weights={told.feature: 0.0})
        assert found.score - without.score == pytest.approx(told.contribution)
        assert told.contribution > 0


def test_circumstance_against_the_pair_is_not_told_as_a_reason() -> None:
    mine, theirs = replace(A, languages=("ko",)), replace(B, languages=("zh",))
    assert between(mine, theirs).circumstances == ()


def test_no_weight_is_so_great_that_it_drowns_the_items() -> None:
    assert sum(WEIGHTS.values()) < 2


def many(count: int) -> list[Profile]:
    """Profiles that differ in all that a circle knows."""
    return [
        company(
            f"c{n}",
            ("steel",) if n % 3 else (),
            ("coal",) if n % 2 else (),
            country=("KR", "CN", "RU", "")[n % 4],
            region=("x", "y", "")[n % 3],
            languages=(("ko",), ("zh", "en"), ())[n % 3],
            markets=((), ("CN",), ("KR", "RU"))[n % 3],
            excluded_markets=((), (), ("RU",))[n % 3],
            vetoes=(f"c{n + 5}",) if n % 4 == 0 else (),
            must=(f"c{n + 1}",) if n % 5 == 0 else (),
            would=(f"c{n + 2}",),
            size=tuple(Size)[n % 5],
            attendance=tuple(Attendance)[n % 4],
            group=("", "in", "out")[n % 3],
            industries=(("6201",), (), ("2511", "6201"))[n % 3],
            openness=(n % 5 - 2) / 2,
        )
        for n in range(count)
    ]


RULES = Rules(
    pairs=frozenset({("in", "out"), ("out", "out")}),
    met_before=frozenset({("c1", "c6"), ("c9", "c2")}),
    shared_language=True,
)


def assert_same(one: Circle, other: Circle) -> None:
    assert one.company == other.company
    size = len(one.company)
    for name in ("odds", "selling"):
        for mine, theirs in zip(getattr(one, name)(0, size), getattr(other, name)(0, size), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-6)
    np.testing.assert_array_equal(one.may_meet(0, size), other.may_meet(0, size))
    np.testing.assert_array_equal(one.same_industry(0, size), other.same_industry(0, size))


def test_circle_with_one_changed_added_or_gone_is_as_one_made_anew() -> None:
    profiles = many(12)
    changed = replace(profiles[7], country="DE", languages=("de",), industries=("0111",), must=("c0",))
    circle = Circle.of(profiles, RULES)
    assert_same(circle.replaced(changed), Circle.of([*profiles[:7], changed, *profiles[8:]], RULES))
    newcomer = many(13)[-1]
    assert_same(circle.replaced(newcomer), Circle.of([*profiles, newcomer], RULES))
    assert_same(circle.without(4), Circle.of([*profiles[:4], *profiles[5:]], RULES))


def test_chosen_pairs_are_as_in_the_block() -> None:
    circle = Circle.of(many(12), RULES)
    a, b = (places.ravel() for places in np.indices((12, 12)))
    for name in ("odds", "selling"):
        for flat, block in zip(
            getattr(circle, f"{name}_at")(a, b), getattr(circle, name)(0, 12), strict=True
        ):
            np.testing.assert_allclose(flat, block.ravel(), rtol=1e-6)
    np.testing.assert_array_equal(circle.may_meet_at(a, b), circle.may_meet(0, 12).ravel())
    np.testing.assert_array_equal(circle.same_industry_at(a, b), circle.same_industry(0, 12).ravel())


def test_every_country_has_its_own_bit() -> None:
    assert len(set(COUNTRIES)) == len(COUNTRIES) <= 256


def test_every_feature_that_both_sides_share_is_read_from_the_columns():
    assert tuple(Circle.of([], Rules()).shared_features()) == SHARED
