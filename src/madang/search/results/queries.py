"""The search itself: one statement finds, weighs, groups and counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from madang.core import clock
from madang.search.question.question import LONGEST_QUESTION, Question, mended, question
from madang.search.shapes import FACETS, Found, Group, Sought

PAGE = 12
#: With fewer that hold every word, those that hold some of them follow.
FEW = 5
#: What a word counts by where it stands: in a name, a title, a concept, other text.
LABELS = {"A": 1.0, "B": 0.7, "C": 0.4, "": 0.2}
#: How much the next one of the same kind and country loses, so that a page is not all of one sort.
ALIKE = 0.15
EXACT_NAME, BEGINNING_OF_NAME, PHRASE, BREADTH = 2.0, 0.6, 0.25, 0.15

_COLUMNS = {
    "kind": "kind = {}",
    "fair": "{} = ANY(fairs::text[])",
    "country": "country = {}",
    "industry": "industry = {}",
    "subject": "{} = ANY(concepts)",
    "presence": "{} = ANY(presence)",
}
_VALUES = {
    "kind": "kind AS value FROM hit",
    "fair": "unnest(fairs)::text AS value FROM hit",
    "country": "country AS value FROM hit",
    "industry": "industry AS value FROM hit",
    "subject": "unnest(concepts) AS value FROM hit",
    "presence": "unnest(presence) AS value FROM hit",
}
Parameters = dict[str, Any]


def find(sought: Sought, fairs: Sequence[int]) -> Found:
    """What is found through these fairs. Misspelt words are mended; what holds only some comes last."""
    text = sought.text[:LONGEST_QUESTION]
    meant = text if sought.exactly else mended(text)
    asked = question(meant, _how_many())
    if not asked.words or not fairs:
        return Found(meant=meant if meant != text else "")
    found = _run(asked, asked.all_words(), sought, fairs)
    loosely = not found["everything"] and len(asked.words) > 1
    if found["everything"] < FEW and len(asked.words) > 1:
        found = _run(asked, asked.any_word(), sought, fairs)
    return _found(found, asked, meant if meant != text else "", loosely=loosely)


def _found(answer: Mapping[str, Any], asked: Question, meant: str, *, loosely: bool) -> Found:
    groups = tuple(
        Group(tuple(one["ids"]), one["organisation"], one["count"], one["score"])
        for one in answer["groups"] or ()
    )
    facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for one in answer["facets"] or ():
        facets[one["facet"]][one["value"]] = one["count"]
    return Found(
        groups=groups,
        results=answer["results"],
        documents=answer["documents"],
        facets=facets,
        terms=asked.terms,
        prefixes=asked.prefixes,
        words=tuple(word.said.word for word in asked.words),
        meant=meant,
        loosely=loosely and bool(groups),
    )


def _how_many() -> int:
    """About how many documents there are, as the database last estimated: a weight needs no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'search_document'::regclass")
        return max(1000, int(cursor.fetchone()[0]))


def _run(asked: Question, operands: str, sought: Sought, fairs: Sequence[int]) -> Mapping[str, Any]:
    parameters: Parameters = {
        "operands": operands,
        "fairs": list(fairs),
        "today": clock.now().date(),
        "limit": PAGE,
        "offset": PAGE * (sought.page - 1),
    }
    score = _score(asked, parameters)
    chosen = {name: value for name, value in sought.chosen.items() if name in _COLUMNS and value}
    conditions = _conditions(chosen, parameters)
    company = ""
    if sought.company:
        parameters["company"] = sought.company
        company = _OF_COMPANY
    parts = {"score": score, "company": company, "all": _all_of(conditions), "facets": _facets(conditions)}
    statement = _STATEMENT.format(**parts, alike=ALIKE)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        answer: Mapping[str, Any] = cursor.fetchone()[0]
    return answer


def _conditions(chosen: Mapping[str, str], parameters: Parameters) -> dict[str, str]:
    for name, value in chosen.items():
        parameters[f"chosen_{name}"] = value
    return {name: _COLUMNS[name].format(f"%(chosen_{name})s") for name in chosen}


def _all_of(conditions: Mapping[str, str], besides: str = "") -> str:
    return " AND ".join(condition for name, condition in conditions.items() if name != besides) or "true"


def _facets(conditions: Mapping[str, str]) -> str:
    """What else could be chosen, and how many each would leave: a facet does not bind itself."""
    return " UNION ALL ".join(
        f"(SELECT '{name}' AS facet, value, count(*) FROM (SELECT {_VALUES[name]}"  # noqa: S608  names of ours
        f" WHERE {_all_of(conditions, besides=name)}) AS of_each WHERE value <> '' GROUP BY value"
        f" ORDER BY 3 DESC LIMIT 60)"
        for name in FACETS
    )


def _score(asked: Question, parameters: Parameters) -> str:
    """Each word by the best place in which it stands, times its rarity; more for names and phrases."""
    parts = []
    total = sum(word.weight for word in asked.words) or 1.0
    for number, word in enumerate(asked.words):
        cases = []
        for label, worth in LABELS.items():
            parameters[f"word{number}{label}"] = word.operand(label)
            cases.append(f"WHEN d.terms @@ %(word{number}{label})s::tsquery THEN {worth}")
        parts.append(f"{word.weight / total:.4f} * CASE {' '.join(cases)} ELSE 0 END")
    parameters["key"], parameters["exact"] = f"|{asked.key}", f"|{asked.key}|"
    if asked.key:
        parts.append(
            f"CASE WHEN d.listing_id IS NOT NULL THEN 0 WHEN strpos(d.names, %(exact)s) > 0 THEN {EXACT_NAME}"
            f" WHEN strpos(d.names, %(key)s) > 0 THEN {BEGINNING_OF_NAME} ELSE 0 END"
        )
    if 1 < len(asked.words) <= 5:
        parameters["phrase"] = asked.phrase()
        parts.append(f"CASE WHEN d.terms @@ %(phrase)s::tsquery THEN {PHRASE} ELSE 0 END")
    parts.append(f"{BREADTH} / d.breadth")
    return " + ".join(parts)


_OF_COMPANY = """
      AND d.organisation_id = (SELECT id FROM organisations_organisation WHERE public_id = %(company)s)"""
_STATEMENT = """
WITH hit AS MATERIALIZED (
    SELECT d.id, d.kind, d.organisation_id, d.country, d.industry, d.presence, d.concepts,
           ARRAY(SELECT unnest(d.fairs) INTERSECT SELECT unnest(%(fairs)s::bigint[])) AS fairs,
           {score} AS score
    FROM search_document d
    WHERE d.terms @@ %(operands)s::tsquery AND d.fairs && %(fairs)s::bigint[]
      AND (d.valid_until IS NULL OR d.valid_until >= %(today)s) {company}
), chosen AS (
    SELECT id, kind, country, organisation_id, coalesce(organisation_id, -id) AS one, score
    FROM hit WHERE {all}
), grouped AS (
    SELECT one, organisation_id AS organisation, max(score) + 0.02 * ln(count(*)) AS best, count(*) AS count,
           (array_agg(id ORDER BY score DESC, id))[1:4] AS ids,
           (array_agg(kind ORDER BY score DESC, id))[1] AS kind, min(country) AS country
    FROM chosen GROUP BY one, organisation_id
), together AS (
    SELECT one, organisation, count, ids,
           best - {alike} * ln(row_number() OVER (PARTITION BY kind, country ORDER BY best DESC, one))
           AS score
    FROM grouped ORDER BY score DESC, one LIMIT %(limit)s OFFSET %(offset)s
), facets AS ({facets})
SELECT json_build_object(
    'everything', (SELECT count(*) FROM hit),
    'documents', (SELECT count(*) FROM chosen),
    'results', (SELECT count(DISTINCT one) FROM chosen),
    'groups', (SELECT json_agg(together) FROM together),
    'facets', (SELECT json_agg(facets) FROM facets)
)
"""
