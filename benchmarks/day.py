"""How long somebody at the desk waits on the running day.

    python benchmarks/day.py [--home DIR] [--taps 5] [--solve 60]

On the full demonstration (1,206 organisations, the fair's day begun), with pages and workers as processes of
their own, the workers as `madang run` starts them: seconds from the tap (a request to the real pages) to the
answer, which comes after the no-show is recorded, to the moment at which a worker begins to mend, and to the
refill that is offered. First while nothing else happens; then while a worker looks for a new timetable of the
whole fair; then while one also imports 1,000 companies into another fair, and 300 companies change how they
take part. Each no-show is taken back afterwards.
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
    """Seconds from one tap to its answer, to the start of mending, and to the proposal that knows of it."""

    answered: float
    started: float
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
    from madang.core import clock  # noqa: PLC0415
    from madang.core.jobs import work  # noqa: PLC0415
    from madang.meetings.models import Disruption  # noqa: PLC0415
    from madang.meetings.today import actions, queries  # noqa: PLC0415

    began, moment = time.perf_counter(), clock.real_now()
    desk.tap(meeting, slot, company)
    answered = time.perf_counter() - began
    assert Disruption.objects.filter(fair=fair, participation=company).exists()
    _settled(fair)
    offered = time.perf_counter() - began
    mending = work.latest(kind=actions.REPAIR, fair_id=fair.pk)
    started = (mending.started_at - moment).total_seconds() if mending and mending.started_at else 0.0
    proposal = queries.proposal_of(fair)
    return Tap(answered, started, offered, proposal.changed if proposal else 0)


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


def import_beside(companies: int) -> None:
    """Queue an import into a fair of its own, as an organiser does."""
    from madang.fairs.models import Fair  # noqa: PLC0415
    from madang.fairs.setup.actions import create_fair  # noqa: PLC0415
    from madang.fairs.shapes import FairFields  # noqa: PLC0415
    from madang.intake import actions  # noqa: PLC0415

    like = Fair.objects.get(slug=FAIR)
    stamp = time.time_ns()
    fields = FairFields(f"bench-{stamp}", like.name, like.zone, like.starts_on, like.ends_on, like.country)
    fair = create_fair(actor=None, fields=fields)
    rows = (f"Bench {stamp} {number},KR,cold storage,frozen fish" for number in range(companies))
    sheet = "\n".join(["Name,Country,We offer,We seek", *rows])
    upload = actions.receive(actor=None, fair=fair, file_name="bench.csv", content=sheet.encode())
    actions.settle_columns(actor=None, upload=upload, meanings=upload.columns, language="en")
    actions.start(actor=None, upload=upload)


def change_beside(companies: int) -> None:
    """So many companies save how they take part, one after the other: their partners are looked for anew."""
    from madang.fairs.models import Participation  # noqa: PLC0415
    from madang.fairs.participation.actions import update_participation  # noqa: PLC0415
    from madang.fairs.shapes import ParticipationFields  # noqa: PLC0415

    rows = Participation.objects.filter(fair__slug=FAIR).select_related("fair", "organisation", "group")
    for row in rows.order_by("pk")[:companies]:
        update_participation(actor=None, participation=row, fields=ParticipationFields.of(row))


@contextmanager
def workers() -> Iterator[None]:
    """As `madang run` starts them."""
    from madang.config.processes.run import WORKERS  # noqa: PLC0415

    madang = [sys.executable, "-m", "madang", "worker"]
    running = [subprocess.Popen([*madang, *words], env=dict(os.environ)) for words in WORKERS.values()]
    try:
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait()


def show(name: str, taps: list[Tap]) -> None:
    answered, started = [tap.answered for tap in taps], [tap.started for tap in taps]
    offered = [tap.offered for tap in taps]
    print(
        f"{name:<26}{len(taps):>5}{median(answered):>12.3f}{max(answered):>9.3f}"
        f"{median(started):>11.2f}{max(started):>9.2f}"
        f"{median(offered):>11.2f}{max(offered):>9.2f}{median(tap.changes for tap in taps):>9.0f}",
        flush=True,
    )


HEAD = (
    f"{'did not come':<26}{'taps':>5}{'recorded s':>12}{'longest':>9}{'started s':>11}{'longest':>9}"
    f"{'offered s':>11}{'longest':>9}{'changes':>9}"
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
        with workers(), serving(pages, port, os.environ, Path.cwd()):
            desk = Desk(port, cookie)
            measure(desk, 1)  # warm
            print(HEAD)
            show("quiet", measure(desk, options.taps))
            with solving(options.solve):
                show("beside a long search", measure(desk, options.taps))
                import_beside(1000)
                change_beside(300)
                show("and import, 300 changes", measure(desk, options.taps))


if __name__ == "__main__":
    main(sys.argv[1:])
