"""How fast search answers, end to end, how large its index is, and what it finds across languages.

    python benchmarks/search.py [--companies 5000] [--listings 4] [--questions 200] [--seed 1]

A fair of made-up companies in a fresh embedded database: each writes in one of four languages, and each
offer or need puts together two phrases of the glossary, in any of their synonyms. A question is such a
pair in the words of another language, or of the same; some are mistyped by one letter. So every phrase is
known to the glossary: the recall says what the index and the ranking do with what is known, not how much
is known.

Beside it, on the same rows in the same run: PostgreSQL's own full-text search (`to_tsvector('simple')`, with
an index) and ILIKE. Recall is over the first page: of the companies that say both things, or as many as a
page holds, how many are on it. Times are of the whole request: middleware, search, the page of results.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demonstration import installation

LANGUAGES = {"ko": "KR", "zh": "CN", "en": "MY", "ru": "RU"}
SYLLABLES = ("han", "sol", "mu", "ren", "vost", "kal", "dar", "lin", "shu", "por", "na", "gel", "tor", "bei")
SUBJECTS = 150
BATCH = 1000
Search = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Question:
    """What is typed, in which language, and which two phrases it means."""

    text: str
    language: str
    meant: tuple[int, int]
    is_mistyped: bool


@dataclass(frozen=True)
class Market:
    """By pair of phrases, the companies that say both in one title, each with its language."""

    said: dict[tuple[int, int], dict[int, str]]
    names: list[str]


def phrases(chance: random.Random) -> list[tuple[tuple[str, ...], ...]]:
    """Some phrases of the glossary with their synonyms in four languages, of words that can be mistyped."""
    from madang.matching.language.glossaries import nodes  # noqa: PLC0415  Django is set up by now

    return [node.entry.surfaces for node in chance.sample(nodes(), SUBJECTS)]


def wording(
    pair: tuple[int, int], language: str, known: Sequence[tuple[tuple[str, ...], ...]], chance: random.Random
) -> str:
    from madang.matching.shapes import LANGUAGES as ORDER  # noqa: PLC0415

    return " ".join(chance.choice(known[one][ORDER.index(language)]) for one in pair)


def name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))


def fill(
    companies: int, listings: int, chance: random.Random
) -> tuple[Market, list[tuple[tuple[str, ...], ...]]]:
    """Write the fair's rows; what can be found is written afterwards, by the house's own job."""
    from madang.core.text import Text  # noqa: PLC0415
    from madang.fairs.models import Fair, Participation  # noqa: PLC0415
    from madang.listings.models import Listing  # noqa: PLC0415
    from madang.organisations.models import Organisation  # noqa: PLC0415

    known = phrases(chance)
    fair = Fair.objects.create(
        slug="bench", name=Text.of("en", "Bench"), zone="UTC", country="CN", is_public=True,
        starts_on="2030-01-01", ends_on="2030-01-02",
    )  # fmt: skip
    market = Market({}, [])
    for start in range(0, companies, BATCH):
        spoken = [chance.choice(list(LANGUAGES)) for _ in range(min(BATCH, companies - start))]
        rows = [
            Organisation(country=LANGUAGES[one], name=Text.of("en", name(chance)), industry="62")
            for one in spoken
        ]
        for row in rows:
            row.refresh_name_keys()
        Organisation.objects.bulk_create(rows)
        Participation.objects.bulk_create(
            Participation(fair=fair, organisation=row, state="approved", zone="UTC", languages=["en"])
            for row in rows
        )
        offered = []
        for row, one in zip(rows, spoken, strict=True):
            market.names.append(str(row.name))
            for _ in range(listings):
                pair = tuple(sorted(chance.sample(range(SUBJECTS), 2)))
                market.said.setdefault(pair, {})[row.pk] = one  # type: ignore[arg-type]
                title = Text.of("zh-hans" if one == "zh" else one, wording(pair, one, known, chance))  # type: ignore[arg-type]
                offered.append(Listing(organisation=row, side=chance.choice(["offer", "need"]), title=title))
        Listing.objects.bulk_create(offered)
    return market, known


def questions(
    market: Market, known: list[tuple[tuple[str, ...], ...]], count: int, chance: random.Random
) -> list[Question]:
    made = []
    for pair in chance.sample(sorted(market.said), min(count, len(market.said))):
        language = chance.choice(list(LANGUAGES))
        text = wording(pair, language, known, chance)
        is_mistyped = language in {"en", "ru"} and chance.random() < 0.2 and len(text) > 12
        if is_mistyped:
            place = max(range(len(text)), key=lambda at: (text[at - 1 : at + 2].isalpha(), at % 7))
            text = text[:place] + text[place + 1 :]
        made.append(Question(text, language, pair, is_mistyped))
    return made


# --- What is compared -------------------------------------------------------------------------------------
def of_the_house(text: str) -> Sequence[int]:
    from madang.fairs.models import Fair  # noqa: PLC0415
    from madang.search.results.queries import find  # noqa: PLC0415
    from madang.search.shapes import Sought  # noqa: PLC0415

    found = find(Sought(text), list(Fair.objects.values_list("pk", flat=True)))
    return [group.organisation for group in found.groups if group.organisation]


FULL_TEXT = """
SELECT organisation_id FROM bench_plain WHERE words @@ plainto_tsquery('simple', %(text)s)
GROUP BY 1 ORDER BY max(ts_rank(words, plainto_tsquery('simple', %(text)s))) DESC LIMIT %(page)s
"""
ILIKE = "SELECT DISTINCT organisation_id FROM bench_plain WHERE plain ILIKE ALL (%(parts)s) LIMIT %(page)s"


def _query(statement: str, **given: Any) -> Sequence[int]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [row[0] for row in cursor.fetchall()]


def full_text(page: int) -> Search:
    return lambda text: _query(FULL_TEXT, text=text, page=page)


def ilike(page: int) -> Search:
    return lambda text: _query(ILIKE, parts=[f"%{part}%" for part in text.split()], page=page)


def make_plain() -> None:
    """The same titles for PostgreSQL's own full-text search and for ILIKE."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_plain AS SELECT organisation_id, wording AS plain,"
            " to_tsvector('simple', wording) AS words FROM (SELECT l.organisation_id,"
            " l.title->'texts'->>(l.title->>'original') AS wording FROM listings_listing l) AS texts"
        )
        cursor.execute("CREATE INDEX bench_words ON bench_plain USING gin (words)")
        cursor.execute("ANALYZE bench_plain")


# --- Measuring --------------------------------------------------------------------------------------------
def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def line(label: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20)
    return (
        f"{label:<34}{1000 * statistics.median(times):>9.1f}{1000 * cuts[18]:>9.1f}{1000 * max(times):>9.1f}"
    )


def recall(
    search: Search, asked: Sequence[Question], market: Market, page: int
) -> Iterator[tuple[str, float]]:
    """By kind of question, the share of what could be on the first page that is."""
    for question in asked:
        rows = market.said[question.meant]
        own = {pk for pk, language in rows.items() if language == question.language}
        found = set(search(question.text))
        kind = "mistyped" if question.is_mistyped else "as spelt"
        for scope, wanted in (("same language", own), ("across languages", rows.keys() - own)):
            if wanted:
                yield f"{kind}, {scope}", len(found & wanted) / min(page, len(wanted))


def show_recall(market: Market, asked: list[Question], page: int) -> None:
    ways = {"Madang": of_the_house, "simple": full_text(page), "ILIKE": ilike(page)}
    shares: dict[str, dict[str, list[float]]] = {}
    for way, search in ways.items():
        for kind, share in recall(search, asked, market, page):
            shares.setdefault(kind, {}).setdefault(way, []).append(share)
    print(f"\n{'recall on the first page':<34}" + "".join(f"{way:>10}" for way in ways) + f"{'n':>7}")
    for kind, found in sorted(shares.items()):
        numbers = "".join(f"{statistics.mean(found[way]):>10.2f}" for way in ways)
        print(f"{kind:<34}{numbers}{len(found['Madang']):>7}")


def show_sizes() -> None:
    names = (
        "search_document",
        "search_terms",
        "search_term",
        "search_spelling",
        "bench_words",
        "bench_plain",
    )
    print("\nsize in MB")
    for one in names:
        [size] = _query("SELECT pg_relation_size(%(one)s::regclass)", one=one)
        print(f"  {one:<32}{size / 1e6:>9.1f}")


def measure(options: argparse.Namespace) -> None:
    import django  # noqa: PLC0415  the settings read the environment that was just made

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    from madang.search.index import actions  # noqa: PLC0415
    from madang.search.models import Document  # noqa: PLC0415
    from madang.search.results.queries import PAGE  # noqa: PLC0415

    chance = random.Random(options.seed)
    market, known = fill(options.companies, options.listings, chance)
    written = seconds(actions.rebuild)
    print(f"{options.companies} companies, {Document.objects.count()} documents, written in {written:.0f} s.")
    make_plain()
    asked = questions(market, known, options.questions, chance)
    broad = [
        chance.choice(chance.choice(known)[order])
        for order in range(4)
        for _ in range(options.questions // 8)
    ]
    names = chance.sample(market.names, min(len(market.names), options.questions // 4))
    client = Client(headers={"accept-language": "zh-hans"})
    sets = {
        "two things at once": [one.text for one in asked],
        "one broad thing": broad,
        "a name": names,
    }
    for text in [one[0] for one in sets.values()]:
        assert client.get("/search/", {"q": text}).status_code == 200
    print(f"\n{'milliseconds':<34}{'p50':>9}{'p95':>9}{'longest':>9}")
    whole: list[float] = []
    for label, texts in sets.items():
        times = [seconds(lambda text=text: client.get("/search/", {"q": text})) for text in texts]  # type: ignore[misc]
        whole += times
        print(line(f"page: {label}", times))
    print(line("page: all of these", whole))
    typed = [text[:4] for text in names]
    print(line("suggestions", [seconds(lambda t=t: client.get("/search/suggest/", {"q": t})) for t in typed]))  # type: ignore[misc]
    texts = [text for texts in sets.values() for text in texts]
    for label, search in (
        ("only the search", of_the_house),
        ("simple", full_text(PAGE)),
        ("ILIKE", ilike(PAGE)),
    ):
        print(line(label, [seconds(lambda t=t, s=search: s(t)) for t in texts]))  # type: ignore[misc]
    show_recall(market, asked, PAGE)
    show_sizes()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--companies", type=int, default=5000)
    parser.add_argument("--listings", type=int, default=4, help="offers and needs of each (%(default)s)")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with installation():
        os.environ["MADANG_DEMONSTRATION"] = ""
        measure(options)


if __name__ == "__main__":
    main(sys.argv[1:])
