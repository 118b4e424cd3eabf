"""Measure what the matching engine finds, beside plain word matching in the same run and beside its targets.

DIR holds any of `sentences.tsv` (id, ko, zh, ru, en) and `industry_*_en.tsv` (code, a language, en). Three
measures: retrieval, where each line looks for its own translation among all lines of its file; the
mixed-language market, made of the industry files, where each company looks for the one partner who suits it
both ways; and exposure, in a market where few are sought by many. `docs/matching.md` tells how each is made.
The same files, options and seed give the same figures.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from madang.config.processes.preflight import CannotRun
from madang.files.matching import figures, popularity, reciprocal, retrieval
from madang.files.matching.figures import Judged
from madang.files.matching.market import mixed_market
from madang.files.matching.parallel import Parallel, parallel_in
from madang.files.matching.retrieval import Search
from madang.files.terminal.options import seed, whole
from madang.files.terminal.writing import Json, add_output, check_output, write
from madang.matching import LANGUAGES, Side

if TYPE_CHECKING:
    from madang.files.matching.postgresql import FullText

MOST_COMPANIES = 20_000
Files = Sequence[Parallel]
Measured = tuple[Json, list[Judged]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="with the evaluation files")
    parser.add_argument("--seed", type=seed, default=1, metavar="N", help="of random choices (default 1)")
    parser.add_argument(
        "--companies", type=_companies, default=1500, metavar="N", help="in the market (default 1500)"
    )
    parser.add_argument(
        "--exposed", type=_companies, default=2000, metavar="N", help="in that of exposure (default 2000)"
    )
    parser.add_argument(
        "--directions",
        type=_directions,
        metavar="ko-en,…",
        help="only these directions of retrieval (default: all that the files have)",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=("retrieval", "reciprocal", "exposure"),
        default=("retrieval", "reciprocal", "exposure"),
        help="only some of the three measures",
    )
    parser.add_argument(
        "--postgresql",
        action="store_true",
        help="PostgreSQL full text as a baseline too (to_tsvector('simple', …)): from an embedded server "
        "of its own, in a temporary folder",
    )
    parser.add_argument(
        "--embeddings",
        metavar="DIR|URL",
        help="weigh a model's likeness of meaning beside words: a folder with model.onnx and tokenizer.json, "
        "or an address as https://host/v1/embeddings (its key in MADANG_EMBEDDINGS_KEY)",
    )
    parser.add_argument("--embeddings-model", default="", metavar="NAME", help="of the model at that address")
    add_output(parser, "the figures")


def run(options: argparse.Namespace) -> None:
    files = parallel_in(options.data)
    check_output(options.json, *(options.data / file.name for file in files))
    started = time.perf_counter()
    judged: list[Judged] = []
    document: Json = {"seed": options.seed}
    with _baseline(wanted=options.postgresql) as database:
        for name in options.only:
            document[name], met = MEASURES[name](files, options, database)
            judged += met
    if options.embeddings:
        document["blend"] = _blend(files, options)
    document["targets"] = [one.json() for one in judged]
    document["seconds"] = round(time.perf_counter() - started, 2)
    _say(figures.targets_table(judged))
    _say(f"\nseed {options.seed}, {document['seconds']:.1f} s\n")
    if options.json is not None:
        write(options.json, document)


@contextmanager
def _baseline(*, wanted: bool) -> Iterator["FullText | None"]:
    if not wanted:
        yield None
        return
    from madang.files.matching.postgresql import full_text  # noqa: PLC0415  only who asks needs a database

    with full_text() as database:
        yield database


def _retrieval(files: Files, options: argparse.Namespace, database: "FullText | None") -> Measured:
    searches: dict[str, Search] = {"engine": retrieval.engine, "bm25": retrieval.plain}
    if database is not None:
        searches["postgresql"] = database.ranks
    document, judged = {}, []
    for parallel in files:
        found = list(retrieval.retrieval(parallel, searches, options.directions, options.seed))
        if found:
            _say(figures.retrieval_table(parallel, found))
            document[parallel.name] = figures.retrieval_json(found)
            judged += figures.retrieval_targets(found)
    return document, judged


def _reciprocal(files: Files, options: argparse.Namespace, database: "FullText | None") -> Measured:
    market = mixed_market([file for file in files if file.is_industry], options.companies, options.seed)
    if not market.profiles:
        _say("\nmixed-language market: no industry file with two lines, so there is none.\n")
        return {}, []
    methods = {}
    if database is not None:
        texts = market.texts(Side.NEED), market.texts(Side.OFFER)
        ranks = database.ranks(*texts, market.partners.tolist())
        methods["postgresql_one_way"] = reciprocal.method(ranks, market, options.seed)
    for name, find in reciprocal.FINDERS.items():
        methods[name] = reciprocal.method(find(market), market, options.seed)
    _say(figures.reciprocal_table(market, methods))
    return figures.reciprocal_json(market, methods), figures.reciprocal_targets(methods)


def _exposure(_files: Files, options: argparse.Namespace, _database: "FullText | None") -> Measured:
    spreads = popularity.spreads(options.exposed, options.seed)
    _say(figures.exposure_table(options.exposed, spreads))
    return figures.exposure_json(options.exposed, spreads), figures.exposure_targets(spreads)


def _blend(files: Files, options: argparse.Namespace) -> Json:
    from madang.files.matching import blending  # noqa: PLC0415  only who asks needs a model
    from madang.partners.embedding.addresses import model_at  # noqa: PLC0415  likewise

    key = os.environ.get("MADANG_EMBEDDINGS_KEY", "")
    try:
        model = model_at(options.embeddings, name=options.embeddings_model, secret=key)
    except ValueError as error:
        raise CannotRun(f"--embeddings {error}.") from None
    market = mixed_market([file for file in files if file.is_industry], options.companies, options.seed)
    if not market.profiles:
        return {}
    found = blending.weighed(market, model, options.seed)
    _say(blending.table(found))
    return blending.document(found)


MEASURES: dict[str, Callable[[Files, argparse.Namespace, "FullText | None"], Measured]] = {
    "retrieval": _retrieval,
    "reciprocal": _reciprocal,
    "exposure": _exposure,
}


def _companies(text: str) -> int:
    return whole(text, 2, MOST_COMPANIES)


def _directions(text: str) -> frozenset[str]:
    chosen = frozenset(text.replace("→", "-").replace(" ", "").lower().split(","))
    for direction in sorted(chosen):
        source, _, target = direction.partition("-")
        if source not in LANGUAGES or target not in LANGUAGES or source == target:
            raise argparse.ArgumentTypeError(
                f"{direction[:20]!r} is no direction: write two of {', '.join(LANGUAGES)}, such as ko-en"
            )
    return chosen


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
