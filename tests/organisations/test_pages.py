"""Pages of an organisation, told by an owner, an editor, a reader and strangers."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from houses import as_, house
from madang.core.models import Notice, User
from madang.core.text import Text
from madang.organisations import rules
from madang.organisations.models import Invitation, Membership, Organisation, Provenance, Role
from madang.organisations.people import actions as people_actions
from madang.organisations.verification import actions as verification_actions

pytestmark = pytest.mark.django_db

FORM = {
    "kind": "company",
    "name_original": "ko",
    "name_ko": "한빛전자",
    "name_en": "Hanbit Electronics",
    "description_original": "ko",
    "description_ko": "센서를 만듭니다.",
    "country": "KR",
    "city": "Suwon",
    "size": "small",
    "industry": "26",
    "distinctions": ["venture"],
    "website": "https://hanbit.example",
    "registration_number": "124-81-00998",
}


# --- the public profile -----------------------------------------------------------------------------------


def test_profile_is_for_everyone_with_the_original_beside() -> None:
    made = factories.organisation("KR", Text.of("ko", "한빛전자", en="Hanbit", ru="Ханбит"), industry="26")
    page = as_(None).get(f"/organisations/{made.public_id}/").content.decode()
    assert "Hanbit" in page
    assert "한빛전자" in page
    assert "Ханбит" in page
    assert "South Korea" in page
    assert "electronic and optical" in page


@pytest.mark.parametrize(
    ("language", "country"),
    [("ko", "대한민국"), ("zh-hans", "韩国"), ("en", "South Korea"), ("ru", "Республика Корея")],
)
def test_profile_names_the_country_in_the_readers_language(language: str, country: str) -> None:
    made = factories.organisation("KR")
    assert country in as_(None, language).get(f"/organisations/{made.public_id}/").content.decode()


def test_profile_hides_the_registration_number() -> None:
    home = house()
    Organisation.objects.filter(pk=home.organisation.pk).update(registration_number="124-81-00998")
    for person in (None, home.strangers["CN"], home.reader):
        assert b"124-81-00998" not in as_(person).get(home.path()).content


def test_profile_shows_the_seal_only_when_verified() -> None:
    made = factories.organisation()
    path = f"/organisations/{made.public_id}/"
    assert b'class="seal"' not in as_(None).get(path).content
    verification_actions.verify(actor=None, organisation=made)
    assert b'class="seal"' in as_(None).get(path).content


@pytest.mark.parametrize(
    ("provenance", "label"),
    [
        (Provenance.OWN, ""),
        (Provenance.IMPORTED, ""),
        (Provenance.PUBLISHED, "as published"),
        (Provenance.ILLUSTRATIVE, "illustrative"),
        (Provenance.SYNTHETIC, "synthetic"),
    ],
)
def test_profile_labels_what_is_not_of_its_own_people(provenance: str, label: str) -> None:
    made = factories.organisation(provenance=provenance)
    page = as_(None).get(f"/organisations/{made.public_id}/").content.decode()
    assert ('<span class="chip chip-late">' in page) is bool(label)
    assert label in page


def test_profile_offers_doors_only_to_those_who_may_pass() -> None:
    home = house()
    doors = {
        person: [door for door in ("edit/", "members/", "listings/") if home.path(door) in page]
        for person, page in [
            (who, as_(user).get(home.path()).content.decode())
            for who, user in [
                ("owner", home.owner),
                ("editor", home.editor),
                ("reader", home.reader),
                ("stranger", home.strangers["KR"]),
                ("nobody", None),
            ]
        ]
    }
    assert doors == {
        "owner": ["edit/", "members/", "listings/"],
        "editor": ["edit/", "listings/"],
        "reader": ["listings/"],
        "stranger": [],
        "nobody": [],
    }


def test_profile_of_an_unknown_organisation_is_not_found() -> None:
    assert as_(None).get("/organisations/0123456789/").status_code == 404
    assert as_(None).get("/organisations/nonsense/").status_code == 404


# --- who may come in --------------------------------------------------------------------------------------

INSIDE = {
    "edit/": {"owner": 200, "editor": 200, "reader": 403},
    "members/": {"owner": 200, "editor": 403, "reader": 403},
    "listings/": {"owner": 200, "editor": 200, "reader": 200},
}


@pytest.mark.parametrize("end", INSIDE)
def test_inside_pages_open_by_role(end: str) -> None:
    home = house()
    for role, status in INSIDE[end].items():
        assert as_(getattr(home, role)).get(home.path(end)).status_code == status, role


@pytest.mark.parametrize("end", INSIDE)
@pytest.mark.parametrize("country", ["KR", "CN", "RU"])
def test_inside_pages_are_not_there_for_strangers(end: str, country: str) -> None:
    home = house()
    assert as_(home.strangers[country]).get(home.path(end)).status_code == 404


@pytest.mark.parametrize("end", INSIDE)
def test_inside_pages_ask_the_anonymous_to_sign_in(end: str) -> None:
    home = house()
    answer = as_(None).get(home.path(end))
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next={home.path(end)}"


def test_writing_calls_refuse_everyone_who_may_not() -> None:
    home = house()
    membership = Membership.objects.get(user=home.editor)
    letter = people_actions.invite(actor=None, organisation=home.organisation, email="new@example.org")
    calls = {
        home.path("edit/"): FORM,
        home.path("ask-verification/"): {},
        home.path("verify/"): {},
        home.path("members/"): {"email": "evil@example.org", "role": "owner", "language": "en"},
        home.path(f"members/{membership.pk}/role/"): {"role": "owner"},
        home.path(f"members/{membership.pk}/remove/"): {},
        home.path(f"invitations/{letter.pk}/withdraw/"): {},
    }
    before = list(Organisation.objects.values().order_by("pk"))
    for path, fields in calls.items():
        for person in home.strangers.values():
            assert as_(person).post(path, fields).status_code == 404, path
        assert as_(home.reader).post(path, fields).status_code == 403, path
        assert as_(None).post(path, fields)["Location"].startswith("/account/login/"), path
    assert list(Organisation.objects.values().order_by("pk")) == before
    assert Membership.objects.get(user=home.editor).role == Role.EDITOR
    assert Invitation.objects.get().email == "new@example.org"


def test_a_member_of_another_organisation_cannot_be_managed_from_here() -> None:
    home, other = house(), house()
    theirs = Membership.objects.get(user=other.editor)
    path = home.path(f"members/{theirs.pk}/remove/")
    assert as_(home.owner).post(path).status_code == 404
    assert rules.is_member(other.editor, other.organisation)


def test_the_organiser_of_its_fair_may_edit_and_verify() -> None:
    home, organiser = house(), factories.user()
    factories.participation(factories.fair(organiser=organiser), home.organisation)
    browser = as_(organiser)
    assert browser.get(home.path("edit/")).status_code == 200
    assert browser.get(home.path("members/")).status_code == 404
    browser.post(home.path("verify/"))
    home.organisation.refresh_from_db()
    assert home.organisation.is_verified
    browser.post(home.path("verify/"), {"withdraw": "1", "reason": "Wrong number"})
    home.organisation.refresh_from_db()
    assert not home.organisation.is_verified


# --- writing ----------------------------------------------------------------------------------------------


def test_create_makes_the_reader_its_owner() -> None:
    person = factories.user()
    answer = as_(person).post("/organisations/new/", FORM)
    made = Organisation.objects.get()
    assert answer["Location"] == f"/organisations/{made.public_id}/"
    assert (str(made.name.first.text), made.name.texts["en"]) == ("한빛전자", "Hanbit Electronics")
    assert (made.distinctions, made.industry) == (["venture"], "26")
    assert rules.role_in(person, made) == Role.OWNER


@pytest.mark.parametrize(
    ("came_from", "goes_to"), [("/fairs/x/register/", "/fairs/x/register/"), ("https://evil.example/", "")]
)
def test_create_goes_back_to_where_the_reader_came_from_on_this_site_only(
    came_from: str, goes_to: str
) -> None:
    answer = as_(factories.user()).post(f"/organisations/new/?next={came_from}", FORM)
    assert answer["Location"] == (goes_to or Organisation.objects.get().get_absolute_url())


def test_create_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    page = as_(factories.user()).post("/organisations/new/", {**FORM, "country": ""}).content.decode()
    assert "error-summary" in page
    assert 'value="한빛전자"' in page
    assert "센서를 만듭니다." in page
    assert 'value="124-81-00998"' in page
    assert not Organisation.objects.exists()


def test_create_with_a_number_that_is_here_already_says_so_at_the_field() -> None:
    factories.organisation("KR", registration_number="124-81-00998")
    page = as_(factories.user()).post("/organisations/new/", FORM).content.decode()
    assert "ask its owner for an invitation" in page
    assert 'value="한빛전자"' in page


def test_create_of_a_name_that_is_here_already_asks_once_and_keeps_everything() -> None:
    there = factories.organisation("KR", Text.of("ko", "(한빛) 전자", en="Hanbit"))
    browser = as_(factories.user())
    page = browser.post("/organisations/new/", FORM).content.decode()
    assert there.get_absolute_url() in page
    assert 'value="124-81-00998"' in page
    assert Organisation.objects.count() == 1
    browser.post("/organisations/new/", {**FORM, "anyway": "1"})
    assert Organisation.objects.count() == 2


def test_create_of_a_name_that_is_in_another_country_does_not_ask() -> None:
    factories.organisation("CN", Text.of("ko", "한빛전자"))
    as_(factories.user()).post("/organisations/new/", FORM)
    assert Organisation.objects.count() == 2


def test_edit_writes_and_comes_back_to_the_profile() -> None:
    home = house()
    answer = as_(home.editor).post(home.path("edit/"), {**FORM, "city": "Seoul"})
    home.organisation.refresh_from_db()
    assert answer["Location"] == home.path()
    assert home.organisation.city == "Seoul"


def test_edit_shows_what_stands_and_keeps_a_finer_industry() -> None:
    home = house()
    Organisation.objects.filter(pk=home.organisation.pk).update(industry="2610", city="Suwon")
    page = as_(home.editor).get(home.path("edit/")).content.decode()
    assert 'value="Suwon"' in page
    assert '<option value="2610" selected>' in page


def test_edit_keeps_a_machines_wording_marked_until_somebody_changes_it() -> None:
    home = house()
    name = Text("ko", {"ko": "한빛전자", "en": "Hanbit Electronics", "ru": "Ханбит"}, frozenset({"en", "ru"}))
    Organisation.objects.filter(pk=home.organisation.pk).update(name=name)
    as_(home.editor).post(home.path("edit/"), {**FORM, "name_ru": "Ханбит Электроникс"})
    home.organisation.refresh_from_db()
    assert home.organisation.name.machine == {"en"}


def test_ask_verification_twice_says_why_not() -> None:
    home = house()
    browser = as_(home.editor)
    for _twice in range(2):
        browser.post(home.path("ask-verification/"))
    page = browser.get(home.path()).content.decode()
    assert "verified already, or its check has been asked for" in page


# --- people -----------------------------------------------------------------------------------------------


def test_members_page_invites_and_lists(django_capture_on_commit_callbacks: Any) -> None:
    home = house()
    browser = as_(home.owner)
    browser.post(home.path("members/"), {"email": "new@example.org", "role": "reader", "language": "ru"})
    assert Invitation.objects.get().language == "ru"
    assert "new@example.org" in browser.get(home.path("members/")).content.decode()


def test_members_page_says_when_somebody_belongs_already() -> None:
    home = house()
    fields = {"email": home.editor.email, "role": "owner", "language": "en"}
    page = as_(home.owner).post(home.path("members/"), fields).content.decode()
    assert "belongs to this organisation already" in page
    assert f'value="{home.editor.email}"' in page


def test_members_page_changes_roles_and_keeps_the_last_owner() -> None:
    home = house()
    mine, theirs = (Membership.objects.get(user=user) for user in (home.owner, home.editor))
    browser = as_(home.owner)
    browser.post(home.path(f"members/{mine.pk}/role/"), {"role": "reader"})
    assert rules.role_in(home.owner, home.organisation) == Role.OWNER
    assert "is the last owner" in browser.get(home.path("members/")).content.decode()
    browser.post(home.path(f"members/{theirs.pk}/role/"), {"role": "owner"})
    browser.post(home.path(f"members/{mine.pk}/remove/"))
    assert not rules.is_member(home.owner, home.organisation)


def test_invitation_can_be_read_by_anyone_with_the_link_and_joined_by_the_invited_only() -> None:
    home, invited = house(), factories.user("new@example.org")
    letter = people_actions.invite(actor=home.owner, organisation=home.organisation, email="new@example.org")
    path = f"/organisations/invitations/{letter.secret}/"
    assert str(home.organisation) in as_(None).get(path).content.decode()
    as_(None).post(path)
    as_(home.strangers["KR"]).post(path)
    assert not rules.is_member(home.strangers["KR"], home.organisation)
    assert as_(invited).post(path)["Location"] == home.path()
    assert rules.role_in(invited, home.organisation) == Role.EDITOR


def test_invitation_with_a_guessed_link_is_not_found() -> None:
    assert as_(None).get("/organisations/invitations/guess/").status_code == 404


# --- the account ------------------------------------------------------------------------------------------


def test_account_asks_the_anonymous_to_sign_in() -> None:
    for path in ("/account/profile/", "/account/notices/", "/organisations/new/"):
        assert as_(None).get(path)["Location"] == f"/account/login/?next={path}"


def test_account_writes_name_language_and_zone_and_reads_on_in_that_language() -> None:
    person = factories.user()
    browser = as_(person)
    fields = {"name": "김민준", "language": "ko", "zone": "Asia/Seoul"}
    assert browser.post("/account/profile/", fields)["Location"] == "/account/profile/"
    person.refresh_from_db()
    assert (person.name, person.language, person.zone) == ("김민준", "ko", "Asia/Seoul")
    assert '<html lang="ko"' in browser.get("/account/profile/").content.decode()


def test_account_shows_ones_own_organisations_and_invitations_only() -> None:
    home = house()
    people_actions.invite(actor=None, organisation=home.organisation, email=home.strangers["CN"].email)
    page = as_(home.strangers["CN"]).get("/account/profile/").content.decode()
    own = Organisation.objects.get(memberships__user=home.strangers["CN"])
    assert own.get_absolute_url() in page
    assert "/organisations/invitations/" in page
    assert (
        "/organisations/invitations/"
        not in as_(home.strangers["RU"]).get("/account/profile/").content.decode()
    )


def notice(person: User) -> Notice:
    name = Text.of("ko", "한빛전자", en="Hanbit").as_json()
    return Notice.objects.create(user=person, kind="organisation_verified", params={"name": name}, url="/x/")


def test_notices_are_ones_own_in_ones_own_language_and_can_be_marked_read() -> None:
    mine, theirs = factories.user(), factories.user()
    notice(mine)
    browser = as_(mine, "ko")
    assert "한빛전자" in browser.get("/account/notices/").content.decode()
    assert "한빛전자" not in as_(theirs, "ko").get("/account/notices/").content.decode()
    browser.post("/account/notices/")
    assert Notice.objects.get().read_at is not None


# --- as many queries for three rows as for one ------------------------------------------------------------


def queries(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_members_page_needs_as_many_queries_for_three_as_for_one() -> None:
    owner = factories.user()
    made = factories.organisation(owner=owner)
    path = f"/organisations/{made.public_id}/members/"
    people_actions.invite(actor=owner, organisation=made, email="one@example.org")
    few = queries(as_(owner), path)
    for number in range(2):
        factories.member(made, factories.user())
        people_actions.invite(actor=owner, organisation=made, email=f"more{number}@example.org")
    assert queries(as_(owner), path) == few <= 10


def test_account_needs_as_many_queries_for_three_as_for_one() -> None:
    person = factories.user()
    for _each in range(1):
        factories.organisation(owner=person)
        people_actions.invite(actor=None, organisation=factories.organisation(), email=person.email)
    few = queries(as_(person), "/account/profile/")
    for _each in range(2):
        factories.organisation(owner=person)
        people_actions.invite(actor=None, organisation=factories.organisation(), email=person.email)
    assert queries(as_(person), "/account/profile/") == few <= 10


def test_notices_need_as_many_queries_for_three_as_for_one() -> None:
    person = factories.user()
    notice(person)
    few = queries(as_(person), "/account/notices/")
    notice(person)
    notice(person)
    assert queries(as_(person), "/account/notices/") == few <= 10


def test_profile_needs_as_many_queries_for_three_listings_as_for_one() -> None:
    home = house()
    factories.listing(home.organisation)
    few = queries(as_(home.reader), home.path())
    factories.listing(home.organisation)
    factories.listing(home.organisation, side="need")
    assert queries(as_(home.reader), home.path()) == few <= 10
