"""Measured figures as JSON and as tables, beside their targets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from madang.files.matching import popularity, reciprocal, targets
from madang.files.matching.market import Market
from madang.files.matching.parallel import Parallel
from madang.files.matching.popularity import Spread
from madang.files.matching.ranks import Share
from madang.files.matching.reciprocal import Method
from madang.files.matching.retrieval import DEPTHS, Found, Recall
from madang.files.matching.targets import Aim, Target
from madang.files.terminal.columns import aligned
from madang.files.terminal.writing import Json

SEARCHES = {"engine": "engine", "bm25": "BM25", "postgresql": "PostgreSQL"}
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure with its target."""

    figure: str
    value: float
    target: Target

    @property
    def word(self) -> str:
        return "reached" if self.target.is_reached(self.value) else "NOT REACHED"

    def json(self) -> Json:
        target = self.target
        return {
            "figure": self.figure,
            "value": round(self.value, DIGITS),
            "aim": "at least" if target.aim is Aim.LEAST else "at most",
            "target": target.value,
            "before": target.ground,
            "reached": target.is_reached(self.value),
        }


# ---- retrieval ----------------------------------------


def retrieval_json(found: Iterable[Found]) -> Json:
    """By direction: the engine's recall, and that of each other search under its name."""
    return {one.direction: _found_json(one) for one in found}


def _found_json(found: Found) -> Json:
    others = {name: _recall_json(recall) for name, recall in found.by.items() if name != "engine"}
    return {"lines": found.lines, **_recall_json(found.by["engine"]), **others}


def _recall_json(recall: Recall) -> Json:
    named = zip(DEPTHS, recall.at, strict=True)
    return {name: value for depth, one in named for name, value in _share_json(f"recall_at_{depth}", one)}


def _share_json(name: str, one: Share) -> Iterator[tuple[str, float | list[float]]]:
    yield name, round(one.value, DIGITS)
    yield f"{name}_interval", [round(one.low, DIGITS), round(one.high, DIGITS)]


def retrieval_targets(found: Iterable[Found]) -> list[Judged]:
    judged = []
    for one in found:
        kind = "sentences" if one.file == "sentences.tsv" else "industry"
        if target := targets.RECALL.get((kind, one.direction)):
            figure = f"{one.file} {one.direction} recall@10"
            judged.append(Judged(figure, one.by["engine"].at[-1].value, target))
    return judged


def retrieval_table(parallel: Parallel, found: Sequence[Found]) -> str:
    names = list(found[0].by)
    heading = [
        "",
        *(f"{SEARCHES.get(name, name)} @1" if at == 0 else "@10" for name in names for at in (0, 1)),
    ]
    heading.insert(3, "95 %")
    rows = [heading, *(_found_row(one) for one in found)]
    skipped = f", {parallel.left_out} left out for want of a text" if parallel.left_out else ""
    title = f"{parallel.name}: {parallel.lines:,} lines{skipped}; recall in %"
    return f"\n{title}\n{_indented(aligned(rows, right=range(1, len(heading))))}"


def _found_row(found: Found) -> list[str]:
    engine = found.by["engine"].at
    cells = [_percent(one) for recall in found.by.values() for one in recall.at]
    cells.insert(2, _interval(engine[-1]))
    return [found.direction, *cells]


# ---- the mixed-language market ----------------------------------------


def reciprocal_json(market: Market, methods: Mapping[str, Method]) -> Json:
    return {
        "companies": len(market.profiles),
        "across": int(market.is_across.sum()),
        **{name: _method_json(one) for name, one in methods.items()},
    }


def _method_json(one: Method) -> Json:
    named = ("precision_at_1", one.first), ("recall_at_10", one.ten), ("recall_at_10_across", one.ten_across)
    return {name: value for title, figure in named for name, value in _share_json(title, figure)}


def reciprocal_targets(methods: Mapping[str, Method]) -> list[Judged]:
    engine = methods["engine"]
    return [
        Judged("market precision@1", engine.first.value, targets.PRECISION_AT_1),
        Judged("market recall@10 across languages", engine.ten_across.value, targets.RECALL_ACROSS),
    ]


def reciprocal_table(market: Market, methods: Mapping[str, Method]) -> str:
    rows = [["", "precision@1", "95 %", "recall@10", "95 %", "across", "95 %"]]
    for name, one in methods.items():
        figures = (one.first, one.ten, one.ten_across)
        rows.append(
            [reciprocal.TITLES[name], *(cell for f in figures for cell in (_percent(f), _interval(f)))]
        )
    title = (
        f"mixed-language market: {len(market.profiles):,} companies, the partner of "
        f"{int(market.is_across.sum()):,} writes in another language; in %"
    )
    return f"\n{title}\n{_indented(aligned(rows, right=range(1, 7)))}"


# ---- exposure ----------------------------------------


def exposure_json(companies: int, spreads: Mapping[str, Spread]) -> Json:
    return {"companies": companies, **{name: _spread_json(one) for name, one in spreads.items()}}


def _spread_json(one: Spread) -> Json:
    cost = {} if one.cost is None else {"cost": round(one.cost, DIGITS)}
    return {"never_shown": round(one.never_shown, DIGITS), "gini": round(one.gini, DIGITS), **cost}


def exposure_targets(spreads: Mapping[str, Spread]) -> list[Judged]:
    fair = spreads["fair"]
    return [
        Judged("exposure never shown", fair.never_shown, targets.NEVER_SHOWN),
        Judged("exposure Gini", fair.gini, targets.GINI),
        Judged("exposure cost", fair.cost or 0.0, targets.COST),
    ]


def exposure_table(companies: int, spreads: Mapping[str, Spread]) -> str:
    rows = [["", "never shown, %", "Gini", "cost, %"]]
    for name, one in spreads.items():
        cost = "–" if one.cost is None else f"{100 * one.cost:.1f}"
        rows.append([popularity.TITLES[name], f"{100 * one.never_shown:.1f}", f"{one.gini:.2f}", cost])
    title = f"exposure: {companies:,} companies, few of them sought by many; lists of {popularity.DEPTH}"
    return f"\n{title}\n{_indented(aligned(rows, right=range(1, 4)))}"


# ---- targets ----------------------------------------


def targets_table(judged: Sequence[Judged]) -> str:
    """Every figure that has a target, with what was known before."""
    if not judged:
        return "\nNone of these figures has a target.\n"
    rows = [["target", "before", "aim", "measured", ""]]
    for one in judged:
        aim = f"{one.target.aim.value} {one.target.value:g}"
        rows.append([one.figure, one.target.ground, aim, f"{one.value:.3f}", one.word])
    return f"\n{aligned(rows, right=(1, 2, 3))}"


def _percent(one: Share) -> str:
    return f"{100 * one.value:.1f}"


def _interval(one: Share) -> str:
    return f"{100 * one.low:.1f}–{100 * one.high:.1f}"


def _indented(table: str) -> str:
    return "".join(f"  {line}\n" for line in table.splitlines())
