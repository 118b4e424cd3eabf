"""The demonstration at its first stage: everyone is there, through the actions, labelled for what they are."""

import argparse
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from demonstration.worlds import main_row, small, world
from madang.core import clock
from madang.core.models import AuditEntry, User, Work
from madang.demonstration import build, command
from madang.demonstration.accounts import ACCOUNTS
from madang.demonstration.build import Busy, Made, TooLate, demonstrate
from madang.demonstration.fairs import MAIN, main_fair
from madang.fairs.models import Fair, Participation, Phase, Place, PlaceKind
from madang.intake.models import Upload
from madang.listings.models import Listing
from madang.meetings.models import Request
from madang.organisations.models import Organisation
from madang.partners.models import Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Made]:
    with world(django_db_blocker):
        yield small("registration")


def test_registration_stage_has_everyone_and_no_requests(made: Made) -> None:
    fair = main_row()

    cast = main_fair("small").participants
    there = fair.participations.taking_part().values_list("reference", flat=True)
    assert set(there) == {one.key for one in cast}
    assert Request.objects.count() == 0
    assert made.password == "madang rehearsal"


def test_registration_is_open_and_requests_are_not(made: Made) -> None:
    fair = main_row()

    with clock.shifted(fair.clock_offset):
        assert fair.is_open(Phase.REGISTRATION)
        assert not fair.is_open(Phase.REQUESTS)


def test_companies_come_by_the_organisers_four_spreadsheets() -> None:
    uploads = Upload.objects.filter(fair=main_row())

    assert {upload.file_name for upload in uploads} == set(build.SHEETS.values())
    assert sum(upload.created for upload in uploads) == 28
    assert [upload.problems for upload in uploads if upload.problems] == []


def test_every_entry_says_where_it_comes_from() -> None:
    assert set(Organisation.objects.values_list("provenance", flat=True)) == {"published", "synthetic"}
    named = Organisation.objects.filter(provenance="published")
    listed = Listing.objects.filter(organisation__in=named).values_list("provenance", flat=True)
    assert set(listed) == {"published", "illustrative"}


def test_what_a_named_company_offers_is_labelled_illustrative() -> None:
    huawei = Listing.objects.filter(organisation__name_keys__contains=["huawei"])

    assert set(huawei.values_list("provenance", flat=True)) == {"illustrative"}


def test_what_companies_say_of_themselves_arrives_unchanged() -> None:
    rows = Participation.objects.filter(fair=main_row()).select_related("organisation")
    there = {row.reference: row for row in rows.prefetch_related("delegates", "organisation__listings")}

    for one in main_fair("small").participants:
        assert _said(there[one.key]) == (
            str(one.name),
            one.country,
            list(one.languages),
            one.zone,
            one.presence,
            [delegate.name for delegate in one.delegates],
            {str(listing.title) for listing in one.listings},
        )


def _said(row: Participation) -> tuple[object, ...]:
    return (
        row.organisation.name.first.text,
        row.organisation.country,
        row.languages,
        row.zone,
        row.presence,
        [delegate.name for delegate in row.delegates.all()],
        {listing.title.first.text for listing in row.organisation.listings.all()},
    )


def test_halls_tables_and_rooms_stand() -> None:
    places = Counter(Place.objects.filter(fair=main_row()).values_list("kind", flat=True))

    assert places == {PlaceKind.TABLE: 100, PlaceKind.ROOM: 320}
    assert main_row().slots.filter(kind="meeting").count() == 30


def test_all_five_fairs_stand_with_programme_and_recommendations() -> None:
    assert Fair.objects.filter(is_public=True).count() == 5
    assert all(fair.sessions.exists() for fair in Fair.objects.all())
    assert Recommendation.objects.filter(fair__in=Fair.objects.exclude(slug=MAIN)).exists()


def test_accounts_own_their_company_and_the_organiser_its_fairs() -> None:
    for one in ACCOUNTS:
        person = User.objects.get(email=one.email)
        assert person.organisations.count() == bool(one.organisation)
        assert person.fairs.count() == (5 if one.organises else 0)
        assert person.check_password("madang rehearsal")


def test_seals_stand_on_hosts_and_some_made_up_companies_only() -> None:
    verified = Organisation.objects.filter(verification="verified")

    assert verified.filter(provenance="synthetic").exists()
    assert not verified.filter(provenance="published", kind="company").exists()
    assert Organisation.objects.filter(provenance="synthetic", verification="none").exists()


def test_every_import_is_in_the_audit_log() -> None:
    assert AuditEntry.objects.filter(verb="import.finish").count() == 4


def test_a_second_run_changes_nothing_but_the_clock() -> None:
    models = (Organisation, Listing, Upload, User, Participation)
    counts = [model.objects.count() for model in models]

    again = small("registration")

    assert again.steps == ()
    assert again.password == ""
    assert [model.objects.count() for model in models] == counts


def test_an_interrupted_run_is_taken_up_where_it_stopped() -> None:
    work = build.progress_of()
    assert work
    work.state = Work.State.RUNNING
    work.detail["steps"] = ["import-small"]
    work.save()

    again = small("registration")

    assert again.steps == ("profiles-small", "members", "verification-small", "small-fairs")
    assert Upload.objects.count() == 4
    assert Work.objects.get(pk=work.pk).state == Work.State.DONE


def test_a_run_that_breaks_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_building: build.Building) -> None:
        raise OSError("the power went")

    work = build.progress_of()
    assert work
    work.detail["steps"] = ["import-small"]
    work.save()
    monkeypatch.setattr(build.Building, "_complete_profiles", fails)

    with pytest.raises(OSError, match="power"):
        small("registration")

    assert Work.objects.get(pk=work.pk).state == Work.State.FAILED
    assert Work.objects.get(pk=work.pk).detail["steps"] == ["import-small"]


def test_two_runs_at_once_are_refused() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [build.LOCK])
        with pytest.raises(Busy):
            small("registration")
    finally:
        other.close()


def test_small_cannot_become_full_once_companies_have_asked() -> None:
    work = build.progress_of()
    assert work
    work.detail["steps"] = [*work.detail["steps"], "matching"]
    work.save()

    with pytest.raises(TooLate):
        demonstrate(stage="requests", extent="full", on_progress=lambda *_told: None)


def test_command_says_how_to_sign_in_and_what_stands(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)

    code = command.run(parser.parse_args(["--stage", "registration", "--size", "small"]))

    said = capsys.readouterr().out
    assert code == 0
    assert "organiser@madang.example" in said
    assert "madang rehearsal" in said
    assert "54 participants, 0 requests" in said


def test_sign_in_page_lists_the_accounts_only_in_a_demonstration(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    page = reverse("account_login")

    shown = client.get(page).content.decode()
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    hidden = client.get(page).content.decode()

    assert "korea@madang.example" in shown
    assert "madang rehearsal" in shown
    assert "madang.example" not in hidden


def test_sign_in_page_shows_no_password_that_does_not_open(client: Client) -> None:
    person = User.objects.get(email="organiser@madang.example")
    person.set_password("another one")
    person.save()

    shown = client.get(reverse("account_login")).content.decode()

    assert "korea@madang.example" in shown
    assert "madang rehearsal" not in shown


def test_sign_in_page_shows_how_far_the_demonstration_is(client: Client) -> None:
    Work.objects.filter(kind=build.KIND).update(state="running", phase="import-full", done=250, total=1180)

    page = client.get(reverse("account_login")).content.decode()

    assert "spreadsheets are being imported" in page
    assert "250 / 1180" in page


def test_what_is_entered_bears_the_dates_of_the_rehearsed_year() -> None:
    assert {row.created_at.year for row in Listing.objects.all()} == {2022}
    assert {row.registered_at.year for row in Participation.objects.filter(fair=main_row())} == {2022}
