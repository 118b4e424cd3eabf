"""The databases of a run: the tables are made once, and each worker writes to a copy of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

GATE = 20_260  # the advisory lock at which the workers wait for each other; any number does
MIGRATED = connection.creation._get_test_db_name()  # has the tables, and nothing in them


def copy_of(part: str) -> str:
    return f"{MIGRATED}_for_{part}"


def move_to_own_copy() -> None:
    """From here on this process works in a database of its own, new and empty."""
    own = copy_of(os.environ.get("PYTEST_XDIST_WORKER", "all"))
    with gate() as cursor:
        make_once(cursor, MIGRATED, _migrate)
        copy(cursor, MIGRATED, own)
    move_to(own)


@contextmanager
def gate() -> Iterator[CursorWrapper]:
    """One worker at a time; what stands when it leaves is there for the next."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        yield cursor


def make_once(cursor: CursorWrapper, name: str, make: Callable[[], None]) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None:
        make()
        connection.close()  # nobody may be connected to what is copied


def copy(cursor: CursorWrapper, source: str, target: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def move_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def drop_all(server: str) -> None:
    """On a server that outlives the run: what this run made, or one before it that was killed."""
    ours = "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)"
    with psycopg.connect(server, autocommit=True) as session:
        for (name,) in session.execute(ours, [MIGRATED, copy_of("")]).fetchall():
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate() -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
