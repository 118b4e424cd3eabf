"""Why a pair is recommended: only what makes the score fall when it is taken away."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from madang.matching.language.concepts import lineage
from madang.matching.scoring.pairs import Crossing, Outcome, Pair
from madang.matching.scoring.vectors import Place, Rarity, Vector, concept_weights, places
from madang.matching.shapes import Circumstance, Direction, Item, Reason, Recommendation, Span

EACH_WAY = 3  # needs explained in each direction
COVERED = 0.8  # share of the common words that a reason names
#: Circumstances that may be named. Wishes and answers never are: they were not said to the other side.
TOLD = ("language", "market", "presence", "kinds")
LEAST = 0.002  # a fall of the score that a person would call nothing

#: Letters and figures of scripts that set words apart by spaces.
_SPELT = re.compile("(?![\u1100-\u11ff\u3040-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff])[^\\W_]")

_OPPOSITE = {Direction.FORWARD: Direction.BACKWARD, Direction.BACKWARD: Direction.FORWARD}


@dataclass(frozen=True, slots=True)
class Deletion:
    """What a reason names, and the two vectors without it."""

    need: Vector
    offer: Vector
    concept: str = ""
    need_words: tuple[Span, ...] = ()
    offer_words: tuple[Span, ...] = ()
    by_meaning: bool = False


def recommendation(pair: Pair, rarity: Rarity) -> Recommendation:
    """Score and reasons of a pair, the weightiest reason first."""
    ours, theirs = pair.forward.met(), pair.backward.met()
    outcome = pair.outcome(ours, theirs)
    found = [
        *_one_way(Direction.FORWARD, pair.forward, rarity, lambda left: _fall(pair, outcome, left, theirs)),
        *_one_way(Direction.BACKWARD, pair.backward, rarity, lambda left: _fall(pair, outcome, ours, left)),
    ]
    ordered = tuple(sorted(found, key=_order))
    eased = tuple(_circumstances(pair, outcome, ours, theirs))
    return Recommendation(
        pair.company, pair.partner, outcome.score, outcome.forward, outcome.backward, ordered, eased
    )


def _circumstances(pair: Pair, before: Outcome, ours: float, theirs: float) -> list[Circumstance]:
    """Those in favour that a person may be told, and without which the score falls."""
    found = [
        Circumstance(name, fall, pair.languages if name == "language" else ())
        for name in TOLD
        if pair.ours[name] > 0
        and (fall := before.score - pair.outcome_without(name, ours, theirs).score) >= LEAST
    ]
    return sorted(found, key=lambda one: -one.contribution)


def _fall(pair: Pair, before: Outcome, ours: float, theirs: float) -> float:
    return before.score - pair.outcome(ours, theirs).score


def mirrored(one: Recommendation) -> Recommendation:
    """The same pair seen from the other company: nothing changes but whose need is called forward."""
    turned = (replace(reason, direction=_OPPOSITE[reason.direction]) for reason in one.reasons)
    ordered = tuple(sorted(turned, key=_order))
    return Recommendation(
        one.partner, one.company, one.score, one.backward, one.forward, ordered, one.circumstances
    )


def _order(reason: Reason) -> tuple[float, str, str]:
    return -reason.contribution, reason.direction, reason.need_item


def _one_way(
    direction: Direction, crossing: Crossing, rarity: Rarity, fall: Callable[[float], float]
) -> Iterator[Reason]:
    for _, need, offer in crossing.best_offers()[:EACH_WAY]:
        ids = crossing.need_items[need].id, crossing.offer_items[offer].id
        for gone in _deletions(crossing, need, offer, rarity):
            contribution = fall(crossing.met_without(need, offer, gone.need, gone.offer))
            if contribution >= LEAST:
                yield Reason(
                    direction,
                    *ids,
                    contribution,
                    gone.concept,
                    gone.need_words,
                    gone.offer_words,
                    gone.by_meaning,
                )


def _deletions(crossing: Crossing, need: int, offer: int, rarity: Rarity) -> Iterator[Deletion]:
    vectors = crossing.needs[need], crossing.offers[offer]
    items = crossing.need_items[need], crossing.offer_items[offer]
    if concept := _shared_concept(*vectors):
        need_left, offer_left = (
            vector.with_concepts(_kept_concepts(item, concept))
            for vector, item in zip(vectors, items, strict=True)
        )
        yield Deletion(need_left, offer_left, concept=concept)
    if terms := _shared_terms(*vectors):
        yield _without_words(terms, vectors, items, rarity)
    if all(vector.meaning is not None for vector in vectors):
        need_mute, offer_mute = (vector.with_meaning(None) for vector in vectors)
        yield Deletion(need_mute, offer_mute, by_meaning=True)


def _shared_concept(need: Vector, offer: Vector) -> str:
    """The concept that both name, or else their nearest common ancestor."""
    shared = need.concepts.keys() & offer.concepts.keys()
    return max(sorted(shared), key=lambda name: need.concepts[name] * offer.concepts[name], default="")


def _kept_concepts(item: Item, gone: str) -> dict[str, float]:
    return concept_weights(name for name in item.concepts if gone not in lineage(name))


def _shared_terms(need: Vector, offer: Vector) -> frozenset[str]:
    """The weightiest common terms that together make most of the likeness."""
    parts = {term: value * offer.terms[term] for term, value in need.terms.items() if term in offer.terms}
    wanted = COVERED * sum(parts.values())
    chosen: set[str] = set()
    for term in sorted(parts, key=lambda term: (-parts[term], term)):
        if wanted <= 0:
            break
        chosen.add(term)
        wanted -= parts[term]
    return frozenset(chosen)


def _without_words(
    terms: frozenset[str], vectors: tuple[Vector, Vector], items: tuple[Item, Item], rarity: Rarity
) -> Deletion:
    spans = tuple(_spans(item, terms) for item in items)
    need_left, offer_left = (
        vector.with_terms(rarity.weighted(_untouched(item, gone)))
        for vector, item, gone in zip(vectors, items, spans, strict=True)
    )
    return Deletion(need_left, offer_left, need_words=spans[0], offer_words=spans[1])


def _untouched(item: Item, gone: tuple[Span, ...]) -> Iterator[Place]:
    """The places that no span covers, not even in part; the spans of a text stand in order and apart."""
    edges: dict[str, tuple[list[int], list[int]]] = {}
    for span in gone:
        starts, ends = edges.setdefault(span.language, ([], []))
        starts.append(span.start)
        ends.append(span.end)
    for place in places(item):
        starts, ends = edges.get(place.language, ([], []))
        after = bisect_right(ends, place.occurrence.start)
        if after == len(starts) or starts[after] >= place.occurrence.end:
            yield place


def _spans(item: Item, terms: frozenset[str]) -> tuple[Span, ...]:
    """Where an item's texts say one of the terms, in order, overlaps joined."""
    texts = {"": item.text} | {text.language: text.text for text in item.other_texts}
    found = {
        (place.language, *_whole(texts[place.language], place.occurrence.start, place.occurrence.end))
        for place in places(item)
        if place.occurrence.term in terms
    }
    return tuple(
        Span(start, end, texts[language][start:end], language)
        for language, start, end in _joined(sorted(found))
    )


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The letters and figures that are written as one with these: nobody says half of `5G` or of `3D-CAD`."""
    while start > 0 and _SPELT.match(text[start - 1]) and _SPELT.match(text[start]):
        start -= 1
    while end < len(text) and _SPELT.match(text[end - 1]) and _SPELT.match(text[end]):
        end += 1
    return start, end


def _joined(found: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    current: tuple[str, int, int] | None = None
    for language, start, end in found:
        if current and current[0] == language and start < current[2]:
            current = (language, current[1], max(end, current[2]))
            continue
        if current:
            yield current
        current = (language, start, end)
    if current:
        yield current
