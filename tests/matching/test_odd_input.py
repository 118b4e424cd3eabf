"""Whatever people paste into a profile: nothing breaks, scores stay in their range, and time is bounded."""

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.matching import Index, Item, Profile, Rules, Side, concepts_in, search_terms, suggest

LONG = 10_000
OTHERS = ("데이터 암호화", "industrial robots")
CORPUS = {
    "nothing": "",
    "blank": " \t\r\n\u00a0\u3000",
    "emoji": "🤖🏭➡️👩🏽‍🔬🇰🇷🇨🇳 ❤️‍🔥",
    "mixed scripts": "AI芯片와 чипы 반도체 semiconductor ชิป 半導体チップ",
    "only numbers": "3.5억 12,000 1e9 ١٢٣ ½ ⅷ 10^6 0x1F -4 2:4 2¼ ²Ð",
    "right to left": "معدات صناعية \u200fלרובוטים\u202eabc\u202c",
    "control characters": "\x00\x01\x07\x1b[31m\x7f\u0085\u2028\ufeff\u200b\u00ad데이터\u0000암호화",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢ " + "e\u0301" * 50,
    "conjoining jamo": "\u1103\u1166\u110b\u1175\u1110\u1165 \u3147\u3145\u314e",
    "private and unassigned": "\ue000\uf8ff\U000e0001\U0010ffff\ufffd",
    "surrogate pair letters": "𝓡𝓸𝓫𝓸𝓽 𠮷野家 𐐷",
    "markup": "<script>alert('수출')</script> & %s {0} ${x} \\ ' \" `",
    "one letter": "가",
    "one letter many times": "수" * LONG,
    "one word many times": "데이터 암호화 " * (LONG // 8),
    "long Latin word": "a" * LONG,
    "long Cyrillic word": "я" * LONG,
    "long Chinese run": "数据加密软件供应商" * (LONG // 9),
    "hyphens": "-".join(["x"] * (LONG // 2)),
    "digits": "1" * LONG,
    "marks": "!?,.;:" * (LONG // 6),
}


def alone(name: str, text: str) -> Profile:
    return Profile(name, (Item("o", Side.OFFER, text), Item("n", Side.NEED, text)), name=text)


@pytest.mark.parametrize("name", CORPUS)
def test_odd_text_is_matched_searched_and_explained(name: str) -> None:
    text = CORPUS[name]
    others = (alone(f"other-{n}", words) for n, words in enumerate(OTHERS))
    index = Index.build([alone("a", text), alone("b", text), *others])
    for found in index.recommend("a", 5):
        assert 0 < found.score <= 1
        for span in (span for reason in found.reasons for span in reason.need_words + reason.offer_words):
            assert span.words in {one[span.start : span.end] for one in (text, *OTHERS)}
    assert all(term and " " not in term for term in search_terms(text))
    assert all(text[one.span.start : one.span.end] == one.span.words for one in concepts_in(text, "ko"))
    suggest(text, "ru")


def test_whole_corpus_in_one_fair_gives_lists_in_bounded_time() -> None:
    started = time.process_time()
    outcome = Index.build([alone(name, text) for name, text in CORPUS.items()]).recommend_all(5)
    assert set(outcome.lists) == set(CORPUS)
    assert all(0 < one.score <= 1 for found in outcome.lists.values() for one in found)
    assert time.process_time() - started < 20


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=2, max_size=4))
@settings(deadline=None, max_examples=40)
def test_any_characters_at_all_break_nothing(texts: list[tuple[str, str]]) -> None:
    profiles = [
        Profile(
            f"c{n}",
            (Item("o", Side.OFFER, offer), Item("n", Side.NEED, need)),
            country=offer[:2],
            region=need,
            languages=(need[:5],),
            markets=(offer[:2],),
            industries=(need,),
            group=offer,
        )
        for n, (offer, need) in enumerate(texts)
    ]
    for found in Index.build(profiles).recommend_all(3).lists.values():
        assert all(math.isfinite(one.score) and 0 < one.score <= 1 for one in found)


@pytest.mark.parametrize("side", Side)
def test_thousands_of_items_of_one_company_take_bounded_time(side: Side) -> None:
    words = ("steel", "数据加密", "로봇", "кабель")
    items = tuple(Item(str(n), side, f"{words[n % 4]} {n}") for n in range(3000))
    started = time.process_time()
    index = Index.build([Profile("huge", items), alone("b", "steel"), alone("c", "로봇")])
    assert {found.partner for found in index.recommend("huge", 5)} == {"b", "c"}
    assert time.process_time() - started < 20


def test_company_without_needs_or_without_anything_is_matched_as_far_as_it_goes() -> None:
    index = Index.build(
        [
            Profile("silent"),
            Profile("seller", (Item("o", Side.OFFER, "steel"),)),
            Profile("buyer", (Item("n", Side.NEED, "steel"),)),
            Profile("blank", (Item("o", Side.OFFER, ""), Item("n", Side.NEED, " "))),
        ]
    )
    assert [found.partner for found in index.recommend("seller")] == ["buyer"]
    assert index.recommend("silent") == index.recommend("blank") == ()


def test_wishes_and_vetoes_for_companies_unknown_or_oneself_break_nothing() -> None:
    one = Profile("a", alone("a", "steel").items, must=("a", "gone"), would=("",), vetoes=("gone", "a"))
    index = Index.build([one, alone("b", "steel")], Rules(met_before=frozenset({("gone", "b"), ("b", "b")})))
    assert [found.partner for found in index.recommend("a")] == ["b"]
