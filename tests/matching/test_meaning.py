"""Meaning beside words: what vectors change, what they must not change, and that reasons tell of it."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.matching import Index, Item, Profile, Rules, Side
from madang.matching.meaning import SILENT, Blend, Meanings, blend_of, key_of, nearest, unit

WIDTH, SUBJECTS = 24, 12
DIRECTIONS = np.random.default_rng(7).normal(size=(SUBJECTS, WIDTH))
OPEN = Rules(floor=0)
LETTERS = {"ko": "가나다라마바사아자차카타파하거너더러", "en": "bcdfghjklmnpqrstvw"}


def word(language, number):
    """A word that no glossary knows and no other item says."""
    return "".join(LETTERS[language][number // 18**place % 18] for place in range(3))


def fair():
    """For each two subjects a Korean and an English company that need the one and offer the other.

    Each writes words of its own, which only the vectors bring together.
    """
    chance = np.random.default_rng(11)
    profiles, vectors = [], {}
    for number in range(2 * SUBJECTS**2):
        language = ("ko", "en")[number % 2]
        items = []
        for side, subject in zip((Side.NEED, Side.OFFER), subjects(number), strict=True):
            text = word(language, 2 * number + (side is Side.OFFER))
            items.append(Item(side.value, side, text, language=language))
            vector = DIRECTIONS[subject] + 0.2 * chance.normal(size=WIDTH)
            vectors[key_of(text)] = unit(
                [*vector, 4 if language == "ko" else -4]
            )  # a language keeps to itself
        profiles.append(Profile(f"c{number}", tuple(items)))
    return profiles, vectors


def subjects(number):
    """What a company needs and what it offers."""
    return number // 2 % SUBJECTS, number // 2 // SUBJECTS


PROFILES, VECTORS = fair()


def index(weight=0.6, vectors=None, profiles=PROFILES):
    return Index.build(profiles, OPEN, Meanings(VECTORS if vectors is None else vectors, weight))


def partners(found):
    return [int(one.partner[1:]) for one in found]


def test_companies_without_a_common_word_are_found_by_meaning():
    found = partners(index().recommend("c8", 2))

    assert [subjects(number) for number in found] == [subjects(8)[::-1]] * 2
    assert Index.build(PROFILES, OPEN).recommend("c8", 5) == ()


def test_languages_do_not_keep_to_themselves():
    built = index()
    found = {number: partners(built.recommend(f"c{number}", 2)) for number in range(0, 288, 7)}
    across = [partner % 2 != number % 2 for number, listed in found.items() for partner in listed]

    assert sum(across) / len(across) > 0.25


def test_without_weight_or_vectors_nothing_changes():
    words = tuple(
        Profile(f"p{n}", (Item("o", Side.OFFER, text), Item("n", Side.NEED, text)))
        for n, text in enumerate(("cold storage", "냉동 창고", "冷库", "tea", "차"))
    )
    plain = Index.build(words, OPEN).recommend("p0", 5)

    assert plain
    assert index(0.0, profiles=words).recommend("p0", 5) == plain
    assert index(0.6, {}, profiles=words).recommend("p0", 5) == plain


def test_score_of_one_pair_is_that_of_the_table():
    built = index(profiles=PROFILES[:60])

    for company, listed in built.recommend_all(6).lists.items():
        table = dict(built.ranked(company, 60))
        assert listed
        for one in listed:
            assert built.between(company, one.partner).score == pytest.approx(table[one.partner], abs=1e-5)


def test_score_falls_by_what_the_reason_says_when_both_texts_lose_their_vectors():
    built = index()
    one = built.recommend("c8", 1)[0]
    asks, gives = one.company, one.partner
    for reason in one.reasons:
        assert reason.by_meaning
        assert (reason.concept, reason.need_words, reason.offer_words) == ("", (), ())
        pair = (asks, gives) if reason.direction == "forward" else (gives, asks)
        left = built.with_profile(silent(pair[0], Side.NEED)).with_profile(silent(pair[1], Side.OFFER))

        fall = one.score - left.between(asks, gives).score

        assert fall == pytest.approx(reason.contribution, abs=1e-5)
    assert {reason.direction for reason in one.reasons} == {"forward", "backward"}


def silent(company, side):
    """The company with a text on that side that is as unknown as before, and has no vector."""
    profile = PROFILES[int(company[1:])]
    items = (
        replace(item, text=f"{item.text}{item.text}") if item.side is side else item for item in profile.items
    )
    return replace(profile, items=tuple(items))


def test_reason_by_meaning_is_not_given_where_words_alone_carry():
    texts = ("лазерная сварка титана", "лазерная сварка титана")
    pair = [Profile("a", (Item("n", Side.NEED, texts[0]),)), Profile("b", (Item("o", Side.OFFER, texts[1]),))]
    unlike = {key_of(texts[0]): unit([1.0, 0.0])}

    reasons = Index.build(pair, OPEN, Meanings(unlike, 1.0)).between("a", "b").reasons

    assert reasons
    assert not any(reason.by_meaning for reason in reasons)


def test_changed_profile_brings_its_own_vectors():
    built = index()
    wanted = built.recommend("c8", 1)[0].partner
    text = "кварц"
    changed = replace(PROFILES[8], items=(Item("n", Side.NEED, text, language="ko"), PROFILES[8].items[1]))
    vector = VECTORS[key_of(PROFILES[8].items[0].text)]

    without = built.with_profile(changed)
    with_it = built.with_profile(changed, Meanings({key_of(text): vector}, 0.6))

    assert without.between("c8", wanted).forward < with_it.between("c8", wanted).forward
    assert with_it.between("c8", wanted).score == pytest.approx(built.between("c8", wanted).score, abs=1e-5)


@dataclass
class Rows:
    meanings: np.ndarray
    languages: np.ndarray


def rows(meanings, language=0):
    return Rows(np.array(meanings, np.float32), np.full(len(meanings), language))


def some(count, seed, *, blank=()):
    found = np.random.default_rng(seed).normal(size=(count, 8))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    found[list(blank)] = 0.0
    return rows(found)


def test_nearest_are_those_of_the_whole_table():
    needs, offers = some(150, 1), some(300, 2)
    blend = blend_of(needs, offers, 1.0)
    whole = blend.near(needs, offers).toarray()
    found = np.zeros_like(whole)
    for row, column, likeness in nearest(blend, needs, offers, 3):
        found[row, column] = likeness

    assert 0.003 < (whole > 0).mean() < 0.1
    assert (found > 0).sum(axis=1).max() == 3
    kept = np.sort(whole, axis=1)[:, -3:]
    assert np.allclose(np.sort(found, axis=1)[:, -3:], kept)
    row, column = np.nonzero(whole)
    assert np.allclose(blend.likeness_at(needs, offers, row, column), whole[row, column], atol=1e-6)


def test_text_without_a_vector_is_near_nothing():
    needs, offers = some(60, 1, blank=[4]), some(60, 2, blank=[9])
    near = blend_of(needs, offers, 1.0).near(needs, offers).toarray()

    assert not near[4].any()
    assert not near[:, 9].any()


def test_model_that_places_everything_alike_says_nothing():
    same = rows(np.tile([1.0, 0.0], (40, 1)))
    blend = blend_of(same, same, 1.0)

    assert blend.near(same, same).nnz == 0


def test_calibration_makes_up_for_a_model_that_crowds_everything():
    wide_needs, wide_offers = some(200, 3), some(200, 4)
    crowded = [
        rows(np.hstack([one.meanings, np.full((200, 1), 4.0)]) / np.sqrt(17))
        for one in (wide_needs, wide_offers)
    ]

    plain = blend_of(wide_needs, wide_offers, 1.0).near(wide_needs, wide_offers).toarray()
    narrow = blend_of(*crowded, 1.0).near(*crowded).toarray()

    assert np.allclose(plain, narrow, atol=1e-4)


@given(
    terms=st.floats(0, 3),
    weight=st.floats(0, 1),
    one=st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3),
    other=st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3),
)
def test_meaning_only_adds_and_stays_below_certainty(terms, weight, one, other):
    if not any(one) or not any(other):
        return
    table = ((0.1,) * 5,) * 5
    blend = Blend(weight, table, tuple(tuple(2.0 for _ in row) for row in table))
    both = unit(one), unit(other)
    alone = blend.pair(terms, *both, (0, 2))
    needs, offers = rows([both[0]]), rows([both[1]], 2)
    place = np.zeros(1, np.int64)
    many = blend.pairs(np.array([terms], np.float32), blend.likeness_at(needs, offers, place, place))

    assert min(terms, 1.0) - 1e-6 <= min(alone, 1.0) <= 1.0
    assert min(float(many[0]), 1.0) == pytest.approx(min(alone, 1.0), abs=1e-5)
    assert SILENT.pair(terms, *both, (0, 2)) == terms


@pytest.mark.parametrize("vector", [[], [[1.0]], [0.0, 0.0], [float("nan"), 1.0], [float("inf")]])
def test_vector_that_points_nowhere_is_refused(vector):
    with pytest.raises(ValueError, match="vector"):
        unit(vector)


def test_unit_takes_very_large_and_small_numbers():
    assert unit([1e300, 0.0]).tolist() == [1.0, 0.0]
    assert unit([0.0, 3e-200]).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_weight_outside_is_refused(weight):
    with pytest.raises(ValueError, match="weight"):
        Meanings({}, weight)


def test_vectors_of_two_models_are_refused():
    with pytest.raises(ValueError, match="widths"):
        Meanings({"a": unit([1.0]), "b": unit([1.0, 1.0])}, 0.5)


def test_key_is_that_of_the_content():
    assert key_of(" 냉각 ") == key_of("냉각")
    assert key_of("냉각") != key_of("냉각수")
    assert len(key_of("\ud83d 👩‍🔬")) == 64
