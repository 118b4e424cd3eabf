"""Write anew what search finds: what is old, or with --rebuild everything."""

import argparse
import sys

from madang.search.index import actions
from madang.search.models import Document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rebuild", action="store_true", help="everything, and count the words anew")


def run(options: argparse.Namespace) -> None:
    if options.rebuild:
        found = actions.rebuild(_tell)
        sys.stdout.write(f"\n{found} companies, offers, needs, sessions and fairs can be found.\n")
        return
    done = actions.refresh()
    sys.stdout.write(f"{done} companies and fairs were read anew; {Document.objects.count()} rows.\n")


def _tell(done: int, total: int) -> None:
    sys.stdout.write(f"\r  {done} of {total} companies and fairs")
    sys.stdout.flush()
