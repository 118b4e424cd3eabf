"""What is measured, one after the other: `make bench`, or `make bench BENCH=timetable`.

Each benchmark is a script of its own with options of its own; see `python benchmarks/NAME.py --help`.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: What runs without data from elsewhere; `matching` takes evaluation files, `b2bsop` published instances.
USUAL = ("demonstration", "timetable", "replanning", "live", "search", "pages", "day")


def main(words: list[str]) -> int:
    names = [words[0]] if words else list(USUAL)
    for name in names:
        script = HERE / f"{name}.py"
        if not script.exists():
            known = ", ".join(sorted(path.stem for path in HERE.glob("[a-z]*.py")))
            print(f"There is no benchmark {name!r}: choose one of {known}.", file=sys.stderr)
            return 2
        print(f"— {name}", flush=True)
        done = subprocess.run([sys.executable, script, *words[1:]], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
