from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.small_fairs import company, four_languages

from madang.matching import (
    Attendance,
    Direction,
    Index,
    Item,
    Kind,
    OrganisationKind,
    Profile,
    Recommendation,
    Refusal,
    Role,
    Rules,
    Side,
    Size,
    Span,
    Text,
    concepts,
)

WORDS = [node.label(language) for node in concepts()[::9] for language in ("ko", "zh", "en", "ru")]
TEXT = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(", ".join), st.text(max_size=40)
)
CONCEPT = st.sampled_from([node.id for node in concepts()[::9]])
ITEM = st.builds(
    Item,
    id=st.just(""),
    markets=st.sampled_from([(), ("CN",), ("KR", "RU")]),
    side=st.sampled_from(Side),
    text=TEXT,
    kind=st.sampled_from(Kind),
    role=st.sampled_from(Role),
    concepts=st.lists(CONCEPT, max_size=2).map(tuple),
    certificates=st.sampled_from([(), (), ("CE",), ("CE", "ISO 9001")]),
)


@st.composite
def fairs(draw: st.DrawFn) -> tuple[Profile, ...]:
    profiles = []
    for number in range(draw(st.integers(2, 6))):
        items = draw(st.lists(ITEM, max_size=4))
        profiles.append(
            Profile(
                f"c{number}",
                tuple(replace(item, id=str(place)) for place, item in enumerate(items)),
                country=draw(st.sampled_from(["", "KR", "CN"])),
                markets=draw(st.sampled_from([(), ("CN",)])),
                excluded_markets=draw(st.sampled_from([(), (), ("KR",)])),
                languages=draw(st.sampled_from([(), ("ko",), ("zh-hans", "en")])),
                no_competitors=draw(st.booleans()),
                industries=draw(st.sampled_from([(), ("6201",)])),
                kind=draw(st.sampled_from(OrganisationKind)),
                region=draw(st.sampled_from(["", "North"])),
                size=draw(st.sampled_from(Size)),
                attendance=draw(st.sampled_from(Attendance)),
                must=draw(st.sampled_from([(), ("c1",)])),
                would=draw(st.sampled_from([(), ("c0", "c1")])),
                openness=draw(st.sampled_from([0.0, -1.0, 0.5])),
            )
        )
    return tuple(profiles)


def partners(found: tuple[Recommendation, ...]) -> list[str]:
    return [recommendation.partner for recommendation in found]


def without_words(text: str, spans: tuple[Span, ...]) -> str:
    for span in spans:
        text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    return text


def deleted(profile: Profile, item_id: str, concept: str, spans: tuple[Span, ...]) -> Profile:
    """The profile without what a reason names: the words, or the concept with all below it."""
    items = []
    for item in profile.items:
        changed = item
        if item.id == item_id and concept:
            kept = tuple(c for c in item.concepts if c != concept and not c.startswith(f"{concept}."))
            changed = replace(item, concepts=kept)
        elif item.id == item_id:
            texts = tuple(
                Text(t.language, without_words(t.text, tuple(s for s in spans if s.language == t.language)))
                for t in item.other_texts
            )
            own = tuple(span for span in spans if not span.language)
            # the language is kept: with the words gone it could no longer be read off the text
            changed = replace(item, text=without_words(item.text, own), other_texts=texts)
        items.append(changed)
    return replace(profile, items=tuple(items))


def score_without(index: Index, profiles: dict[str, Profile], found: Recommendation, number: int) -> float:
    reason = found.reasons[number]
    forward = reason.direction is Direction.FORWARD
    asking, giving = (found.company, found.partner) if forward else (found.partner, found.company)
    poorer = index.with_profile(
        deleted(profiles[asking], reason.need_item, reason.concept, reason.need_words)
    )
    poorer = poorer.with_profile(
        deleted(profiles[giving], reason.offer_item, reason.concept, reason.offer_words)
    )
    left = poorer.between(found.company, found.partner)
    return left.score if left else 0.0


def test_partner_of_both_sides_comes_first_across_languages() -> None:
    index = Index.build(four_languages())
    assert partners(index.recommend("seoul"))[0] == "harbin"
    assert partners(index.recommend("harbin"))[0] == "seoul"


def test_reasons_name_the_words_of_each_side() -> None:
    index = Index.build(four_languages())
    found = index.recommend("seoul")[0]
    words = {
        (reason.direction, span.words)
        for reason in found.reasons
        for span in (*reason.need_words, *reason.offer_words)
    }
    assert (Direction.BACKWARD, "数据加密") in words
    assert (Direction.BACKWARD, "데이터 암호화") in words


def test_shared_concept_is_the_more_general_one() -> None:
    one = Profile("a", (Item("n", Side.NEED, "?", concepts=("digital.security",)),))
    other = Profile("b", (Item("o", Side.OFFER, "!", concepts=("digital.security.encryption",)),))
    found = Index.build([one, other]).between("a", "b")
    assert found is not None
    assert [reason.concept for reason in found.reasons] == ["digital.security"]


def test_concept_meets_without_any_common_word() -> None:
    one = Profile("a", (Item("n", Side.NEED, "가나다", concepts=("health.device",)),))
    index = Index.build(
        [
            one,
            Profile("b", (Item("o", Side.OFFER, "xyz", concepts=("health.device.imaging",)),)),
            Profile("c", (Item("o", Side.OFFER, "xyz", concepts=("energy.coal",)),)),
        ]
    )
    assert partners(index.recommend("a"))[0] == "b"


@given(fairs())
@settings(deadline=None, max_examples=60)
def test_score_is_the_same_both_ways_and_bounded(profiles: tuple[Profile, ...]) -> None:
    index = Index.build(profiles)
    for one in index.companies:
        for other in index.companies:
            there, back = index.between(one, other), index.between(other, one)
            assert (there is None) == (back is None)
            if there and back:
                assert there.score == pytest.approx(back.score)
                assert there.forward == pytest.approx(back.backward)
                assert 0 <= there.score <= 1
                assert 0 <= min(there.forward, there.backward) <= max(there.forward, there.backward) <= 1


@given(fairs())
@settings(deadline=None, max_examples=60)
def test_lists_agree_with_pairs_one_by_one(profiles: tuple[Profile, ...]) -> None:
    """The arrays that rank everyone and the formula that explains one pair are two ways to the same figure."""
    index = Index.build(profiles)
    for one in index.companies:
        listed = {found.partner for found in index.recommend(one, 10)}
        ranked = index._scores(index.companies.index(one), index.companies.index(one) + 1).score[0]
        for place, other in enumerate(index.companies):
            pair = index.between(one, other)
            assert (pair is None) == (ranked[place] < 0)
            if pair:
                assert ranked[place] == pytest.approx(pair.score, abs=2e-5)
                assert (other in listed) == (ranked[place] > 0)


@given(fairs())
@settings(deadline=None, max_examples=60)
def test_score_falls_by_what_a_deleted_reason_says(profiles: tuple[Profile, ...]) -> None:
    named = tuple(
        replace(p, items=tuple(replace(i, language="en") for i in p.items), no_competitors=False)
        for p in profiles
    )
    index, by_id = Index.build(named), {profile.company: profile for profile in named}
    for company_id in index.companies:
        for found in index.recommend(company_id, 3):
            for number, reason in enumerate(found.reasons):
                fall = found.score - score_without(index, by_id, found, number)
                assert fall > 0
                assert fall == pytest.approx(reason.contribution, abs=2e-4)


@given(fairs())
@settings(deadline=None, max_examples=20)
def test_same_profiles_give_the_same_lists(profiles: tuple[Profile, ...]) -> None:
    assert Index.build(profiles).recommend_all(3) == Index.build(profiles).recommend_all(3)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"vetoes": ("b",)}, Refusal.VETO),
        ({"excluded_markets": ("CN",)}, Refusal.MARKET),
    ],
)
def test_refused_partner_is_never_recommended(change: dict[str, tuple[str, ...]], refusal: Refusal) -> None:
    one = company("a", ("steel",), ("coal",), **change)
    index = Index.build([one, company("b", ("coal",), ("steel",), country="CN")])
    assert index.refusal("a", "b") is index.refusal("b", "a") is refusal
    assert index.recommend("a") == index.recommend("b") == ()
    assert index.between("b", "a") is None


@pytest.mark.parametrize(
    ("rules", "refusal"),
    [
        (Rules(pairs=frozenset({("inside", "outside")})), Refusal.RULES),
        (Rules(met_before=frozenset({("b", "a")})), Refusal.MET_BEFORE),
        (Rules(shared_language=True), Refusal.LANGUAGE),
    ],
)
def test_organisers_rules_keep_companies_apart(rules: Rules, refusal: Refusal) -> None:
    profiles = [
        company("a", ("steel",), ("coal",), group="inside", languages=("ko",)),
        company("b", ("coal",), ("steel",), group="inside", languages=("ru",)),
    ]
    index = Index.build(profiles, rules)
    assert index.refusal("a", "b") is refusal
    assert index.recommend("a") == ()


def test_group_pair_meets_in_either_order_and_without_group() -> None:
    rules = Rules(pairs=frozenset({("inside", "outside")}))
    profiles = [
        company("a", ("steel",), ("coal",), group="outside"),
        company("b", ("coal",), ("steel",), group="inside"),
        company("c", ("coal",), ("steel",)),
    ]
    assert set(partners(Index.build(profiles, rules).recommend("a"))) == {"b", "c"}


def test_competitors_are_kept_apart_unless_they_need_each_other() -> None:
    profiles = [
        company("a", ("steel pipes",), ("coal",), no_competitors=True),
        company("rival", ("steel pipes",), ("timber",)),
        company("supplier", ("steel pipes", "coal"), ("steel pipes",)),
        *(company(f"other-{n}", (f"subject{n}",), (f"wish{n}",)) for n in range(20)),
    ]
    index = Index.build(profiles)
    assert index.refusal("a", "rival") is index.refusal("rival", "a") is Refusal.COMPETITOR
    assert partners(index.recommend("a")) == ["supplier"]


def test_company_does_not_meet_itself() -> None:
    index = Index.build(four_languages())
    assert index.refusal("seoul", "seoul") is Refusal.SAME_COMPANY


def test_buyer_without_offers_meets_the_seller_of_what_it_needs() -> None:
    profiles = [
        company("buyer", (), ("화장품 수입",), kind=OrganisationKind.BUYER),
        company("maker", ("cosmetics and skin care",), ("packaging",)),
        company("other", ("steel pipes",), ("packaging",)),
    ]
    found = Index.build(profiles).recommend("buyer", 1)[0]
    assert found.partner == "maker"
    assert found.backward > 0.05


def test_words_in_which_every_wish_is_put_are_no_reason() -> None:
    profiles = [
        company("a", ("우리는 강철을 제공합니다",), ("석탄을 찾습니다",)),
        company("b", ("我们提供木材",), ("寻找粮食",)),
    ]
    assert Index.build(profiles).recommend("a") == ()


def test_market_and_language_weigh_but_do_not_forbid() -> None:
    near = Index.build([company("a", ("steel",), ("coal",)), company("b", ("coal",), ("steel",))])
    far = Index.build(
        [
            company("a", ("steel",), ("coal",), markets=("KR",), languages=("ko",)),
            company("b", ("coal",), ("steel",), country="CN", languages=("zh",)),
        ]
    )
    one, other = near.between("a", "b"), far.between("a", "b")
    assert one is not None
    assert other is not None
    assert 0 < other.score < one.score


def fair_of_steel(offer: dict[str, tuple[str, ...]], need: dict[str, tuple[str, ...]]) -> float:
    """How likely a Chinese maker's steel meets a Korean need for it."""
    asks = Profile("a", (Item("n", Side.NEED, "steel", **need),), country="KR")  # type: ignore[arg-type]
    gives = Profile("b", (Item("o", Side.OFFER, "steel", **offer),), country="CN")  # type: ignore[arg-type]
    found = Index.build([asks, gives]).between("a", "b")
    return found.forward if found else 0.0


@pytest.mark.parametrize(
    ("offer", "need", "is_fit"),
    [
        ((), (), True),
        (("KR", "RU"), (), True),
        (("RU",), (), False),
        ((), ("CN",), True),
        ((), ("DE",), False),
        (("VN",), ("VN",), True),
        (("not a country",), (), True),
    ],
)
def test_markets_of_an_item_weigh_where_the_other_side_is_elsewhere(
    offer: tuple[str, ...], need: tuple[str, ...], is_fit: bool
) -> None:
    chance, open_to_all = fair_of_steel({"markets": offer}, {"markets": need}), fair_of_steel({}, {})
    assert (chance == open_to_all) is is_fit
    assert 0 < chance <= open_to_all


def test_certificate_asked_for_and_not_held_lowers_the_chance() -> None:
    held = fair_of_steel({"certificates": ("ISO 9001", "CE")}, {"certificates": ("iso  9001",)})
    lacking = fair_of_steel({"certificates": ("CE",)}, {"certificates": ("ISO 9001",)})
    assert held == fair_of_steel({}, {})
    assert 0 < lacking < held


def test_role_that_does_not_complement_lowers_the_chance() -> None:
    def fair(role: Role) -> float:
        need = Profile("a", (Item("n", Side.NEED, "graphene", role=Role.BUY),))
        offer = Profile("b", (Item("o", Side.OFFER, "graphene", role=role),))
        found = Index.build([need, offer]).between("a", "b")
        return found.forward if found else 0.0

    assert fair(Role.MAKE) == fair(Role.ANY) > fair(Role.INVEST) > 0


def test_translation_beside_the_original_helps_and_is_named() -> None:
    need = Item("n", Side.NEED, "qwertz", other_texts=(Text("ru", "станок с ЧПУ"),))
    index = Index.build([Profile("a", (need,)), company("b", ("CNC 공작기계",), ("x",))])
    found = index.between("a", "b")
    assert found is not None
    spans = found.reasons[0].need_words
    assert {span.language for span in spans} == {"ru"}


def test_changed_profile_is_matched_anew_and_the_old_index_stays() -> None:
    index = Index.build(four_languages())
    changed = index.with_profile(company("berlin", ("数据中心用地",), ("데이터 암호화 소프트웨어",)))
    assert "berlin" in partners(changed.recommend("seoul"))[:2]
    assert index.between("seoul", "berlin") != changed.between("seoul", "berlin")
    assert changed.companies == index.companies


def test_company_that_left_is_gone() -> None:
    index = Index.build(four_languages()).without("harbin")
    assert "harbin" not in index.companies
    assert "harbin" not in partners(index.recommend("seoul"))
    with pytest.raises(KeyError):
        index.recommend("harbin")
    with pytest.raises(KeyError):
        index.without("harbin")


def test_unchanged_profile_put_back_changes_no_score() -> None:
    profiles = four_languages()
    index = Index.build(profiles)
    assert index.with_profile(profiles[1]).recommend("seoul") == index.recommend("seoul")


def test_repeated_ids_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="company ids given twice: a"):
        Index.build([company("a"), company("a")])
    with pytest.raises(ValueError, match="items of b with the same id: 1"):
        Index.build([Profile("b", (Item("1", Side.NEED, ""), Item("1", Side.OFFER, "")))])


@pytest.mark.parametrize("profiles", [(), (company("alone", ("steel",)),), (company("a"), company("b"))])
def test_fair_with_nothing_to_match_gives_empty_lists(profiles: tuple[Profile, ...]) -> None:
    outcome = Index.build(profiles).recommend_all(5)
    assert all(found == () for found in outcome.lists.values())
    assert outcome.exposure.cost == 0


def test_progress_reaches_the_end_and_never_goes_back() -> None:
    seen: list[tuple[int, int]] = []
    Index.build(four_languages()).recommend_all(2, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4, 4)
    assert seen == sorted(seen)
