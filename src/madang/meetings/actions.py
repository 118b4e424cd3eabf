"""Every write of requests, timetables and meetings."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madang import timetable
from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.events import publish as publish_event
from madang.core.jobs import enqueue
from madang.core.jobs import work as works
from madang.core.locking import all_locked, locked
from madang.core.models import User, Work
from madang.fairs.actions import office_channel
from madang.fairs.models import Fair, Participation, Place, Slot
from madang.meetings import rules
from madang.meetings.arranging import surroundings
from madang.meetings.engine import problem as problems
from madang.meetings.models import Ban, Disruption, Meeting, Request, TimetableVersion
from madang.meetings.notices import tell_of_request, tell_of_timetable
from madang.meetings.requests.standing import Answer, Ask, Sent, Standing, pair_sentence, refuse
from madang.meetings.wording.unscheduled import TAKEN_OUT
from madang.meetings.wording.violations import Obstacles
from madang.partners.models import Grade

TIMETABLE = "timetable"
PAIR = 2

# --- Requests ---------------------------------------------------------------------------------------------


@transaction.atomic
def send_request(
    *,
    actor: User | None,
    sender: Participation,
    receiver: Participation,
    message: str = "",
    language: str = "",
    grade: str = Grade.WOULD,
) -> Request:
    """Ask for a meeting. It waits for an answer and holds no slot."""
    if not rules.can_write_for(actor, sender):
        raise NotAllowed
    fair = sender.fair
    _requests_are_open(actor, fair)
    parties = all_locked(Participation.objects.all(), [sender.pk, receiver.pk])
    standing = Standing.of(fair, [sender.pk])
    refuse(standing.objection(parties[sender.pk], parties[receiver.pk]))
    try:
        with transaction.atomic():
            request = _new(actor, fair, Ask(sender.pk, receiver.pk, message, language, grade))
            request.save()
    except IntegrityError as error:  # the other side asked in this very moment
        raise Refused(pair_sentence()) from error
    _record(actor, "request.sent", request)
    tell_of_request(receiver, sender, "request_received")
    return request


@transaction.atomic
def send_many(*, actor: User | None, fair: Fair, asks: Iterable[Ask]) -> Sent:
    """Send many requests at once under the same rules. Nobody is told one by one."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    _requests_are_open(actor, fair)
    wanted = list(asks)
    senders = {ask.sender for ask in wanted}
    everyone = senders | {ask.receiver for ask in wanted}
    parties = all_locked(Participation.objects.filter(fair=fair), everyone)
    standing = Standing.of(fair, senders)
    rows: list[Request] = []
    refused: list[tuple[Ask, str]] = []
    for ask in wanted:
        sentence = _objection(standing, ask, parties)
        if sentence:
            refused.append((ask, sentence))
        else:
            standing.add(ask.sender, ask.receiver)
            rows.append(_new(actor, fair, ask))
    written = Request.objects.bulk_create(rows, batch_size=1000)
    audit.record(actor=actor, verb="request.sent_many", subject=fair, fair_id=fair.pk, requests=len(written))
    return Sent(tuple(written), tuple(refused))


def _objection(standing: Standing, ask: Ask, parties: Mapping[object, Participation]) -> str:
    if ask.sender not in parties or ask.receiver not in parties:
        return _("This company does not take part.")
    return standing.objection(parties[ask.sender], parties[ask.receiver])


def _requests_are_open(actor: User | None, fair: Fair) -> None:
    if not rules.may_ask_now(actor, fair):
        raise Refused(_("Meeting requests are not open at the moment."))


def _new(actor: User | None, fair: Fair, ask: Ask) -> Request:
    moment = clock.now()
    return Request(
        fair=fair,
        sender_id=ask.sender,
        receiver_id=ask.receiver,
        message=ask.message,
        language=ask.language,
        sender_grade=ask.grade,
        sent_by=actor,
        sent_at=moment,
        expires_at=_expiry(fair, moment),
    )


def _expiry(fair: Fair, moment: datetime) -> datetime:
    """The days to answer, but not beyond the end of requests."""
    due = moment + timedelta(days=fair.answer_days)
    closes = fair.requests_close
    return min(due, closes) if closes and closes > moment else due


@transaction.atomic
def accept(*, actor: User | None, request: Request, grade: str = Grade.WOULD) -> Request:
    """The receiver wants the meeting too."""
    if not rules.can_write_for(actor, request.receiver):
        raise NotAllowed
    row = _still(request, [Request.State.PENDING])
    if row.expires_at <= clock.now():
        raise Refused(_("This request was not answered in time. You may send one yourself."))
    row.receiver_grade = Grade(grade)
    _answer(row, Request.State.ACCEPTED)
    _record(actor, "request.accepted", row)
    tell_of_request(row.sender, row.receiver, "request_accepted")
    return row


@transaction.atomic
def decline(*, actor: User | None, request: Request) -> Request:
    """The receiver does not want the meeting, or no longer; no reason is asked for."""
    if not rules.can_write_for(actor, request.receiver):
        raise NotAllowed
    row = _still(request, [Request.State.PENDING, Request.State.ACCEPTED])
    _answer(row, Request.State.DECLINED)
    _record(actor, "request.declined", row)
    tell_of_request(row.sender, row.receiver, _called_off(row) or "request_declined")
    return row


@transaction.atomic
def withdraw(*, actor: User | None, request: Request) -> Request:
    """The sender takes the request back, or calls off the meeting that came of it."""
    if not rules.can_write_for(actor, request.sender):
        raise NotAllowed
    row = _still(request, [Request.State.PENDING, Request.State.ACCEPTED])
    _answer(row, Request.State.WITHDRAWN)
    _record(actor, "request.withdrawn", row)
    if kind := _called_off(row):
        tell_of_request(row.receiver, row.sender, kind)
    return row


def _still(request: Request, states: list[Request.State]) -> Request:
    row = locked(
        Request.objects.select_related("sender__organisation", "receiver__organisation", "fair"), request.pk
    )
    row.sender.fair = row.receiver.fair = row.fair
    if row.state not in states:
        raise Refused(
            _("This request is “%(state)s” and can no longer be changed.")
            % {"state": row.get_state_display()}
        )
    return row


def _answer(row: Request, state: Request.State) -> None:
    row.state, row.answered_at = state, clock.now()
    row.save(update_fields=["state", "answered_at", "receiver_grade"])


def _called_off(row: Request) -> str:
    """Free what the published timetable held for this request, so that no ghost meeting is left."""
    freed, _by_table = Meeting.objects.filter(
        request=row, version__state=TimetableVersion.State.PUBLISHED
    ).delete()
    return "meeting_called_off" if freed else ""


def _record(actor: User | None, verb: str, request: Request) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=request,
        fair_id=request.fair_id,
        sender=request.sender_id,
        receiver=request.receiver_id,
    )


@transaction.atomic
def release(*, actor: User | None, participation: Participation) -> None:
    """Who leaves the fair leaves no request waiting and no ghost meeting behind; the others are told."""
    if not rules.can_write_for(actor, participation):
        raise NotAllowed
    alive = Request.objects.alive().of(participation).select_for_update(of=("self",))
    for row in alive.select_related("sender__organisation", "receiver__organisation", "fair").order_by("pk"):
        row.sender.fair = row.receiver.fair = row.fair
        left_by_sender = row.sender_id == participation.pk
        _answer(row, Request.State.WITHDRAWN if left_by_sender else Request.State.DECLINED)
        _record(actor, "request.released", row)
        if kind := _called_off(row):
            one, other = (row.receiver, row.sender) if left_by_sender else (row.sender, row.receiver)
            tell_of_request(one, other, kind)


@transaction.atomic
def answer_many(*, actor: User | None, fair: Fair, answers: Iterable[Answer]) -> int:
    """Answer many requests of a fair at once; says how many were still waiting. Nobody is told one by one."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    wanted = {answer.request: answer for answer in answers}
    moment = clock.now()
    rows = list(
        Request.objects.select_for_update()
        .filter(fair=fair, pk__in=wanted, state=Request.State.PENDING, expires_at__gt=moment)
        .order_by("pk")
    )
    for row in rows:
        answer = wanted[row.pk]
        row.state = Request.State.ACCEPTED if answer.accepted else Request.State.DECLINED
        row.receiver_grade = answer.grade if answer.accepted else ""
        row.answered_at = moment
    Request.objects.bulk_update(rows, ["state", "receiver_grade", "answered_at"], batch_size=500)
    audit.record(actor=actor, verb="request.answered_many", subject=fair, fair_id=fair.pk, requests=len(rows))
    return len(rows)


def expire_overdue() -> int:
    """Every fair on its own clock: what nobody answered in time no longer waits."""
    waiting = Request.objects.filter(state=Request.State.PENDING).values("fair_id")
    return sum(_expire(fair) for fair in Fair.objects.filter(pk__in=waiting))


@transaction.atomic
def _expire(fair: Fair) -> int:
    with clock.shifted(fair.clock_offset):
        moment = clock.now()
        overdue = Request.objects.filter(fair=fair, state=Request.State.PENDING, expires_at__lte=moment)
        expired = overdue.update(state=Request.State.EXPIRED, answered_at=moment)
        if expired:
            audit.record(actor=None, verb="request.expired", subject=fair, fair_id=fair.pk, requests=expired)
    return expired


# --- Timetables -------------------------------------------------------------------------------------------


@transaction.atomic
def start_timetable(
    *, actor: User | None, fair: Fair, seconds: int | None = None, keep: bool = False
) -> Work:
    """Ask the worker for a new draft timetable; with `keep`, what is published stays where it is."""
    from madang.meetings.tasks import run_timetable as task  # noqa: PLC0415  tasks call actions

    work = _begin(actor, fair, seconds, keep=keep)
    enqueue(task, work_id=work.pk)
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
    work = works.begin(kind=TIMETABLE, actor=actor, fair_id=fair.pk, seconds=limit, keep=keep)
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
        read_at = clock.now()
        arrangement = problems.arrangement_of(fair, keep=bool(work.detail.get("keep")))
        problem = arrangement.problem
        if not problem.requests:
            raise Refused(_("There are no accepted requests yet, so there is nothing to arrange."))
        found = _solve(problem, meter)
        meter.advance("explaining", 0, 0)
        first_come = timetable.first_come_first_served(problem)
        unscheduled = problems.unscheduled_of(problem, found)
        meter.advance("storing", 0, len(found.meetings))
        version = TimetableVersion(
            fair=fair,
            made_at=read_at,
            made_by=work.started_by,
            work=work,
            value=found.value,
            bound=found.bound,
            share=found.share,
            first_come_share=timetable.share_of(first_come.value, found.bound),
            seconds=found.seconds,
            unscheduled=unscheduled,
            loosened=problems.loosened_of(arrangement),
        )
        _store(version, problem, found)
        meter.advance("storing", len(found.meetings), len(found.meetings), version=version.number)


def _solve(problem: timetable.Problem, meter: works.Meter) -> timetable.Timetable:
    limit = float(meter.work.detail["seconds"])

    def tell(progress: timetable.Progress) -> None:
        meter.advance(
            f"solving-{progress.phase.value}",
            round(10 * min(progress.seconds, limit)),
            round(10 * limit) + 1,
            incumbent=progress.incumbent,
            bound=progress.bound,
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
        meter.advance("contradicting", 0, 0, contradictions=problems.contradictions_of(problem))
        raise Refused(
            _("The meetings that must stay where they are contradict each other. Free one of them.")
        )
    return found


@transaction.atomic
def _store(version: TimetableVersion, problem: timetable.Problem, found: timetable.Timetable) -> None:
    locked(Fair.objects.all(), version.fair_id)
    last = TimetableVersion.objects.filter(fair=version.fair).first()
    version.number = last.number + 1 if last else 1
    version.save()
    problems.store(version, problem, found)
    audit.record(
        actor=version.made_by,
        verb="timetable.made",
        subject=version,
        fair_id=version.fair_id,
        meetings=len(found.meetings),
    )


@transaction.atomic
def publish(*, actor: User | None, version: TimetableVersion) -> TimetableVersion:
    """Make a draft the timetable of the fair; the worker tells those for whom something changed."""
    from madang.meetings.tasks import tell_of_publication as task  # noqa: PLC0415  tasks call actions

    if not rules.can_arrange(actor, version.fair):
        raise NotAllowed
    fair = locked(Fair.objects.all(), version.fair_id)
    row = TimetableVersion.objects.get(pk=version.pk)
    if row.state != TimetableVersion.State.DRAFT:
        raise Refused(_("Only a draft can be published."))
    row.meetings.exclude(request__state=Request.State.ACCEPTED).delete()
    _leaves_what_has_begun(row)
    previous = _supersede(fair)
    row.state, row.published_at = TimetableVersion.State.PUBLISHED, clock.now()
    row.save(update_fields=["state", "published_at"])
    audit.record(actor=actor, verb="timetable.published", subject=row, fair_id=fair.pk, number=row.number)
    Disruption.objects.filter(fair=fair, recorded_at__lte=row.made_at).unsettled().update(settled_in=row)
    publish_event(f"fair-{fair.pk}", "timetable_published", number=row.number)
    enqueue(task, version_id=row.pk, previous_id=previous.pk if previous else 0)
    return row


def _leaves_what_has_begun(draft: TimetableVersion) -> None:
    begun = Meeting.objects.filter(
        version__fair=draft.fair, slot__starts_at__lte=clock.now(), request__state=Request.State.ACCEPTED
    ).order_by("request_id")
    columns = ("request_id", "slot_id", "table_id", "room_id")
    published = begun.filter(version__state=TimetableVersion.State.PUBLISHED).values_list(*columns)
    if published and list(published) != list(begun.filter(version=draft).values_list(*columns)):
        raise Refused(
            _("Meetings have begun since this draft was made, and it holds them otherwise. Make a new draft.")
        )


def _supersede(fair: Fair) -> TimetableVersion | None:
    previous = TimetableVersion.objects.filter(fair=fair, state=TimetableVersion.State.PUBLISHED).first()
    if previous:
        previous.state = TimetableVersion.State.SUPERSEDED
        previous.save(update_fields=["state"])
    return previous


@transaction.atomic
def tell_of_publication(*, version: TimetableVersion, previous: TimetableVersion | None) -> int:
    """Tell those who have meetings now, or had others before; says how many companies were told."""
    moved = difference(before=previous, after=version).participants
    kind = "timetable_changed" if previous else "timetable_published"
    rows = Participation.objects.filter(pk__in=[int(pk) for pk in moved])
    for row in rows.select_related("organisation", "fair"):
        meetings = version.meetings.filter(seats__participation=row).count()
        tell_of_timetable(row, kind, meetings)
    return len(moved)


def difference(*, before: TimetableVersion | None, after: TimetableVersion) -> timetable.Difference:
    """What a version changes, and for whom."""
    calendar = problems.Calendar.of(after.fair)
    old = problems.timetable_of(before, calendar) if before else timetable.Timetable()
    return timetable.diff(old, problems.timetable_of(after, calendar))


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


# --- Meetings ---------------------------------------------------------------------------------------------


@transaction.atomic
def move_meeting(
    *, actor: User | None, meeting: Meeting, slot: Slot, table: Place | None, room: Place | None
) -> Meeting:
    """Move one meeting of a draft by hand, where the rules of the fair let it be."""
    if not rules.can_arrange(actor, meeting.version.fair):
        raise NotAllowed
    version = _draft(meeting.version)
    assert meeting.request_id
    fit = _fitting(version, meeting.request_id, surroundings.Spot(slot.pk, _pk(table), _pk(room)))
    [row] = _write(version, fit)
    _note(actor, "meeting.moved", version, row)
    return row


@transaction.atomic
def place_meeting(
    *, actor: User | None, version: TimetableVersion, request: Request, spot: surroundings.Spot
) -> Meeting:
    """Give an agreed request, that a draft does not hold, its slot by hand."""
    if not rules.can_arrange(actor, version.fair):
        raise NotAllowed
    row = _draft(version)
    if row.meetings.filter(request=request).exists():
        raise Refused(_("This meeting has its slot already."))
    [meeting] = _write(row, _fitting(row, request.pk, spot))
    row.unscheduled = [missed for missed in row.unscheduled if int(missed["request"]) != request.pk]
    _revalue(row, request.pk, 1)
    _note(actor, "meeting.placed", row, meeting)
    return meeting


@transaction.atomic
def take_out(*, actor: User | None, meeting: Meeting) -> None:
    """Take a meeting out of a draft: it waits among those without a slot."""
    if not rules.can_arrange(actor, meeting.version.fair):
        raise NotAllowed
    version = _draft(meeting.version)
    row = locked(Meeting.objects.all(), meeting.pk)
    assert row.request_id
    version.unscheduled = [
        *(missed for missed in version.unscheduled if int(missed["request"]) != row.request_id),
        {"request": row.request_id, "reasons": [{"cause": TAKEN_OUT}], "remedy": None},
    ]
    _revalue(version, row.request_id, -1)
    _note(actor, "meeting.taken_out", version, row)
    row.delete()


@transaction.atomic
def exchange(*, actor: User | None, one: Meeting, other: Meeting) -> None:
    """Two meetings of a draft change slots and places."""
    if not rules.can_arrange(actor, one.version.fair):
        raise NotAllowed
    version = _draft(one.version)
    rows = all_locked(version.meetings.all(), [one.pk, other.pk])
    keys = [request for row in (one, other) if row.pk in rows and (request := rows[row.pk].request_id)]
    around = surroundings.Surroundings.of(version, keys, surroundings.spots_of(rows.values()))
    if len(set(keys)) != PAIR or not all(map(around.knows, keys)):
        raise Refused(_("This meeting was called off meanwhile."))
    fits = around.exchange(*keys)
    if fits[0].broken:
        raise Refused(Obstacles.of(around.referee.problem, keys[0]).refusal(fits[0]))
    for row in _write(version, *fits):
        _note(actor, "meeting.exchanged", version, row)


@transaction.atomic
def ban(*, actor: User | None, request: Request, slot: Slot | None = None) -> Ban:
    """Rule a meeting out in one slot, or altogether; the next timetable keeps to it.

    Who forbids a meeting does not want it pinned there any more.
    """
    if not rules.can_arrange(actor, request.fair):
        raise NotAllowed
    row = locked(Request.objects.all(), request.pk)
    made, is_new = Ban.objects.get_or_create(request=row, slot=slot, defaults={"made_by": actor})
    pinned = Meeting.objects.filter(request=row, is_pinned=True)
    (pinned.filter(slot=slot) if slot else pinned).update(is_pinned=False)
    if is_new:
        audit.record(actor=actor, verb="meeting.banned", subject=row, fair_id=row.fair_id, slot=_pk(slot))
    return made


@transaction.atomic
def lift_ban(*, actor: User | None, ban: Ban) -> None:
    """What was ruled out may be again."""
    fair = ban.request.fair
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    row = locked(Ban.objects.all(), ban.pk)
    audit.record(
        actor=actor, verb="meeting.ban_lifted", subject=ban.request, fair_id=fair.pk, slot=row.slot_id
    )
    row.delete()


@transaction.atomic
def pin(*, actor: User | None, meeting: Meeting, stays: bool) -> None:
    """Whether a new timetable must leave this meeting where it is."""
    if not rules.can_arrange(actor, meeting.version.fair):
        raise NotAllowed
    row = locked(Meeting.objects.select_related("version"), meeting.pk)
    row.is_pinned = stays
    row.save(update_fields=["is_pinned"])
    audit.record(actor=actor, verb="meeting.pinned", subject=row, fair_id=row.version.fair_id, stays=stays)


def _draft(version: TimetableVersion) -> TimetableVersion:
    """Locked, without what was called off since; who arranges by hand does it one after the other."""
    row = locked(TimetableVersion.objects.select_related("fair"), version.pk)
    if row.state != TimetableVersion.State.DRAFT:
        raise Refused(_("Only meetings of a draft can be moved. Make a new draft first."))
    row.meetings.exclude(request__in=problems.agreed(row.fair).order_by().values("pk")).delete()
    return row


def _fitting(version: TimetableVersion, request: int, spot: surroundings.Spot) -> timetable.Fit:
    """The request there, or a refusal that says what stands in the way."""
    around = surroundings.Surroundings.of(version, [request], [spot])
    if not around.knows(request):
        raise Refused(_("This meeting was called off meanwhile."))
    if spot.slot not in around.slots:
        raise Refused(_("No meetings are held in this slot."))
    fit = around.fit(request, spot)
    if fit.broken:
        raise Refused(Obstacles.of(around.referee.problem, request).refusal(fit))
    return fit


def _write(version: TimetableVersion, *fits: timetable.Fit) -> list[Meeting]:
    try:
        with transaction.atomic():
            return problems.rearrange(version, [fit.meeting for fit in fits])
    except IntegrityError as error:  # what the rules do not know of, the database still refuses
        raise Refused(_("Somebody or something of this meeting is taken in that slot.")) from error


def _revalue(version: TimetableVersion, request: int, sign: int) -> None:
    """The timetable's worth with the request more, or less."""
    around = surroundings.Surroundings.of(version, [request])
    if around.knows(request) and version.value is not None and version.bound is not None:
        version.value += sign * around.gain(request)
        version.share = timetable.share_of(version.value, version.bound)
    version.save(update_fields=["unscheduled", "value", "share"])


def _note(actor: User | None, verb: str, version: TimetableVersion, meeting: Meeting) -> None:
    audit.record(actor=actor, verb=verb, subject=meeting, fair_id=version.fair_id, slot=meeting.slot_id)
    publish_event(office_channel(version.fair), "timetable_arranged", number=version.number)


def _pk(row: Slot | Place | None) -> int | None:
    return row.pk if row else None
