"""A fair of the demonstration entered through the actions of the office: what it is, and who is named."""

from django.db import transaction

from madang.core.models import User
from madang.core.text import Text
from madang.demonstration import fairs
from madang.demonstration.companies import entries
from madang.demonstration.shapes import Fair, Participant
from madang.fairs.groups import actions as group_actions
from madang.fairs.interpreters import actions as interpreter_actions
from madang.fairs.models import Fair as FairRow
from madang.fairs.models import Group, Hall, SlotKind
from madang.fairs.participation import bulk
from madang.fairs.places import actions as place_actions
from madang.fairs.programme import actions as programme_actions
from madang.fairs.setup import actions as setup_actions
from madang.fairs.shapes import InterpreterFields, SpeakerFields, Stretch
from madang.fairs.slots import actions as slot_actions
from madang.fairs.staff import actions as staff_actions
from madang.listings.actions import upsert_listings
from madang.organisations.bulk import actions as bulk_actions
from madang.organisations.models import Organisation


class FairEntry:
    """Enters fairs on behalf of one organiser."""

    def __init__(self, organiser: User) -> None:
        self.organiser = organiser

    @transaction.atomic
    def enter(self, fair: Fair) -> None:
        row = setup_actions.create_fair(
            actor=None,
            fields=entries.fair_fields(fair),
            phases=entries.phases(fair),
            limits=entries.limits(fair),
        )
        staff_actions.add_staff(actor=None, fair=row, user=self.organiser)
        self._time_and_space(fair, row)
        self._groups(fair, row)
        named = [one for one in fair.participants if one.key.partition("-")[0] not in fairs.SIDES]
        people = self._named(fair, row, named)
        self._programme(fair, row, people)
        setup_actions.publish_fair(actor=self.organiser, fair=row)

    def _time_and_space(self, fair: Fair, row: FairRow) -> None:
        for slot in fair.slots:
            slot_actions.add_slot(
                actor=self.organiser,
                fair=row,
                stretch=Stretch(slot.starts_at, slot.ends_at),
                kind=SlotKind.BREAK if slot.is_break else SlotKind.MEETING,
                label=entries.text(slot.label) if slot.is_break else Text(),
            )
        for hall in fair.halls:
            place_actions.add_hall(
                actor=self.organiser, fair=row, name=entries.text(hall.name), tables=hall.tables
            )
        place_actions.make_rooms(actor=self.organiser, fair=row, count=fair.rooms)
        for one in fair.interpreters:
            fields = InterpreterFields(one.name, one.languages, one.presence)
            interpreter_actions.add_interpreter(actor=self.organiser, fair=row, fields=fields)

    def _groups(self, fair: Fair, row: FairRow) -> None:
        groups = {
            group.key: group_actions.add_group(
                actor=self.organiser, fair=row, code=group.key, name=entries.text(group.name)
            )
            for group in fair.groups
        }
        pairs = [(groups[group.key], groups[other]) for group in fair.groups for other in group.meets]
        group_actions.set_groups_that_meet(actor=self.organiser, fair=row, pairs=pairs)

    def _named(self, fair: Fair, row: FairRow, named: list[Participant]) -> dict[str, Organisation]:
        """Those whom reports name, and the leading parts: entered one by one, labelled for what they are."""
        found: dict[str, Organisation] = {}
        for provenance in ("published", "synthetic"):
            ours = [one for one in named if one.provenance == provenance]
            rows = [entries.organisation_fields(one) for one in ours]
            upserted = bulk_actions.upsert_organisations(actor=None, rows=rows, provenance=provenance)
            found |= {one.key: each.organisation for one, each in zip(ours, upserted, strict=True)}
        self.register(fair, row, named, found)
        self.write_listings(named, found)
        return found

    def register(
        self, fair: Fair, row: FairRow, many: list[Participant], found: dict[str, Organisation]
    ) -> None:
        groups = {group.code: group for group in Group.objects.filter(fair=row)}
        rows = [entries.registration(one, found[one.key], fair, groups, row) for one in many]
        bulk.register_many(actor=None, fair=row, rows=rows)

    def write_listings(self, many: list[Participant], found: dict[str, Organisation]) -> None:
        for provenance in ("published", "illustrative", "synthetic"):
            rows = [row for one in many for row in entries.listing_rows(one, found[one.key], provenance)]
            if rows:
                upsert_listings(actor=None, rows=rows, provenance=provenance)

    def _programme(self, fair: Fair, row: FairRow, people: dict[str, Organisation]) -> None:
        rows = Hall.objects.filter(fair=row).order_by("order")
        halls = {hall.key: found for hall, found in zip(fair.halls, rows, strict=True)}
        speakers = {
            one.key: SpeakerFields(
                entries.text(one.name), entries.text(one.position), people.get(one.organisation)
            )
            for one in fair.speakers
        }
        for session in fair.sessions:
            programme_actions.add_session(
                actor=self.organiser,
                fair=row,
                fields=entries.session_fields(fair, session, halls),
                speakers=[speakers[key] for key in session.speakers],
            )
