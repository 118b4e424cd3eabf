"""Read the embedded database back from a file that `madang backup` wrote.

The file becomes a new database first; only when it is whole does it take the place of the present one, which
is kept under another name until the next time.
"""

import argparse
import os
import sys
from pathlib import Path

import psycopg

from madang.config.home import home
from madang.config.processes.preflight import CannotRun, check_home
from madang.config.storage.backup import run_program
from madang.config.storage.database import NAME, EmbeddedPostgres, url_of

COMING = f"{NAME}_restored"
EARLIER = f"{NAME}_before_restore"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="what `madang backup` wrote")


def run(options: argparse.Namespace) -> None:
    if os.environ.get("MADANG_DATABASE_URL"):
        raise CannotRun(
            "The database is a server of your own: read the file into it with its own pg_restore."
        )
    if not options.file.is_file():
        raise CannotRun(f"There is no file {options.file}: name one that `madang backup` wrote.")
    check_home(home())
    server = EmbeddedPostgres(home())
    if not server.claim("restore"):
        raise CannotRun("Madang is running: stop it first, so that nobody writes while the database changes.")
    try:
        server.start()
        read_back(server, options.file)
    finally:
        server.release()
    sys.stdout.write(f"The database is that of {options.file}; the one before it is kept as {EARLIER}.\n")


def read_back(server: EmbeddedPostgres, file: Path) -> None:
    with psycopg.connect(url_of(server.sockets, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{COMING}"')
        connection.execute(f'CREATE DATABASE "{COMING}"')
        url = url_of(server.sockets, COMING)
        run_program("pg_restore", url, "--exit-on-error", "--no-owner", f"--dbname={COMING}", str(file))
        connection.execute(f'DROP DATABASE IF EXISTS "{EARLIER}"')
        connection.execute(f'ALTER DATABASE "{NAME}" RENAME TO "{EARLIER}"')
        connection.execute(f'ALTER DATABASE "{COMING}" RENAME TO "{NAME}"')
