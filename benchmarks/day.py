"""How long somebody at the desk waits on the running day.

    python benchmarks/day.py [--home DIR] [--taps 5] [--solve 60]

On the full demonstration (1,206 organisations, the fair's day begun), with pages and worker as processes of
their own: seconds from the tap (a request to the real pages) to the answer, which comes after the no-show is
recorded, and to the refill that is offered. First while nothing else happens, then while the worker looks for
a new timetable of the whole fair. Each no-show is taken back afterwards.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from pages import FAIR, ORGANISER, free_port, installation, serving, sign_in

LONGEST = 120  # seconds until nothing is offered any more
LOOK = 0.02  # seconds between two looks whether it is


@dataclass(frozen=True)
class Tap:
    """Seconds from one tap to its answer, and to the proposal that knows of it (or that nothing changes)."""

    answered: float
    offered: float
    changes: int


class Desk:
    """Somebody with the day's page open, who taps."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.headers = {"Host": "localhost", "Cookie": cookie, "Accept-Language": "en"}
        page = self._send("GET", f"/office/{FAIR}/day/")
        self.token = _found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)

    def tap(self, meeting: int, slot: int, company: int) -> None:
        sent = {"meeting": meeting, "slot": slot, "absent": company, "csrfmiddlewaretoken": self.token}
        self._send("POST", f"/office/{FAIR}/day/record/", sent)

    def _send(self, verb: str, address: str, sent: dict[str, object] | None = None) -> str:
        headers = self.headers | {"HX-Request": "true"} if sent else self.headers
        if sent:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        connection.request(verb, address, body=urlencode(sent) if sent else None, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        if answer.status != http.client.OK:
            sys.exit(f"{verb} {address} answered {answer.status}: nothing can be measured.")
        if cookie := answer.headers.get("Set-Cookie"):
            self.headers["Cookie"] += f"; {cookie.split(';')[0]}"
        return body


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if not found:
        sys.exit("The page of the day has no card to tap.")
    return found[1]


def measure(desk: Desk, taps: int) -> list[Tap]:
    from madang.core import clock  # noqa: PLC0415  Django is set up by now
    from madang.fairs.models import Fair  # noqa: PLC0415
    from madang.meetings.models import Disruption, Meeting  # noqa: PLC0415
    from madang.meetings.today import actions  # noqa: PLC0415

    fair = Fair.objects.get(slug=FAIR)
    with clock.shifted(fair.clock_offset):
        to_come = Meeting.objects.filter(
            version__fair=fair, version__state="published", slot__starts_at__gt=clock.now()
        )
        rows = list(to_come.select_related("request").order_by("slot__starts_at", "pk")[: taps * 7 : 7])
        found = []
        for row in rows:
            found.append(_one(desk, fair, row.pk, row.slot_id, row.request.sender_id))
            actions.take_back(actor=None, disruption=Disruption.objects.latest("pk"))
            _settled(fair)
    return found


def _one(desk: Desk, fair, meeting: int, slot: int, company: int) -> Tap:  # noqa: ANN001
    from madang.meetings.models import Disruption  # noqa: PLC0415
    from madang.meetings.today import queries  # noqa: PLC0415

    began = time.perf_counter()
    desk.tap(meeting, slot, company)
    answered = time.perf_counter() - began
    assert Disruption.objects.filter(fair=fair, participation=company).exists()
    _settled(fair)
    proposal = queries.proposal_of(fair)
    return Tap(answered, time.perf_counter() - began, proposal.changed if proposal else 0)


def _settled(fair) -> None:  # noqa: ANN001
    """Wait until the worker has said what it makes of all that happened."""
    from madang.core.jobs import work  # noqa: PLC0415
    from madang.meetings.today import actions, queries  # noqa: PLC0415

    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        proposal = queries.proposal_of(fair)
        if proposal and queries.is_current(proposal):
            return
        last = work.latest(kind=actions.REPAIR, fair_id=fair.pk)
        if last and last.is_over and not queries.unsettled(fair):
            return
        time.sleep(LOOK)
    sys.exit(f"Nothing was offered within {LONGEST} seconds.")


@contextmanager
def solving(seconds: int) -> Iterator[None]:
    """The worker makes a timetable of the whole fair, for longer than the taps take."""
    from madang.core.models import Work  # noqa: PLC0415
    from madang.fairs.models import Fair  # noqa: PLC0415
    from madang.meetings.versions import actions  # noqa: PLC0415

    fair = Fair.objects.get(slug=FAIR)
    work = actions.start_timetable(actor=None, fair=fair, seconds=seconds)
    deadline = time.monotonic() + LONGEST
    while not Work.objects.filter(pk=work.pk, phase__startswith="solving").exists():
        if time.monotonic() > deadline:
            sys.exit("The worker does not begin to solve.")
        time.sleep(LOOK)
    try:
        yield
        is_over = Work.objects.get(pk=work.pk).is_over
        print("  (it ended before the last tap: give --solve more)" if is_over else "", end="")
    finally:
        actions.cancel_timetable(actor=None, fair=fair)


def show(name: str, taps: list[Tap]) -> None:
    answered, offered = [tap.answered for tap in taps], [tap.offered for tap in taps]
    print(
        f"{name:<24}{len(taps):>5}{median(answered):>12.3f}{max(answered):>9.3f}"
        f"{median(offered):>12.2f}{max(offered):>9.2f}{median(tap.changes for tap in taps):>10.0f}",
        flush=True,
    )


HEAD = (
    f"{'did not come':<24}{'taps':>5}{'recorded s':>12}{'longest':>9}{'offered s':>12}{'longest':>9}"
    f"{'changes':>10}"
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--home", type=Path, help="an installation with the demonstration, or an empty folder"
    )
    parser.add_argument("--taps", type=int, default=5, help="companies that do not come (%(default)s)")
    parser.add_argument("--solve", type=int, default=60, help="seconds of the search beside (%(default)s)")
    options = parser.parse_args(arguments)
    with installation(options.home):
        cookie, port = sign_in()[ORGANISER], free_port()
        pages = [sys.executable, "-m", "madang", "pages", "--port", str(port), "--processes", "1"]
        worker = subprocess.Popen([sys.executable, "-m", "madang", "worker"], env=dict(os.environ))
        try:
            with serving(pages, port, os.environ, Path.cwd()):
                desk = Desk(port, cookie)
                measure(desk, 1)  # warm
                print(HEAD)
                show("quiet", measure(desk, options.taps))
                with solving(options.solve):
                    show("beside a long search", measure(desk, options.taps))
        finally:
            worker.terminate()
            worker.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
