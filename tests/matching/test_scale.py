"""Large fairs: what is guessed must not be missed, and what changes must cost little."""

import pickle
import random
from dataclasses import replace

import numpy as np
import pytest
from tests.matching.small_fairs import company

from madang.files.matching.popularity import popular_market
from madang.matching import Index, Item, Profile, Rules, Side, concepts, exposure
from madang.matching import index as index_module
from madang.matching.candidates import Outline, shortlisted
from madang.matching.exposure import Shortlist
from madang.matching.scoring.reading import Reader

COUNTRIES = ("KR", "CN", "RU", "MY", "")
K = 20


def large_fair(companies: int, seed: int = 1) -> list[Profile]:
    """One to three offers and none to three needs each, worded from the taxonomy in four languages."""
    chance = random.Random(seed)
    nodes = concepts()
    profiles = []
    for number in range(companies):
        language = chance.choice(("ko", "zh", "ru", "en"))
        sides = [Side.OFFER] * chance.randint(1, 3) + [Side.NEED] * chance.randint(0, 3)
        items = []
        for place, side in enumerate(sides):
            chosen = chance.sample(nodes, 2)
            text = ", ".join(node.label(language) for node in chosen)
            concept = (chosen[0].id,) if chance.random() < 0.5 else ()
            markets = ("CN",) if chance.random() < 0.1 else ()
            items.append(Item(str(place), side, text, language, concepts=concept, markets=markets))
        profiles.append(
            Profile(
                f"c{number}",
                tuple(items),
                country=chance.choice(COUNTRIES),
                languages=(language,),
                group=chance.choice(("in", "out")),
                no_competitors=number % 10 == 0,
                vetoes=(f"c{chance.randrange(companies)}",),
            )
        )
    return profiles


@pytest.fixture(scope="module")
def fair() -> Index:
    return Index.build(large_fair(900))


@pytest.fixture
def guessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fair counts as large."""
    monkeypatch.setattr(index_module, "EXACT", 0)


def candidates_of(index: Index, first: int, last: int, most: int) -> Shortlist:
    table = index._table
    return shortlisted(table, Outline.of(table), first, last, most)


def test_candidates_are_scored_as_all_pairs_are(fair: Index) -> None:
    found = candidates_of(fair, 100, 140, 80)
    exact = fair._scores(100, 140).score
    row, rank = np.nonzero(found.present)
    assert len(row) > 1000
    assert np.abs(exact[row, found.places[row, rank]] - found.scores[row, rank]).max() < 1e-5


@pytest.mark.parametrize("rules", [Rules(), Rules(pairs=frozenset({("in", "out")}))])
def test_forbidden_pairs_score_the_same_either_way(rules: Rules) -> None:
    table = Index.build(large_fair(150), rules)._table
    a, b = (place.ravel() for place in np.indices((150, 150)))
    assert np.abs(table.at(a, b).score.reshape(150, 150) - table.block(0, 150).score).max() < 1e-5


def recall(index: Index, rows: range) -> float:
    found = hits = 0
    table, outline = index._table, Outline.of(index._table)
    for row in rows:
        best = np.sort(index._scores(row, row + 1).score[0])[::-1][:K]
        best = best[best > 0]
        guessed = shortlisted(table, outline, row, row + 1, K).scores[0]
        found += len(best)
        hits += int(np.count_nonzero(guessed >= best[-1] - 1e-6)) if len(best) else 0
    assert found
    return hits / found


def test_candidates_hold_the_best_partners() -> None:
    assert recall(Index.build(large_fair(2500)), range(0, 2500, 25)) >= 0.98


def test_candidates_hold_the_best_whom_the_rules_let_meet() -> None:
    rules = Rules(pairs=frozenset({("in", "out")}))
    assert recall(Index.build(large_fair(900), rules), range(0, 900, 9)) >= 0.98


@pytest.mark.usefixtures("guessing")
def test_round_by_candidates_is_the_same_twice(fair: Index) -> None:
    one, other = fair.recommend_all(K), fair.recommend_all(K)
    assert one.exposure == other.exposure
    assert [one.ranked(c) for c in fair.companies] == [other.ranked(c) for c in fair.companies]


@pytest.mark.usefixtures("guessing")
def test_floor_and_cap_hold_by_candidates() -> None:
    index = Index.build(large_fair(400), Rules(floor=3, cap=30))
    outcome = index.recommend_all(K)
    shown = outcome.exposure.shown
    assert max(shown.values()) <= 30
    suitable = (index._scores(0, 400).score > 0).sum(axis=1).tolist()
    assert all(shown[name] >= min(3, most) for name, most in zip(index.companies, suitable, strict=True))
    counted = dict.fromkeys(shown, 0)
    for name in index.companies:
        ranked = outcome.ranked(name)
        assert len(ranked) <= K
        assert len({partner for partner, _ in ranked} - {name}) == len(ranked)
        for partner, _score in ranked:
            counted[partner] += 1
    assert counted == shown


@pytest.mark.usefixtures("guessing")
def test_round_by_candidates_can_be_given_up(fair: Index) -> None:
    class EnoughError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert 0 < done <= total
        raise EnoughError

    with pytest.raises(EnoughError):
        fair.recommend_all(K, on_progress=stop)


def test_list_read_says_what_its_ranking_says(fair: Index) -> None:
    outcome = fair.recommend_all(5)
    for name in fair.companies[:20]:
        found = outcome.lists[name]
        assert [one.partner for one in found] == [partner for partner, _ in outcome.ranked(name)]
        assert [one.score for one in found] == pytest.approx([score for _, score in outcome.ranked(name)])
        assert all(one.reasons for one in found)
        # once more, when its pairs may come out of a mirror
        assert outcome.lists[name] == found


def test_lists_that_are_not_affected_stay_as_they_are(fair: Index) -> None:
    before = {name: fair.ranked(name, K) for name in fair.companies[:100]}
    profile = replace(large_fair(301, seed=5)[299], company="c17", vetoes=(), no_competitors=False)
    changed = fair.with_profile(profile)
    bars = {name: ranked[-1][1] if len(ranked) == K else 0.0 for name, ranked in before.items()}
    holders = [name for name, ranked in before.items() if "c17" in dict(ranked)]
    affected = {one.company: one for one in changed.affected("c17", bars, holders)}
    assert len(affected) > len(holders) > 0
    for name, old in before.items():
        new = changed.ranked(name, K)
        if name == "c17":
            continue
        if name not in affected:
            assert [partner for partner, _ in new] == [partner for partner, _ in old]
        elif "c17" in dict(new):
            assert dict(new)["c17"] == pytest.approx(affected[name].score, abs=1e-6)
        else:
            assert affected[name].is_held


def test_changed_index_is_as_if_its_parts_were_built_anew(fair: Index) -> None:
    profiles = large_fair(900)
    same = fair.with_profile(profiles[3]).with_profile(profiles[899])
    for old, new in ((fair._table.needs, same._table.needs), (fair._table.offers, same._table.offers)):
        assert np.array_equal(old.bounds, new.bounds)
        assert np.array_equal(old.conditions, new.conditions)
        assert abs(old.terms - new.terms).max() < 1e-6
        assert abs(old.concepts - new.concepts).max() < 1e-6
    left = fair.without("c3")
    assert len(left.companies) == 899
    names = {name for name, _ in left.ranked("c5", 500)}
    assert names == {name for name, _ in fair.ranked("c5", 500)} - {"c3"}


def test_updated_index_reads_only_what_differs(fair: Index) -> None:
    profiles = large_fair(900)
    changed = [
        *profiles[1:5],
        *profiles[6:],
        replace(profiles[5], no_competitors=True),
        company("new", ("steel",)),
    ]
    index = fair.updated(changed)
    assert {*index.companies} == {profile.company for profile in changed}
    assert index._memory is fair._memory
    assert index.ranked("c7") == fair.with_profile(changed[-2]).with_profile(changed[-1]).without(
        "c0"
    ).ranked("c7")
    assert fair.updated(profiles) is fair


def test_index_of_which_much_differs_is_built_anew(fair: Index) -> None:
    profiles = large_fair(900, seed=2)
    index = fair.updated(profiles)
    assert index.ranked("c7") == Index.build(profiles).ranked("c7") != fair.ranked("c7")


def test_new_words_of_a_changed_profile_are_found() -> None:
    index = Index.build(
        [company("a", ("steel",), ("zirconium sponge",)), company("b", ("coal",), ("steel",))]
    )
    changed = index.with_profile(company("new", ("hafnium crystals, zirconium sponge",), ("steel",)))
    assert changed.companies == ("a", "b", "new")
    assert changed.ranked("a")[0][0] == "new"
    assert next(one.company for one in changed.affected("new", {"a": 0.0, "b": 0.0})) == "a"


def test_index_comes_back_from_a_file_as_it_was(fair: Index) -> None:
    kept = pickle.dumps(fair)
    assert len(kept) < 4_000 * len(fair.companies)
    back = pickle.loads(kept)
    assert back.ranked("c1") == fair.ranked("c1")
    assert back.recommend("c1", 3) == fair.recommend("c1", 3)
    profile = company("c9", ("steel",), ("coal",))
    assert back.with_profile(profile).ranked("c9") == fair.with_profile(profile).ranked("c9")


def test_reading_needs_little_memory_an_item(fair: Index) -> None:
    read = Reader(fair._memory.meanings).read(large_fair(300))
    held = sum(
        part.nbytes
        for rows in (read.needs, read.offers)
        for part in (rows.terms.data, rows.terms.indices, rows.concepts.data, rows.conditions)
    )
    items = len(read.needs.languages) + len(read.offers.languages)
    assert held / items < 400


def test_shortlist_keeps_the_best_above_zero_in_order() -> None:
    row, place = np.array([1, 0, 1, 1, 0]), np.array([4, 3, 2, 1, 0])
    score = np.array([0.5, 0.0, 0.5, 0.9, -1.0], np.float32)
    found = Shortlist.of(row, place, score, 2, 2)
    assert list(found.row(0)) == []
    assert [place for place, _ in found.row(1)] == [1, 2]
    assert [score for _, score in found.row(1)] == pytest.approx([0.9, 0.5])


def test_prices_take_less_of_the_scores_than_first_come_first_served(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.build(popular_market(400, seed=3), Rules(floor=5, cap=20))
    fair = index.recommend_all(10).exposure
    monkeypatch.setattr(exposure, "ROUNDS", 0)
    greedy = index.recommend_all(10).exposure
    assert 0 < fair.cost < 0.8 * greedy.cost
    assert max(fair.shown.values()) <= 20
    assert fair.never_shown == ()
