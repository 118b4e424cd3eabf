"""What every write to a fair shares: the lock of its row, the log, checks of time."""

from typing import Any
from zoneinfo import available_timezones

from django.db import models
from django.utils.translation import gettext as _

from madang.core import audit
from madang.core.errors import Refused
from madang.core.locking import locked
from madang.core.models import User
from madang.core.writing import allow
from madang.fairs import rules
from madang.fairs.models import Fair
from madang.fairs.shapes import Stretch


def locked_fair(actor: User | None, fair: Fair) -> Fair:
    allow(actor is None or rules.can_organise(actor, fair))
    return locked(Fair.objects.all(), fair.pk)


def check_zone(zone: str) -> None:
    if zone not in available_timezones():
        raise Refused({"zone": [_("“%(zone)s” is no IANA time zone.") % {"zone": zone}]})


def check_stretch(stretch: Stretch) -> None:
    if stretch.ends_at <= stretch.starts_at:
        raise Refused({"ends_at": [_("The end must come after the start.")]})


def record(actor: User | None, verb: str, subject: models.Model, fair: Fair, **detail: Any) -> None:
    audit.record(actor=actor, verb=verb, subject=subject, fair_id=fair.pk, **detail)
