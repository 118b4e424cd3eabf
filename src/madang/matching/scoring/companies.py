"""What is known of the companies besides their items, as arrays: who may meet whom, and circumstances."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

from madang.matching.scoring import circumstances
from madang.matching.scoring.chances import ONLY_SELLING, SELLING, Array
from madang.matching.scoring.circumstances import PRESENCES, SHARED, SIZES, WISHED, has, languages
from madang.matching.scoring.ties import Codes, Ints, Ties
from madang.matching.shapes import Profile, Refusal, Rules, Side

Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]

WORDS: Final = 4  # of 64 bits: room for every country code of ISO 3166-1


def weights_of(rules: Rules) -> dict[str, float]:
    """The weights of the circumstances: the constants, and what was learned in their place."""
    return {**circumstances.WEIGHTS, **rules.weights}


def refusal(one: Profile, other: Profile, rules: Rules) -> Refusal | None:
    """Why two profiles may not meet, competitors aside (that takes the score); the same both ways round."""
    tests = (
        (Refusal.SAME_COMPANY, one.company == other.company),
        (Refusal.RULES, not _pair_allowed(one.group, other.group, rules)),
        (Refusal.VETO, one.company in other.vetoes or other.company in one.vetoes),
        (Refusal.MARKET, _excludes(one, other) or _excludes(other, one)),
        (Refusal.MET_BEFORE, _met_before(one.company, other.company, rules)),
        (Refusal.LANGUAGE, rules.shared_language and not _can_talk(one, other)),
    )
    return next((why for why, holds in tests if holds), None)


def _pair_allowed(one: str, other: str, rules: Rules) -> bool:
    if rules.pairs is None or not one or not other:
        return True
    return (one, other) in rules.pairs or (other, one) in rules.pairs


def _excludes(one: Profile, other: Profile) -> bool:
    return bool(other.country) and other.country in one.excluded_markets


def _met_before(one: str, other: str, rules: Rules) -> bool:
    return (one, other) in rules.met_before or (other, one) in rules.met_before


def _can_talk(one: Profile, other: Profile) -> bool:
    """A profile that says nothing about languages is not held back."""
    mine, theirs = languages(one), languages(other)
    return not mine or not theirs or bool(mine & theirs)


def selling_weight(seller: Profile, buyer: Profile) -> float:
    """τ: how much finding a buyer is worth to the seller beside having its own needs met."""
    both = has(seller, Side.NEED) and has(buyer, Side.OFFER)
    return SELLING if both else ONLY_SELLING


@dataclass(frozen=True, slots=True)
class Books:
    """The numbers of everything that profiles name."""

    groups: Codes
    countries: Codes
    tongues: Codes
    regions: Codes
    industries: Codes

    @classmethod
    def empty(cls) -> "Books":
        return cls(Codes(), Codes(), Codes(), Codes(), Codes())


def _bits(names: Iterable[str], codes: Codes) -> list[int]:
    """The names as bits over `WORDS` words; what there is no more room for is left out."""
    words = [0] * WORDS
    for name in names:
        number = codes.number(name)
        if 0 < number < 64 * WORDS:
            words[number >> 6] |= 1 << (number & 63)
    return words


Row = dict[str, object]

_COLUMNS: Final[Mapping[str, type[np.generic]]] = {
    "group": np.int64,
    "country": np.int64,
    "excluded": np.uint64,
    "markets": np.uint64,
    "tongues": np.uint64,
    "presence": np.int8,
    "size": np.int8,
    "region": np.int64,
    "alone": np.int8,
    "business": np.int16,
    "kinds": np.int16,
    "openness": np.float32,
    "needs": np.bool_,
    "offers": np.bool_,
}


def _row(profile: Profile, books: Books) -> Row:
    return {
        "group": books.groups.number(profile.group),
        "country": books.countries.number(profile.country),
        "excluded": _bits(profile.excluded_markets, books.countries),
        "markets": _bits(profile.markets, books.countries),
        "tongues": _bits(languages(profile), books.tongues)[0],
        "presence": PRESENCES[profile.attendance],
        "size": SIZES[profile.size],
        "region": books.regions.number(circumstances.region(profile)),
        "alone": circumstances.alone(profile),
        "business": circumstances.business(profile),
        "kinds": circumstances.kinds_of_items(profile),
        "openness": profile.openness,
        "needs": has(profile, Side.NEED),
        "offers": has(profile, Side.OFFER),
    }


Columns = Mapping[str, Column]


def _columns(rows: Sequence[Row]) -> Columns:
    return {name: _column(name, [row[name] for row in rows]) for name in _COLUMNS}


def _column(name: str, values: Sequence[object]) -> Column:
    column = np.array(values, _COLUMNS[name])
    return column.reshape(len(values), WORDS) if name in {"excluded", "markets"} else column


Said = Mapping[str, Mapping[str, float]]


def _said(
    profiles: Iterable[Profile], by: Callable[[Profile], Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """What each company says of others by id; those that say nothing are left out."""
    return {profile.company: dict(said) for profile in profiles if (said := by(profile))}


def _vetoes(profile: Profile) -> Mapping[str, float]:
    return dict.fromkeys(profile.vetoes, 1.0)


def _wishes(profile: Profile) -> Mapping[str, float]:
    return dict.fromkeys(profile.would, WISHED["would"]) | dict.fromkeys(profile.must, WISHED["must"])


def _placed(said: Said, position: Mapping[str, int]) -> dict[tuple[int, int], float]:
    return {
        (position[one], position[other]): value
        for one, others in said.items()
        if one in position
        for other, value in others.items()
        if other in position
    }


@dataclass(frozen=True, slots=True)
class Circle:
    """The companies of a fair as columns; `a` and `b` below are places that broadcast against each other."""

    company: tuple[str, ...]
    position: dict[str, int]
    books: Books
    columns: Columns
    industries: sparse.csr_array
    rules: Rules
    vetoes: Said
    wishes: Said
    apart: Ties
    wished: Ties

    @classmethod
    def of(cls, profiles: Sequence[Profile], rules: Rules) -> "Circle":
        books = Books.empty()
        columns = _columns([_row(profile, books) for profile in profiles])
        return cls._tied(
            tuple(profile.company for profile in profiles),
            (books, columns, _industries(profiles, books)),
            rules,
            (_said(profiles, _vetoes), _said(profiles, _wishes)),
        )

    @classmethod
    def _tied(
        cls,
        company: tuple[str, ...],
        known: tuple[Books, Columns, sparse.csr_array],
        rules: Rules,
        said: tuple[Said, Said],
    ) -> "Circle":
        position = {name: place for place, name in enumerate(company)}
        vetoes, wishes = said
        apart = _both_ways({**_placed(vetoes, position), **_met(rules, position)})
        ties = Ties.of(apart, len(company)), Ties.of(_placed(wishes, position), len(company))
        return cls(company, position, *known, rules, vetoes, wishes, *ties)

    def replaced(self, profile: Profile) -> "Circle":
        """The circle after one company changed, or came to stand at the end."""
        place = self.position.get(profile.company, len(self.company))
        row = _row(profile, self.books)
        columns = {
            name: _with(column, place, _column(name, [row[name]])) for name, column in self.columns.items()
        }
        industries = _joined(self.industries, place, _industries([profile], self.books))
        company = (*self.company[:place], profile.company, *self.company[place + 1 :])
        said = tuple(
            {**{name: told for name, told in old.items() if name != profile.company}, **_said([profile], by)}
            for old, by in ((self.vetoes, _vetoes), (self.wishes, _wishes))
        )
        return Circle._tied(company, (self.books, columns, industries), self.rules, (said[0], said[1]))

    def without(self, place: int) -> "Circle":
        """The circle after the company at a place left."""
        columns = {name: np.delete(column, place, axis=0) for name, column in self.columns.items()}
        kept = np.delete(np.arange(len(self.company)), place)
        company = (*self.company[:place], *self.company[place + 1 :])
        known = (self.books, columns, self.industries[kept])
        return Circle._tied(company, known, self.rules, (self.vetoes, self.wishes))

    # ---- who may meet whom

    def may_meet_at(self, a: Ints, b: Ints) -> Flags:
        """Whether no rule, veto, market, earlier meeting or language keeps them apart."""
        return cast("Flags", self._may_by_columns(a, b) & (self.apart.at(a, b) == 0))

    def may_meet(self, first: int, last: int) -> Flags:
        """The same for companies first to last (exclusive) before all."""
        may = self._may_by_columns(*self.block(first, last)) & (self.apart.block(first, last) == 0)
        return cast("Flags", may)

    def _may_by_columns(self, a: Ints, b: Ints) -> Flags:
        groups = self.columns["group"]
        may: Flags = self._allowed()[groups[a], groups[b]] & (a != b)
        may &= ~(self._holds("excluded", a, b) | self._holds("excluded", b, a))
        if self.rules.shared_language:
            may &= self._language(a, b) >= 0
        return may

    def _allowed(self) -> Flags:
        names = tuple(self.books.groups)
        return np.array([[_pair_allowed(a, b, self.rules) for b in names] for a in names], bool)

    def same_industry(self, first: int, last: int) -> Flags:
        """Whether they name an industry in common."""
        shared: Flags = (self.industries[first:last] @ self.industries.T).toarray() > 0
        return shared

    def same_industry_at(self, a: Ints, b: Ints) -> Flags:
        """The same for flat arrays of places."""
        shared: Flags = (self.industries[a].multiply(self.industries[b])).sum(axis=1) > 0
        return shared

    # ---- what makes a meeting worth more or less

    def odds_at(self, a: Ints, b: Ints) -> tuple[Array, Array]:
        """The factors on the odds of a's gain and of b's gain; see `circumstances`."""
        return self._odds(a, b, self.wished.at(a, b), self.wished.at(b, a))

    def odds(self, first: int, last: int) -> tuple[Array, Array]:
        """The same for companies first to last (exclusive) before all."""
        a, b = self.block(first, last)
        return self._odds(a, b, self.wished.block(first, last), self.wished.at(b, a))

    def _odds(self, a: Ints, b: Ints, ours: Array, theirs: Array) -> tuple[Array, Array]:
        weights = weights_of(self.rules)
        features = self.shared_features()
        shared = sum(np.float32(weights[name]) * features[name](a, b) for name in SHARED)
        openness = np.float32(weights["answers"]) * self.columns["openness"]
        wish = np.float32(weights["wish"])
        forward = np.exp(shared + wish * ours + openness[a])
        backward = np.exp(shared + wish * theirs + openness[b])
        return forward, backward

    def shared_features(self) -> dict[str, Callable[[Ints, Ints], Array]]:
        """How each feature that both sides share is read from the columns."""
        return {
            "language": self._language,
            "market": self._market,
            "presence": self._presence,
            "size": self._size,
            "region": self._region,
            "kinds": self._kinds,
        }

    def _language(self, a: Ints, b: Ints) -> Array:
        return self._overlap("tongues", a, b)

    def _presence(self, a: Ints, b: Ints) -> Array:
        return self._overlap("presence", a, b)

    def _overlap(self, name: str, a: Ints, b: Ints) -> Array:
        """1 where both say something in common, -1 where not, 0 where one says nothing."""
        mine, theirs = self.columns[name][a], self.columns[name][b]
        return _sign(mine & theirs != 0, (mine != 0) & (theirs != 0))

    def _market(self, a: Ints, b: Ints) -> Array:
        there, back = self._reaches(a, b), self._reaches(b, a)
        missed = np.minimum(there, back) < 0
        return np.where(missed, np.float32(-1), np.maximum(there, back))

    def _reaches(self, a: Ints, b: Ints) -> Array:
        named: Column = np.any(self.columns["markets"] != 0, axis=1)
        known: Flags = named[a] & (self.columns["country"][b] != 0)
        return _sign(self._holds("markets", a, b), known)

    def _size(self, a: Ints, b: Ints) -> Array:
        mine, theirs = self.columns["size"][a], self.columns["size"][b]
        return _sign(np.abs(mine - theirs) <= 1, (mine != 0) & (theirs != 0))

    def _region(self, a: Ints, b: Ints) -> Array:
        mine, theirs = self.columns["region"][a], self.columns["region"][b]
        return np.where((mine == theirs) & (mine != 0), np.float32(-1), np.float32(0))

    def _kinds(self, a: Ints, b: Ints) -> Array:
        business, kinds, alone = (self.columns[name] for name in ("business", "kinds", "alone"))
        suits = (business[a] & kinds[b] | business[b] & kinds[a]) != 0
        same = (alone[a] == alone[b]) & (alone[a] != 0)
        return np.where(same, np.float32(-1), suits.astype(np.float32))

    def selling_at(self, a: Ints, b: Ints) -> tuple[Array, Array]:
        """τ of a selling to b, and of b selling to a."""
        needs, offers = self.columns["needs"], self.columns["offers"]
        return _weights(needs[a] & offers[b]), _weights(needs[b] & offers[a])

    def selling(self, first: int, last: int) -> tuple[Array, Array]:
        """The same for companies first to last (exclusive) before all."""
        return self.selling_at(*self.block(first, last))

    def block(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Places of the companies first to last as a column, and of all as a row."""
        return np.arange(first, last)[:, None], np.arange(len(self.company))[None, :]

    def _holds(self, name: str, a: Ints, b: Ints) -> Flags:
        """Whether the countries that a names under `name` hold that of b."""
        country = self.columns["country"][b]
        word, bit = np.minimum(country >> 6, WORDS - 1), (country & 63).astype(np.uint64)
        held: Flags = (self.columns[name][a, word] >> bit) & np.uint64(1) != 0
        return held


def _sign(positive: Flags, known: Flags) -> Array:
    return np.where(known, np.where(positive, np.float32(1), np.float32(-1)), np.float32(0))


def _weights(both: Flags) -> Array:
    return np.where(both, np.float32(SELLING), np.float32(ONLY_SELLING))


def _met(rules: Rules, position: Mapping[str, int]) -> dict[tuple[int, int], float]:
    return {
        (position[one], position[other]): 1.0
        for one, other in rules.met_before
        if one in position and other in position
    }


def _both_ways(pairs: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    return {**pairs, **{(other, one): value for (one, other), value in pairs.items()}}


def _with(column: Column, place: int, row: Column) -> Column:
    return np.concatenate([column[:place], row, column[place + 1 :]])


def _industries(profiles: Sequence[Profile], books: Books) -> sparse.csr_array:
    """Companies x industry codes, 1 where the company names the code."""
    named = [sorted({books.industries.number(code) for code in profile.industries}) for profile in profiles]
    columns = np.array([code for row in named for code in row], np.int64)
    starts = np.cumsum([0, *(len(row) for row in named)])
    ones = np.ones(len(columns), np.int32)
    return sparse.csr_array((ones, columns, starts), shape=(len(profiles), len(books.industries)))


def _joined(all_rows: sparse.csr_array, place: int, row: sparse.csr_array) -> sparse.csr_array:
    """The rows with the one at `place` replaced, or added; both made as wide as the wider."""
    width = max(all_rows.shape[1], row.shape[1])
    parts = [all_rows[:place], row, all_rows[place + 1 :]]
    for part in parts:
        part.resize(part.shape[0], width)  # type: ignore[call-arg, arg-type]  # stubs know matrices only
    return sparse.csr_array(sparse.vstack(parts, format="csr"))
