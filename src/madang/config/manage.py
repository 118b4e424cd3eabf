"""Django's own management commands, on the database of this installation."""

import argparse

from madang.config.storage.database import appoint, available


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND …")
    parser.prefix_chars = "\0"  # whatever follows belongs to Django


def run(options: argparse.Namespace) -> None:
    from django.core.management import execute_from_command_line  # noqa: PLC0415  settings read what is set here

    given = appoint()
    with available("manage", given=given):
        execute_from_command_line(["madang manage", *options.words])
