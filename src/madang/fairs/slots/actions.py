"""Every write of slots."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.core.models import User
from madang.core.text import Text
from madang.core.writing import delete_or_refuse, refusing
from madang.fairs.models import Fair, Slot, SlotKind
from madang.fairs.shapes import SlotPlan, Stretch
from madang.fairs.writing import check_stretch, locked_fair, record


@transaction.atomic
def make_slots(*, actor: User | None, fair: Fair, plan: SlotPlan, replacing: bool = False) -> list[Slot]:
    """Fill the days of `plan` with slots and breaks; with `replacing`, instead of what these days had."""
    fair = locked_fair(actor, fair)
    slots = [slot for day in plan.days for slot in _slots_of(fair, day, plan)]
    if not any(slot.kind == SlotKind.MEETING for slot in slots):
        raise Refused(_("There is no room for a single slot between these hours."))
    if replacing:
        _clear_days(fair, plan.days)
    with refusing(_("Some of these slots overlap slots that are there already. Remove those first.")):
        Slot.objects.bulk_create(slots)
    record(actor, "slots.make", fair, fair, days=[str(day) for day in plan.days], slots=len(slots))
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
    fair = locked_fair(actor, fair)
    slot = Slot(
        fair=fair, starts_at=stretch.starts_at, ends_at=stretch.ends_at, kind=kind, label=label or Text()
    )
    check_stretch(stretch)
    with refusing(_("This overlaps a slot that is there already.")):
        slot.save()
    record(actor, "slot.add", slot, fair)
    return slot


@transaction.atomic
def remove_slot(*, actor: User | None, slot: Slot) -> None:
    fair = locked_fair(actor, slot.fair)
    record(actor, "slot.remove", slot, fair, starts_at=slot.starts_at.isoformat())
    delete_or_refuse(
        slot, _("There are meetings in this slot: move them first, or publish another timetable.")
    )


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
    delete_or_refuse(fair.slots.filter(pk__in=rows), _("There are meetings in these slots already."))
