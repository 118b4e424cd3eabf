"""The organiser admits participants or turns them away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.core.events import publish
from madang.core.locking import all_locked, locked
from madang.core.models import User
from madang.core.writing import allow
from madang.fairs import rules, signals
from madang.fairs.channels import office_channel
from madang.fairs.models import Fair, Participation
from madang.fairs.participation.writing import record_many, record_participation, tell_people

State = Participation.State
#: Nobody decides over these from a list: they have withdrawn, or have to answer first.
UNDECIDABLE = frozenset({State.WITHDRAWN, State.INVITED})


@dataclass(frozen=True)
class Decided:
    """How many were decided anew, and how many could not be: `left_out`. Who was so already is in neither."""

    decided: int
    left_out: int


@transaction.atomic
def approve(*, actor: User | None, participation: Participation) -> Participation:
    return _decide(actor, participation, State.APPROVED)


@transaction.atomic
def reject(*, actor: User | None, participation: Participation) -> Participation:
    return _decide(actor, participation, State.REJECTED)


@transaction.atomic
def approve_many(*, actor: User | None, fair: Fair, participations: Iterable[Participation]) -> Decided:
    return _decide_many(actor, fair, participations, State.APPROVED)


@transaction.atomic
def reject_many(*, actor: User | None, fair: Fair, participations: Iterable[Participation]) -> Decided:
    return _decide_many(actor, fair, participations, State.REJECTED)


def _decide(actor: User | None, participation: Participation, state: State) -> Participation:
    allow(actor is None or rules.can_organise(actor, participation.fair))
    row = locked(_whole(), participation.pk)
    if row.state == state:
        return row
    if row.state == State.WITHDRAWN:
        raise Refused(_("%(name)s has withdrawn; it must register again first.") % {"name": row})
    if row.state == State.INVITED and state == State.APPROVED and rules.answers_for_itself(row.organisation):
        raise Refused(_("%(name)s has not answered the invitation yet.") % {"name": row})
    row.state = state
    row.save(update_fields=["state"])
    record_participation(actor, f"participation.{state}", row)
    _follow(actor, [row], state)
    return row


def _decide_many(
    actor: User | None, fair: Fair, participations: Iterable[Participation], state: State
) -> Decided:
    """In the order of their numbers, so that two people who decide at once cannot wait for each other."""
    allow(actor is None or rules.can_organise(actor, fair))
    rows = all_locked(_whole().filter(fair=fair), [row.pk for row in participations]).values()
    left_out = [row for row in rows if row.state in UNDECIDABLE]
    decided = [row for row in rows if row.state not in {state, *UNDECIDABLE}]
    if decided:
        _write(actor, fair, decided, state)
    return Decided(len(decided), len(left_out))


def _write(actor: User | None, fair: Fair, rows: Sequence[Participation], state: State) -> None:
    Participation.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
    for row in rows:
        row.state = state
    record_many(actor, f"participation.{state}", rows)
    publish(office_channel(fair), "participations", changed=len(rows))
    _follow(actor, rows, state)


def _follow(actor: User | None, rows: Sequence[Participation], state: State) -> None:
    """What a decision brings with it: their people are told, and who is turned away leaves nothing behind."""
    tell_people(rows, f"participation_{state}", reverse("fairs:desk", args=[rows[0].fair.slug]))
    if state == State.REJECTED:
        signals.participations_left.send(Participation, participations=rows, actor=actor)


def _whole() -> QuerySet[Participation]:
    return Participation.objects.select_related("fair", "organisation")
