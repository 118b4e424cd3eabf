"""Writing organisations, their people, their seal."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

import factories
from madang.core import clock
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, Notice
from madang.core.text import Text
from madang.organisations import rules
from madang.organisations.bulk import actions as bulk_actions
from madang.organisations.models import Invitation, Kind, Membership, Organisation, Provenance, Role
from madang.organisations.people import actions as people_actions
from madang.organisations.profile import actions as profile_actions
from madang.organisations.shapes import OrganisationFields
from madang.organisations.tasks import mail_invitation
from madang.organisations.verification import actions as verification_actions

pytestmark = pytest.mark.django_db


def fields(**changes: Any) -> OrganisationFields:
    start = OrganisationFields(
        name=Text.of("ko", "한빛전자", en="Hanbit Electronics"), country="KR", city="Suwon"
    )
    return replace(start, **changes)


def verbs(organisation: Organisation) -> list[str]:
    entries = AuditEntry.objects.filter(organisation_id=organisation.pk)
    return list(entries.order_by("id").values_list("verb", flat=True))


def errors_of(**changes: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        profile_actions.create_organisation(actor=None, fields=fields(**changes), owner=None)
    return caught.value.message_dict


# --- organisations ----------------------------------------------------------------------------------------


def test_create_makes_the_person_its_owner() -> None:
    person = factories.user()
    made = profile_actions.create_organisation(actor=person, fields=fields(), owner=person)
    assert rules.role_in(person, made) == Role.OWNER
    assert made.kind == Kind.COMPANY
    assert verbs(made) == ["organisation.create", "member.add"]


def test_create_for_somebody_else_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        profile_actions.create_organisation(actor=factories.user(), fields=fields(), owner=factories.user())
    assert not Organisation.objects.exists()


def test_create_without_owner_is_for_organisers() -> None:
    organiser = factories.user()
    factories.staff(factories.fair(), organiser)
    made = profile_actions.create_organisation(actor=organiser, fields=fields(), owner=None)
    assert not Membership.objects.filter(organisation=made).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "XX"),
        ("country", "kr"),
        ("industry", "04"),
        ("industry", "electronics"),
        ("kind", "shop"),
        ("size", "huge"),
        ("distinctions", ("nobel",)),
        ("website", "javascript:alert(1)"),
        ("name", Text()),
    ],
)
def test_create_with_a_wrong_field_names_the_field(field: str, value: object) -> None:
    assert list(errors_of(**{field: value})) == [field]


def test_create_with_a_number_that_is_here_already_is_refused() -> None:
    profile_actions.create_organisation(
        actor=None, fields=fields(registration_number="124-81-00998"), owner=None
    )
    assert list(errors_of(registration_number="124-81-00998")) == ["registration_number"]
    elsewhere = fields(registration_number="124-81-00998", country="CN")
    assert profile_actions.create_organisation(actor=None, fields=elsewhere, owner=None).pk


def test_update_writes_what_changed_and_nothing_else() -> None:
    person = factories.user()
    made = profile_actions.create_organisation(actor=person, fields=fields(), owner=person)
    profile_actions.update_organisation(actor=person, organisation=made, fields=fields(city="Seoul"))
    made.refresh_from_db()
    assert made.city == "Seoul"
    assert AuditEntry.objects.latest("id").detail == {"changed": ["city"]}


def test_update_without_a_change_leaves_no_trace() -> None:
    made = profile_actions.create_organisation(actor=None, fields=fields(), owner=None)
    profile_actions.update_organisation(actor=None, organisation=made, fields=fields())
    assert verbs(made) == ["organisation.create"]


def test_update_by_a_reader_or_a_stranger_is_not_allowed() -> None:
    made = factories.organisation()
    reader = factories.user()
    factories.member(made, reader, Role.READER)
    for person in (reader, factories.user()):
        with pytest.raises(NotAllowed):
            profile_actions.update_organisation(actor=person, organisation=made, fields=fields())


def test_update_by_the_organiser_of_its_fair_is_allowed() -> None:
    organiser, other_organiser = factories.user(), factories.user()
    fair = factories.fair(organiser=organiser)
    factories.fair(organiser=other_organiser)
    made = factories.participation(fair).organisation
    profile_actions.update_organisation(actor=organiser, organisation=made, fields=fields())
    with pytest.raises(NotAllowed):
        profile_actions.update_organisation(actor=other_organiser, organisation=made, fields=fields())


# --- the seal ---------------------------------------------------------------------------------------------


def test_verify_sets_the_seal_and_tells_the_owners() -> None:
    owner, editor, operator = factories.user(), factories.user(), factories.user(is_staff=True)
    made = factories.organisation(owner=owner)
    factories.member(made, editor)
    verification_actions.ask_verification(actor=editor, organisation=made)
    sealed = verification_actions.verify(actor=operator, organisation=made)
    assert sealed.is_verified
    assert sealed.verified_at is not None
    assert list(Notice.objects.values_list("user", "kind")) == [(owner.pk, "organisation_verified")]


def test_ask_verification_twice_is_refused() -> None:
    made = factories.organisation()
    verification_actions.ask_verification(actor=None, organisation=made)
    with pytest.raises(Refused):
        verification_actions.ask_verification(actor=None, organisation=made)


def test_verify_by_its_own_people_is_not_allowed_even_when_they_organise_the_fair() -> None:
    both = factories.user()
    made = factories.participation(factories.fair(organiser=both), owner=both).organisation
    with pytest.raises(NotAllowed):
        verification_actions.verify(actor=both, organisation=made)


@pytest.mark.parametrize(
    ("change", "keeps"),
    [
        ({"city": "Seoul"}, True),
        ({"name": Text.of("ko", "한빛전자", en="Hanbit", ru="Ханбит")}, True),
        ({"name": Text.of("ko", "큰빛전자", en="Hanbit Electronics")}, False),
        ({"registration_number": "1"}, False),
        ({"country": "CN"}, False),
    ],
)
def test_update_of_what_the_seal_vouches_for_breaks_it(change: dict[str, Any], keeps: bool) -> None:
    made = profile_actions.create_organisation(actor=None, fields=fields(), owner=None)
    verification_actions.verify(actor=None, organisation=made)
    after = profile_actions.update_organisation(actor=None, organisation=made, fields=fields(**change))
    assert after.is_verified is keeps
    assert (after.verified_at is not None) is keeps


def test_withdraw_verification_tells_the_reason() -> None:
    owner = factories.user()
    made = factories.organisation(owner=owner)
    verification_actions.verify(actor=None, organisation=made)
    verification_actions.withdraw_verification(
        actor=None, organisation=made, reason="The licence has expired."
    )
    made.refresh_from_db()
    assert made.verification == Organisation.Verification.NONE
    assert Notice.objects.latest("id").params["reason"] == "The licence has expired."


# --- people -----------------------------------------------------------------------------------------------


def test_add_member_twice_keeps_the_role() -> None:
    made, person = factories.organisation(), factories.user()
    first = people_actions.add_member(actor=None, organisation=made, user=person, role=Role.READER)
    second = people_actions.add_member(actor=None, organisation=made, user=person, role=Role.OWNER)
    assert (second.pk, second.role) == (first.pk, Role.READER)


def test_add_member_by_an_editor_is_not_allowed() -> None:
    made, editor = factories.organisation(), factories.user()
    factories.member(made, editor)
    with pytest.raises(NotAllowed):
        people_actions.add_member(actor=editor, organisation=made, user=factories.user())


def test_the_last_owner_stays() -> None:
    owner = factories.user()
    made = factories.organisation(owner=owner)
    membership = Membership.objects.get(user=owner)
    with pytest.raises(Refused):
        people_actions.remove_member(actor=owner, membership=membership)
    with pytest.raises(Refused):
        people_actions.change_role(actor=owner, membership=membership, role=Role.EDITOR)
    factories.member(made, factories.user(), Role.OWNER)
    people_actions.remove_member(actor=owner, membership=membership)
    assert rules.role_in(owner, made) is None


def test_remove_member_by_themselves_is_allowed_by_a_colleague_not() -> None:
    made, editor, reader = factories.organisation(), factories.user(), factories.user()
    factories.member(made, editor)
    membership = factories.member(made, reader, Role.READER)
    with pytest.raises(NotAllowed):
        people_actions.remove_member(actor=editor, membership=membership)
    people_actions.remove_member(actor=reader, membership=membership)
    assert not rules.is_member(reader, made)


def test_change_role_to_an_unknown_one_is_refused() -> None:
    membership = factories.member(factories.organisation(), factories.user())
    with pytest.raises(Refused):
        people_actions.change_role(actor=None, membership=membership, role="king")


def test_update_person_of_somebody_else_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        people_actions.update_person(
            actor=factories.user(), person=factories.user(), name="X", language="ko", zone=""
        )


def test_enter_person_can_sign_in_at_once(client: Any) -> None:
    person = people_actions.enter_person(
        actor=None, email="Kim@Example.org", name="김민준", password=factories.PASSWORD, language="ko"
    )
    assert person.email == "kim@example.org"
    assert client.login(email="kim@example.org", password=factories.PASSWORD)


# --- invitations ------------------------------------------------------------------------------------------


def test_invite_mails_a_link_in_the_language_of_the_invited() -> None:
    owner = factories.user()
    made = factories.organisation(owner=owner, name=Text.of("ko", "한빛전자", en="Hanbit"))
    letter = people_actions.invite(
        actor=owner, organisation=made, email=" New@Example.org ", role=Role.EDITOR, language="ko"
    )
    mail_invitation(letter.pk)
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert letter.secret in sent.body
    assert "한빛전자" in sent.subject


def test_invite_again_makes_the_old_link_dead() -> None:
    made = factories.organisation()
    first = people_actions.invite(actor=None, organisation=made, email="new@example.org")
    second = people_actions.invite(actor=None, organisation=made, email="NEW@example.org", role=Role.READER)
    assert first.pk == second.pk
    assert first.secret != second.secret
    assert Invitation.objects.get().role == Role.READER


def test_invite_somebody_who_belongs_is_refused() -> None:
    person = factories.user()
    made = factories.organisation(owner=person)
    with pytest.raises(Refused):
        people_actions.invite(actor=person, organisation=made, email=person.email.upper())


def test_invite_by_an_editor_is_not_allowed() -> None:
    made, editor = factories.organisation(), factories.user()
    factories.member(made, editor)
    with pytest.raises(NotAllowed):
        people_actions.invite(actor=editor, organisation=made, email="new@example.org")


def test_accept_invitation_joins_with_its_role_once() -> None:
    made, person = factories.organisation(), factories.user("new@example.org")
    letter = people_actions.invite(actor=None, organisation=made, email="New@example.org", role=Role.READER)
    people_actions.accept_invitation(actor=person, invitation=letter)
    assert rules.role_in(person, made) == Role.READER
    with pytest.raises(Refused):
        people_actions.accept_invitation(actor=person, invitation=letter)


def test_accept_invitation_with_another_address_is_refused() -> None:
    made = factories.organisation()
    letter = people_actions.invite(actor=None, organisation=made, email="new@example.org")
    with pytest.raises(Refused):
        people_actions.accept_invitation(actor=factories.user("other@example.org"), invitation=letter)
    assert not made.memberships.exists()


def test_accept_invitation_after_a_month_is_refused() -> None:
    letter = people_actions.invite(actor=None, organisation=factories.organisation(), email="new@example.org")
    Invitation.objects.update(sent_at=clock.real_now() - timedelta(days=31))
    with pytest.raises(Refused):
        people_actions.accept_invitation(actor=factories.user("new@example.org"), invitation=letter)


def test_mail_invitation_that_was_withdrawn_sends_nothing() -> None:
    letter = people_actions.invite(actor=None, organisation=factories.organisation(), email="new@example.org")
    key = letter.pk
    people_actions.withdraw_invitation(actor=None, invitation=letter)
    mail_invitation(key)
    assert mail.outbox == []


# --- many at once -----------------------------------------------------------------------------------------


def test_upsert_twice_enters_once() -> None:
    rows = [fields(registration_number="1"), fields(name=Text.of("zh-hans", "安天科技"), country="CN")]
    first = bulk_actions.upsert_organisations(actor=None, rows=rows)
    second = bulk_actions.upsert_organisations(actor=None, rows=rows)
    assert [result.is_new for result in first] == [True, True]
    assert [(result.is_new, result.changed) for result in second] == [(False, ()), (False, ())]
    assert Organisation.objects.count() == 2
    assert AuditEntry.objects.count() == 2


def test_upsert_finds_by_any_name_in_the_same_country_only() -> None:
    here = factories.organisation(name=Text.of("ko", "(주)한빛 전자", en="Hanbit Electronics Co., Ltd."))
    rows = [
        fields(name=Text.of("en", "HANBIT ELECTRONICS CO LTD"), city="Seoul"),
        fields(name=Text.of("en", "Hanbit Electronics Co., Ltd."), country="CN"),
    ]
    same, other = bulk_actions.upsert_organisations(actor=None, rows=rows)
    assert (same.organisation.pk, same.is_new) == (here.pk, False)
    assert other.is_new


def test_upsert_with_another_number_is_another_organisation_of_that_name() -> None:
    rows = [fields(registration_number="1"), fields(registration_number="2")]
    first, second = bulk_actions.upsert_organisations(actor=None, rows=rows)
    assert first.organisation.pk != second.organisation.pk


def test_upsert_finds_a_double_within_the_same_list() -> None:
    first, second = bulk_actions.upsert_organisations(
        actor=None, rows=[fields(city=""), fields(city="Seoul", registration_number="1")]
    )
    assert first.organisation is second.organisation
    assert (first.is_new, second.is_new) == (True, False)
    assert Organisation.objects.get().city == "Seoul"


def test_upsert_keeps_what_a_row_leaves_empty() -> None:
    bulk_actions.upsert_organisations(actor=None, rows=[fields(website="https://hanbit.example")])
    bulk_actions.upsert_organisations(actor=None, rows=[fields(city="", size="small", kind="")])
    made = Organisation.objects.get()
    assert (made.city, made.size, made.website) == ("Suwon", "small", "https://hanbit.example")


def test_upsert_only_completes_what_its_own_people_wrote() -> None:
    made = factories.organisation(owner=factories.user(), name="한빛전자", city="Suwon", kind=Kind.BUYER)
    bulk_actions.upsert_organisations(
        actor=None, rows=[fields(city="Seoul", region="Gyeonggi", kind=Kind.COMPANY)]
    )
    made.refresh_from_db()
    assert (made.city, made.region, made.kind) == ("Suwon", "Gyeonggi", Kind.BUYER)
    assert made.name.texts == {"ko": "한빛전자", "en": "Hanbit Electronics"}


def test_upsert_marks_where_new_ones_come_from() -> None:
    bulk_actions.upsert_organisations(actor=None, rows=[fields()], provenance=Provenance.SYNTHETIC)
    assert Organisation.objects.get().provenance == Provenance.SYNTHETIC


def test_upsert_by_somebody_who_organises_nothing_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        bulk_actions.upsert_organisations(actor=factories.user(), rows=[fields()])


def test_upsert_with_a_wrong_row_writes_nothing() -> None:
    with pytest.raises(ValidationError):
        bulk_actions.upsert_organisations(actor=None, rows=[fields(), fields(country="XX")])
    assert not Organisation.objects.exists()


def test_upsert_needs_as_many_queries_for_thirty_as_for_three(django_assert_num_queries: Any) -> None:
    rows = [fields(name=Text.of("ko", f"한빛{number}")) for number in range(30)]
    bulk_actions.upsert_organisations(actor=None, rows=rows[:1])
    with django_assert_num_queries(8):
        bulk_actions.upsert_organisations(actor=None, rows=rows[1:3])
    with django_assert_num_queries(8):
        bulk_actions.upsert_organisations(actor=None, rows=rows[3:])
