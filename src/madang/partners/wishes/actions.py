"""Every write of wishes."""

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.locking import locked
from madang.core.models import User
from madang.fairs.models import Participation
from madang.partners import rules
from madang.partners.models import Grade, Wish


@transaction.atomic
def set_wish(
    *, actor: User | None, participation: Participation, partner: Participation, grade: str
) -> Wish | None:
    """Say how much one wants to meet another; an empty grade takes it back."""
    if not rules.can_wish_for(actor, participation):
        raise NotAllowed
    if partner.pk == participation.pk or partner.fair_id != participation.fair_id:
        raise Refused(_("This company cannot be chosen."))
    locked(Participation.objects.all(), participation.pk)
    row = Wish.objects.filter(participation=participation, partner=partner)
    wish = None
    if grade:
        chosen = {"grade": Grade(grade), "at": clock.now()}
        wish, _new = Wish.objects.update_or_create(
            participation=participation, partner=partner, defaults=chosen
        )
    else:
        row.delete()
    audit.record(
        actor=actor,
        verb="wish.set",
        subject=participation,
        fair_id=participation.fair_id,
        organisation_id=participation.organisation_id,
        partner=partner.pk,
        grade=grade,
    )
    return wish
