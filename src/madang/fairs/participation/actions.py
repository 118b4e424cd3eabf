"""Writes of one participation: registered, invited, changed, withdrawn; its delegates."""

from collections.abc import Sequence
from secrets import token_urlsafe

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.core.locking import locked
from madang.core.models import User
from madang.core.writing import allow, save_valid
from madang.fairs import rules, signals
from madang.fairs.models import Delegate, Fair, Participation
from madang.fairs.participation.writing import (
    locked_participation,
    record_participation,
    tell_people,
    write_participation,
)
from madang.fairs.shapes import DelegateFields, ParticipationFields
from madang.fairs.writing import locked_fair
from madang.organisations import rules as organisation_rules
from madang.organisations.models import Organisation

State = Participation.State


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
    allow(
        actor is None or organisation_rules.can_edit(actor, organisation) or rules.can_organise(actor, fair)
    )
    if actor and not rules.can_register(actor, fair):
        raise Refused(_("Registration for this fair is not open now."))
    fair = locked(Fair.objects.all(), fair.pk)
    row = Participation.objects.filter(fair=fair, organisation=organisation).first()
    _check_may_register(row)
    row = row or Participation(fair=fair, organisation=organisation)
    row.state = _state_after_registering(actor, fair, organisation)
    write_participation(row, fields)
    _write_delegates(row, delegates)
    record_participation(actor, "participation.register", row)
    return row


@transaction.atomic
def invite_participant(
    *, actor: User | None, fair: Fair, organisation: Organisation, fields: ParticipationFields | None = None
) -> Participation:
    """Ask an organisation to take part; it is told, and registers itself."""
    fair = locked_fair(actor, fair)
    if Participation.objects.filter(fair=fair, organisation=organisation).exists():
        raise Refused(_("This organisation is on the fair's list already."))
    row = Participation(fair=fair, organisation=organisation, state=State.INVITED)
    write_participation(row, fields or ParticipationFields())
    record_participation(actor, "participation.invite", row)
    tell_people([row], "participation_invited", reverse("fairs:register", args=[fair.slug]))
    return row


@transaction.atomic
def withdraw(*, actor: User | None, participation: Participation) -> Participation:
    """An organisation takes itself off the fair; whoever counted on it learns so from the floors above."""
    row = locked_participation(actor, participation)
    if row.state == State.WITHDRAWN:
        return row
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    record_participation(actor, "participation.withdraw", row)
    signals.participations_left.send(Participation, participations=[row], actor=actor)
    return row


@transaction.atomic
def update_participation(
    *, actor: User | None, participation: Participation, fields: ParticipationFields
) -> Participation:
    row = locked_participation(actor, participation)
    write_participation(row, fields)
    record_participation(actor, "participation.update", row)
    return row


@transaction.atomic
def add_delegate(*, actor: User | None, participation: Participation, fields: DelegateFields) -> Delegate:
    row = locked_participation(actor, participation)
    delegate = Delegate(participation=row)
    fields.write_to(delegate)
    save_valid(delegate)
    record_participation(actor, "delegate.add", row, delegate=delegate.pk)
    return delegate


@transaction.atomic
def remove_delegate(*, actor: User | None, delegate: Delegate) -> None:
    row = locked_participation(actor, delegate.participation)
    record_participation(actor, "delegate.remove", row, delegate=delegate.pk)
    delegate.delete()


@transaction.atomic
def renew_feed_secret(*, actor: User | None, participation: Participation) -> str:
    """A new secret address for the calendar feed; the old one opens nothing from now on."""
    row = locked_participation(actor, participation)
    row.feed_secret = token_urlsafe(24)
    row.save(update_fields=["feed_secret"])
    record_participation(actor, "participation.feed", row)
    return row.feed_secret


def _check_may_register(row: Participation | None) -> None:
    if row and row.state == State.REJECTED:
        raise Refused(_("The organiser did not admit this organisation to the fair."))
    if row and row.state in {State.REGISTERED, State.APPROVED}:
        raise Refused(_("This organisation is registered already."))


def _state_after_registering(actor: User | None, fair: Fair, organisation: Organisation) -> str:
    """An organiser cannot say for people of another organisation that they come: those are invited."""
    if actor and not organisation_rules.can_edit(actor, organisation):
        if rules.answers_for_itself(organisation):
            return State.INVITED
        return State.APPROVED
    return State.REGISTERED if fair.approves_participants else State.APPROVED


def _write_delegates(row: Participation, delegates: Sequence[DelegateFields]) -> None:
    for fields in delegates:
        delegate = Delegate(participation=row)
        fields.write_to(delegate)
        save_valid(delegate)
