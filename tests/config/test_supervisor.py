"""The supervisor over small real processes."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from madang.config.processes import supervisor as module
from madang.config.processes.supervisor import Part, StopRequest, Supervisor

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def python(program: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program, *words)


SLEEPER = python("import time; print('up', flush=True); time.sleep(60)")


class Stage:
    """A supervisor with its words kept, and a limit on how long anything may take."""

    def __init__(self, stop: StopRequest) -> None:
        self.stop = stop
        self.said: list[str] = []

    def play(self, parts: Sequence[Part]) -> Supervisor:
        supervisor = Supervisor(parts, os.environ, self.said.append, self.stop)
        supervisor.start()
        return supervisor

    def until(self, supervisor: Supervisor, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        supervisor.watch(until=lambda: done() or time.monotonic() > deadline)
        assert done(), self.said


@pytest.fixture
def stage() -> Iterator[Stage]:
    with StopRequest() as stop:
        yield Stage(stop)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(module, "TICK", 0.05)


def test_lines_of_a_part_are_passed_on_with_its_name(stage: Stage) -> None:
    part = Part(
        "poet",
        python("import sys, time; sys.stdout.write('마당\\n\\nlast'); sys.stdout.flush(); time.sleep(60)"),
    )
    supervisor = stage.play([part])
    stage.until(supervisor, lambda: stage.said == ["[poet] 마당"])
    supervisor.shut_down()

    assert stage.said == ["[poet] 마당", "[poet] last"]


def test_part_that_dies_is_started_again_and_said(stage: Stage, tmp_path: Path) -> None:
    program = "import sys, time, pathlib; p = pathlib.Path(sys.argv[1]); p.open('a').write('x'); sys.exit(3)"
    supervisor = stage.play([Part("weak", python(program, str(tmp_path / "starts")))])
    stage.until(
        supervisor, lambda: (tmp_path / "starts").exists() and len((tmp_path / "starts").read_text()) == 3
    )
    supervisor.shut_down()

    assert stage.said[:2] == ["The weak process ended with code 3; starting it again in 0 s."] * 2


def test_pause_before_the_next_start_doubles_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 1.0)
    running = module.Running(Part("weak", ("false",)))
    pauses = []
    for deaths in (1, 2, 3, 6, 7, 50):
        running.deaths = deaths
        pauses.append(running.pause())

    assert pauses == [1.0, 2.0, 4.0, 32.0, 60.0, 60.0]


def test_part_that_is_killed_takes_its_children_along(stage: Stage) -> None:
    program = (
        "import subprocess, sys, time;"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)"
    )
    supervisor = stage.play([Part("parent", python(program))])
    stage.until(supervisor, lambda: len(stage.said) == 1)
    child = int(stage.said[0].removeprefix("[parent] "))
    process = supervisor._running[0].process
    assert process
    process.kill()
    stage.until(
        supervisor, lambda: "The parent process was ended by SIGKILL; starting it again in 0 s." in stage.said
    )
    supervisor.shut_down()

    with pytest.raises(ProcessLookupError):
        wait_for_end(child)


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        os.kill(pid, 0)
        if Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z"):
            raise ProcessLookupError
        time.sleep(0.05)


def test_part_of_one_time_is_not_started_again(stage: Stage) -> None:
    supervisor = stage.play([Part("done", python("print('made')"), once=True), Part("stays", SLEEPER)])
    stage.until(supervisor, lambda: len(supervisor._running) == 1 and len(stage.said) == 2)
    supervisor.shut_down()

    assert sorted(stage.said) == ["[stays] up", "made"]


def test_part_of_one_time_that_fails_is_said(stage: Stage) -> None:
    supervisor = stage.play([Part("loading", python("raise SystemExit(4)"), once=True)])
    stage.until(supervisor, lambda: bool(stage.said))
    supervisor.shut_down()

    assert stage.said == ["The loading process ended with code 4, before it was done."]


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_watch_and_all_parts(stage: Stage, asked: signal.Signals) -> None:
    supervisor = stage.play([Part("one", SLEEPER), Part("two", SLEEPER)])
    processes = [running.process for running in supervisor._running]
    stage.until(supervisor, lambda: len(stage.said) == 2)
    os.kill(os.getpid(), asked)
    supervisor.watch()
    supervisor.shut_down()

    assert [process.returncode for process in processes if process] == [-signal.SIGTERM, -signal.SIGTERM]


def test_part_that_does_not_listen_is_ended_after_its_patience(stage: Stage) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    supervisor = stage.play([Part("deaf", python(deaf), patience=0.2)])
    stage.until(supervisor, lambda: bool(stage.said))
    supervisor.shut_down()

    assert stage.said == ["[deaf] up", "The deaf process did not end by itself; ending it."]


def test_output_of_a_part_never_blocks_it(stage: Stage) -> None:
    program = "import time; [print('x' * 1000) for _ in range(500)]; print('end', flush=True); time.sleep(60)"
    supervisor = stage.play([Part("talker", python(program))])
    stage.until(supervisor, lambda: stage.said[-1:] == ["[talker] end"])
    supervisor.shut_down()

    assert len(stage.said) == 501
