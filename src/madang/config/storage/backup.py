"""Write the whole database to one file, while Madang runs or not."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from madang.config.processes.preflight import CannotRun
from madang.config.storage.database import available
from madang.config.storage.programs import wheel_programs

VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file to write; one that exists is not overwritten")


def run(options: argparse.Namespace) -> None:
    if options.file.exists():
        raise CannotRun(f"{options.file} exists already: give the backup another name.")
    with available("backup", given=os.environ.get("MADANG_DATABASE_URL") or None) as url:
        unfinished = options.file.with_name(options.file.name + ".part")
        dump(url, unfinished)
        unfinished.rename(options.file)
    size = options.file.stat().st_size / 1e6
    sys.stdout.write(f"The database is in {options.file} ({size:.1f} MB).\n")


def dump(url: str, file: Path) -> None:
    """One consistent picture of the database, compressed, readable by its owner only."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise CannotRun(
            f"{file} cannot be written ({error.strerror}): name a folder that you may write."
        ) from None
    run_program("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def run_program(name: str, url: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on a database; a password goes by the environment, unlisted."""
    done = subprocess.run(  # noqa: S603  a program of our wheel, no shell
        [str(wheel_programs() / name), "--no-password", *options],
        env={**os.environ, **variables_of(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise CannotRun(f"{name} stopped ({reason.rstrip('.')}): mend that, and try again.")


def variables_of(url: str) -> dict[str, str]:
    given = conninfo_to_dict(url)
    return {variable: str(given[key]) for key, variable in VARIABLES.items() if given.get(key)}
