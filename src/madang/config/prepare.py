"""Bring the tables of the database up to date. `madang run` does it at each start."""

import argparse

from django.core.management import call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verbosity=1)


def run(options: argparse.Namespace) -> None:
    call_command("migrate", interactive=False, verbosity=options.verbosity)
    call_command("createcachetable", verbosity=options.verbosity)
