"""What every write of a participation shares."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from madang.core import audit
from madang.core.errors import NotAllowed, Refused
from madang.core.events import publish
from madang.core.locking import locked
from madang.core.models import Notice, User
from madang.core.notices import tell_many
from madang.core.writing import allow, save_valid
from madang.fairs import rules
from madang.fairs.channels import office_channel
from madang.fairs.models import Participation
from madang.fairs.shapes import ParticipationFields
from madang.fairs.writing import check_zone
from madang.organisations.models import Membership


def locked_participation(actor: User | None, participation: Participation) -> Participation:
    allow(actor is None or rules.can_write_for(actor, participation))
    return locked(Participation.objects.select_related("fair", "organisation"), participation.pk)


def prepare(row: Participation, fields: ParticipationFields) -> tuple[str, ...]:
    """Set the columns; without a zone or languages a participant keeps its own, or has the fair's."""
    return replace(
        fields,
        zone=fields.zone or row.zone or row.fair.zone,
        languages=fields.languages or tuple(row.languages) or tuple(row.fair.languages),
    ).write_to(row)


def write_participation(row: Participation, fields: ParticipationFields) -> None:
    prepare(row, fields)
    check_zone(row.zone)
    if row.group and row.group.fair_id != row.fair_id:
        raise NotAllowed
    if row.least > row.most:
        raise Refused({"most_meetings": [_("At most must not be less than at least.")]})
    save_valid(row)


def tell_people(rows: Sequence[Participation], kind: str, url: str) -> None:
    """Tell the people of these participants, each of whom reads it in a language of their own."""
    by_organisation = {row.organisation_id: row for row in rows}
    people = Membership.objects.filter(organisation__in=by_organisation, user__is_active=True)
    tell_many(
        Notice(user=one.user, kind=kind, url=url, params=_params(by_organisation[one.organisation_id]))
        for one in people.select_related("user").order_by("pk")
    )


def _params(row: Participation) -> dict[str, object]:
    return {"fair": row.fair.name.as_json(), "organisation": row.organisation.name.as_json()}


def record_participation(actor: User | None, verb: str, row: Participation, **detail: Any) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=row,
        fair_id=row.fair_id,
        organisation_id=row.organisation_id,
        **detail,
    )
    publish(office_channel(row.fair), "participation", id=row.pk, state=row.state)


def record_many(actor: User | None, verb: str, rows: Iterable[Participation]) -> None:
    audit.record_many(
        audit.entry(
            actor=actor, verb=verb, subject=row, fair_id=row.fair_id, organisation_id=row.organisation_id
        )
        for row in rows
    )
