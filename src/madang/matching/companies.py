"""What is known of the companies besides their items: who may meet whom, and what makes a meeting easier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from madang.matching.chances import MARKET_MISSED, NO_SHARED_LANGUAGE, ONLY_SELLING, SELLING, Array
from madang.matching.shapes import Profile, Refusal, Rules, Side
from madang.matching.text import language_code

Flags = npt.NDArray[np.bool_]


def has(profile: Profile, side: Side) -> bool:
    return any(item.side is side for item in profile.items)


def languages(profile: Profile) -> frozenset[str]:
    return frozenset(language_code(tag) for tag in profile.languages)


def markets(profile: Profile) -> frozenset[str]:
    """The countries a company is for: its own, and those of its items when each of them names some."""
    named = [item.markets for item in profile.items]
    if not all(named):
        return frozenset(profile.markets)
    return frozenset(profile.markets).union(*named)


def refusal(one: Profile, other: Profile, rules: Rules) -> Refusal | None:
    """Why two profiles may not meet, competitors aside (that takes the score); the same both ways round."""
    tests = (
        (Refusal.SAME_COMPANY, one.company == other.company),
        (Refusal.RULES, not _pair_allowed(one.group, other.group, rules)),
        (Refusal.VETO, one.company in other.vetoes or other.company in one.vetoes),
        (Refusal.MARKET, _excludes(one, other) or _excludes(other, one)),
        (Refusal.MET_BEFORE, _met_before(one.company, other.company, rules)),
        (Refusal.LANGUAGE, rules.shared_language and not _share_language(one, other)),
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


def _share_language(one: Profile, other: Profile) -> bool:
    """Whether they can talk; a profile that says nothing about languages is not held back."""
    mine, theirs = languages(one), languages(other)
    return not mine or not theirs or bool(mine & theirs)


def _market_missed(one: Profile, other: Profile) -> bool:
    """Whether one of them says which markets it is for, and the other's country is not among them."""
    return _outside(one, other) or _outside(other, one)


def _outside(one: Profile, other: Profile) -> bool:
    reached = markets(one)
    return bool(reached) and bool(other.country) and other.country not in reached


def ease(one: Profile, other: Profile) -> float:
    """Factor in (0, 1] on both chances: markets that do not reach, no common language."""
    market = MARKET_MISSED if _market_missed(one, other) else 1.0
    return market * (1.0 if _share_language(one, other) else NO_SHARED_LANGUAGE)


def selling_weight(seller: Profile, buyer: Profile) -> float:
    """τ: how much finding a buyer is worth to the seller beside having its own needs met."""
    both = has(seller, Side.NEED) and has(buyer, Side.OFFER)
    return SELLING if both else ONLY_SELLING


@dataclass(frozen=True, slots=True)
class Circle:
    """The same as arrays: for a block of companies against all, (block x companies)."""

    company: tuple[str, ...]
    position: dict[str, int]
    group: npt.NDArray[np.int64]
    allowed: Flags
    country: npt.NDArray[np.int64]
    excluded: Flags
    outside: Flags
    tongues: npt.NDArray[np.int64]
    apart: tuple[frozenset[int], ...]
    needs: Flags
    offers: Flags
    industries: sparse.csr_array
    shared_language: bool

    @classmethod
    def of(cls, profiles: Sequence[Profile], rules: Rules) -> "Circle":
        position = {profile.company: place for place, profile in enumerate(profiles)}
        groups = sorted({profile.group for profile in profiles})
        countries = sorted({"", *(profile.country for profile in profiles)})
        tongues = sorted({tongue for profile in profiles for tongue in languages(profile)})
        return cls(
            tuple(position),
            position,
            np.array([groups.index(profile.group) for profile in profiles], np.int64),
            np.array([[_pair_allowed(a, b, rules) for b in groups] for a in groups], bool),
            np.array([countries.index(profile.country) for profile in profiles], np.int64),
            _flags(
                [[bool(c) and c in p.excluded_markets for c in countries] for p in profiles], len(countries)
            ),
            _flags([_outside_of(markets(profile), countries) for profile in profiles], len(countries)),
            np.array([_bits(languages(profile), tongues) for profile in profiles], np.int64),
            _apart(profiles, position, rules),
            np.array([has(profile, Side.NEED) for profile in profiles], bool),
            np.array([has(profile, Side.OFFER) for profile in profiles], bool),
            _industries(profiles),
            rules.shared_language,
        )

    def may_meet(self, first: int, last: int) -> Flags:
        """Whether no rule, veto, market, earlier meeting or language keeps them apart."""
        block = slice(first, last)
        may = self.allowed[self.group[block]][:, self.group]
        may &= ~self.excluded[block][:, self.country]
        may &= ~self.excluded[:, self.country[block]].T
        if self.shared_language:
            may &= self._can_talk(block)
        for row in range(first, last):
            may[row - first, [row, *self.apart[row]]] = False
        return may

    def same_industry(self, first: int, last: int) -> Flags:
        """Whether they name an industry in common."""
        shared: Flags = (self.industries[first:last] @ self.industries.T).toarray() > 0
        return shared

    def ease(self, first: int, last: int) -> Array:
        """`ease` for a block."""
        block = slice(first, last)
        missed = self.outside[block][:, self.country] | self.outside[:, self.country[block]].T
        factor = np.where(missed, np.float32(MARKET_MISSED), np.float32(1))
        factor[~self._can_talk(block)] *= np.float32(NO_SHARED_LANGUAGE)
        return factor

    def selling(self, first: int, last: int) -> tuple[Array, Array]:
        """τ of the block's companies selling to all, and of all selling to them (both block x companies)."""
        block = slice(first, last)
        ours = self.needs[block, None] & self.offers[None, :]
        theirs = self.needs[None, :] & self.offers[block, None]
        return _weights(ours), _weights(theirs)

    def _can_talk(self, block: slice) -> Flags:
        mine = self.tongues[block, None]
        talk: Flags = (mine & self.tongues[None, :] != 0) | (mine == 0) | (self.tongues[None, :] == 0)
        return talk


def _industries(profiles: Sequence[Profile]) -> sparse.csr_array:
    """Companies x industry codes, 1 where the company names the code."""
    codes = {code: place for place, code in enumerate(sorted({c for p in profiles for c in p.industries}))}
    named = [[codes[code] for code in sorted(set(profile.industries))] for profile in profiles]
    columns = np.array([code for row in named for code in row], np.int64)
    starts = np.cumsum([0, *(len(row) for row in named)])
    ones = np.ones(len(columns), np.int32)
    return sparse.csr_array((ones, columns, starts), shape=(len(profiles), len(codes)))


def _weights(both: Flags) -> Array:
    return np.where(both, np.float32(SELLING), np.float32(ONLY_SELLING))


def _flags(rows: list[list[bool]], width: int) -> Flags:
    return np.array(rows, bool).reshape(len(rows), width)


def _outside_of(reached: frozenset[str], countries: Sequence[str]) -> list[bool]:
    return [bool(reached) and bool(country) and country not in reached for country in countries]


def _bits(spoken: frozenset[str], tongues: Sequence[str]) -> int:
    return sum(1 << place for place, tongue in enumerate(tongues[:62]) if tongue in spoken)


def _apart(profiles: Sequence[Profile], position: dict[str, int], rules: Rules) -> tuple[frozenset[int], ...]:
    """For each company the places of those that a veto or an earlier meeting keeps away."""
    apart: list[set[int]] = [set() for _ in profiles]
    vetoes = [(profile.company, other) for profile in profiles for other in profile.vetoes]
    for one, other in (*vetoes, *rules.met_before):
        if one in position and other in position:
            apart[position[one]].add(position[other])
            apart[position[other]].add(position[one])
    return tuple(frozenset(places) for places in apart)
