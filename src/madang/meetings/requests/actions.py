"""Every write of requests: asked, answered, withdrawn, expired."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.locking import all_locked, each_locked, locked
from madang.core.models import AuditEntry, User
from madang.fairs.models import Fair, Participation
from madang.meetings import rules
from madang.meetings.models import Meeting, Request
from madang.meetings.notices import tell_of_request, tell_of_requests
from madang.meetings.requests.shapes import Answer, Ask, Sent
from madang.meetings.requests.standing import Standing, pair_sentence, refuse
from madang.partners.models import Grade


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
    kind = "meeting_called_off" if _called_off([row.pk]) else "request_declined"
    tell_of_request(row.sender, row.receiver, kind)
    return row


@transaction.atomic
def withdraw(*, actor: User | None, request: Request) -> Request:
    """The sender takes the request back, or calls off the meeting that came of it."""
    if not rules.can_write_for(actor, request.sender):
        raise NotAllowed
    row = _still(request, [Request.State.PENDING, Request.State.ACCEPTED])
    _answer(row, Request.State.WITHDRAWN)
    _record(actor, "request.withdrawn", row)
    if _called_off([row.pk]):
        tell_of_request(row.receiver, row.sender, "meeting_called_off")
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


def _called_off(requests: Iterable[int]) -> set[int]:
    """Free what the published timetable held for these, so that no ghost is left; says for which it did.

    The requests are locked, and whoever publishes locks them as well: what is not published by now leaves
    them out.
    """
    held = Meeting.objects.published().filter(request__in=list(requests))
    found = {meeting.request_id for meeting in held if meeting.request_id}
    held.delete()
    return found


def _record(actor: User | None, verb: str, request: Request) -> None:
    audit.record_many([_entry(actor, verb, request)])


def _entry(actor: User | None, verb: str, request: Request) -> AuditEntry:
    return audit.entry(
        actor=actor,
        verb=verb,
        subject=request,
        fair_id=request.fair_id,
        sender=request.sender_id,
        receiver=request.receiver_id,
    )


@transaction.atomic
def release(*, actor: User | None, participations: Collection[Participation]) -> None:
    """Who leaves the fair leaves no request waiting and no ghost meeting behind; the others are told."""
    if not _may_release(actor, participations):
        raise NotAllowed
    leaving = {one.pk for one in participations}
    rows = _alive_of(leaving)
    _answer_many([row for row in rows if row.sender_id in leaving], Request.State.WITHDRAWN)
    _answer_many([row for row in rows if row.sender_id not in leaving], Request.State.DECLINED)
    audit.record_many(_entry(actor, "request.released", row) for row in rows)
    called_off = _called_off(row.pk for row in rows)
    pairs = [_who_stays(row, leaving) for row in rows if row.pk in called_off]
    tell_of_requests([pair for pair in pairs if pair[0].pk not in leaving], "meeting_called_off")


def _may_release(actor: User | None, participations: Collection[Participation]) -> bool:
    """Asked once for the organiser, however many leave; a company's own people leave alone."""
    fairs = {one.fair for one in participations}
    return all(rules.can_arrange(actor, fair) for fair in fairs) or all(
        rules.can_write_for(actor, one) for one in participations
    )


def _alive_of(leaving: Collection[int]) -> list[Request]:
    touched = Q(sender__in=leaving) | Q(receiver__in=leaving)
    alive = Request.objects.alive().filter(touched)
    rows = each_locked(alive.select_related("sender__organisation", "receiver__organisation", "fair"))
    for row in rows:
        row.sender.fair = row.receiver.fair = row.fair
    return rows


def _answer_many(rows: Iterable[Request], state: Request.State) -> None:
    keys = [row.pk for row in rows]
    Request.objects.filter(pk__in=keys).update(state=state, answered_at=clock.now())


def _who_stays(row: Request, leaving: Collection[int]) -> tuple[Participation, Participation]:
    """The one to be told, and the other who left."""
    return (row.receiver, row.sender) if row.sender_id in leaving else (row.sender, row.receiver)


@transaction.atomic
def answer_many(*, actor: User | None, fair: Fair, answers: Iterable[Answer]) -> int:
    """Answer many requests of a fair at once; says how many were still waiting. Nobody is told one by one."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    wanted = {answer.request: answer for answer in answers}
    moment = clock.now()
    waiting = Request.objects.filter(fair=fair, state=Request.State.PENDING, expires_at__gt=moment)
    rows = each_locked(waiting.filter(pk__in=wanted))
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
        rows = Request.objects.filter(pk__in=[row.pk for row in each_locked(overdue)])
        expired = rows.update(state=Request.State.EXPIRED, answered_at=moment)
        if expired:
            audit.record(actor=None, verb="request.expired", subject=fair, fair_id=fair.pk, requests=expired)
    return expired
