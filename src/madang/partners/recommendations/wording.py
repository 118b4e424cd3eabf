"""From the engine's reasons to words on a page: what each side wrote, with what carried the match marked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from madang import matching
from madang.core import languages
from madang.core.text import Text, Version
from madang.listings.models import Listing

Reason = Mapping[str, Any]
#: Pairs of words shown for one half; more would be read by nobody.
WORDS_AT_MOST = 5
SENTENCE = re.compile(r"[^.!?。！？；\n]+[.!?。！？；]*")
AROUND = 60


@dataclass(frozen=True)
class Piece:
    """A stretch of a wording; `is_hit` where it carried the match."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Line:
    """One version of a listing's title, and of its description the sentence that carried the match."""

    version: Version
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return self.version.text


@dataclass(frozen=True)
class Wording:
    """A listing as the reader sees it, and in its own words where those are others."""

    shown: Line
    original: Line | None


@dataclass(frozen=True)
class Shared:
    """What both sides say: a word of the reader's side, and the other side's for it (empty if the same)."""

    mine: Version
    theirs: Version | None


@dataclass(frozen=True)
class Half:
    """One direction of a match: what one side seeks, what the other has for it, and what they share.

    `weight` is how far the score falls without it; `by_meaning`: the texts are alike beyond their words.
    """

    direction: str
    sought: Listing
    offered: Listing
    reasons: Sequence[Reason]
    weight: float

    # Put into words when it is shown: a card shows the first half of each direction.
    @cached_property
    def need(self) -> Wording:
        return _wording(self.sought, _spans(self.reasons, "need_words"))

    @cached_property
    def offer(self) -> Wording:
        return _wording(self.offered, _spans(self.reasons, "offer_words"))

    @cached_property
    def words(self) -> tuple[Shared, ...]:
        need = self.sought, _spans(self.reasons, "need_words")
        offer = self.offered, _spans(self.reasons, "offer_words")
        mine, theirs = (need, offer) if self.direction == matching.Direction.FORWARD else (offer, need)
        return _shared(mine[0], theirs[0], mine[1], theirs[1])

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        return concept_labels(self.reasons)

    @property
    def by_meaning(self) -> bool:
        return any(reason.get("by_meaning") for reason in self.reasons)


def halves(reasons: Iterable[Reason], direction: str, listings: Mapping[int, Listing]) -> list[Half]:
    """All pairs of a need and an offer that carried the match in this direction, the weightiest first."""
    mine = [one for one in reasons if "need_item" in one and one["direction"] == direction]
    weight: Counter[tuple[int, int]] = Counter()
    for reason in mine:
        weight[int(reason["need_item"]), int(reason["offer_item"])] += reason["contribution"]
    return [
        Half(direction, listings[need], listings[offer], _of(mine, need, offer), total)
        for (need, offer), total in weight.most_common()
        if need in listings and offer in listings
    ]


def _of(reasons: Iterable[Reason], need: int, offer: int) -> list[Reason]:
    return [one for one in reasons if (int(one["need_item"]), int(one["offer_item"])) == (need, offer)]


def _spans(reasons: Iterable[Reason], words: str) -> list[Mapping[str, Any]]:
    return [span for reason in reasons for span in reason[words]]


# --- A listing and its hits -------------------------------------------------------------------------------
def _wording(listing: Listing, spans: list[Mapping[str, Any]]) -> Wording:
    shown, beside = listing.title.best(), listing.title.beside()
    return Wording(_line(listing, shown, spans), _line(listing, beside, spans) if beside else None)


def _line(listing: Listing, version: Version, spans: list[Mapping[str, Any]]) -> Line:
    """The engine read title and description as one text; its places are brought back to both."""
    title, body = version.text, listing.body.texts.get(version.language, "")
    hits = sorted(_places_in(spans, version.language, listing.title))
    further = [(start - len(title) - 1, end - len(title) - 1) for start, end in hits if start > len(title)]
    return Line(version, tuple(_pieces(title, hits)), _excerpt(body, further))


def _places_in(spans: Iterable[Mapping[str, Any]], language: str, title: Text) -> set[tuple[int, int]]:
    """The places that lie in this wording: the engine calls the original's language by no name."""
    wanted = _short(language)
    is_original = _short(title.original) == wanted
    return {
        (span["start"], span["end"])
        for span in spans
        if (_short(span["language"]) == wanted if span["language"] else is_original)
    }


def _short(language: str) -> str:
    return language.split("-", maxsplit=1)[0]


def _pieces(text: str, hits: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Cut a text at the hits that lie in it."""
    at = 0
    for start, end in hits:
        if at <= start < end <= len(text):
            if at < start:
                yield Piece(text[at:start], is_hit=False)
            yield Piece(text[start:end], is_hit=True)
            at = end
    if at < len(text):
        yield Piece(text[at:], is_hit=False)


def _excerpt(body: str, hits: list[tuple[int, int]]) -> tuple[Piece, ...]:
    """The first sentence of a description with a hit in it; of a very long one the part around it."""
    inside = [(start, end) for start, end in hits if 0 <= start < end <= len(body)]
    if not inside:
        return ()
    first = inside[0][0]
    begin, end = next((one.span() for one in SENTENCE.finditer(body) if one.end() > first), (0, len(body)))
    begin, end = max(begin, first - AROUND), min(end, first + 2 * AROUND)
    begin += len(body[begin:end]) - len(body[begin:end].lstrip())
    return tuple(_pieces(body[begin:end], [(start - begin, stop - begin) for start, stop in inside]))


# --- What both sides say ----------------------------------------------------------------------------------
def _shared(
    mine: Listing, theirs: Listing, here: list[Mapping[str, Any]], there: list[Mapping[str, Any]]
) -> tuple[Shared, ...]:
    """Each word of ours beside theirs for the same thing: as they wrote it, else in the reader's language."""
    others = _readable(there)
    found: dict[str, Shared] = {}
    for span in _readable(here):
        word = _said(span, mine)
        match = max(others, key=lambda one: _likeness(span["words"], one["words"]), default=None)
        if match and _likeness(span["words"], match["words"]) and word.text.casefold() not in found:
            found[word.text.casefold()] = _pair(word, _said(match, theirs))
    return tuple(_each_once(found.values()))[:WORDS_AT_MOST]


def _readable(spans: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that the card shows: in the original, then in the reader's own language."""
    mine = _short(languages.active())
    shown = [span for span in spans if not span["language"] or _short(span["language"]) == mine]
    return sorted(shown, key=lambda span: bool(span["language"]))


def _each_once(pairs: Iterable[Shared]) -> Iterator[Shared]:
    """Without saying the same of ours a second time in another of its languages."""
    seen: set[str] = set()
    for pair in pairs:
        other = (pair.theirs or pair.mine).text.casefold()
        if other not in seen:
            seen.add(other)
            yield pair


def _pair(mine: Version, theirs: Version) -> Shared:
    return Shared(mine, None if mine.text.casefold() == theirs.text.casefold() else theirs)


def _said(span: Mapping[str, Any], listing: Listing) -> Version:
    language = span["language"] or listing.title.original
    return Version(span["words"], language, is_original=not span["language"], is_machine=False)


def _likeness(one: str, other: str) -> float:
    """Share of the terms of two stretches that both have."""
    mine, theirs = _terms(one), _terms(other)
    return len(mine & theirs) / max(1, len(mine | theirs))


@lru_cache(maxsize=8192)
def _terms(words: str) -> frozenset[str]:
    return frozenset(matching.search_terms(words))


def concept_labels(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The subjects that carried a match, in the reader's language, the strongest first."""
    weight: Counter[str] = Counter()
    for reason in reasons:
        if reason["concept"]:
            weight[reason["concept"]] += reason["contribution"]
    return tuple(dict.fromkeys(_label(concept) for concept, _sum in weight.most_common(4)))


def _label(concept: str) -> str:
    try:
        return matching.concept(concept).label(languages.active())
    except KeyError:  # the taxonomy was changed after the match was made
        return concept.replace("-", " ").replace("_", " ")
