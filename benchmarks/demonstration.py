"""How long the demonstration takes, step by step, what memory it needs, and how good its timetable is.

    python benchmarks/demonstration.py [--size small|full] [--solving SECONDS]

Everything runs in a fresh embedded database in a temporary folder: the organiser's spreadsheets are imported,
partners recommended, requests sent and answered, the timetable made and published, as in `madang demo`.
Memory is the resident memory of this process (the solver and the engines work in it), sampled twenty times a
second; the database server has its own, which is printed beside it where the system tells (Linux).
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from madang.config.storage.database import EmbeddedPostgres

PAGE = os.sysconf("SC_PAGE_SIZE")
SAMPLE_SECONDS = 0.05


@dataclass
class Step:
    """One step of the demonstration: its seconds, its highest memory in bytes, how many it did."""

    name: str
    began: float
    seconds: float = 0.0
    peak: int = 0
    count: int = 0


@dataclass
class Watch:
    """Times each step as it is told of it, and samples the memory meanwhile."""

    steps: list[Step] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def begin(self, name: str) -> None:
        self.end()
        self.steps.append(Step(name, time.monotonic()))

    def end(self) -> None:
        if self.steps and not self.steps[-1].seconds:
            self.steps[-1].seconds = time.monotonic() - self.steps[-1].began

    def tell(self, step: str, done: int, total: int) -> None:
        if not self.steps or self.steps[-1].name != step:
            self.begin(step)
        self.steps[-1].count = total
        if done >= total:
            self.steps[-1].seconds = time.monotonic() - self.steps[-1].began

    @contextmanager
    def sampling(self) -> Iterator[None]:
        thread = threading.Thread(target=self._sample, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.end()
            self._over.set()
            thread.join()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            if self.steps:
                self.steps[-1].peak = max(self.steps[-1].peak, resident(os.getpid()))


def resident(process: int) -> int:
    """Bytes of memory that a process holds now; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def proportional(process: int) -> int:
    """The same for a process and all its children, shared memory counted once."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    own = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
    return own + sum(proportional(int(child)) for child in children)


@contextmanager
def installation() -> Iterator[EmbeddedPostgres]:
    """A home and a database of its own, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="madang-benchmark-"))
    home.chmod(0o711)  # as root, the database runs as another user, who must pass
    server = EmbeddedPostgres(home)
    (home / "static").mkdir()
    os.environ |= {
        "MADANG_HOME": str(home),
        "MADANG_DATABASE_URL": server.url,
        "MADANG_DEMONSTRATION": "1",
        "DJANGO_SETTINGS_MODULE": "madang.config.settings",
    }
    try:
        assert server.claim("benchmark")
        server.start()
        yield server
    finally:
        server.release()
        shutil.rmtree(home, ignore_errors=True)


def measure(server: EmbeddedPostgres, options: argparse.Namespace) -> None:
    import django  # noqa: PLC0415  the settings read the environment that was just made

    watch = Watch()
    with watch.sampling():
        watch.begin("tables")
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        watch.begin("people and fairs")

        from madang.demonstration import build  # noqa: PLC0415

        if options.solving:
            build.SOLVING[options.size] = options.solving
        made = build.demonstrate(stage="after", extent=options.size, on_progress=watch.tell)
    show(watch, server)
    show_figures(build.summary(made.fair))
    show_exposure(made.fair.pk)


def show(watch: Watch, server: EmbeddedPostgres) -> None:
    print(f"{'step':<22}{'rows':>8}{'seconds':>10}{'peak MB':>10}")
    for step in watch.steps:
        print(f"{step.name:<22}{step.count or '':>8}{step.seconds:>10.1f}{step.peak / 1e6:>10.0f}")
    whole = watch.steps[-1].began + watch.steps[-1].seconds - watch.steps[0].began
    print(f"{'all':<22}{'':>8}{whole:>10.1f}{max(step.peak for step in watch.steps) / 1e6:>10.0f}")
    if server.process:
        print(f"The database server holds {proportional(server.process.pid) / 1e6:.0f} MB at the end.")


def show_figures(figures: dict[str, int | float | None]) -> None:
    print(
        f"\n{figures['participants']} participants, {figures['requests']} requests, "
        f"{figures['accepted']} accepted, {figures['meetings']} meetings placed."
    )
    print(f"Share of the bound that the timetable reached: {figures['share']:.2%}")
    print(f"First come first served on the same requests:  {figures['first_come_share']:.2%}")


def show_exposure(fair: int) -> None:
    """How evenly the round of recommendations showed the companies, as the organiser's page tells it."""
    from madang.core.jobs import work  # noqa: PLC0415  the settings are read by now
    from madang.partners.recommendations.actions import MATCHING  # noqa: PLC0415

    round_ = work.latest(kind=MATCHING, fair_id=fair)
    if round_ is None:
        return
    said = round_.detail
    print(
        f"\nNever shown to anyone: {said['never_shown']} of {said['companies']}; "
        f"in at least {said['least_shown']} and at most {said['most_shown']} lists."
    )
    print(f"Gini of being shown: {said['gini']:.2f}")
    print(f"What fairness cost:  {said['cost']:.2%} of the meetings to be expected")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--solving", type=int, help="seconds for the timetable (as in `madang demo`)")
    options = parser.parse_args(arguments)
    with installation() as server:
        measure(server, options)


if __name__ == "__main__":
    main(sys.argv[1:])
