"""The baseline of a database: PostgreSQL full text in its `simple` configuration, words joined by “or”.

The server is an embedded one of its own, in a temporary folder: no installation is touched, and none needed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psycopg

from madang.config.storage.database import EmbeddedPostgres
from madang.files.matching.ranks import Ranks

MAKE_TABLES = """
    CREATE TEMPORARY TABLE texts (place integer PRIMARY KEY, words tsvector);
    CREATE TEMPORARY TABLE queries (place integer PRIMARY KEY, own integer, words tsquery);
"""
ADD_TEXT = "INSERT INTO texts VALUES (%s, to_tsvector('simple', %s))"
ADD_QUERY = r"""
    INSERT INTO queries SELECT %s, %s, (
        SELECT string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | ')
        FROM unnest(to_tsvector('simple', %s))
    )::tsquery
"""
RANK = """
    WITH found AS (
        SELECT queries.place, texts.place AS text, ts_rank(texts.words, queries.words) AS score
        FROM queries JOIN texts ON texts.words @@ queries.words
        WHERE texts.place <> queries.place OR NOT %s
    ), right_one AS (
        SELECT found.place, found.score FROM found JOIN queries USING (place) WHERE found.text = queries.own
    )
    SELECT
        count(found.text) FILTER (WHERE found.score > coalesce(right_one.score, 0)),
        count(found.text) FILTER (WHERE found.score = right_one.score)
    FROM queries LEFT JOIN found USING (place) LEFT JOIN right_one USING (place)
    GROUP BY queries.place ORDER BY queries.place
"""


class FullText:
    """Searches in one connection, one after the other."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def ranks(
        self,
        queries: Sequence[str],
        texts: Sequence[str],
        right: Sequence[int] | None = None,
    ) -> Ranks:
        """Rank all texts by `ts_rank` for each query; `right` are the places of the right texts.

        Without `right` text n is the right one of query n. With it, text n is query n's own and left out.
        What shares no word with the query stands below everything else, all in one tie.
        """
        with self._connection.transaction(force_rollback=True), self._connection.cursor() as cursor:
            cursor.execute(MAKE_TABLES)
            cursor.executemany(ADD_TEXT, enumerate(map(_storable, texts)))
            places = range(len(queries)) if right is None else right
            cursor.executemany(
                ADD_QUERY, zip(range(len(queries)), places, map(_storable, queries), strict=True)
            )
            rows = cursor.execute(RANK, [right is not None]).fetchall()
        above, tied = (np.array(column, np.int64) for column in zip(*rows, strict=True))
        others = len(texts) - (right is not None)
        return Ranks(above, np.where(tied > 0, tied, others - above))


def _storable(text: str) -> str:
    return text.replace("\x00", " ")


@contextmanager
def full_text() -> Iterator[FullText]:
    """A server for as long as it is needed. Raises CannotRun where none can be started here."""
    with TemporaryDirectory(prefix="madang-evaluate-") as folder:
        server = EmbeddedPostgres(Path(folder), durable=False)
        server.claim("evaluate")
        try:
            server.start()
            with psycopg.connect(server.url) as connection:
                yield FullText(connection)
        finally:
            server.release()
