"""Recommend partners to the companies of a spreadsheet, each with the reasons of both sides.

FILE is CSV, TSV or XLSX in UTF-8, CP949, GB18030 or Windows-1251, one company a row. Columns, in any order,
called so in English, Korean, Chinese or Russian; only a name or an id, and offers or needs must be there:
id, name, name_en (…_ko, …_zh, …_ru), country, region, languages, kind, size, group, presence, industry,
offers, needs (several in a cell divided by ; or | or line breaks, or in several columns), markets, excluded
markets, vetoes, must meet, would like to meet (ids or names, divided like offers), no competitors (yes or
no). Nothing leaves this machine.
"""

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.matching.companies import Listed, find, read_companies
from madang.files.matching.sentences import Reader
from madang.files.matching.watching import shown_progress
from madang.files.matching.wording import said
from madang.files.terminal.options import whole
from madang.files.terminal.writing import Json, add_output, check_output, write, write_text
from madang.intake.sheets.sheet import ENCODINGS
from madang.matching import LANGUAGES, Index, Recommendation, Rules, band
from madang.matching.exposure import gini

MOST = 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK_OF_UTF_8 = "\ufeff"  # without it Excel reads another encoding
TOLD = 5  # names of what is passed over
Lists = Mapping[str, Sequence[Recommendation]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Recommendations for those who were asked for."""

    companies: Mapping[str, Listed]
    asked: tuple[str, ...]
    lists: Lists
    language: str

    @property
    def shown(self) -> Counter[str]:
        """In how many of these lists each company stands."""
        counted = Counter(one.partner for found in self.lists.values() for one in found)
        return Counter({company: counted[company] for company in self.companies})

    @property
    def reader(self) -> Reader:
        return Reader(self.companies, self.language)

    def name(self, company: str) -> str:
        return self.companies[company].name(self.language)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--companies", type=Path, required=True, metavar="FILE", help="the spreadsheet")
    parser.add_argument("--k", type=_count, default=10, metavar="N", help="partners for each (default 10)")
    parser.add_argument(
        "--company", metavar="ID", help="only for this one (id or name), without floor and cap of exposure"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the answer (default en)")
    parser.add_argument("--weak", action="store_true", help="partners too that hardly suit")
    parser.add_argument(
        "--meet",
        action="append",
        type=_groups,
        metavar="GROUP:GROUP",
        help="only companies of these groups may meet (again for more); who has no group may meet everyone",
    )
    parser.add_argument(
        "--floor", type=_limit, default=5, metavar="N", help="lists that each shall stand in (default 5)"
    )
    parser.add_argument("--cap", type=_count, metavar="N", help="lists that each may stand in (default 2k)")
    parser.add_argument(
        "--encoding", default="", choices=("", *ENCODINGS), help="of the file (default: found)"
    )
    output = parser.add_mutually_exclusive_group()
    add_output(output, "the recommendations")
    output.add_argument("--csv", type=Path, metavar="OUT", help="write them to this file, as CSV for Excel")


def run(options: argparse.Namespace) -> None:
    check_output(options.json or options.csv, options.companies)
    table = read_companies(options.companies, options.encoding)
    companies = {one.profile.company: one for one in table.companies}
    asked = _asked(options, table.companies)
    _warn(table.companies, table.passed_over)
    rules = Rules(
        pairs=frozenset(options.meet) if options.meet else None, floor=options.floor, cap=options.cap
    )
    index = Index.build([one.profile for one in table.companies], rules)
    if asked:
        lists: Lists = {asked: index.recommend(asked, options.k)}
    else:
        with shown_progress("matching") as progress:
            lists = index.recommend_all(options.k, progress).lists
    kept = {company: _worth_a_look(found, options) for company, found in lists.items()}
    _hand_over(Answer(companies, tuple(kept), kept, options.language), options)


def _worth_a_look(found: Sequence[Recommendation], options: argparse.Namespace) -> tuple[Recommendation, ...]:
    return tuple(one for one in found if options.weak or band(one.score) is not None)


def _hand_over(answer: Answer, options: argparse.Namespace) -> None:
    if options.json is not None:
        write(options.json, as_json(answer))
    elif options.csv is not None:
        write_text(options.csv, as_csv(answer))
    else:
        for line in as_words(answer):
            sys.stdout.write(f"{line}\n")
    if options.company is None:
        sys.stderr.write(f"{_summary(answer)}\n")


def as_words(answer: Answer) -> Iterator[str]:
    """Every list as lines of text."""
    language, reader = answer.language, answer.reader
    for company in answer.asked:
        found = answer.lists[company]
        yield _headline(answer, company)
        if not found:
            bare = not answer.companies[company].profile.items
            yield f"  {said('bare' if bare else 'nobody', language)}"
        for rank, one in enumerate(found, start=1):
            percent = f"{said('mutual', language)} {100 * one.score:.0f} %"
            yield f"  {rank}. {_headline(answer, one.partner)}  {percent}"
            yield from (f"     {text}" for text in reader.why(one))
        yield ""


def _headline(answer: Answer, company: str) -> str:
    country = answer.companies[company].profile.country
    return f"{answer.name(company)} ({country})" if country else answer.name(company)


def as_json(answer: Answer) -> Json:
    """Every list as data."""
    companies = [
        {
            "id": company,
            "name": answer.name(company),
            "partners": [_partner_json(answer, one) for one in answer.lists[company]],
        }
        for company in answer.asked
    ]
    return {"language": answer.language, "companies": companies, "shown": dict(answer.shown)}


def _partner_json(answer: Answer, one: Recommendation) -> Json:
    return {
        "id": one.partner,
        "name": answer.name(one.partner),
        "score": round(one.score, 4),
        "forward": round(one.forward, 4),
        "backward": round(one.backward, 4),
        "reasons": answer.reader.reasons(one),
    }


COLUMNS = ("number", "company", "rank", "number", "partner", "country", "score", "why")


def as_csv(answer: Answer) -> str:
    """Every list as a table with a row for each recommendation."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(said(column, answer.language) for column in COLUMNS)
    for company in answer.asked:
        for rank, one in enumerate(answer.lists[company], start=1):
            partner = answer.companies[one.partner].profile
            ours, theirs = (company, answer.name(company)), (one.partner, answer.name(one.partner))
            why = "\n".join(answer.reader.why(one))
            cells = (*ours, rank, *theirs, partner.country, round(100 * one.score), why)
            sheet.writerow([_safe(cell) for cell in cells])
    return MARK_OF_UTF_8 + text.getvalue()


def _safe(cell: str | int) -> str | int:
    """What a company wrote must not become a formula in someone's spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _summary(answer: Answer) -> str:
    shown = answer.shown
    never = [answer.name(company) for company, times in shown.items() if not times]
    unseen = f"never shown: {_some(never)}" if never else "everyone is shown"
    count = f"{len(answer.asked):,} companies, {shown.total():,} recommendations"
    return f"{count}; {unseen}; Gini of being shown {gini(list(shown.values())):.2f}."


def _asked(options: argparse.Namespace, companies: Sequence[Listed]) -> str:
    if options.company is None:
        return ""
    one = find(companies, options.company)
    if one is None:
        raise CannotRun(f"{options.companies}: there is no company {options.company[:60]!r}.")
    return one.profile.company


def _warn(companies: Sequence[Listed], passed_over: Sequence[str]) -> None:
    if passed_over:
        sys.stderr.write(
            f"Passed over, for what they mean is not known here: columns {_some(passed_over)}.\n"
        )
    if bare := [one.profile.company for one in companies if not one.profile.items]:
        sys.stderr.write(f"Without offers and needs: {_some(bare)}.\n")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return ", ".join(names[:TOLD]) + more


def _count(text: str) -> int:
    return whole(text, 1, MOST)


def _limit(text: str) -> int:
    return whole(text, 0, MOST)


def _groups(text: str) -> tuple[str, str]:
    one, colon, other = (part.strip() for part in text.partition(":"))
    if not (one and colon and other):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not two groups with a colon between them")
    return one, other
