"""The files of `docs/examples`, and the commands run on them as an operator would."""

import json
from pathlib import Path
from typing import Any

from madang.cli import main

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
FAIR = EXAMPLES / "fair.json"
EVENTS = EXAMPLES / "day-events.json"
SMALL = EXAMPLES / "small.dzn"
IMPOSSIBLE = EXAMPLES / "impossible.dzn"


def madang(*words: object) -> int:
    """The exit code of `madang timetable …`."""
    try:
        return main(["timetable", *map(str, words)])
    except SystemExit as left:  # argparse
        return int(left.code or 0)


def solved(problem: Path, folder: Path) -> Path:
    """The file with the timetable of a problem."""
    out = folder / f"{problem.stem}.timetable.json"
    assert madang("solve", problem, "--deterministic", "--time-limit", 2, "--json", out) == 0
    return out


def read(path: Path) -> Any:
    return json.loads(path.read_text())
