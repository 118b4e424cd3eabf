"""The index of a fair's companies: recommend for one, for all, and say why two may not meet."""

import os
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from madang.matching.candidates import EXACT, Outline, shortlisted
from madang.matching.exposure import Shortlist, share_out
from madang.matching.meaning import SILENT, Blend, Meanings, blend_of
from madang.matching.reasons import mirrored
from madang.matching.reasons import recommendation as explained
from madang.matching.scoring.chances import Array
from madang.matching.scoring.companies import Circle, refusal, weights_of
from madang.matching.scoring.pairs import Pair
from madang.matching.scoring.reading import Reader
from madang.matching.scoring.scores import Scores, Table
from madang.matching.scoring.table import Rows, Vocabulary, join, lift_of, pack
from madang.matching.scoring.vectors import Rarity, Vector
from madang.matching.shapes import Change, Profile, Progress, Recommendation, Refusal, Round, Rules, Side

BLOCK = 128  # companies scored at once: some 40 MB of working memory at 3,000 companies, or with candidates
SPARE = 6  # how many times k candidates are kept for floor and cap to choose from
KEPT = 8_192  # companies whose vectors, and pairs whose reasons, are remembered for the next to ask
MANY = 20  # with more than one profile in so many changed, everything is read anew
AT_WORK = 4  # blocks of candidates at once, on as many processors


@dataclass(frozen=True, slots=True)
class Entrant:
    """A profile with its vectors."""

    profile: Profile
    needs: tuple[Vector, ...]
    offers: tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What stays the same while profiles come and go: rarity of terms, numbers of names, calibration."""

    rarity: Rarity
    terms: Vocabulary
    concepts: Vocabulary
    lift: Array
    meanings: Meanings = field(default_factory=Meanings)
    blend: Blend = SILENT

    def entrant(self, profile: Profile) -> Entrant:
        return Entrant(profile, self._vectors(profile, Side.NEED), self._vectors(profile, Side.OFFER))

    def rows(self, entrant: Entrant) -> tuple[Rows, Rows]:
        """Needs and offers of one company."""
        needs = pack(entrant.needs, Side.NEED, self.terms, self.concepts)
        offers = pack(entrant.offers, Side.OFFER, self.terms, self.concepts)
        widths = len(self.terms), len(self.concepts), self.meanings.width
        return join([needs], *widths), join([offers], *widths)

    def _vectors(self, profile: Profile, side: Side) -> tuple[Vector, ...]:
        return tuple(
            self.rarity.vector(item, profile.country).with_meaning(self.meanings.of(item.text))
            for item in profile.items
            if item.side is side
        )


class Index:
    """All profiles of a fair, ready to be asked.

    Immutable: `with_profile` and `without` give a new index. Rarity of words and calibration are learned by
    `build` and kept by `with_profile`, so that a small change moves nobody else's scores; build anew now
    and then. An index can be pickled: some 3 KB a company.
    """

    def __init__(self, memory: Memory, profiles: Mapping[str, Profile], table: Table) -> None:
        """For `build`, `with_profile` and `without`; callers use those."""
        self._memory = memory
        self._profiles = profiles
        self._table = table
        self._entrants: OrderedDict[str, Entrant] = OrderedDict()

    def __reduce__(self) -> "tuple[type[Index], tuple[Memory, Mapping[str, Profile], Table]]":
        return Index, (self._memory, self._profiles, self._table)

    @classmethod
    def build(
        cls, profiles: Iterable[Profile], rules: Rules | None = None, meanings: Meanings | None = None
    ) -> "Index":
        """Read all profiles once; `meanings` are blended in where an item's `text` has a vector.

        Raises:
            ValueError: two profiles share a company id, or two items of one profile share an id.
        """
        profiles = tuple(profiles)
        _check(profiles)
        meanings = meanings or Meanings()
        read = Reader(meanings).read(profiles)
        lift, blend = lift_of(read.needs, read.offers), blend_of(read.needs, read.offers, meanings.weight)
        memory = Memory(read.rarity, read.terms, read.concepts, lift, meanings, blend)
        wary = np.array([profile.no_competitors for profile in profiles], bool)
        circle = Circle.of(profiles, rules or Rules())
        table = Table(circle, read.needs, read.offers, wary, lift, blend)
        return cls(memory, {profile.company: profile for profile in profiles}, table)

    @property
    def companies(self) -> tuple[str, ...]:
        """Company ids in the order they were given."""
        return self._table.circle.company

    def with_profile(self, profile: Profile, meanings: Meanings | None = None) -> "Index":
        """The index after one company was added or changed, without reading the others again.

        `meanings` brings the vectors of its new texts.
        """
        _check([profile])
        memory, table = self._memory, self._table
        if meanings:
            memory = replace(memory, meanings=memory.meanings.joined(meanings))
        place = table.circle.position.get(profile.company, len(self.companies))
        needs, offers = memory.rows(memory.entrant(profile))
        changed = replace(
            table,
            circle=table.circle.replaced(profile),
            needs=table.needs.replaced(place, needs),
            offers=table.offers.replaced(place, offers),
            wary=np.concatenate([table.wary[:place], [profile.no_competitors], table.wary[place + 1 :]]),
        )
        return Index(memory, {**self._profiles, profile.company: profile}, changed)

    def without(self, company: str) -> "Index":
        """The index after one company left. Raises KeyError when it is not there."""
        table = self._table
        place = table.circle.position[company]
        changed = replace(
            table,
            circle=table.circle.without(place),
            needs=table.needs.without(place),
            offers=table.offers.without(place),
            wary=np.delete(table.wary, place),
        )
        kept = {name: profile for name, profile in self._profiles.items() if name != company}
        return Index(self._memory, kept, changed)

    def updated(self, profiles: Iterable[Profile], meanings: Meanings | None = None) -> "Index":
        """The index with exactly these profiles, of which only those that differ are read again.

        Built anew, with rarity and calibration, when more than one in `MANY` differ. Raises ValueError as
        `build` does.
        """
        profiles = tuple(profiles)
        _check(profiles)
        wanted = {profile.company: profile for profile in profiles}
        changed = [profile for name, profile in wanted.items() if self._profiles.get(name) != profile]
        left = [name for name in self._profiles if name not in wanted]
        if MANY * (len(changed) + len(left)) > len(wanted):
            return Index.build(profiles, self.rules, meanings)
        index = self
        for name in left:
            index = index.without(name)
        for profile in changed:
            index = index.with_profile(profile, meanings)
        return index

    @property
    def width(self) -> int:
        """Numbers in each vector of meaning; 0 without."""
        return self._memory.meanings.width

    @property
    def rules(self) -> Rules:
        """The organiser's rules that it was built with."""
        return self._table.circle.rules

    def ranked(self, company: str, k: int = 20) -> tuple[tuple[str, float], ...]:
        """The best k partners of one company with their scores, best first, without reasons.

        Pairs with nothing in common are not recommended, so there may be fewer than k. Raises KeyError if
        unknown.
        """
        row = self._table.circle.position[company]
        found = _shortlist(self._scores(row, row + 1), k)
        return tuple((self.companies[place], score) for place, score in found.row(0))

    def recommend(self, company: str, k: int = 20) -> tuple[Recommendation, ...]:
        """The same with reasons."""
        return tuple(self._recommendation(company, partner) for partner, _score in self.ranked(company, k))

    def recommend_all(self, k: int = 20, on_progress: Progress | None = None) -> Round:
        """The best k partners of every company, after the fair's floor and cap of exposure.

        Up to `EXACT` companies every pair is scored, beyond it the candidates of each (`candidates`).
        Reasons are made when a list is read.
        """
        report = on_progress or _silent
        total = len(self.companies)
        parts: list[Shortlist] = []
        for part in self._shortlists(SPARE * k):
            parts.append(part)
            report(min(len(parts) * BLOCK, total), total)
        candidates = Shortlist.joined(parts, SPARE * k)
        chosen, exposure = share_out(candidates, k, self._table.circle.rules, self.companies)
        lists = Lists(self.companies, chosen, self._recommendation)
        return Round(lists, exposure, lists.ranked)

    def affected(
        self, company: str, bars: Mapping[str, float], holders: Collection[str] = ()
    ) -> tuple[Change, ...]:
        """Whose list a changed or new company belongs into now, or stands in: the best suited first.

        `bars`: for each other company the score that a newcomer must exceed (its weakest partner's, or 0
        while its list has room); `holders`: those whose list holds the company already. Raises KeyError for
        an unknown company.
        """
        row = self._table.circle.position[company]
        scores = dict(zip(self.companies, self._scores(row, row + 1).score[0].tolist(), strict=True))
        held = set(holders)
        changes = (
            Change(other, max(scores.get(other, 0.0), 0.0), is_held=other in held)
            for other in {*bars, *held} - {company}
        )
        touched = (one for one in changes if one.is_held or one.score > max(0.0, bars[one.company]))
        return tuple(sorted(touched, key=lambda one: (-one.score, one.company)))

    def between(self, company: str, partner: str) -> Recommendation | None:
        """Score and reasons of one pair, or None when `refusal` forbids it.

        Raises KeyError for unknown ids.
        """
        if self.refusal(company, partner) is not None:
            return None
        return self._recommendation(company, partner)

    def pair(self, company: str, partner: str) -> Pair:
        """Two companies crossed both ways, whether they may meet or not. Raises KeyError for unknown ids."""
        one, other = self._entrant(company), self._entrant(partner)
        lift, blend = self._memory.lift.tolist(), self._memory.blend
        return Pair.of(one, other, lift, blend, weights_of(self._table.circle.rules))

    def refusal(self, company: str, partner: str) -> Refusal | None:
        """Why these two may not meet, or None when they may. Raises KeyError for unknown ids."""
        table = self._table
        why = refusal(self._profiles[company], self._profiles[partner], table.circle.rules)
        if why is not None:
            return why
        a, b = (np.array([table.circle.position[one]]) for one in (company, partner))
        return Refusal.COMPETITOR if table.at(a, b).score[0] < 0 else None

    def _scores(self, first: int, last: int) -> Scores:
        return self._table.block(first, last)

    def _shortlists(self, most: int) -> Iterator[Shortlist]:
        """Block by block, in the order of the companies."""
        total = len(self.companies)
        blocks = [(first, min(first + BLOCK, total)) for first in range(0, total, BLOCK)]
        if total <= EXACT:
            for first, last in blocks:
                yield _shortlist(self._scores(first, last), most)
            return
        outline = Outline.of(self._table)

        def begin(first: int, last: int) -> "Future[Shortlist]":
            return threads.submit(shortlisted, self._table, outline, first, last, most)

        with ThreadPoolExecutor(min(AT_WORK, os.cpu_count() or 1)) as threads:
            waiting = iter(blocks)
            under_way = [begin(*block) for block in islice(waiting, 2 * AT_WORK)]
            try:
                while under_way:
                    yield under_way.pop(0).result()
                    under_way.extend(begin(*block) for block in islice(waiting, 1))
            finally:
                _give_up(under_way)

    def _entrant(self, company: str) -> Entrant:
        known = self._entrants.get(company)
        if known is None:
            known = self._memory.entrant(self._profiles[company])
            if len(self._entrants) >= KEPT:
                self._entrants.clear()
            self._entrants[company] = known
        return known

    def _recommendation(self, company: str, partner: str) -> Recommendation:
        return explained(self.pair(company, partner), self._memory.rarity)


class Lists(Mapping[str, tuple[Recommendation, ...]]):
    """The recommendations of a round by company; reasons are made when a list is read."""

    def __init__(
        self, companies: tuple[str, ...], chosen: Shortlist, explain: Callable[[str, str], Recommendation]
    ) -> None:
        self._companies = companies
        self._chosen = chosen
        self._explain = explain
        self._position = {company: place for place, company in enumerate(companies)}
        self._seen: OrderedDict[tuple[str, str], Recommendation] = OrderedDict()

    def __getitem__(self, company: str) -> tuple[Recommendation, ...]:
        found = [self._between(company, partner) for partner, _score in self.ranked(company)]
        return tuple(sorted(found, key=lambda one: -one.score))

    def __iter__(self) -> Iterator[str]:
        return iter(self._position)

    def __len__(self) -> int:
        return len(self._position)

    def ranked(self, company: str) -> tuple[tuple[str, float], ...]:
        """(partner, score) of one company, best first."""
        row = self._chosen.row(self._position[company])
        return tuple((self._companies[place], score) for place, score in row)

    def _between(self, company: str, partner: str) -> Recommendation:
        """The other side of a pair seen lately is the same in a mirror."""
        known = self._seen.pop((partner, company), None)
        one = mirrored(known) if known else self._explain(company, partner)
        if not known:
            self._seen[company, partner] = one
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return one


def _shortlist(scores: Scores, most: int) -> Shortlist:
    row, place = np.nonzero(scores.score > 0)
    return Shortlist.of(row, place, scores.score[row, place], len(scores.score), most)


def _give_up(under_way: Iterable["Future[Shortlist]"]) -> None:
    """Nobody waits for what has not begun."""
    for one in under_way:
        one.cancel()


def _silent(done: int, total: int) -> None:
    """No one watches."""


def _check(profiles: Sequence[Profile]) -> None:
    companies = [profile.company for profile in profiles]
    if repeated := _repeated(companies):
        raise ValueError(f"company ids given twice: {', '.join(repeated)}")
    for profile in profiles:
        if repeated := _repeated([item.id for item in profile.items]):
            raise ValueError(f"items of {profile.company} with the same id: {', '.join(repeated)}")


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)
