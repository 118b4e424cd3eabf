"""What the matching engine finds, and how fast, beside plain word matching in the same run.

    python benchmarks/matching.py DIR [--companies 1200 10000] [--market 1500] [--exposed 2000] [--seed 1]

DIR holds any of `sentences.tsv` (id, ko, zh, ru, en) and `industry_*_en.tsv` (code, language, en). Three
measures:

1. Retrieval: each line's text in one language looks for its own line among all lines in another language.
2. Mixed-language reciprocal matching, built from the industry files: pairs of companies, each offering what
the
   other needs; a label stands for one subject and several companies offer the same subject, so that an
   offer alone says little; each company writes in one language, Korean or Russian or English, at random.
3. Time and memory for synthetic fairs.
4. Exposure in a market with popularity: subjects follow Zipf's law and one company in twenty offers five
   times as much, so that many look for the same few.
"""

import argparse
import csv
import itertools
import math
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from madang.matching import Index, Item, Profile, Rules, Side, concepts
from madang.matching.exposure import gini
from madang.matching.index import BLOCK
from madang.matching.table import likeness

OFFERS_PER_SUBJECT = 10
Grid = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parallel:
    """A file of lines that mean the same in several languages."""

    name: str
    texts: dict[str, list[str]]


def read_parallel(path: Path) -> Parallel:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    languages = [column for column in lines[0] if column in {"ko", "zh", "ru", "en"}]
    return Parallel(path.name, {language: [line[language] for line in lines] for language in languages})


# ---- retrieval ----------------------------------------


def engine_likeness(queries: Sequence[str], texts: Sequence[str]) -> Grid:
    """Text likeness of every query with every text, as the engine sees it."""
    index = Index.build(
        [
            *(Profile(f"q{n}", (Item("1", Side.NEED, text),)) for n, text in enumerate(queries)),
            *(Profile(f"t{n}", (Item("1", Side.OFFER, text),)) for n, text in enumerate(texts)),
        ]
    )
    return likeness(index._needs, index._offers)  # noqa: SLF001 - the benchmark looks inside


def plain_tokens(text: str) -> list[str]:
    """Lower-case words, as a search engine without language support would cut them."""
    return "".join(letter.lower() if letter.isalnum() else " " for letter in text).split()


def bm25(queries: Sequence[str], texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> Grid:
    """Okapi BM25 on plain tokens."""
    tokens = [plain_tokens(text) for text in texts]
    numbers = {token: place for place, token in enumerate(sorted({t for line in tokens for t in line}))}
    seen = Counter(token for line in tokens for token in set(line))
    mean = sum(map(len, tokens)) / max(1, len(tokens))
    rows, columns, values = [], [], []
    for row, line in enumerate(tokens):
        for token, count in Counter(line).items():
            rarity = math.log(1 + (len(tokens) - seen[token] + 0.5) / (seen[token] + 0.5))
            rows.append(row)
            columns.append(numbers[token])
            values.append(rarity * count * (k1 + 1) / (count + k1 * (1 - b + b * len(line) / mean)))
    weights = sparse.csr_array((values, (rows, columns)), shape=(len(tokens), len(numbers)))
    asked = [[numbers[t] for t in set(plain_tokens(text)) if t in numbers] for text in queries]
    starts = np.cumsum([0, *map(len, asked)])
    ids = np.array(list(itertools.chain(*asked)), np.int64)
    query = sparse.csr_array((np.ones(len(ids)), ids, starts), shape=(len(queries), len(numbers)))
    grid: Grid = (query @ weights.T).toarray().astype(np.float32)
    return grid


def recall(grid: Grid, depth: int) -> float:
    """Share of rows whose own column is among the best `depth`; a tie counts by chance."""
    own = np.diag(grid)[:, None]
    better = (grid > own).sum(axis=1)
    tied = np.maximum((grid == own).sum(axis=1), 1)
    return float(np.clip((depth - better) / tied, 0, 1).mean())


def print_retrieval(parallel: Parallel) -> None:
    print(f"\n{parallel.name}: {len(next(iter(parallel.texts.values())))} lines, recall@1 / recall@10 in %")
    print("  from → to        engine          BM25, plain tokens")
    for source, target in itertools.permutations(parallel.texts, 2):
        ours = engine_likeness(parallel.texts[source], parallel.texts[target])
        plain = bm25(parallel.texts[source], parallel.texts[target])
        figures = [100 * recall(grid, depth) for grid in (ours, plain) for depth in (1, 10)]
        print("  {} → {}     {:6.1f} / {:5.1f}   {:6.1f} / {:5.1f}".format(source, target, *figures))


# ---- reciprocal ----------------------------------------


@dataclass(frozen=True, slots=True)
class Market:
    """Companies with one offer and one need each; `partner[n]` is the one that suits company n both ways."""

    profiles: list[Profile]
    language: list[str]
    partner: list[int]


def mixed_market(files: Sequence[Parallel], companies: int, seed: int) -> Market:
    """See the heading of this file."""
    chance = random.Random(seed)
    labels = [
        {language: texts[row] for language, texts in file.texts.items()}
        for file in files
        for row in range(len(file.texts["en"]))
    ]
    subjects = chance.sample(labels, min(len(labels), companies // OFFERS_PER_SUBJECT))
    profiles, languages = [], []
    for number in range(companies // 2):
        one, other = chance.sample(subjects, 2)
        for place, (offer, need) in enumerate(((one, other), (other, one))):
            shared = sorted(offer.keys() & need.keys())
            language = chance.choice(shared)
            items = (Item("o", Side.OFFER, offer[language]), Item("n", Side.NEED, need[language]))
            profiles.append(Profile(f"c{2 * number + place}", items))
            languages.append(language)
    return Market(profiles, languages, [number ^ 1 for number in range(len(profiles))])


def full_scores(index: Index) -> tuple[Grid, Grid]:
    """Reciprocal score and one-way chance (own needs only) of all pairs."""
    total = len(index.companies)
    score = np.zeros((total, total), np.float32)
    one_way = np.zeros_like(score)
    for first in range(0, total, BLOCK):
        last = min(first + BLOCK, total)
        score[first:last] = index._scores(first, last).score  # noqa: SLF001
        one_way[first:last] = index._met(first, last)[0]  # noqa: SLF001
    np.fill_diagonal(one_way, -1)
    return score, one_way


def found(grid: Grid, market: Market, depth: int, rows: Sequence[int]) -> Sequence[float]:
    result = []
    for row in rows:
        own = grid[row, market.partner[row]]
        better, tied = int((grid[row] > own).sum()), int((grid[row] == own).sum())
        result.append(min(1.0, max(0.0, (depth - better) / tied)))
    return result


def interval(values: Sequence[float], seed: int) -> str:
    """Mean with a 95 % bootstrap interval."""
    sample = np.random.default_rng(seed).choice(np.array(values), (1000, len(values))).mean(axis=1)
    low, high = np.percentile(sample, [2.5, 97.5])
    return f"{np.mean(values):.2f} [{low:.2f}–{high:.2f}]"


def print_reciprocal(files: Sequence[Parallel], companies: int, seed: int) -> None:
    market = mixed_market(files, companies, seed)
    texts = {side: [i.text for p in market.profiles for i in p.items if i.side is side] for side in Side}
    plain = bm25(texts[Side.NEED], texts[Side.OFFER])
    np.fill_diagonal(plain, -1)
    backward = plain.T
    both = 2 * plain * backward / np.maximum(plain + backward, 1e-9)
    np.fill_diagonal(both, -1)
    reciprocal, one_way = full_scores(Index.build(market.profiles))
    everyone = range(len(market.profiles))
    across = [row for row in everyone if market.language[row] != market.language[market.partner[row]]]
    print(f"\nMixed-language reciprocal market: {len(everyone)} companies, seed {seed}, 95 % intervals")
    print(f"  {'':32}{'precision@1':>20}{'recall@10':>20}{'recall@10 across':>20}")
    for name, grid in (
        ("BM25, one way", plain),
        ("BM25, harmonic", both),
        ("engine, one way", one_way),
        ("engine, reciprocal", reciprocal),
    ):
        cells = (
            interval(found(grid, market, 1, everyone), seed),
            interval(found(grid, market, 10, everyone), seed),
            interval(found(grid, market, 10, across), seed),
        )
        print(f"  {name:32}" + "".join(f"{cell:>20}" for cell in cells))


# ---- time and memory ----------------------------------------


def synthetic_fair(companies: int, seed: int) -> list[Profile]:
    """Companies with two offers and two needs each, worded from the taxonomy in four languages."""
    chance = random.Random(seed)
    nodes = concepts()
    countries = {"ko": "KR", "zh": "CN", "ru": "RU", "en": "MY"}
    profiles = []
    for number in range(companies):
        language = chance.choice(("ko", "zh", "ru", "en"))
        items = []
        for place, side in enumerate((Side.OFFER, Side.OFFER, Side.NEED, Side.NEED)):
            chosen = chance.sample(nodes, 3)
            text = ", ".join(node.label(language) for node in chosen)
            items.append(Item(str(place), side, text, language, concepts=(chosen[0].id,)))
        profiles.append(
            Profile(f"c{number}", tuple(items), country=countries[language], languages=(language,))
        )
    return profiles


def timed(name: str, work: Callable[[], object]) -> object:
    start, busy = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - start, time.process_time() - busy
    print(f"  {name:34}{wall:9.3f} s   ({cpu:.3f} s of processor time)")
    return result


def print_speed(companies: int, seed: int) -> None:
    profiles = synthetic_fair(companies, seed)
    print(f"\n{companies} companies, 2 offers and 2 needs each")
    index = timed("build the index", lambda: Index.build(profiles))
    assert isinstance(index, Index)
    timed("recommend 20 to one company", lambda: index.recommend("c0", 20))
    timed("match one changed profile anew", lambda: index.with_profile(profiles[0]).recommend("c0", 20))
    whole = timed("recommend 20 to everyone", lambda: index.recommend_all(20))
    exposure = whole.exposure  # type: ignore[attr-defined]
    print(
        f"  never shown {len(exposure.never_shown)}, Gini {exposure.gini:.2f}, "
        f"cost of floor and cap {100 * exposure.cost:.1f} %"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'peak memory of the process so far':34}{peak:9.0f} MB")


# ---- exposure ----------------------------------------


def popular_market(companies: int, seed: int) -> list[Profile]:
    """See the heading of this file."""
    chance = random.Random(seed)
    nodes = chance.sample(concepts(), len(concepts()))
    weights = [1 / rank for rank in range(1, len(nodes) + 1)]
    profiles = []
    for number in range(companies):
        language = chance.choice(("ko", "zh", "ru", "en"))
        sides = [Side.OFFER] * (10 if number % 20 == 0 else 2) + [Side.NEED] * 2
        chosen = chance.choices(nodes, weights, k=len(sides))
        items = tuple(
            Item(str(place), side, node.label(language), language)
            for place, (side, node) in enumerate(zip(sides, chosen, strict=True))
        )
        profiles.append(Profile(f"c{number}", items))
    return profiles


def shown_by(grid: Grid, depth: int) -> list[int]:
    """In how many lists each column stands, when each row shows its best `depth`."""
    best = np.argsort(-grid, axis=1, kind="stable")[:, :depth]
    counts: list[int] = np.bincount(best.ravel(), minlength=len(grid)).tolist()
    return counts


def print_exposure(companies: int, seed: int, depth: int = 10) -> None:
    profiles = popular_market(companies, seed)
    score, one_way = full_scores(Index.build(profiles))
    print(f"\nExposure: {companies} companies in a market with popularity, lists of {depth}, seed {seed}")
    print(f"  {'':32}{'never shown':>14}{'Gini':>8}{'cost':>8}")
    for name, grid in (("one way", one_way), ("reciprocal", score)):
        counts = shown_by(grid, depth)
        print(f"  {name:32}{counts.count(0) / companies:>13.1%}{gini(counts):>9.2f}{'–':>7}")
    for floor, cap in ((0, 2 * depth), (5, 2 * depth)):
        fair = Index.build(profiles, Rules(floor=floor, cap=cap)).recommend_all(depth).exposure
        name = f"reciprocal, floor {floor}, cap {cap}"
        print(f"  {name:32}{len(fair.never_shown) / companies:>13.1%}{fair.gini:>9.2f}{fair.cost:>8.1%}")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--companies", type=int, nargs="*", default=[1200, 10_000])
    parser.add_argument("--market", type=int, default=1500)
    parser.add_argument("--exposed", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    print_exposure(options.exposed, options.seed)
    for companies in options.companies:
        print_speed(companies, options.seed)
    files = [read_parallel(path) for path in sorted(options.directory.glob("*.tsv"))]
    for parallel in files:
        print_retrieval(parallel)
    industries = [file for file in files if file.name.startswith("industry_")]
    if industries:
        print_reciprocal(industries, options.market, options.seed)


if __name__ == "__main__":
    main(sys.argv[1:])
