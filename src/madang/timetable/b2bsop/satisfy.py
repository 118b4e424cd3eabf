"""Answers a question about clauses by SAT, in a process of its own.

The process runs this file as a script, which imports python-sat and nothing of Madang: it is at work after a
tenth of a second. Standard input: the question's numbers as a line of JSON, then the clauses as integers of
the machine's size, each clause ended by 0. Standard output: the answer as JSON.
"""

import json
import signal
import subprocess
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from threading import Thread
from typing import BinaryIO

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

SOLVERS: tuple[tuple[str, dict[str, int]], ...] = (
    ("cadical153", {}),
    ("cadical300", {"stabilizeonly": 1}),
)
"""Those that measured best, with their settings: the first refutes faster, the other finds models faster."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A model, as its true variables; or that there is none, and whether there is even without the limit."""

    model: tuple[int, ...] | None
    is_limited: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Which variables may be true, so that all clauses and the literal ``limit`` hold?

    Attributes:
        costs: where given, there is no limit, but as few of these as possible are true.
        turn: of the solver, and of its random decisions.
        seconds: after which the process gives up.
    """

    limit: int = 0
    costs: tuple[int, ...] = ()
    turn: int = 0
    seconds: float = 3600.0

    def answer(self, clauses: Iterable[list[int]]) -> Answer:
        """The answer, found in the caller's process."""
        return self._decide(clauses) if self.limit else self._relax(clauses)

    def _decide(self, clauses: Iterable[list[int]]) -> Answer:
        name, settings = SOLVERS[self.turn % len(SOLVERS)]
        with Solver(name) as solver:
            solver.configure({"seed": self.turn, **settings})
            for clause in clauses:
                solver.add_clause(clause)
            if solver.solve([self.limit]):
                return Answer(_true(solver.get_model()))
            return Answer(None, is_limited=bool(solver.get_core()))

    def _relax(self, clauses: Iterable[list[int]]) -> Answer:
        """By core-guided MaxSAT. Source: Ignatiev et al., *RC2: an Efficient MaxSAT Solver*, JSAT 2019."""
        formula = WCNF()
        formula.extend(clauses)
        formula.extend([[-cost] for cost in self.costs], weights=[1] * len(self.costs))
        with RC2(formula, solver=SOLVERS[0][0], adapt=True, exhaust=True, trim=5) as search:
            model = search.compute()
            return Answer(None if model is None else _true(model))


def _true(model: Iterable[int]) -> tuple[int, ...]:
    return tuple(literal for literal in model if literal > 0)


def packed(clauses: Iterable[list[int]]) -> bytes:
    """The clauses as the process reads them."""
    return array("i", [number for clause in clauses for number in (*clause, 0)]).tobytes()


def _unpacked(file: BinaryIO) -> Iterator[list[int]]:
    numbers = array("i")
    numbers.frombytes(file.read())
    clause: list[int] = []
    for number in numbers:
        if number:
            clause.append(number)
        else:
            yield clause
            clause = []


class Asked:
    """A question that a process is at, as seen by the one who asked."""

    def __init__(self, question: Question, clauses: bytes) -> None:
        self.question = question
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C at the terminal is not for it: whoever started it ends it
        )
        self._said = b""
        task = json.dumps(asdict(question)).encode() + b"\n" + clauses
        self._talk = Thread(target=self._tell_and_hear, args=[task], daemon=True)
        self._talk.start()

    def _tell_and_hear(self, task: bytes) -> None:
        self._said, _ = self._process.communicate(task)

    def end(self) -> None:
        """Whatever it is at."""
        self._process.kill()
        self._talk.join()

    def is_over(self) -> bool:
        """Whether the process has ended."""
        return not self._talk.is_alive()

    def answer(self) -> Answer | None:
        """The answer of a process that is over; ``None`` if it gave up."""
        if self._process.returncode:
            return None
        model, is_limited = json.loads(self._said)
        return Answer(None if model is None else tuple(model), is_limited)


def main() -> None:
    """Read the question and write the answer; the alarm ends the process even if nobody else does."""
    fields = json.loads(sys.stdin.buffer.readline())
    question = Question(**fields)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, question.seconds)
    answer = question.answer(_unpacked(sys.stdin.buffer))
    sys.stdout.write(json.dumps([answer.model, answer.is_limited]))


if __name__ == "__main__":
    main()
