"""Two people at the same moment, on two connections."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

import factories
from concurrency.threads import at_once
from madang.core.errors import Refused
from madang.core.text import Text
from madang.organisations.bulk import actions as bulk_actions
from madang.organisations.models import Invitation, Membership, Organisation, Role
from madang.organisations.people import actions as people_actions
from madang.organisations.profile import actions as profile_actions
from madang.organisations.shapes import OrganisationFields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_again", range(6))
def test_two_owners_who_leave_at_once_leave_one_owner(_again: int) -> None:
    owners = [factories.user(), factories.user()]
    made = factories.organisation(owner=owners[0])
    factories.member(made, owners[1], Role.OWNER)
    rows = list(Membership.objects.select_related("user", "organisation"))
    calls = [partial(people_actions.remove_member, actor=row.user, membership=row) for row in rows]
    answers = at_once(*calls)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Membership.objects.filter(organisation=made, role=Role.OWNER).count() == 1


def test_two_imports_of_the_same_list_at_once_enter_each_organisation_once() -> None:
    rows = [OrganisationFields(name=Text.of("ko", f"한빛{number}"), country="KR") for number in range(20)]
    outcomes = at_once(
        lambda: bulk_actions.upsert_organisations(actor=None, rows=rows),
        lambda: bulk_actions.upsert_organisations(actor=None, rows=rows),
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Organisation.objects.count() == 20


def test_two_invitations_of_the_same_address_at_once_are_one() -> None:
    made = factories.organisation()
    outcomes = at_once(
        *[lambda: people_actions.invite(actor=None, organisation=made, email="new@example.org")] * 2
    )
    assert [type(outcome) for outcome in outcomes] == [Invitation, Invitation]
    assert made.invitations.count() == 1


def test_two_organisations_of_one_number_at_once_are_one_and_the_other_hears_why() -> None:
    fields = OrganisationFields(name=Text.of("ko", "한빛"), country="KR", registration_number="124-81-00998")
    answers = at_once(
        *[partial(profile_actions.create_organisation, actor=None, fields=fields, owner=None)] * 4
    )
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert [list(one.message_dict) for one in refused] == [["registration_number"]] * 3
    assert Organisation.objects.count() == 1
