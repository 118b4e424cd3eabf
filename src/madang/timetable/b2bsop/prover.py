"""Proves from below by SAT, in processes of their own beside CP-SAT.

``refute``: by counting, then by refuting k breaks for growing k; the first k not refuted is the optimum,
and its model a schedule. ``relax``: by core-guided MaxSAT (RC2), which starts from no breaks at all and
allows one more wherever that is refuted. Each is far faster than CP-SAT, and than the other, on some
instances. A process reads one JSON document and writes a line of JSON for everything it proves.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from madang.timetable.b2bsop.cnf import Clauses
from madang.timetable.b2bsop.counting import counting_bound
from madang.timetable.b2bsop.instance import Instance
from madang.timetable.b2bsop.schema import instance_from_json, instance_to_json

SOLVER = "cadical195"
COUNTING = 3.0
"""Seconds that counting may take: it is fast where it helps."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved: no schedule has fewer breaks than ``bound``, and ``slots``, where given, has as many.

    Without a bound there is no schedule at all.
    """

    bound: int | None
    slots: tuple[int, ...] | None = None


def refute(instance: Instance, fairness: int) -> Iterator[Proof]:
    """Better and better bounds; at last the optimum with its schedule, or that there is none."""
    bound = counting_bound(instance, COUNTING)
    yield Proof(bound)
    clauses = _all_clauses(instance, fairness)
    while True:
        limit = clauses.at_most_breaks(bound)
        with Solver(SOLVER, bootstrap_with=clauses.clauses) as solver:
            if solver.solve([limit]):
                yield Proof(bound, clauses.schedule(solver.get_model()))
                return
            if not solver.get_core():
                yield Proof(None)
                return
        bound += 1
        yield Proof(bound)


def relax(instance: Instance, fairness: int) -> Iterator[Proof]:
    """The optimum with its schedule, or that there is none.

    Source: Ignatiev, Morgado and Marques-Silva, *RC2: an Efficient MaxSAT Solver*, JSAT 11 (2019).
    """
    clauses = _all_clauses(instance, fairness)
    formula = WCNF()
    formula.extend(clauses.clauses)
    formula.extend([[-literal] for literal in clauses.breaks], weights=[1] * len(clauses.breaks))
    with RC2(formula, solver=SOLVER, adapt=True, exhaust=True, trim=5) as search:
        model = search.compute()
        yield Proof(None) if model is None else Proof(search.cost, clauses.schedule(model))


def _all_clauses(instance: Instance, fairness: int) -> Clauses:
    """With every demand kept."""
    clauses = Clauses(instance, fairness)
    for guard in clauses.guards.values():
        clauses.add(guard)
    return clauses


WAYS = {"refute": refute, "relax": relax}


class Prover:
    """The process, as seen by the one who started it."""

    def __init__(self, way: str, instance: Instance, fairness: int, time_limit: float) -> None:
        task = {
            "way": way,
            "instance": instance_to_json(instance),
            "fairness": fairness,
            "time_limit": time_limit,
        }
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", f"from {__name__} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C at the terminal is not for it: whoever started it ends it
        )
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._talk, args=[json.dumps(task)], daemon=True).start()

    def _talk(self, task: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        with self._process.stdin as stdin, self._process.stdout as stdout:
            stdin.write(task)
            stdin.close()
            for line in stdout:
                self._lines.put(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def news(self) -> Iterator[Proof]:
        """What was proved since the last look."""
        while True:
            try:
                bound, slots = json.loads(self._lines.get_nowait())
            except Empty:
                return
            yield Proof(bound, None if slots is None else tuple(slots))


def main() -> None:
    """Read the task and write the proofs; the alarm ends the process even if nobody else does."""
    task = json.load(sys.stdin)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, task["time_limit"])
    for proof in WAYS[task["way"]](instance_from_json(task["instance"]), task["fairness"]):
        sys.stdout.write(json.dumps([proof.bound, proof.slots]) + "\n")
        sys.stdout.flush()
