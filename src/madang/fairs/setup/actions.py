"""Every write to what a fair is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core import clock
from madang.core.errors import Refused
from madang.core.events import publish
from madang.core.models import User
from madang.core.writing import allow, save_valid
from madang.fairs import rules
from madang.fairs.channels import office_channel
from madang.fairs.models import Fair, Staff, StaffRole
from madang.fairs.shapes import FairFields, Limits, Pace, Phases
from madang.fairs.writing import check_zone, locked_fair, record


@transaction.atomic
def create_fair(
    *, actor: User | None, fields: FairFields, phases: Phases | None = None, limits: Limits | None = None
) -> Fair:
    """A new fair, hidden until it is published; who creates it organises it."""
    allow(actor is None or rules.can_create_fair(actor))
    fair = Fair()
    for part in (fields, phases or Phases(), limits or Limits()):
        part.write_to(fair)
    _check_fair(fair)
    save_valid(fair)
    if actor:
        Staff.objects.create(fair=fair, user=actor, role=StaffRole.ORGANISER)
    record(actor, "fair.create", fair, fair, slug=fair.slug)
    return fair


@transaction.atomic
def update_fair(*, actor: User | None, fair: Fair, change: FairFields | Phases | Limits | Pace) -> Fair:
    """Change one part of a fair: what it is, its phases, its limits, or its pace."""
    fair = locked_fair(actor, fair)
    changed = change.write_to(fair)
    _check_fair(fair)
    save_valid(fair)
    record(actor, "fair.update", fair, fair, changed=changed)
    return fair


@transaction.atomic
def publish_fair(*, actor: User | None, fair: Fair, is_public: bool = True) -> Fair:
    """Show a fair to everyone, or hide it again."""
    fair = locked_fair(actor, fair)
    fair.is_public = is_public
    fair.save(update_fields=["is_public"])
    record(actor, "fair.publish" if is_public else "fair.hide", fair, fair)
    return fair


@transaction.atomic
def set_rehearsal_clock(*, actor: User | None, fair: Fair, moment: datetime | None) -> Fair:
    """Let the fair's clock stand at `moment` and run on from there; `None` returns to the real time."""
    fair = locked_fair(actor, fair)
    fair.clock_offset = moment - clock.real_now() if moment else timedelta(0)
    fair.save(update_fields=["clock_offset"])
    record(actor, "fair.clock", fair, fair, moment=moment.isoformat() if moment else None)
    publish(office_channel(fair), "clock", offset=fair.clock_offset.total_seconds())
    return fair


#: Addresses of the office that no fair can have.
RESERVED = {"new"}


def _check_fair(fair: Fair) -> None:
    check_zone(fair.zone)
    if fair.slug in RESERVED:
        raise Refused({"slug": [_("This address is taken by a page of the office. Choose another one.")]})
    if fair.registration_opens and fair.live_opens and fair.live_opens < fair.registration_opens:
        raise Refused({"live_opens": [_("The doors open before the registration does.")]})
