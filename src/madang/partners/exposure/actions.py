"""Every write of the limits."""

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core import audit
from madang.core.errors import NotAllowed, Refused
from madang.core.locking import locked
from madang.core.models import User
from madang.fairs.models import Fair
from madang.partners import rules
from madang.partners.models import ExposureLimits


@transaction.atomic
def set_exposure(*, actor: User | None, fair: Fair, floor: int, cap: int | None) -> ExposureLimits:
    """Say in how many lists each company shall and may stand; it holds from the next round on."""
    if not rules.can_match(actor, fair):
        raise NotAllowed
    locked(Fair.objects.all(), fair.pk)
    if cap is not None and cap < max(floor, 1):
        raise Refused({"cap": [_("At most must not be less than at least.")]})
    limits, _new = ExposureLimits.objects.update_or_create(fair=fair, defaults={"floor": floor, "cap": cap})
    audit.record(actor=actor, verb="matching.exposure", subject=limits, fair_id=fair.pk, floor=floor, cap=cap)
    return limits
