"""What is published of instances: `published.csv` beside them."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.timetable.effort import LARGEST_FAIRNESS
from madang.files.timetable.reading import read_text

FILE = "published.csv"
COLUMNS = ("instance", "fairness_d", "optimum", "maxsat_s", "chuffed_s", "mip_s")
INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Published:
    """One line: the optimum of an instance (``None``: infeasible), and seconds by solver as they stand there.

    A solver that did not end within its limit has ``TO`` in place of the seconds.
    """

    instance: str
    fairness: int
    optimum: int | None
    seconds: Mapping[str, str]


def published_in(folder: Path) -> list[Published]:
    """The lines of the file, if there is one in the folder."""
    path = folder / FILE
    if not path.exists():
        return []
    rows = csv.DictReader(read_text(path).splitlines())
    missing = [name for name in COLUMNS[:3] if name not in (rows.fieldnames or ())]
    if missing:
        raise CannotRun(f"{path}: the column {missing[0]} is missing.")
    return list(_lines(path, rows))


def _lines(path: Path, rows: "csv.DictReader[str]") -> Iterator[Published]:
    for row in rows:
        optimum, fairness = row["optimum"] or "", row["fairness_d"] or ""
        if not _is_number(fairness) or not (optimum == INFEASIBLE or _is_number(optimum)):
            raise CannotRun(
                f"{path}: line {rows.line_num}: fairness_d is a whole number, optimum one or “{INFEASIBLE}”."
            )
        yield Published(
            row["instance"],
            int(fairness),
            None if optimum == INFEASIBLE else int(optimum),
            {name.removesuffix("_s"): row.get(name) or "" for name in COLUMNS[3:]},
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_FAIRNESS))
