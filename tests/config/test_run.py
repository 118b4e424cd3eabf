"""`madang run` as an operator meets it: real processes, ports and signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.config.running import PATIENCE, Run, answers, environment, free_port, status_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
    pytest.mark.xdist_group("run"),  # they share one installation
]
MADANG = (sys.executable, "-m", "madang")


@pytest.fixture(scope="module")
def lasting_home() -> Iterator[Path]:
    """One installation for the whole module, so that its tables are made once."""
    folder = Path(tempfile.mkdtemp(prefix="mdg-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running(lasting_home: Path, built: None) -> Iterator[Run]:
    run = Run(lasting_home, free_port(), MADANG)
    try:
        run.wait_for("Madang is open at")
        yield run
    finally:
        if run.process.poll() is None:
            run.end(signal.SIGKILL)


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


def test_run_that_is_killed_leaves_no_process_behind_and_starts_again(
    lasting_home: Path, running: Run
) -> None:
    family = running.family()
    assert len(family) > 6, "pages, live, three workers, the database"

    running.end(signal.SIGKILL)

    _ended, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []
    again = Run(lasting_home, free_port(), MADANG)
    again.wait_for("Madang is open at")
    assert again.end(signal.SIGTERM) == 0


def refused_run(home: Path, *options: str, **more: str) -> str:
    """What `madang run` says when it cannot; it must be one sentence, and exit code 2."""
    done = subprocess.run(
        [*MADANG, "run", "--no-demo", *options],
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
