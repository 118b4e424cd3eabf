"""Many participations written at once."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.events import publish
from madang.core.models import User
from madang.core.writing import refusing
from madang.fairs.channels import office_channel
from madang.fairs.models import Absence, Delegate, Fair, Participation
from madang.fairs.participation.absences import absence_of, joined
from madang.fairs.participation.writing import prepare, record_many
from madang.fairs.shapes import DelegateFields, ParticipationFields, Registration
from madang.fairs.writing import locked_fair
from madang.organisations.models import Membership

State = Participation.State


BATCH = 500


@transaction.atomic
def register_many(
    *, actor: User | None, fair: Fair, rows: Iterable[Registration]
) -> Mapping[int, Participation]:
    """Register many at once, by organisation; who is there already is updated and keeps its state.

    A new organisation that has people of its own is invited when an organiser enters it: they answer.
    Returns the participations by the id of their organisation. A dozen queries whatever the number of rows;
    delegates and absences of a row replace those that were there, and a row without any leaves them.
    """
    fair = locked_fair(actor, fair)
    wanted = {row.organisation.pk: row for row in rows}
    there = {one.organisation_id: one for one in fair.participations.filter(organisation__in=wanted)}
    claimed = _answering_for_themselves(actor, wanted)
    new = {pk: _new_participation(fair, row, claimed) for pk, row in wanted.items() if pk not in there}
    changed = [one for pk, one in there.items() if prepare(one, wanted[pk].fields)]
    with refusing(_("Two companies have the same number in the organiser's list.")):
        Participation.objects.bulk_create(new.values(), batch_size=BATCH)
        Participation.objects.bulk_update(changed, _PARTICIPATION_COLUMNS, batch_size=BATCH)
    everyone = there | new
    _replace_people(wanted, everyone)
    record_many(actor, "participation.register", new.values())
    record_many(actor, "participation.update", changed)
    publish(office_channel(fair), "participations", added=len(new), changed=len(changed))
    return everyone


_PARTICIPATION_COLUMNS = ParticipationFields.names()


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
    prepare(new, row.fields)
    return new


def _replace_people(wanted: Mapping[int, Registration], rows: Mapping[int, Participation]) -> None:
    delegates = {rows[pk]: row.delegates for pk, row in wanted.items() if row.delegates}
    absences = {rows[pk]: row.absences for pk, row in wanted.items() if row.absences}
    Delegate.objects.filter(participation__in=delegates).delete()
    Absence.objects.filter(participation__in=absences).delete()
    Delegate.objects.bulk_create(
        (_delegate(row, fields) for row, many in delegates.items() for fields in many), batch_size=BATCH
    )
    Absence.objects.bulk_create(
        (absence_of(row, stretch) for row, many in absences.items() for stretch in joined(many)),
        batch_size=BATCH,
    )


def _delegate(row: Participation, fields: DelegateFields) -> Delegate:
    delegate = Delegate(participation=row)
    fields.write_to(delegate)
    return delegate
