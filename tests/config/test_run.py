"""`madang run` as an operator meets it: real processes, ports and signals."""

import http.client
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from madang.config.preflight import CannotRun, check_assets, check_translations

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
PATIENCE = 90


@pytest.fixture(scope="module")
def lasting_home() -> Iterator[Path]:
    """One installation for the whole module, so that its tables are made once."""
    folder = Path(tempfile.mkdtemp(prefix="mdg-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def built() -> None:
    try:
        check_assets()
        check_translations()
    except CannotRun as reason:
        pytest.skip(str(reason))


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MADANG_", "DJANGO_"))}
    return {**ours, "MADANG_HOME": str(home), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """A running `madang run`, with its lines as they come."""

    def __init__(self, home: Path, port: int) -> None:
        self.port = port
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "madang", "run", "--no-demo", "--port", str(port)],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def wait_for(self, words: str) -> str:
        """The line that has these words."""
        deadline = time.monotonic() + PATIENCE
        while (line := self._coming.get(timeout=max(0.1, deadline - time.monotonic()))) is not None:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError("\n".join(self.lines))

    def family(self) -> list[psutil.Process]:
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self._reader.join()
        while (line := self._coming.get()) is not None:
            self.lines.append(line)
        return code


@pytest.fixture
def running(lasting_home: Path, built: None) -> Iterator[Run]:
    run = Run(lasting_home, free_port())
    try:
        run.wait_for("Madang is open at")
        yield run
    finally:
        if run.process.poll() is None:
            run.end(signal.SIGKILL)


def status_of(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        client.request("GET", path)
        return client.getresponse().status


def test_run_opens_every_part_mends_them_and_stops_without_a_trace(running: Run, lasting_home: Path) -> None:
    assert status_of(running.port, "/") in {200, 302}
    assert status_of(running.port + 1, "/live/health") == 200

    second = refused_run(lasting_home, "--port", str(free_port()))
    assert second == (
        f"madang: Madang already runs on {lasting_home} (process {running.process.pid}): "
        "use that one, end it, or set MADANG_HOME to another folder.\n"
    )

    live = next(process for process in running.family() if "live" in process.cmdline())
    live.kill()
    running.wait_for("The live process was ended by SIGKILL; starting it again in 1 s.")
    running_again = time.monotonic() + PATIENCE
    while time.monotonic() < running_again and not answers(running.port + 1):
        time.sleep(0.1)
    assert status_of(running.port + 1, "/live/health") == 200

    family = running.family()
    code = running.end(signal.SIGINT)

    assert code == 0, running.lines
    assert running.lines[-2:] == ["Stopping …", "Stopped."]
    assert not [line for line in running.lines if "Traceback" in line], running.lines
    assert [process for process in family if process.is_running()] == []


def answers(port: int) -> bool:
    try:
        return status_of(port, "/live/health") == 200
    except OSError:
        return False


def test_run_that_is_killed_leaves_no_process_behind_and_starts_again(
    lasting_home: Path, running: Run
) -> None:
    family = running.family()
    assert len(family) > 5, "pages, live, two workers, the database"

    running.end(signal.SIGKILL)

    _ended, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []
    again = Run(lasting_home, free_port())
    again.wait_for("Madang is open at")
    assert again.end(signal.SIGTERM) == 0


def refused_run(home: Path, *options: str, **more: str) -> str:
    """What `madang run` says when it cannot; it must be one sentence, and exit code 2."""
    done = subprocess.run(
        [sys.executable, "-m", "madang", "run", "--no-demo", *options],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stdout + done.stderr
    assert done.stderr.startswith("madang: ")
    return done.stderr


def test_run_on_a_port_in_use_says_so_before_anything_is_made(home: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        said = refused_run(home / "new", "--port", str(holder.getsockname()[1]))

    assert "is in use by another program" in said
    assert not (home / "new").exists()


def test_run_in_a_folder_of_another_user_says_so(home: Path, built: None) -> None:
    foreign = Path("/") if os.geteuid() else home / "foreign"
    if os.geteuid() == 0:
        foreign.mkdir()
        os.chown(foreign, 65534, 65534)

    assert "belongs to the user" in refused_run(foreign, "--port", str(free_port()))


def test_run_on_a_database_that_does_not_answer_says_so(home: Path, built: None) -> None:
    url = f"postgresql://fair:secret@127.0.0.1:{free_port()}/fair"
    said = refused_run(home, "--port", str(free_port()), MADANG_DATABASE_URL=url)

    assert "does not let us in" in said
    assert "secret" not in said


def test_run_with_a_wrong_setting_says_so(home: Path, built: None) -> None:
    said = refused_run(home, "--port", str(free_port()), MADANG_TIMETABLE_SECONDS="soon")

    assert "MADANG_TIMETABLE_SECONDS='soon' is not a whole number" in said
