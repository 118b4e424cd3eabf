"""What the matching engine finds across languages, and how fast: two commands one after the other.

    python benchmarks/matching.py DIR [--sizes 1200 10000] [options of `madang matching evaluate`]

DIR holds any of `sentences.tsv` (id, ko, zh, ru, en) and `industry_*_en.tsv` (code, a language, en). It is
`madang matching evaluate --data DIR --postgresql`, and then `madang matching bench --companies` with the
sizes; 100,000 among them is measured against its targets, and takes some minutes.
"""

import argparse
import sys
from pathlib import Path

from madang.cli import main


def run(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--sizes", nargs="+", default=["1200", "10000"], metavar="N")
    options, others = parser.parse_known_args(words)
    found = main(["matching", "evaluate", "--data", str(options.directory), "--postgresql", *others])
    return found or main(["matching", "bench", "--companies", *options.sizes])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
