"""Every write of a draft by hand: moved, placed, taken out, exchanged, ruled out, pinned."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madang import timetable
from madang.core import audit
from madang.core.errors import NotAllowed, Refused
from madang.core.events import publish as publish_event
from madang.core.locking import all_locked, locked
from madang.core.models import User
from madang.fairs.channels import office_channel
from madang.fairs.models import Place, Slot
from madang.meetings import rules
from madang.meetings.arranging import surroundings
from madang.meetings.engine import problem, storing
from madang.meetings.engine.stored import (
    BindingReason,
    OrganisersCause,
    Unscheduled,
    as_json,
    unscheduled_in,
)
from madang.meetings.models import Ban, Meeting, Request, TimetableVersion
from madang.meetings.wording.violations import Obstacles

PAIR = 2


@transaction.atomic
def move_meeting(
    *, actor: User | None, meeting: Meeting, slot: Slot, table: Place | None, room: Place | None
) -> Meeting:
    """Move one meeting of a draft by hand, where the rules of the fair let it be."""
    if not rules.can_arrange(actor, meeting.version.fair):
        raise NotAllowed
    version = _draft(meeting.version)
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
    row.unscheduled = as_json(_without(row, request.pk))
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
    taken_out = Unscheduled(row.request_id, (BindingReason(OrganisersCause.TAKEN_OUT),))
    version.unscheduled = as_json([*_without(version, row.request_id), taken_out])
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
    keys = [rows[row.pk].request_id for row in (one, other) if row.pk in rows]
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
    version = locked(TimetableVersion.objects.all(), meeting.version_id)
    if version.state == TimetableVersion.State.SUPERSEDED:
        raise Refused(_("This version is no longer in force, so nothing can be changed in it."))
    row = locked(Meeting.objects.all(), meeting.pk)
    row.is_pinned = stays
    row.save(update_fields=["is_pinned"])
    audit.record(actor=actor, verb="meeting.pinned", subject=row, fair_id=version.fair_id, stays=stays)


def _draft(version: TimetableVersion) -> TimetableVersion:
    """Locked, without what was called off since; who arranges by hand does it one after the other."""
    row = locked(TimetableVersion.objects.select_related("fair"), version.pk)
    if row.state != TimetableVersion.State.DRAFT:
        raise Refused(_("Only meetings of a draft can be moved. Make a new draft first."))
    row.meetings.exclude(request__in=problem.agreed(row.fair).order_by().values("pk")).delete()
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
            return storing.rearrange(version, [fit.meeting for fit in fits])
    except IntegrityError as error:  # what the rules do not know of, the database still refuses
        raise Refused(_("Somebody or something of this meeting is taken in that slot.")) from error


def _without(version: TimetableVersion, request: int) -> list[Unscheduled]:
    """What else the version does not hold."""
    return [row for row in unscheduled_in(version).values() if row.request != request]


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
