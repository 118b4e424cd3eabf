"""Every write of the running day: what happened, what the timetable makes of it, and who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from madang.meetings.engine import calendar as engine_calendar
from madang.meetings.engine import happenings, stored, storing
from madang.meetings.engine import problem as engine_problem
from madang.meetings.models import Disruption, Request, TimetableVersion
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
    """Write down what went otherwise. Nobody is moved or told before a repaired timetable is published."""
    if not rules.can_record(actor, fair):
        raise NotAllowed
    fair = locked(Fair.objects.all(), fair.pk)
    subject = happened.subject
    if subject is None or subject.fair_id != fair.pk:
        raise Refused(_("This is not of this fair."))
    if happened.ends_at and happened.ends_at <= happened.starts_at:
        raise Refused(_("The end must come after the start."))
    row = Disruption(fair=fair, recorded_by=actor, recorded_at=clock.now(), **vars(happened))
    if _same(row).exists():
        raise Refused(_("This is recorded already."))
    row.save()
    _drop_proposals(fair)
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
    return row


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


def _drop_proposals(fair: Fair) -> None:
    """What was proposed before does not know what happened since."""
    TimetableVersion.objects.filter(fair=fair, state=State.DRAFT, repairs__isnull=False).delete()


@transaction.atomic
def take_back(*, actor: User | None, disruption: Disruption) -> None:
    """It was a mistake, or it is over: what is published keeps it up to this moment, all else forgets it."""
    if not rules.can_record(actor, disruption.fair):
        raise NotAllowed
    fair = locked(Fair.objects.all(), disruption.fair_id)
    row = Disruption.objects.get(pk=disruption.pk)
    audit.record(
        actor=actor,
        verb="disruption.taken_back",
        subject=row,
        fair_id=fair.pk,
        kind=row.kind,
        starts_at=row.starts_at.isoformat(),
    )
    moment = clock.now()
    if row.settled_in_id and row.starts_at < moment and row.kind != Kind.CALLED_OFF:
        row.ends_at = min(row.ends_at or moment, moment)
        row.save(update_fields=["ends_at"])
    else:
        row.delete()
    _drop_proposals(fair)
    publish_event(office_channel(fair), "disruption", what=row.kind)


# --- Proposals --------------------------------------------------------------------------------------------


def propose(*, actor: User | None, fair: Fair) -> TimetableVersion | None:
    """Fill what became free, at once, moving nobody who can stay; None when nothing changes for anyone.

    Read and filled without a lock; what happens meanwhile makes the proposal one of before.
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
    enqueue("meetings.run_repair", work_id=work.pk)
    return work


def run_search(*, work: Work) -> None:
    """Fill, then move a few where that brings more than it disturbs."""
    if work.is_over:
        return
    fair = Fair.objects.get(pk=work.fair_id or 0)
    with clock.shifted(fair.clock_offset), works.running(work) as meter:
        meter.advance("reading", 0, 0)
        version = _proposed(work.started_by, fair, seconds=SEARCH, meter=meter)
        meter.advance("done", 1, 1, version=version.number if version else None)


def _proposed(
    actor: User | None, fair: Fair, *, seconds: float, meter: works.Meter | None = None
) -> TimetableVersion | None:
    base = TimetableVersion.objects.filter(fair=fair, state=State.PUBLISHED).first()
    if base is None:
        raise Refused(_("There is no published timetable that could be repaired. Make one first."))
    read_at = clock.now()
    found = repaired(fair, seconds=seconds, meter=meter)
    now = happenings.first_to_come(engine_calendar.Calendar.of(fair).slots)
    draft = TimetableVersion(
        fair=fair,
        made_at=read_at,
        made_by=actor,
        repairs=base,
        value=found.timetable.value,
        bound=found.timetable.bound,
        share=found.timetable.share,
        first_come_share=base.first_come_share,
        seconds=found.timetable.seconds,
        unscheduled=stored.unscheduled_of(
            timetable.rest_of_day(found.problem, found.timetable, now=now),
            found.timetable,
            now=now,
            known=() if seconds else _still_known(base, found),
        ),
        changes=[change_as_data(change) for change in found.difference.changes],
    )
    return _keep(actor, draft, base, found)


def _still_known(base: TimetableVersion, found: Repair) -> list[dict[str, object]]:
    """What was said of those requests on whose companies, rivals and remedies the repair does not bear."""
    rows: list[dict[str, Any]] = base.unscheduled
    new = Disruption.objects.filter(fair=base.fair, participation__isnull=False).unsettled()
    struck = {str(pk) for pk in new.values_list("participation_id", flat=True)}
    parties = found.difference.participants | struck
    changed = {int(change.meeting.request) for change in found.difference.changes}
    return [
        row
        for row in rows
        if not changed & _named_in(row) and not parties & _parties_of(str(row["request"]), found.problem)
    ]


def _named_in(row: Mapping[str, Any]) -> set[int]:
    """The requests whose meetings a stored reason or remedy speaks of."""
    rivals = {rival for reason in row["reasons"] for rival in reason.get("rivals", ())}
    return rivals | {step["request"] for step in row.get("remedy") or () if "request" in step}


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


def change_as_data(change: timetable.Change) -> dict[str, object]:
    """Why one meeting is not as it was, for a page to put in words."""
    why = change.why
    return {
        "request": int(change.meeting.request),
        "motive": why.motive.value if why else None,
        "subject": int(why.subject) if why and why.subject else None,
        "other": int(why.request) if why and why.request else None,
    }


@transaction.atomic
def _keep(
    actor: User | None, draft: TimetableVersion, base: TimetableVersion, found: Repair
) -> TimetableVersion | None:
    fair = locked(Fair.objects.all(), draft.fair_id)
    if not TimetableVersion.objects.filter(pk=base.pk, state=State.PUBLISHED).exists():
        raise Refused(_("Another timetable was published meanwhile. Look again."))
    _drop_proposals(fair)
    if not found.difference.changes:
        new = Disruption.objects.filter(fair=fair, recorded_at__lte=draft.made_at).unsettled()
        settled = new.update(settled_in=base)
        audit.record(actor=actor, verb="repair.empty", subject=base, fair_id=fair.pk, settled=settled)
        return None
    last = TimetableVersion.objects.filter(fair=fair).first()
    draft.number = last.number + 1 if last else 1
    draft.save()
    storing.store(draft, found.problem, found.timetable)
    audit.record(
        actor=actor,
        verb="repair.proposed",
        subject=draft,
        fair_id=fair.pk,
        changes=len(found.difference.changes),
    )
    publish_event(office_channel(fair), "disruption", what=REPAIR)
    return draft


def publish(*, actor: User | None, version: TimetableVersion) -> TimetableVersion:
    """Publish a proposal as any other version, if it still knows all that happened."""
    with transaction.atomic():
        fair = locked(Fair.objects.all(), version.fair_id)
        new = Disruption.objects.filter(fair=fair, recorded_at__gt=version.made_at)
        if new.exists() or version.repairs is None or version.repairs.state != State.PUBLISHED:
            raise Refused(_("Something happened since this was proposed. Look at the new proposal."))
        return actions.publish(actor=actor, version=version)
