"""Every write to a fair. `actor` is the person who does it; `None` is the system itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_urlsafe
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.events import publish
from madang.core.locking import locked
from madang.core.models import User
from madang.core.notices import tell
from madang.core.text import Text
from madang.fairs import rules, signals
from madang.fairs.models import (
    Absence,
    Delegate,
    Fair,
    Group,
    Hall,
    Interpreter,
    Participation,
    Place,
    PlaceKind,
    Session,
    Shift,
    Slot,
    SlotKind,
    Speaker,
    Staff,
    StaffRole,
)
from madang.fairs.shapes import (
    DelegateFields,
    FairFields,
    InterpreterFields,
    Limits,
    Pace,
    ParticipationFields,
    Phases,
    Registration,
    SessionFields,
    SlotPlan,
    SpeakerFields,
    Stretch,
)
from madang.organisations import rules as organisation_rules
from madang.organisations.models import Membership, Organisation

State = Participation.State
M = TypeVar("M", bound=models.Model)
BATCH = 500


# --- The fair itself --------------------------------------------------------------------------------------
@transaction.atomic
def create_fair(
    *, actor: User | None, fields: FairFields, phases: Phases | None = None, limits: Limits | None = None
) -> Fair:
    """A new fair, hidden until it is published; who creates it organises it."""
    _allow(actor is None or rules.can_create_fair(actor))
    fair = Fair()
    for part in (fields, phases or Phases(), limits or Limits()):
        part.write_to(fair)
    _check_fair(fair)
    _keep(fair)
    if actor:
        Staff.objects.create(fair=fair, user=actor, role=StaffRole.ORGANISER)
    _record(actor, "fair.create", fair, fair, slug=fair.slug)
    return fair


@transaction.atomic
def update_fair(*, actor: User | None, fair: Fair, change: FairFields | Phases | Limits | Pace) -> Fair:
    """Change one part of a fair: what it is, its phases, its limits, or its pace."""
    fair = _locked_fair(actor, fair)
    changed = change.write_to(fair)
    _check_fair(fair)
    _keep(fair)
    _record(actor, "fair.update", fair, fair, changed=changed)
    return fair


@transaction.atomic
def publish_fair(*, actor: User | None, fair: Fair, is_public: bool = True) -> Fair:
    """Show a fair to everyone, or hide it again."""
    fair = _locked_fair(actor, fair)
    fair.is_public = is_public
    fair.save(update_fields=["is_public"])
    _record(actor, "fair.publish" if is_public else "fair.hide", fair, fair)
    return fair


@transaction.atomic
def set_rehearsal_clock(*, actor: User | None, fair: Fair, moment: datetime | None) -> Fair:
    """Let the fair's clock stand at `moment` and run on from there; `None` returns to the real time."""
    fair = _locked_fair(actor, fair)
    fair.clock_offset = moment - clock.real_now() if moment else timedelta(0)
    fair.save(update_fields=["clock_offset"])
    _record(actor, "fair.clock", fair, fair, moment=moment.isoformat() if moment else None)
    publish(office_channel(fair), "clock", offset=fair.clock_offset.total_seconds())
    return fair


@transaction.atomic
def add_staff(*, actor: User | None, fair: Fair, user: User, role: str = StaffRole.ORGANISER) -> Staff:
    """Let a person into the office, or change what they may do there."""
    fair = _locked_fair(actor, fair)
    if role != StaffRole.ORGANISER:
        _keep_an_organiser(fair, without=user)
    row, _created = Staff.objects.update_or_create(fair=fair, user=user, defaults={"role": role})
    _record(actor, "staff.add", row, fair, user=user.pk, role=role)
    return row


@transaction.atomic
def remove_staff(*, actor: User | None, fair: Fair, user: User) -> None:
    fair = _locked_fair(actor, fair)
    _keep_an_organiser(fair, without=user)
    row = Staff.objects.filter(fair=fair, user=user).first()
    if row:
        _record(actor, "staff.remove", row, fair, user=user.pk)
        row.delete()


def _keep_an_organiser(fair: Fair, *, without: User) -> None:
    organisers = Staff.objects.filter(fair=fair, role=StaffRole.ORGANISER)
    if organisers.exists() and not organisers.exclude(user=without).exists():
        raise Refused(_("This is the fair's last organiser. Add another one first."))


#: Addresses of the office that no fair can have.
RESERVED = {"new"}


def _check_fair(fair: Fair) -> None:
    _check_zone(fair.zone)
    if fair.slug in RESERVED:
        raise Refused({"slug": [_("This address is taken by a page of the office. Choose another one.")]})
    if fair.registration_opens and fair.live_opens and fair.live_opens < fair.registration_opens:
        raise Refused({"live_opens": [_("The doors open before the registration does.")]})


# --- Time: slots ------------------------------------------------------------------------------------------
@transaction.atomic
def make_slots(*, actor: User | None, fair: Fair, plan: SlotPlan, replacing: bool = False) -> list[Slot]:
    """Fill the days of `plan` with slots and breaks; with `replacing`, instead of what these days had."""
    fair = _locked_fair(actor, fair)
    slots = [slot for day in plan.days for slot in _slots_of(fair, day, plan)]
    if not any(slot.kind == SlotKind.MEETING for slot in slots):
        raise Refused(_("There is no room for a single slot between these hours."))
    if replacing:
        _clear_days(fair, plan.days)
    with _refusing(_("Some of these slots overlap slots that are there already. Remove those first.")):
        Slot.objects.bulk_create(slots)
    _record(actor, "slots.make", fair, fair, days=[str(day) for day in plan.days], slots=len(slots))
    return slots


@transaction.atomic
def add_slot(
    *,
    actor: User | None,
    fair: Fair,
    stretch: Stretch,
    kind: str = SlotKind.MEETING,
    label: Text | None = None,
) -> Slot:
    fair = _locked_fair(actor, fair)
    slot = Slot(
        fair=fair, starts_at=stretch.starts_at, ends_at=stretch.ends_at, kind=kind, label=label or Text()
    )
    _check_stretch(stretch)
    with _refusing(_("This overlaps a slot that is there already.")):
        slot.save()
    _record(actor, "slot.add", slot, fair)
    return slot


@transaction.atomic
def remove_slot(*, actor: User | None, slot: Slot) -> None:
    fair = _locked_fair(actor, slot.fair)
    _record(actor, "slot.remove", slot, fair, starts_at=slot.starts_at.isoformat())
    _delete(slot, _("There are meetings in this slot: move them first, or publish another timetable."))


def wall_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clock on a wall in `zone` shows `at` on `day`; of two, the first."""
    wall = datetime.combine(day, at, tzinfo=zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Refused(
            _("On %(day)s the clock jumps over %(time)s: there is no such time.")
            % {"day": day, "time": f"{at:%H:%M}"}
        )
    return moment


def _slots_of(fair: Fair, day: date, plan: SlotPlan) -> Iterator[Slot]:
    """One day: stretches of work between the breaks, each filled from its start."""
    if plan.minutes < 1 or plan.gap < 0:
        raise Refused(_("A slot lasts at least a minute, and the gap cannot be negative."))
    breaks = sorted(plan.breaks, key=lambda pause: pause.starts)
    free_from = wall_moment(day, plan.starts, fair.tz)
    for pause in breaks:
        begins, ends = wall_moment(day, pause.starts, fair.tz), wall_moment(day, pause.ends, fair.tz)
        if not free_from <= begins < ends:
            raise Refused(_("A break must end after it starts, and breaks cannot overlap."))
        yield from _fill(fair, free_from, begins, plan)
        yield Slot(fair=fair, starts_at=begins, ends_at=ends, kind=SlotKind.BREAK, label=pause.label)
        free_from = ends
    yield from _fill(fair, free_from, wall_moment(day, plan.ends, fair.tz), plan)


def _fill(fair: Fair, start: datetime, end: datetime, plan: SlotPlan) -> Iterator[Slot]:
    """Steps are real minutes, so a day on which the clocks change has an hour more or less of them."""
    length, gap = timedelta(minutes=plan.minutes), timedelta(minutes=plan.gap)
    while start + length <= end:
        yield Slot(fair=fair, starts_at=start, ends_at=start + length)
        start += length + gap


def _clear_days(fair: Fair, days: Sequence[date]) -> None:
    wanted = set(days)
    rows = [slot.pk for slot in fair.slots.all() if slot.starts_at.astimezone(fair.tz).date() in wanted]
    _delete(fair.slots.filter(pk__in=rows), _("There are meetings in these slots already."))


# --- Space: halls, tables, rooms --------------------------------------------------------------------------
@transaction.atomic
def add_hall(*, actor: User | None, fair: Fair, name: Text, tables: int = 0) -> Hall:
    """A hall at the end of the list, with tables numbered on from the fair's last one."""
    fair = _locked_fair(actor, fair)
    last = fair.halls.aggregate(last=Max("order"))["last"]
    hall = Hall(fair=fair, name=name, order=0 if last is None else last + 1)
    _keep(hall)
    _add_places(fair, PlaceKind.TABLE, tables, hall)
    _record(actor, "hall.add", hall, fair, tables=tables)
    return hall


@transaction.atomic
def remove_hall(*, actor: User | None, hall: Hall) -> None:
    fair = _locked_fair(actor, hall.fair)
    _record(actor, "hall.remove", hall, fair)
    _delete(hall, _("There are meetings at the tables of this hall: move them first."))


@transaction.atomic
def add_tables(*, actor: User | None, hall: Hall, count: int) -> list[Place]:
    fair = _locked_fair(actor, hall.fair)
    places = _add_places(fair, PlaceKind.TABLE, count, hall)
    _record(actor, "tables.add", hall, fair, count=count)
    return places


@transaction.atomic
def remove_tables(*, actor: User | None, hall: Hall, count: int) -> None:
    """Take away the hall's last `count` tables."""
    fair = _locked_fair(actor, hall.fair)
    last = hall.places.order_by("-number").values_list("pk", flat=True)[:count]
    _delete(
        Place.objects.filter(pk__in=list(last)), _("There are meetings at these tables: move them first.")
    )
    _record(actor, "tables.remove", hall, fair, count=count)


@transaction.atomic
def make_rooms(*, actor: User | None, fair: Fair, count: int) -> list[Place]:
    """Bring the number of online rooms to `count`, adding at the end or taking from it."""
    fair = _locked_fair(actor, fair)
    rooms = fair.places.filter(kind=PlaceKind.ROOM)
    have = rooms.count()
    surplus = list(rooms.order_by("-number").values_list("pk", flat=True)[: max(0, have - count)])
    _delete(rooms.filter(pk__in=surplus), _("There are meetings in these rooms: move them first."))
    _add_places(fair, PlaceKind.ROOM, count - have, None)
    _record(actor, "rooms.make", fair, fair, count=count)
    return list(rooms)


def _add_places(fair: Fair, kind: str, count: int, hall: Hall | None) -> list[Place]:
    """The fair's row is locked, so that two people who add tables at once do not number them alike."""
    last = fair.places.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    numbers = range(last + 1, last + 1 + count)
    return Place.objects.bulk_create(
        Place(fair=fair, kind=kind, hall=hall, number=number) for number in numbers
    )


# --- Programme --------------------------------------------------------------------------------------------
@transaction.atomic
def add_session(
    *, actor: User | None, fair: Fair, fields: SessionFields, speakers: Sequence[SpeakerFields] = ()
) -> Session:
    fair = _locked_fair(actor, fair)
    session = Session(fair=fair)
    _write_session(session, fields, speakers)
    _record(actor, "session.add", session, fair)
    return session


@transaction.atomic
def update_session(
    *, actor: User | None, session: Session, fields: SessionFields, speakers: Sequence[SpeakerFields]
) -> Session:
    fair = _locked_fair(actor, session.fair)
    _write_session(session, fields, speakers)
    _record(actor, "session.update", session, fair)
    return session


@transaction.atomic
def remove_session(*, actor: User | None, session: Session) -> None:
    fair = _locked_fair(actor, session.fair)
    _record(actor, "session.remove", session, fair, title=str(session.title))
    session.delete()


def _write_session(session: Session, fields: SessionFields, speakers: Sequence[SpeakerFields]) -> None:
    _check_stretch(Stretch(fields.starts_at, fields.ends_at))
    fields.write_to(session)
    _keep(session)
    known = {speaker.name: speaker for speaker in session.fair.speakers.all()}
    session.speakers.set([_speaker(session.fair, one, known.get(one.name)) for one in speakers])


def _speaker(fair: Fair, fields: SpeakerFields, known: Speaker | None) -> Speaker:
    """A speaker who talks twice is one speaker."""
    speaker = known or Speaker(fair=fair)
    if fields.write_to(speaker) or not known:
        _keep(speaker)
    return speaker


# --- Groups and interpreters ------------------------------------------------------------------------------
@transaction.atomic
def add_group(*, actor: User | None, fair: Fair, code: str, name: Text) -> Group:
    fair = _locked_fair(actor, fair)
    group = Group(fair=fair, code=code, name=name)
    _keep(group)
    _record(actor, "group.add", group, fair, code=code)
    return group


@transaction.atomic
def remove_group(*, actor: User | None, group: Group) -> None:
    """Its companies stay, without a group."""
    fair = _locked_fair(actor, group.fair)
    _record(actor, "group.remove", group, fair, code=group.code)
    group.delete()


@transaction.atomic
def set_groups_that_meet(*, actor: User | None, fair: Fair, pairs: Iterable[tuple[Group, Group]]) -> None:
    """Say which groups meet which, all at once; a group in no pair may meet everyone."""
    fair = _locked_fair(actor, fair)
    pairs = list(pairs)
    if any(group.fair_id != fair.pk for pair in pairs for group in pair):
        raise NotAllowed
    for group in fair.groups.all():
        group.meets.clear()
    for one, other in pairs:
        one.meets.add(other)
    _record(actor, "groups.meet", fair, fair, pairs=[[one.code, other.code] for one, other in pairs])


@transaction.atomic
def add_interpreter(
    *, actor: User | None, fair: Fair, fields: InterpreterFields, shifts: Sequence[Stretch] = ()
) -> Interpreter:
    fair = _locked_fair(actor, fair)
    interpreter = Interpreter(fair=fair)
    _write_interpreter(interpreter, fields)
    _write_shifts(interpreter, shifts)
    _record(actor, "interpreter.add", interpreter, fair)
    return interpreter


@transaction.atomic
def update_interpreter(
    *, actor: User | None, interpreter: Interpreter, fields: InterpreterFields
) -> Interpreter:
    fair = _locked_fair(actor, interpreter.fair)
    _write_interpreter(interpreter, fields)
    _record(actor, "interpreter.update", interpreter, fair)
    return interpreter


@transaction.atomic
def remove_interpreter(*, actor: User | None, interpreter: Interpreter) -> None:
    fair = _locked_fair(actor, interpreter.fair)
    _record(actor, "interpreter.remove", interpreter, fair, name=interpreter.name)
    _delete(interpreter, _("This interpreter has meetings to interpret: give those to another one first."))


@transaction.atomic
def set_shifts(*, actor: User | None, interpreter: Interpreter, shifts: Sequence[Stretch]) -> None:
    """When the interpreter works, all at once; none means whenever the fair does."""
    fair = _locked_fair(actor, interpreter.fair)
    _write_shifts(interpreter, shifts)
    _record(actor, "interpreter.shifts", interpreter, fair, shifts=len(shifts))


def _write_interpreter(interpreter: Interpreter, fields: InterpreterFields) -> None:
    if len(set(fields.languages)) < 2:
        raise Refused({"languages": [_("An interpreter needs two languages.")]})
    fields.write_to(interpreter)
    _keep(interpreter)


def _write_shifts(interpreter: Interpreter, shifts: Sequence[Stretch]) -> None:
    for shift in shifts:
        _check_stretch(shift)
    interpreter.shifts.all().delete()
    Shift.objects.bulk_create(
        Shift(interpreter=interpreter, starts_at=shift.starts_at, ends_at=shift.ends_at) for shift in shifts
    )


# --- Taking part ------------------------------------------------------------------------------------------
@transaction.atomic
def register(
    *,
    actor: User | None,
    fair: Fair,
    organisation: Organisation,
    fields: ParticipationFields,
    delegates: Sequence[DelegateFields] = (),
) -> Participation:
    """Register an organisation: by its own editors while registration is open, by the organiser always."""
    _allow(
        actor is None or organisation_rules.can_edit(actor, organisation) or rules.can_organise(actor, fair)
    )
    if actor and not rules.can_register(actor, fair):
        raise Refused(_("Registration for this fair is not open now."))
    fair = locked(Fair.objects.all(), fair.pk)
    row = Participation.objects.filter(fair=fair, organisation=organisation).first()
    _check_may_register(row)
    row = row or Participation(fair=fair, organisation=organisation)
    row.state = _state_after_registering(actor, fair, organisation)
    _write_participation(row, fields)
    _write_delegates(row, delegates)
    _record_participation(actor, "participation.register", row)
    return row


@transaction.atomic
def invite_participant(
    *, actor: User | None, fair: Fair, organisation: Organisation, fields: ParticipationFields | None = None
) -> Participation:
    """Ask an organisation to take part; it is told, and registers itself."""
    fair = _locked_fair(actor, fair)
    if Participation.objects.filter(fair=fair, organisation=organisation).exists():
        raise Refused(_("This organisation is on the fair's list already."))
    row = Participation(fair=fair, organisation=organisation, state=State.INVITED)
    _write_participation(row, fields or ParticipationFields())
    _record_participation(actor, "participation.invite", row)
    _tell_people(row, "participation_invited", f"/fairs/{fair.slug}/register/")
    return row


@transaction.atomic
def register_many(
    *, actor: User | None, fair: Fair, rows: Iterable[Registration]
) -> Mapping[int, Participation]:
    """Register many at once, by organisation; who is there already is updated and keeps its state.

    A new organisation that has people of its own is invited when an organiser enters it: they answer.
    Returns the participations by the id of their organisation. A dozen queries whatever the number of rows;
    delegates and absences of a row replace those that were there, and a row without any leaves them.
    """
    fair = _locked_fair(actor, fair)
    wanted = {row.organisation.pk: row for row in rows}
    there = {one.organisation_id: one for one in fair.participations.filter(organisation__in=wanted)}
    claimed = _answering_for_themselves(actor, wanted)
    new = {pk: _new_participation(fair, row, claimed) for pk, row in wanted.items() if pk not in there}
    changed = [one for pk, one in there.items() if _prepare(one, wanted[pk].fields)]
    with _refusing(_("Two companies have the same number in the organiser's list.")):
        Participation.objects.bulk_create(new.values(), batch_size=BATCH)
        Participation.objects.bulk_update(changed, _PARTICIPATION_COLUMNS, batch_size=BATCH)
    everyone = there | new
    _replace_people(wanted, everyone)
    _record_many(actor, "participation.register", new.values())
    _record_many(actor, "participation.update", changed)
    publish(office_channel(fair), "participations", added=len(new), changed=len(changed))
    return everyone


@transaction.atomic
def approve(*, actor: User | None, participation: Participation) -> Participation:
    return _decide(actor, participation, State.APPROVED)


@transaction.atomic
def reject(*, actor: User | None, participation: Participation) -> Participation:
    return _decide(actor, participation, State.REJECTED)


@transaction.atomic
def approve_many(*, actor: User | None, fair: Fair, participations: Iterable[Participation]) -> int:
    """Admit several at once; says how many were not admitted before."""
    return _decide_many(actor, fair, participations, State.APPROVED)


@transaction.atomic
def reject_many(*, actor: User | None, fair: Fair, participations: Iterable[Participation]) -> int:
    return _decide_many(actor, fair, participations, State.REJECTED)


@transaction.atomic
def withdraw(*, actor: User | None, participation: Participation) -> Participation:
    """An organisation takes itself off the fair; whoever counted on it learns so from the floors above."""
    row = _locked_participation(actor, participation)
    if row.state == State.WITHDRAWN:
        return row
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    _record_participation(actor, "participation.withdraw", row)
    signals.participation_left.send(Participation, participation=row, actor=actor)
    return row


@transaction.atomic
def update_participation(
    *, actor: User | None, participation: Participation, fields: ParticipationFields
) -> Participation:
    row = _locked_participation(actor, participation)
    _write_participation(row, fields)
    _record_participation(actor, "participation.update", row)
    return row


@transaction.atomic
def set_absences(*, actor: User | None, participation: Participation, absences: Sequence[Stretch]) -> None:
    """When the participant cannot meet, all at once; everything else is free."""
    row = _locked_participation(actor, participation)
    for absence in absences:
        _check_stretch(absence)
    row.absences.all().delete()
    Absence.objects.bulk_create(_absence(row, stretch) for stretch in _joined(absences))
    _record_participation(actor, "participation.absences", row, absences=len(absences))


@transaction.atomic
def set_availability(
    *, actor: User | None, participation: Participation, free_slots: Collection[int]
) -> None:
    """The participant can meet in these slots of the fair and in no other."""
    slots = participation.fair.slots.filter(kind=SlotKind.MEETING).exclude(pk__in=free_slots)
    away = [Stretch(slot.starts_at, slot.ends_at) for slot in slots]
    set_absences(actor=actor, participation=participation, absences=away)


@transaction.atomic
def add_delegate(*, actor: User | None, participation: Participation, fields: DelegateFields) -> Delegate:
    row = _locked_participation(actor, participation)
    delegate = Delegate(participation=row)
    fields.write_to(delegate)
    _keep(delegate)
    _record_participation(actor, "delegate.add", row, delegate=delegate.pk)
    return delegate


@transaction.atomic
def update_delegate(*, actor: User | None, delegate: Delegate, fields: DelegateFields) -> Delegate:
    row = _locked_participation(actor, delegate.participation)
    fields.write_to(delegate)
    _keep(delegate)
    _record_participation(actor, "delegate.update", row, delegate=delegate.pk)
    return delegate


@transaction.atomic
def remove_delegate(*, actor: User | None, delegate: Delegate) -> None:
    row = _locked_participation(actor, delegate.participation)
    _record_participation(actor, "delegate.remove", row, delegate=delegate.pk)
    delegate.delete()


@transaction.atomic
def renew_feed_secret(*, actor: User | None, participation: Participation) -> str:
    """A new secret address for the calendar feed; the old one opens nothing from now on."""
    row = _locked_participation(actor, participation)
    row.feed_secret = token_urlsafe(24)
    row.save(update_fields=["feed_secret"])
    _record_participation(actor, "participation.feed", row)
    return row.feed_secret


def choose_participation(*, actor: User, participation: Participation, session: SessionBase) -> None:
    """From now on this person acts for this organisation at its fair. Kept in the session, not audited."""
    _allow(organisation_rules.is_member(actor, participation.organisation))
    session[f"acts_for_{participation.fair_id}"] = participation.pk


# --- Inside -----------------------------------------------------------------------------------------------
_PARTICIPATION_COLUMNS = (*ParticipationFields.__dataclass_fields__,)


def office_channel(fair: Fair) -> str:
    """What the organiser's pages of a fair listen to."""
    return f"office-{fair.pk}"


def _allow(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed


def _locked_fair(actor: User | None, fair: Fair) -> Fair:
    _allow(actor is None or rules.can_organise(actor, fair))
    return locked(Fair.objects.all(), fair.pk)


def _locked_participation(actor: User | None, participation: Participation) -> Participation:
    _allow(actor is None or rules.can_write_for(actor, participation))
    return locked(Participation.objects.select_related("fair", "organisation"), participation.pk)


def _keep(row: models.Model) -> None:
    """Save what is valid; refuse the rest with the sentence of the field that is not."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(error) from error
    row.save()


@contextmanager
def _refusing(sentence: str) -> Iterator[None]:
    """Turn the database's refusal into a sentence, and leave the transaction whole."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(sentence) from error


def _delete(rows: models.Model | models.QuerySet[M], sentence: str) -> None:
    try:
        with transaction.atomic():
            rows.delete()
    except ProtectedError as error:
        raise Refused(sentence) from error


def _check_zone(zone: str) -> None:
    if zone not in available_timezones():
        raise Refused({"zone": [_("“%(zone)s” is no IANA time zone.") % {"zone": zone}]})


def _check_stretch(stretch: Stretch) -> None:
    if stretch.ends_at <= stretch.starts_at:
        raise Refused({"ends_at": [_("The end must come after the start.")]})


def _check_may_register(row: Participation | None) -> None:
    if row and row.state == State.REJECTED:
        raise Refused(_("The organiser did not admit this organisation to the fair."))
    if row and row.state in {State.REGISTERED, State.APPROVED}:
        raise Refused(_("This organisation is registered already."))


def _prepare(row: Participation, fields: ParticipationFields) -> list[str]:
    """Set the columns; without a zone or languages a participant keeps its own, or has the fair's."""
    return replace(
        fields,
        zone=fields.zone or row.zone or row.fair.zone,
        languages=fields.languages or tuple(row.languages) or tuple(row.fair.languages),
    ).write_to(row)


def _write_participation(row: Participation, fields: ParticipationFields) -> None:
    _prepare(row, fields)
    _check_zone(row.zone)
    if row.group and row.group.fair_id != row.fair_id:
        raise NotAllowed
    if row.least > row.most:
        raise Refused({"most_meetings": [_("At most must not be less than at least.")]})
    _keep(row)


def _state_after_registering(actor: User | None, fair: Fair, organisation: Organisation) -> str:
    """An organiser cannot say for people of another organisation that they come: those are invited."""
    if actor and not organisation_rules.can_edit(actor, organisation):
        if rules.answers_for_itself(organisation):
            return State.INVITED
        return State.APPROVED
    return State.REGISTERED if fair.approves_participants else State.APPROVED


def _answering_for_themselves(actor: User | None, wanted: Collection[int]) -> frozenset[int]:
    """Organisations with people of their own, none of whom is `actor`: these are invited, not registered."""
    if actor is None or actor.is_staff:
        return frozenset()
    claimed = Membership.objects.filter(organisation__in=wanted)
    own = claimed.filter(user=actor).values("organisation")
    return frozenset(claimed.exclude(organisation__in=own).values_list("organisation_id", flat=True))


def _new_participation(fair: Fair, row: Registration, claimed: Collection[int]) -> Participation:
    state = State.INVITED if row.organisation.pk in claimed else row.state
    new = Participation(fair=fair, organisation=row.organisation, state=state)
    new.registered_at = row.registered_at or new.registered_at
    _prepare(new, row.fields)
    return new


def _write_delegates(row: Participation, delegates: Sequence[DelegateFields]) -> None:
    for fields in delegates:
        delegate = Delegate(participation=row)
        fields.write_to(delegate)
        _keep(delegate)


def _replace_people(wanted: Mapping[int, Registration], rows: Mapping[int, Participation]) -> None:
    delegates = {rows[pk]: row.delegates for pk, row in wanted.items() if row.delegates}
    absences = {rows[pk]: row.absences for pk, row in wanted.items() if row.absences}
    Delegate.objects.filter(participation__in=delegates).delete()
    Absence.objects.filter(participation__in=absences).delete()
    Delegate.objects.bulk_create(
        (_delegate(row, fields) for row, many in delegates.items() for fields in many), batch_size=BATCH
    )
    Absence.objects.bulk_create(
        (_absence(row, stretch) for row, many in absences.items() for stretch in _joined(many)),
        batch_size=BATCH,
    )


def _delegate(row: Participation, fields: DelegateFields) -> Delegate:
    delegate = Delegate(participation=row)
    fields.write_to(delegate)
    return delegate


def _absence(row: Participation, stretch: Stretch) -> Absence:
    return Absence(participation=row, starts_at=stretch.starts_at, ends_at=stretch.ends_at)


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same time as few stretches, in order: what overlaps or touches becomes one."""
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: stretch.starts_at):
        if joined and one.starts_at <= joined[-1].ends_at:
            joined[-1] = Stretch(joined[-1].starts_at, max(joined[-1].ends_at, one.ends_at))
        else:
            joined.append(one)
    return joined


def _decide(actor: User | None, participation: Participation, state: str) -> Participation:
    _allow(actor is None or rules.can_organise(actor, participation.fair))
    row = locked(Participation.objects.select_related("fair", "organisation"), participation.pk)
    if row.state == state:
        return row
    if row.state == State.WITHDRAWN:
        raise Refused(_("%(name)s has withdrawn; it must register again first.") % {"name": row})
    if row.state == State.INVITED and state == State.APPROVED and rules.answers_for_itself(row.organisation):
        raise Refused(_("%(name)s has not answered the invitation yet.") % {"name": row})
    row.state = state
    row.save(update_fields=["state"])
    _record_participation(actor, f"participation.{state}", row)
    _tell_people(row, f"participation_{state}", f"/fairs/{row.fair.slug}/my/")
    if state == State.REJECTED:
        signals.participation_left.send(Participation, participation=row, actor=actor)
    return row


def _decide_many(actor: User | None, fair: Fair, participations: Iterable[Participation], state: str) -> int:
    """In the order of their numbers, so that two people who decide at once cannot wait for each other."""
    _allow(actor is None or rules.can_organise(actor, fair))
    rows = sorted((row for row in participations if row.fair_id == fair.pk), key=lambda row: row.pk)
    waiting = [row for row in rows if row.state not in {state, State.WITHDRAWN, State.INVITED}]
    for row in waiting:
        _decide(actor, row, state)
    return len(waiting)


def _tell_people(row: Participation, kind: str, url: str) -> None:
    people = User.objects.filter(memberships__organisation=row.organisation_id, is_active=True)
    tell(
        people,
        kind,
        url=url,
        fair=row.fair.name.as_json(),
        organisation=row.organisation.name.as_json(),
    )


def _record(actor: User | None, verb: str, subject: models.Model, fair: Fair, **detail: Any) -> None:
    audit.record(actor=actor, verb=verb, subject=subject, fair_id=fair.pk, **detail)


def _record_participation(actor: User | None, verb: str, row: Participation, **detail: Any) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=row,
        fair_id=row.fair_id,
        organisation_id=row.organisation_id,
        **detail,
    )
    publish(office_channel(row.fair), "participation", id=row.pk, state=row.state)


def _record_many(actor: User | None, verb: str, rows: Iterable[Participation]) -> None:
    audit.record_many(
        audit.entry(
            actor=actor, verb=verb, subject=row, fair_id=row.fair_id, organisation_id=row.organisation_id
        )
        for row in rows
    )
