"""Why two companies are recommended to each other, in words of the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from babel import Locale

from madang.files.matching.companies import Listed
from madang.files.matching.meaning import in_common
from madang.files.matching.wording import said
from madang.files.terminal.writing import Json
from madang.matching import Direction, Item, Reason, Recommendation, Span, language_of

QUOTES = {"ko": "‘’", "zh": "“”", "en": "“”", "ru": "«»"}
COMMAS = {"zh": "，"}
COLONS = {"zh": "："}
LONGEST = 120


class Reader:
    """Puts reasons into words for one reader.

    Args:
        companies: by id.
        language: one of the four.
    """

    def __init__(self, companies: Mapping[str, Listed], language: str) -> None:
        self._companies, self._language = companies, language

    def reasons(self, found: Recommendation) -> list[Json]:
        """Each reason of a recommendation as data and in words, the weightiest first."""
        return [
            *(self._reason(found, reason) for reason in found.reasons),
            *(
                {"circumstance": one.feature, "contribution": round(one.contribution, 4), "text": text}
                for one in found.circumstances
                if (text := self._circumstance(one.feature, one.values))
            ),
        ]

    def why(self, found: Recommendation) -> Iterator[str]:
        """The sentences alone."""
        return (reason["text"] for reason in self.reasons(found))

    def _reason(self, found: Recommendation, reason: Reason) -> Json:
        need, offer = self._items(found, reason)
        return {
            "direction": reason.direction.value,
            "need": need.text,
            "offer": offer.text,
            "need_words": _words(reason.need_words),
            "offer_words": _words(reason.offer_words),
            "in_common": list(in_common(reason, self._language)),
            "contribution": round(reason.contribution, 4),
            "text": self._sentence(reason, need, offer),
        }

    def _items(self, found: Recommendation, reason: Reason) -> tuple[Item, Item]:
        sides = [self._companies[company].profile.items for company in (found.company, found.partner)]
        if reason.direction is Direction.BACKWARD:
            sides.reverse()
        ids = reason.need_item, reason.offer_item
        need, offer = (_item(items, wanted) for items, wanted in zip(sides, ids, strict=True))
        return need, offer

    def _sentence(self, reason: Reason, need: Item, offer: Item) -> str:
        forward = reason.direction is Direction.FORWARD
        ours, theirs = ("you_seek", "they_offer") if forward else ("they_seek", "you_offer")
        comma = COMMAS.get(self._language, ", ")
        halves = ((ours, need), (theirs, offer))
        told = comma.join(f"{self._said(side)} {self._quoted(item.text)}" for side, item in halves)
        shared = self._shared(reason)
        return f"{told} ({shared})" if shared else told

    def _shared(self, reason: Reason) -> str:
        """What carried the score: the words on both sides, and what they mean to the reader."""
        if reason.by_meaning:
            return self._said("by_meaning")
        colon = COLONS.get(self._language, ": ")
        words = [" ".join(_words(spans)) for spans in (reason.need_words, reason.offer_words)]
        same = " = ".join(dict.fromkeys(word for word in words if word))
        is_read = self._language in {language_of(word) for word in words if word}
        meaning = "" if is_read else ", ".join(in_common(reason, self._language))
        told = f"{same} → {meaning}" if same and meaning else same or meaning
        return f"{self._said('in_common')}{colon}{told}" if told else ""

    def _circumstance(self, feature: str, values: Sequence[str]) -> str:
        try:
            text = self._said(feature)
        except KeyError:
            return ""
        named = [str(_languages(self._language).get(code, code)) for code in values]
        return f"{text}{COLONS.get(self._language, ': ')}{', '.join(named)}" if named else text

    def _quoted(self, text: str) -> str:
        opening, closing = tuple(QUOTES[self._language])
        line = " ".join(text.split())
        return f"{opening}{line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}{closing}"

    def _said(self, sentence: str) -> str:
        return said(sentence, self._language)


@cache
def _languages(reader: str) -> Mapping[str, str]:
    return Locale.parse("zh_Hans" if reader == "zh" else reader).languages


def _words(spans: Sequence[Span]) -> list[str]:
    return list(dict.fromkeys(" ".join(span.words.split()) for span in spans))


def _item(items: Sequence[Item], wanted: str) -> Item:
    return next(item for item in items if item.id == wanted)
