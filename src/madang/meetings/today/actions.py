"""Every write of the running day: what happened, what the timetable makes of it, and who hears of it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madang import timetable
from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.events import publish as publish_event
from madang.core.jobs import enqueue
from madang.core.jobs import work as works
from madang.core.locking import locked
from madang.core.models import User, Work
from madang.fairs.channels import office_channel
from madang.fairs.models import Fair, Interpreter, Participation, Place
from madang.meetings import rules
from madang.meetings.engine import answers, happenings, stored, storing
from madang.meetings.engine import calendar as engine_calendar
from madang.meetings.engine import problem as engine_problem
from madang.meetings.models import Disruption, Request, TimetableVersion
from madang.meetings.today import queries
from madang.meetings.versions import actions
from madang.timetable.events import after
from madang.timetable.repairing.repair import Repair, repair

REPAIR = "repair"
#: Seconds in which more is sought, once what became free is filled.
SEARCH = 5

Kind = Disruption.Kind
State = TimetableVersion.State


@dataclass(frozen=True)
class Happened:
    """What went otherwise, from when until when (or to the end of the fair), and for whom or what."""

    kind: Kind
    starts_at: datetime
    ends_at: datetime | None = None
    participation: Participation | None = None
    request: Request | None = None
    place: Place | None = None
    interpreter: Interpreter | None = None
    note: str = ""

    @property
    def subject(self) -> Participation | Request | Place | Interpreter | None:
        return self.participation or self.request or self.place or self.interpreter


@transaction.atomic
def record(*, actor: User | None, fair: Fair, happened: Happened) -> Disruption:
    """Write down what went otherwise, and let the worker see what can be made of it.

    Nobody is moved or told before a repaired timetable is published. What is said twice is written once.
    """
    if not rules.can_record(actor, fair):
        raise NotAllowed
    fair = locked(Fair.objects.all(), fair.pk)
    subject = happened.subject
    if subject is None or subject.fair_id != fair.pk:
        raise Refused(_("This is not of this fair."))
    if happened.ends_at and happened.ends_at <= happened.starts_at:
        raise Refused(_("The end must come after the start."))
    row = _disruption(actor, fair, happened)
    if same := _same(row).first():
        return same
    row.save()
    audit.record(
        actor=actor,
        verb="disruption.recorded",
        subject=row,
        fair_id=fair.pk,
        kind=row.kind,
        of=subject.pk,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat() if row.ends_at else None,
    )
    publish_event(office_channel(fair), "disruption", what=row.kind)
    _mend_later(actor, fair)
    return row


def _disruption(actor: User | None, fair: Fair, happened: Happened) -> Disruption:
    return Disruption(
        fair=fair,
        kind=happened.kind,
        participation=happened.participation,
        request=happened.request,
        place=happened.place,
        interpreter=happened.interpreter,
        starts_at=happened.starts_at,
        ends_at=happened.ends_at,
        note=happened.note,
        recorded_by=actor,
        recorded_at=clock.now(),
    )


def _same(row: Disruption) -> QuerySet[Disruption]:
    """What says as much already, of the same one."""
    return Disruption.objects.filter(
        fair=row.fair,
        kind=row.kind,
        participation=row.participation,
        request=row.request,
        place=row.place,
        interpreter=row.interpreter,
        starts_at__lte=row.starts_at,
        ends_at=row.ends_at,
    )


@transaction.atomic
def take_back(*, actor: User | None, disruption: Disruption) -> None:
    """It was a mistake, or it is over: what is published keeps it up to this moment, all else forgets it.

    What is kept is another row: an id says all that a proposal knows of it.
    """
    if not rules.can_record(actor, disruption.fair):
        raise NotAllowed
    fair = locked(Fair.objects.all(), disruption.fair_id)
    row = locked(Disruption.objects.select_related("settled_in"), disruption.pk)
    audit.record(
        actor=actor,
        verb="disruption.taken_back",
        subject=row,
        fair_id=fair.pk,
        kind=row.kind,
        starts_at=row.starts_at.isoformat(),
    )
    row.delete()
    moment = clock.now()
    if row.settled_in_id and row.starts_at < moment and row.kind != Kind.CALLED_OFF:
        row.pk, row.ends_at = None, min(row.ends_at or moment, moment)
        row.save(force_insert=True)
    publish_event(office_channel(fair), "disruption", what=row.kind)
    _mend_later(actor, fair)


# --- Mending behind the page ------------------------------------------------------------------------------


def _mend_later(actor: User | None, fair: Fair) -> Work | None:
    """Let the worker fill what became free; nothing before a timetable is published.

    The fair is locked here, and by the work when it reads what happened: work that still waits will see this
    as well, and a search that runs does not, so it stops.
    """
    if not TimetableVersion.objects.published().filter(fair=fair).exists():
        return None
    before = works.latest(kind=REPAIR, fair_id=fair.pk)
    if before and not before.is_over and before.detail.get("seconds"):
        works.ask_to_cancel(work=before)
    if before and before.state == Work.State.WAITING and not before.detail.get("seconds"):
        _queue(before)
        return before
    work = works.begin(kind=REPAIR, actor=actor, fair_id=fair.pk, seconds=0)
    _queue(work)
    return work


def _queue(work: Work) -> None:
    enqueue("meetings.run_repair", once=f"repair-{work.pk}", work_id=work.pk)


@transaction.atomic
def start_mending(*, actor: User | None, fair: Fair) -> Work | None:
    """Ask for a proposal again, where the last one did not come about."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    return _mend_later(actor, locked(Fair.objects.all(), fair.pk))


# --- Proposals --------------------------------------------------------------------------------------------


def propose(*, actor: User | None, fair: Fair) -> TimetableVersion | None:
    """Fill what became free, here and now, moving nobody who can stay; None when nothing changes for anyone.

    For commands and tests: on pages the worker does it. Read and filled without a lock; anything recorded
    meanwhile makes the proposal outdated.
    """
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    return _proposed(actor, fair, seconds=0)


@transaction.atomic
def start_search(*, actor: User | None, fair: Fair) -> Work:
    """Ask the worker whether a few moves would let more companies meet."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    locked(Fair.objects.all(), fair.pk)
    before = works.latest(kind=REPAIR, fair_id=fair.pk)
    if before and not before.is_over:
        raise Refused(_("This is being done at this moment."))
    work = works.begin(kind=REPAIR, actor=actor, fair_id=fair.pk, seconds=SEARCH)
    audit.record(actor=actor, verb="repair.started", subject=work, fair_id=fair.pk)
    _queue(work)
    return work


def run_search(*, work: Work) -> None:
    """Fill; and with seconds to search, move a few where that brings more than it disturbs."""
    if work.is_over:
        return
    fair = Fair.objects.get(pk=work.fair_id or 0)
    seconds = float(str(work.detail.get("seconds", SEARCH)))
    try:
        with clock.shifted(fair.clock_offset), works.running(work) as meter:
            _tell(fair, meter, "reading")
            version = _proposed(work.started_by, fair, seconds=seconds, meter=meter)
            meter.advance("done", 1, 1, version=version.number if version else None)
    finally:
        publish_event(office_channel(fair), "disruption", what=REPAIR)


def _tell(fair: Fair, meter: works.Meter | None, phase: str) -> None:
    """How far it is, also to the page of the day, which listens to its office alone."""
    if meter:
        meter.stop_if_cancelled()
        meter.advance(phase, 0, 0)
        publish_event(office_channel(fair), "disruption", what=REPAIR, phase=phase)


def _proposed(
    actor: User | None, fair: Fair, *, seconds: float, meter: works.Meter | None = None
) -> TimetableVersion | None:
    known = actions.known_of(fair)
    base = TimetableVersion.objects.published().filter(fair=fair).first()
    if base is None:
        raise Refused(_("There is no published timetable that could be repaired. Make one first."))
    read_at = clock.now()
    found = repaired(fair, seconds=seconds, meter=meter)
    _tell(fair, meter, "storing")
    now = happenings.first_to_come(engine_calendar.Calendar.of(fair).slots)
    draft = TimetableVersion(
        fair=fair,
        made_at=read_at,
        knows=known,
        made_by=actor,
        repairs=base,
        value=found.timetable.value,
        bound=found.timetable.bound,
        share=found.timetable.share,
        first_come_share=base.first_come_share,
        seconds=found.timetable.seconds,
        unscheduled=stored.as_json(
            answers.unscheduled_of(
                timetable.rest_of_day(found.problem, found.timetable, now=now),
                found.timetable,
                now=now,
                known=() if seconds else _still_known(base, found),
            )
        ),
        changes=stored.as_json(map(answers.change_of, found.difference.changes)),
    )
    return _keep(actor, draft, base, found)


def _still_known(base: TimetableVersion, found: Repair) -> list[stored.Unscheduled]:
    """What was said of those requests on whose companies, rivals and remedies the repair does not bear."""
    new = Disruption.objects.filter(fair=base.fair, participation__isnull=False).unsettled()
    struck = {str(pk) for pk in new.values_list("participation_id", flat=True)}
    parties = found.difference.participants | struck
    changed = {int(change.meeting.request) for change in found.difference.changes}
    return [
        row
        for row in stored.unscheduled_in(base).values()
        if not changed & _named_in(row) and not parties & _parties_of(str(row.request), found.problem)
    ]


def _named_in(row: stored.Unscheduled) -> set[int]:
    """The requests whose meetings a stored reason or remedy speaks of."""
    rivals = {rival for reason in row.reasons for rival in reason.rivals}
    return rivals | {step.request for step in row.remedy or () if step.request}


def _parties_of(request: str, problem: timetable.Problem) -> set[str]:
    asked = problem.request_by_id.get(request)
    return {asked.a, asked.b} if asked else set()


def repaired(fair: Fair, *, seconds: float, meter: works.Meter | None = None) -> Repair:
    """What the engine makes of the day; what is published already knows of what was settled in it."""
    calendar = engine_calendar.Calendar.of(fair)
    problem = engine_problem.undisturbed(fair, calendar)
    now = happenings.first_to_come(calendar.slots)
    rows = list(happenings.all_of(fair))
    new = set(Disruption.objects.filter(fair=fair).unsettled().values_list("pk", flat=True))
    old = happenings.events_of([row for row in rows if row.pk not in new], calendar.slots, problem)
    happened = happenings.events_of([row for row in rows if row.pk in new], calendar.slots, problem)
    return repair(
        after(problem, old, now=now),
        engine_problem.published_timetable(fair, calendar, problem),
        now=now,
        events=happened,
        time_limit=seconds,
        workers=settings.TIMETABLE_WORKERS,
        polished=seconds > 0,
        cancelled=meter.cancelled if meter else None,
    )


def _keep(
    actor: User | None, draft: TimetableVersion, base: TimetableVersion, found: Repair
) -> TimetableVersion | None:
    """Store the proposal, unless it changes nothing; those of before go, in a transaction of their own."""
    if not found.difference.changes:
        _settle(actor, draft, base)
    else:
        _store(actor, draft, base, found)
    _drop_proposals(draft.fair, besides=draft)
    return draft if draft.pk else None


@transaction.atomic
def _settle(actor: User | None, draft: TimetableVersion, base: TimetableVersion) -> None:
    """Nothing changes for anyone: what is published may stay as it is."""
    fair = _still_published(draft.fair, base)
    new = Disruption.objects.filter(fair=fair, pk__in=draft.knows or []).unsettled()
    settled = new.update(settled_in=base)
    audit.record(actor=actor, verb="repair.empty", subject=base, fair_id=fair.pk, settled=settled)


@transaction.atomic
def _store(actor: User | None, draft: TimetableVersion, base: TimetableVersion, found: Repair) -> None:
    """Thousands of rows, so the fair is locked after them: a tap on the page must not wait for this."""
    actions.save_numbered(draft)
    storing.store(draft, found.problem, found.timetable)
    fair = _still_published(draft.fair, base)
    audit.record(
        actor=actor,
        verb="repair.proposed",
        subject=draft,
        fair_id=fair.pk,
        changes=len(found.difference.changes),
    )
    publish_event(office_channel(fair), "disruption", what=REPAIR)


def _still_published(fair: Fair, base: TimetableVersion) -> Fair:
    row = locked(Fair.objects.all(), fair.pk)
    if not TimetableVersion.objects.published().filter(pk=base.pk).exists():
        raise Refused(_("Another timetable was published meanwhile. Look again."))
    return row


def _drop_proposals(fair: Fair, *, besides: TimetableVersion) -> None:
    """What was proposed before does not know what happened since."""
    older = TimetableVersion.objects.filter(fair=fair, state=State.DRAFT, repairs__isnull=False)
    if besides.pk:
        older = older.filter(pk__lt=besides.pk)
    for row in older.only("pk"):
        with suppress(Refused):  # somebody is publishing it, or it is gone
            _drop(row)


@transaction.atomic
def _drop(proposal: TimetableVersion) -> None:
    row = locked(TimetableVersion.objects.only("pk", "state"), proposal.pk)
    if row.state == State.DRAFT:
        row.delete()


def publish(*, actor: User | None, version: TimetableVersion) -> TimetableVersion:
    """Publish a proposal as any other version, if it still knows all that happened."""
    with transaction.atomic():
        locked(Fair.objects.all(), version.fair_id)
        if not queries.is_current(version):
            raise Refused(_("Something happened since this was proposed. Look at the new proposal."))
        return actions.publish(actor=actor, version=version)
