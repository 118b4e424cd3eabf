"""How fast the published B2BSOP instances are proved, beside what was published.

    python benchmarks/b2bsop.py DIR [--only PATTERN] [--time-limit 60] [--workers 4] [--seed 0] [--json OUT]

DIR holds the instances (``*.dzn``) and ``published.csv``: for each instance and fairness d the optimum, and
the seconds of MaxSAT, Chuffed and MIP (TO: not within 7,200 s), as in Bofill et al., JAIR 74 (2022). Prints a
row for each of them and a closing line. Every schedule is checked by the independent validator. It is the
command `madang timetable bench`.
"""

import sys

from madang.cli import main

if __name__ == "__main__":
    sys.exit(main(["timetable", "bench", *sys.argv[1:]]))
