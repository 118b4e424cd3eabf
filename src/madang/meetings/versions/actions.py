"""Every write of a version: made, published, discarded."""

from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from madang import timetable
from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.events import publish as publish_event
from madang.core.jobs import enqueue
from madang.core.jobs import work as works
from madang.core.locking import each_locked, locked
from madang.core.models import User, Work
from madang.fairs.channels import fair_channel
from madang.fairs.models import Fair, Participation
from madang.meetings import rules
from madang.meetings.engine import answers, stored, storing
from madang.meetings.engine import problem as engine_problem
from madang.meetings.models import Disruption, Meeting, Request, Seat, TimetableVersion
from madang.meetings.notices import tell_of_timetable
from madang.meetings.versions.progress import Making
from madang.meetings.versions.queries import difference

TIMETABLE = "timetable"
NUMBER_ONCE = "timetable_number_once"


@transaction.atomic
def start_timetable(
    *, actor: User | None, fair: Fair, seconds: int | None = None, keep: bool = False
) -> Work:
    """Ask the worker for a new draft timetable; with `keep`, what is published stays where it is."""
    work = _begin(actor, fair, seconds, keep=keep)
    enqueue("meetings.run_timetable", work_id=work.pk)
    return work


def make_timetable_now(
    *, actor: User | None, fair: Fair, seconds: int | None = None, keep: bool = False
) -> TimetableVersion | None:
    """The same, here and now: for commands and the demonstration. Nothing when it was cancelled."""
    with transaction.atomic():
        work = _begin(actor, fair, seconds, keep=keep)
    run_timetable(work=work)
    return TimetableVersion.objects.filter(work=work).first()


def _begin(actor: User | None, fair: Fair, seconds: int | None, *, keep: bool) -> Work:
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    locked(Fair.objects.all(), fair.pk)
    before = works.latest(kind=TIMETABLE, fair_id=fair.pk)
    if before and not before.is_over:
        raise Refused(_("A timetable is being made at this moment."))
    limit = settings.TIMETABLE_SECONDS if seconds is None else seconds
    work = works.begin(kind=TIMETABLE, actor=actor, fair_id=fair.pk, **Making(limit, keep).as_json())
    audit.record(actor=actor, verb="timetable.started", subject=work, fair_id=fair.pk, seconds=limit)
    return work


@transaction.atomic
def cancel_timetable(*, actor: User | None, fair: Fair) -> None:
    """Ask the worker to stop making the timetable; no draft is kept."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    work = works.latest(kind=TIMETABLE, fair_id=fair.pk)
    if work and not work.is_over:
        works.ask_to_cancel(work=work)
        audit.record(actor=actor, verb="timetable.cancelled", subject=work, fair_id=fair.pk)


def run_timetable(*, work: Work) -> None:
    """Make a draft timetable of all accepted requests, telling how far it is."""
    if work.is_over:
        return
    fair = Fair.objects.get(pk=work.fair_id or 0)
    with clock.shifted(fair.clock_offset), works.running(work) as meter:
        meter.advance("reading", 0, 0)
        read_at, known = clock.now(), known_of(fair)
        arrangement = engine_problem.arrangement_of(fair, keep=Making.of(work).keep)
        problem = arrangement.problem
        if not problem.requests:
            raise Refused(_("There are no accepted requests yet, so there is nothing to arrange."))
        found = _solve(problem, meter)
        meter.advance("explaining", 0, 0)
        first_come = timetable.first_come_first_served(problem)
        unscheduled = answers.unscheduled_of(problem, found)
        meter.advance("storing", 0, len(found.meetings))
        version = TimetableVersion(
            fair=fair,
            made_at=read_at,
            knows=known,
            made_by=work.started_by,
            work=work,
            value=found.value,
            bound=found.bound,
            share=found.share,
            first_come_share=timetable.share_of(first_come.value, found.bound),
            seconds=found.seconds,
            unscheduled=stored.as_json(unscheduled),
            loosened=stored.as_json(answers.loose_of(arrangement)),
        )
        _store(version, problem, found)
        done = replace(Making.of(work), version=version.number)
        meter.advance("storing", len(found.meetings), len(found.meetings), **done.as_json())


def _solve(problem: timetable.Problem, meter: works.Meter) -> timetable.Timetable:
    making = Making.of(meter.work)
    limit = float(making.seconds)

    def tell(progress: timetable.Progress) -> None:
        meter.advance(
            f"solving-{progress.phase.value}",
            round(10 * min(progress.seconds, limit)),
            round(10 * limit) + 1,
            **replace(making, incumbent=progress.incumbent, bound=progress.bound).as_json(),
        )

    found = timetable.solve(
        problem,
        time_limit=limit,
        workers=settings.TIMETABLE_WORKERS,
        on_progress=tell,
        cancelled=meter.cancelled,
    )
    meter.stop_if_cancelled()
    if found.status == timetable.Status.INFEASIBLE:
        against = stored.as_json(answers.contradictions_of(problem))
        meter.advance("contradicting", 0, 0, contradictions=against)
        raise Refused(
            _("The meetings that must stay where they are contradict each other. Free one of them.")
        )
    return found


@transaction.atomic
def known_of(fair: Fair) -> list[int]:
    """The disruptions that are recorded now. Whoever records one more at this moment is waited for."""
    locked(Fair.objects.all(), fair.pk)
    return list(Disruption.objects.filter(fair=fair).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _store(version: TimetableVersion, problem: timetable.Problem, found: timetable.Timetable) -> None:
    save_numbered(version)
    storing.store(version, problem, found)
    audit.record(
        actor=version.made_by,
        verb="timetable.made",
        subject=version,
        fair_id=version.fair_id,
        meetings=len(found.meetings),
    )


def save_numbered(version: TimetableVersion) -> None:
    """Save a new version with the next number of its fair, without a lock of the fair: others need it."""
    while version.pk is None:
        last = TimetableVersion.objects.filter(fair=version.fair_id).aggregate(number=Max("number"))["number"]
        version.number = (last or 0) + 1
        try:
            with transaction.atomic():
                version.save()
        except IntegrityError as error:
            if NUMBER_ONCE not in str(error):
                raise
            # another was made in this very moment: the next number, then


@transaction.atomic
def publish(*, actor: User | None, version: TimetableVersion) -> TimetableVersion:
    """Make a draft the timetable of the fair; the worker tells those for whom something changed."""
    if not rules.can_arrange(actor, version.fair):
        raise NotAllowed
    fair = locked(Fair.objects.all(), version.fair_id)
    row = locked(TimetableVersion.objects.all(), version.pk)
    if row.state != TimetableVersion.State.DRAFT:
        raise Refused(_("Only a draft can be published."))
    previous = _published(fair)
    _leave_out_what_was_called_off(row)
    _refuse_to_move_what_has_begun(row)
    _supersede(previous)
    row.state, row.published_at, row.replaced = TimetableVersion.State.PUBLISHED, clock.now(), previous
    row.save(update_fields=["state", "published_at", "replaced"])
    audit.record(actor=actor, verb="timetable.published", subject=row, fair_id=fair.pk, number=row.number)
    Disruption.objects.filter(fair=fair, pk__in=row.knows or []).unsettled().update(settled_in=row)
    publish_event(fair_channel(fair), "timetable_published", number=row.number)
    enqueue("meetings.tell_of_publication", version_id=row.pk, previous_id=previous.pk if previous else 0)
    return row


def _leave_out_what_was_called_off(draft: TimetableVersion) -> None:
    """Whoever calls a meeting off from now on waits, and takes it out of what is published by then."""
    each_locked(Request.objects.filter(meetings__version=draft).only("pk"))
    draft.meetings.exclude(request__state=Request.State.ACCEPTED).delete()


def _refuse_to_move_what_has_begun(draft: TimetableVersion) -> None:
    begun = Meeting.objects.filter(
        version__fair=draft.fair, slot__starts_at__lte=clock.now(), request__state=Request.State.ACCEPTED
    ).order_by("request_id")
    columns = ("request_id", "slot_id", "table_id", "room_id")
    published = begun.published().values_list(*columns)
    if published and list(published) != list(begun.filter(version=draft).values_list(*columns)):
        raise Refused(
            _("Meetings have begun since this draft was made, and it holds them otherwise. Make a new draft.")
        )


def _published(fair: Fair) -> TimetableVersion | None:
    published = TimetableVersion.objects.published().filter(fair=fair)
    return next(iter(each_locked(published)), None)


def _supersede(previous: TimetableVersion | None) -> None:
    if previous:
        previous.state = TimetableVersion.State.SUPERSEDED
        previous.save(update_fields=["state"])


@transaction.atomic
def tell_of_publication(*, version: TimetableVersion, previous: TimetableVersion | None) -> int:
    """Tell those who have meetings now, or had others before; says how many companies were told."""
    moved = difference(before=previous, after=version).participants
    rows = Participation.objects.filter(pk__in=[int(pk) for pk in moved]).select_related("fair")
    seats = Seat.objects.filter(version=version, participation__in=rows).order_by()
    held = dict(seats.values_list("participation").annotate(Count("meeting")))
    kind = "timetable_changed" if previous else "timetable_published"
    tell_of_timetable({row: held.get(row.pk, 0) for row in rows}, kind)
    return len(moved)


@transaction.atomic
def discard(*, actor: User | None, version: TimetableVersion) -> None:
    """Throw a draft away."""
    if not rules.can_arrange(actor, version.fair):
        raise NotAllowed
    row = locked(TimetableVersion.objects.all(), version.pk)
    if row.state != TimetableVersion.State.DRAFT:
        raise Refused(_("Only a draft can be discarded."))
    audit.record(actor=actor, verb="timetable.discarded", subject=row, fair_id=row.fair_id, number=row.number)
    row.delete()
