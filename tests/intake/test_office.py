"""The import in the office: its pages, and who may use them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories
from madang.core.models import User
from madang.fairs.models import Fair, Participation, StaffRole
from madang.intake import actions
from madang.intake.models import Upload
from madang.intake.sheets.sheet import read
from organiser_sheets import HANBIT, WRONG, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(db: None) -> User:
    return factories.user()


@pytest.fixture
def fair(organiser: User) -> Fair:
    return factories.fair(organiser=organiser)


def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def office(client: Client, organiser: User) -> Client:
    return signed_in(client, organiser)


def test_file_is_read_confirmed_and_imported(office: Client, fair: Fair) -> None:
    file = SimpleUploadedFile("명단.csv", sheet(HANBIT, WRONG))

    taken = office.post(f"/office/{fair.slug}/import/", {"file": file}, follow=True)
    upload = Upload.objects.get()
    meanings = {f"column-{number}": meaning for number, meaning in enumerate(upload.columns)}
    started = office.post(
        taken.request["PATH_INFO"], {**meanings, "language": "ko", "start": ""}, follow=True
    )
    actions.run(upload=Upload.objects.select_related("fair", "work").get())
    done = office.get(taken.request["PATH_INFO"])

    assert "명단.csv" in taken.content.decode()
    assert started.status_code == 200
    assert Participation.objects.filter(fair=fair).count() == 1
    assert "아틀란티스" in done.content.decode()


def test_file_that_cannot_be_read_is_refused_on_its_field(office: Client, fair: Fair) -> None:
    response = office.post(
        f"/office/{fair.slug}/import/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken")}
    )

    assert response.status_code == 400
    assert "seems damaged" in response.content.decode()
    assert not Upload.objects.exists()


def test_columns_keep_what_was_chosen_when_the_country_is_missing(
    office: Client, fair: Fair, organiser: User
) -> None:
    upload = actions.receive(actor=organiser, fair=fair, file_name="x.csv", content=b"Name,Land\nA,DE\n")

    response = office.post(
        f"/office/{fair.slug}/import/{upload.pk}/", {"column-0": "name_en", "column-1": "", "start": ""}
    )

    assert response.status_code == 400
    assert '<option value="name_en" selected>' in response.content.decode()


def test_sheet_to_mend_and_empty_sheet_are_workbooks(office: Client, fair: Fair, organiser: User) -> None:
    upload = actions.receive(actor=organiser, fair=fair, file_name="x.csv", content=sheet(WRONG))
    actions.import_now(actor=organiser, upload=upload)

    to_mend = office.get(f"/office/{fair.slug}/import/{upload.pk}/to-mend.xlsx")
    sample = office.get(f"/office/{fair.slug}/import/sample.xlsx", headers={"accept-language": "ko"})

    assert len(read(to_mend.content).rows) == 1
    assert read(sample.content).headings[0] == "이름"


@pytest.mark.parametrize("language", ["en", "ko", "zh-hans", "ru"])
def test_empty_sheet_can_be_handed_in_as_it_is(
    office: Client, fair: Fair, organiser: User, language: str
) -> None:
    content = office.get(
        f"/office/{fair.slug}/import/sample.xlsx", headers={"accept-language": language}
    ).content

    upload = actions.receive(actor=organiser, fair=fair, file_name="sample.xlsx", content=content)
    upload = actions.import_now(actor=organiser, upload=upload)

    assert "" not in upload.columns
    assert (upload.created, upload.problem_rows) == (1, 0)


def test_list_of_uploads_costs_the_same_for_one_and_three(
    office: Client, fair: Fair, organiser: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(f"/office/{fair.slug}/import/").status_code == 200
        return len(queries)

    def hand_in() -> None:
        actions.receive(actor=organiser, fair=fair, file_name="x.csv", content=sheet(HANBIT))

    hand_in()
    cost()
    one = cost()
    hand_in()
    hand_in()
    assert (cost(), one <= 10) == (one, True)


@pytest.mark.parametrize("path", ["", "{number}/", "{number}/to-mend.xlsx", "sample.xlsx"])
@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 302), ("stranger", 404), ("company", 404), ("desk", 200)]
)
def test_pages_are_for_the_fairs_staff(
    client: Client, fair: Fair, organiser: User, path: str, who: str, status: int
) -> None:
    upload = actions.receive(actor=organiser, fair=fair, file_name="x.csv", content=sheet(WRONG))
    actions.import_now(actor=organiser, upload=upload)
    person = factories.user()
    if who == "company":
        factories.participation(fair, factories.organisation("RU", owner=person))
    if who == "desk":
        factories.staff(fair, person, StaffRole.DESK)
    if who != "nobody":
        signed_in(client, person)

    response = client.get(f"/office/{fair.slug}/import/{path.format(number=upload.pk)}")

    assert response.status_code == status


def test_upload_of_another_fair_is_not_found(office: Client, fair: Fair, organiser: User) -> None:
    other = factories.fair(organiser=organiser)
    upload = actions.receive(actor=organiser, fair=other, file_name="x.csv", content=sheet(HANBIT))

    assert office.get(f"/office/{fair.slug}/import/{upload.pk}/").status_code == 404


def test_desk_may_look_but_not_hand_in(client: Client, fair: Fair) -> None:
    person = factories.user()
    factories.staff(fair, person, StaffRole.DESK)

    response = signed_in(client, person).post(
        f"/office/{fair.slug}/import/", {"file": io.BytesIO(sheet(HANBIT))}
    )

    assert response.status_code == 403
