"""The organiser admits participants or turns them away."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.core.locking import locked
from madang.core.models import User
from madang.core.writing import allow
from madang.fairs import rules, signals
from madang.fairs.models import Fair, Participation
from madang.fairs.participation.writing import record_participation, tell_people

State = Participation.State


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


def _decide(actor: User | None, participation: Participation, state: str) -> Participation:
    allow(actor is None or rules.can_organise(actor, participation.fair))
    row = locked(Participation.objects.select_related("fair", "organisation"), participation.pk)
    if row.state == state:
        return row
    if row.state == State.WITHDRAWN:
        raise Refused(_("%(name)s has withdrawn; it must register again first.") % {"name": row})
    if row.state == State.INVITED and state == State.APPROVED and rules.answers_for_itself(row.organisation):
        raise Refused(_("%(name)s has not answered the invitation yet.") % {"name": row})
    row.state = state
    row.save(update_fields=["state"])
    record_participation(actor, f"participation.{state}", row)
    tell_people(row, f"participation_{state}", f"/fairs/{row.fair.slug}/my/")
    if state == State.REJECTED:
        signals.participation_left.send(Participation, participation=row, actor=actor)
    return row


def _decide_many(actor: User | None, fair: Fair, participations: Iterable[Participation], state: str) -> int:
    """In the order of their numbers, so that two people who decide at once cannot wait for each other."""
    allow(actor is None or rules.can_organise(actor, fair))
    rows = sorted((row for row in participations if row.fair_id == fair.pk), key=lambda row: row.pk)
    waiting = [row for row in rows if row.state not in {state, State.WITHDRAWN, State.INVITED}]
    for row in waiting:
        _decide(actor, row, state)
    return len(waiting)
