"""Make the demonstration through the actions that people use: step by step, resumable, first time only."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Final, Literal

from django.conf import settings
from django.db import connection, transaction

from madang.core import clock
from madang.core.jobs import work
from madang.core.models import User, Work
from madang.demonstration import fairs, season
from madang.demonstration.accounts import ACCOUNTS, PASSWORD, Account
from madang.demonstration.companies import entries
from madang.demonstration.companies.sheet import workbook
from madang.demonstration.fair_entry import FairEntry
from madang.demonstration.fairs import Extent
from madang.demonstration.shapes import LANGUAGES, Fair, Language, Participant
from madang.fairs.models import Fair as FairRow
from madang.fairs.models import Participation
from madang.fairs.setup import actions as setup_actions
from madang.intake import actions as intake
from madang.meetings.models import TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.versions import actions as version_actions
from madang.organisations.models import Membership, Organisation, Role
from madang.organisations.people import actions as people_actions
from madang.organisations.verification import actions as verification_actions
from madang.partners.recommendations import actions as recommendation_actions

Stage = Literal["registration", "requests", "timetable", "live", "after"]
Tell = Callable[[str, int, int], None]

STAGES: Final[tuple[Stage, ...]] = ("registration", "requests", "timetable", "live", "after")
KIND: Final = "demonstration"
SEED: Final = "madang"
LOCK: Final = 0x64656D6F
BATCH: Final = 200
#: What the organiser calls the sheet of each language.
SHEETS: Final[dict[Language, str]] = {
    "ko": "참가기업_한국.xlsx",
    "zh-hans": "参会企业名单.xlsx",
    "ru": "Участники_Россия.xlsx",
    "en": "participants.xlsx",
}
#: Seconds that the timetable may take.
SOLVING: Final[dict[Extent, int]] = {"small": 4, "full": 20}


class Busy(Exception):  # noqa: N818  an answer, not a fault
    """Another process makes the demonstration at this moment."""


class TooLate(Exception):  # noqa: N818  an answer, not a fault
    """The small demonstration has gone too far to become the full one."""


@dataclass(frozen=True)
class Made:
    """What stands afterwards, and what was new."""

    fair: FairRow
    extent: Extent
    stage: Stage
    password: str
    steps: tuple[str, ...]


def demonstrate(*, stage: Stage, extent: Extent, on_progress: Tell) -> Made:
    """Bring the demonstration to `stage`. What stands already is left alone; the clock is set in any case.

    `on_progress(step, done, total)` is called as each step gets on. Raises `Busy` or `TooLate`.
    """
    with _alone():
        building = Building(stage, extent, on_progress)
        return building.build()


def accounts_there() -> list[Account]:
    """The accounts that can sign in by now."""
    there = set(
        User.objects.filter(email__in=[one.email for one in ACCOUNTS]).values_list("email", flat=True)
    )
    return [one for one in ACCOUNTS if one.email in there]


def has_public_password() -> bool:
    """Whether the public password opens the demonstration: it was made where nothing else is kept."""
    person = User.objects.filter(email=ACCOUNTS[0].email).first()
    return person is not None and person.check_password(PASSWORD)


def progress_of() -> Work | None:
    return Work.objects.filter(kind=KIND).first()


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if cursor.fetchone() != (True,):
            raise Busy
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Building:
    """One run: what is wanted, what stands, and the steps between."""

    def __init__(self, stage: Stage, extent: Extent, tell: Tell) -> None:
        self.stage, self.extent, self._tell = stage, extent, tell
        self.new_steps: list[str] = []
        self.password = ""

    def build(self) -> Made:
        with clock.standing_at(self._now_at("registration")):
            return self._build()

    def _build(self) -> Made:
        self._step("people", self._enter_people)
        self._step("fairs", self._enter_fairs)
        self.work = progress_of() or work.begin(kind=KIND, actor=None, fair_id=self.row.pk, steps=[])
        self._check_extent()
        with work.running(self.work) as self.meter:
            for name, step in self._wanted():
                if name not in self.work.detail["steps"]:
                    self._step(name, step)
                    self._remember(name)
            self._pass_the_time()
            self._remember()
        return Made(self.row, self.extent, self.stage, self.password, tuple(self.new_steps))

    def _wanted(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """The steps until the stage, in order. Those with the extent in their name are done for each."""
        yield f"import-{self.extent}", self._import
        yield f"profiles-{self.extent}", self._complete_profiles
        yield "members", self._let_members_in
        yield f"verification-{self.extent}", self._verify
        yield "small-fairs", self._match_small_fairs
        if self._reaches("requests"):
            yield "matching", self._match
        if self.stage == "requests":
            yield "requests-begun", self._live_through_requests
        if self._reaches("timetable"):
            yield "requests", self._live_through_requests
            yield "timetable", self._make_timetable

    def _reaches(self, stage: Stage) -> bool:
        return STAGES.index(self.stage) >= STAGES.index(stage)

    def _step(self, name: str, step: Callable[[], None]) -> None:
        self.step = name
        step()

    def _remember(self, name: str = "") -> None:
        if name:
            self.work.detail["steps"] = [*self.work.detail["steps"], name]
            self.new_steps.append(name)
        self.work.detail |= {"extent": self.extent, "stage": self.stage}
        self.work.save(update_fields=["detail"])

    def _told(self, done: int, total: int) -> None:
        self.meter.advance(self.step, done, total)
        self._tell(self.step, done, total)

    def _check_extent(self) -> None:
        """Small grows to full only while nobody has asked anyone; full never shrinks."""
        steps = self.work.detail["steps"]
        if "import-full" in steps:
            self.extent = "full"
        elif self.extent == "full" and "matching" in steps:
            raise TooLate

    # --- What is wanted --------------------------------------------------------------------------------
    @cached_property
    def fair(self) -> Fair:
        return fairs.main_fair(self.extent, SEED)

    @cached_property
    def smallest(self) -> Fair:
        """The same fair with its first companies: where it is entered, and for its calendar."""
        return fairs.main_fair("small", SEED)

    @cached_property
    def row(self) -> FairRow:
        return FairRow.objects.get(slug=fairs.MAIN)

    @cached_property
    def organiser(self) -> User:
        return User.objects.get(email=next(one.email for one in ACCOUNTS if one.organises))

    @cached_property
    def made_up(self) -> list[Participant]:
        """Those whom the organiser has in spreadsheets."""
        return [one for one in self.fair.participants if one.key.partition("-")[0] in fairs.SIDES]

    # --- People and fairs ------------------------------------------------------------------------------
    @transaction.atomic
    def _enter_people(self) -> None:
        there = {one.email for one in accounts_there()}
        missing = [one for one in ACCOUNTS if one.email not in there]
        if missing:
            self.password = PASSWORD if settings.DEMONSTRATION else secrets.token_urlsafe(12)
        for one in missing:
            people_actions.enter_person(
                actor=None,
                email=one.email,
                name=one.name,
                password=self.password,
                language=one.language,
                zone=one.zone,
                is_staff=one.organises,
            )

    def _enter_fairs(self) -> None:
        """The five fairs with all who are named; the made-up companies come by spreadsheet."""
        there = set(FairRow.objects.values_list("slug", flat=True))
        for fair in (self.smallest, *fairs.small_fairs(SEED)):
            if fair.slug not in there:
                FairEntry(self.organiser).enter(fair)
                self.new_steps.append(fair.slug)

    # --- Companies -------------------------------------------------------------------------------------
    def _import(self) -> None:
        """The organiser hands in four spreadsheets, one for each language."""
        done = 0
        for language in LANGUAGES:
            ours = [one for one in self.made_up if one.language == language]
            self._import_sheet(language, ours, done)
            done += len(ours)

    def _import_sheet(self, language: Language, ours: list[Participant], before: int) -> None:
        upload = intake.receive(
            actor=self.organiser,
            fair=self.row,
            file_name=SHEETS[language],
            content=workbook(ours, language, self.fair),
        )
        intake.settle_columns(actor=self.organiser, upload=upload, meanings=upload.columns, language=language)
        intake.import_now(
            actor=self.organiser,
            upload=upload,
            provenance="synthetic",
            on_progress=lambda done, _total: self._told(before + done, len(self.made_up)),
        )
        upload.refresh_from_db()
        if upload.problem_rows or upload.state != upload.State.DONE:
            raise RuntimeError(f"{SHEETS[language]}: {upload.problems[:3]}")

    def _complete_profiles(self) -> None:
        """What a spreadsheet does not hold: more on each offer and need, all delegates, hours of absence."""
        entry, found = FairEntry(self.organiser), self._organisations()
        for begin in range(0, len(self.made_up), BATCH):
            batch = self.made_up[begin : begin + BATCH]
            with transaction.atomic():
                entry.register(self.fair, self.row, batch, found)
                entry.write_listings(batch, found)
            self._told(begin + len(batch), len(self.made_up))

    @transaction.atomic
    def _let_members_in(self) -> None:
        """The demonstration's companies get their people."""
        found = self._organisations()
        for one in ACCOUNTS:
            if one.organisation:
                person = User.objects.get(email=one.email)
                people_actions.add_member(
                    actor=None, organisation=found[one.organisation], user=person, role=Role.OWNER
                )
        self._told(1, 1)

    def _verify(self) -> None:
        """The organiser has seen the papers of the hosts, the leading parts, and one made-up in four."""
        found = self._organisations()
        seen = [one for one in self.fair.participants if _shows_papers(one)]
        for number, one in enumerate(seen, 1):
            verification_actions.verify(actor=self.organiser, organisation=found[one.key])
            self._told(number, len(seen))

    def _organisations(self) -> dict[str, Organisation]:
        rows = Participation.objects.filter(fair=self.row).select_related("organisation")
        return {row.reference: row.organisation for row in rows}

    def _match_small_fairs(self) -> None:
        others = FairRow.objects.filter(slug__in=[fair.slug for fair in fairs.small_fairs(SEED)])
        for number, other in enumerate(others, 1):
            recommendation_actions.match_now(actor=self.organiser, fair=other)
            self._told(number, len(others))

    # --- Partners, requests, timetable -----------------------------------------------------------------
    def _match(self) -> None:
        setup_actions.set_rehearsal_clock(
            actor=self.organiser, fair=self.row, moment=entries.requests_open(self.fair)
        )
        self.row.refresh_from_db()
        self._told(0, len(self.fair.participants))
        self._give_up_what_died(recommendation_actions.MATCHING)
        done = recommendation_actions.match_now(actor=self.organiser, fair=self.row)
        if done.state != Work.State.DONE:
            raise RuntimeError(f"matching: {done.problem}")
        self._told(done.total, done.total)

    def _live_through_requests(self) -> None:
        planned = season.season_of(SEED, self.fair, self.row)
        until = self._now_at("requests" if self.step == "requests-begun" else "timetable")
        season.live_through(planned, until, self._told)

    def _make_timetable(self) -> None:
        setup_actions.set_rehearsal_clock(
            actor=self.organiser, fair=self.row, moment=self._now_at("timetable") - timedelta(hours=1)
        )
        self.row.refresh_from_db()
        request_actions.expire_overdue()
        self._told(0, 1)
        self._give_up_what_died(version_actions.TIMETABLE)
        version = version_actions.make_timetable_now(
            actor=self.organiser, fair=self.row, seconds=SOLVING[self.extent]
        )
        if version is None:
            raise RuntimeError("No timetable was made.")
        with clock.shifted(self.row.clock_offset):
            version_actions.publish(actor=self.organiser, version=version)
        placed = version.meetings.count()
        self._told(placed, placed)

    def _give_up_what_died(self, kind: str) -> None:
        """A run that was killed leaves its work open; we hold the lock, so it is not going on."""
        left = work.latest(kind=kind, fair_id=self.row.pk)
        if left:
            work.give_up(work=left)

    # --- The clock -------------------------------------------------------------------------------------
    def _pass_the_time(self) -> None:
        setup_actions.set_rehearsal_clock(
            actor=self.organiser, fair=self.row, moment=self._now_at(self.stage)
        )
        self.row.refresh_from_db()

    def _now_at(self, stage: Stage) -> datetime:
        """The moment at which each stage stands."""
        days, at = {
            "registration": (-21, time(10)),
            "requests": (-12, time(10, 30)),
            "timetable": (-2, time(10)),
            "live": (0, time(14, 10)),
            "after": (self.smallest.days + 7, time(10)),
        }[stage]
        return entries.moment(self.smallest, days, at)


def _shows_papers(one: Participant) -> bool:
    if one.provenance == "published":
        return one.group == "hosts"
    serial = one.key.rpartition("-")[2]
    return not serial.isdecimal() or int(serial) % 4 == 0


def summary(fair: FairRow) -> dict[str, int | float | None]:
    """The figures of a fair as it stands, for the command and the benchmark."""
    version = TimetableVersion.objects.published().filter(fair=fair).first()
    return {
        "participants": fair.participations.taking_part().count(),
        "requests": fair.requests.count(),
        "accepted": fair.requests.filter(state="accepted").count(),
        "meetings": version.meetings.count() if version else 0,
        "share": version.share if version else None,
        "first_come_share": version.first_come_share if version else None,
        "members": Membership.objects.filter(organisation__participations__fair=fair).count(),
    }
