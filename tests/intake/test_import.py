"""An import from the file to the fair: new, updated, unchanged and held back; handed in again; on the command line."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

import factories
from madang.cli import main
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, User, Work
from madang.fairs.models import Fair, Participation
from madang.intake import actions
from madang.intake.models import Upload
from madang.intake.rows import problems, rejected
from madang.intake.sheets.sheet import read
from madang.listings.models import Listing
from madang.organisations.models import Organisation
from organiser_sheets import HANBIT, HEADINGS, NURI, WRONG, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(db: None) -> User:
    return factories.user()


@pytest.fixture
def fair(organiser: User) -> Fair:
    return factories.fair(organiser=organiser)


def imported(fair: Fair, organiser: User | None, *lines: list[str]) -> Upload:
    upload = actions.receive(actor=organiser, fair=fair, file_name="list.csv", content=sheet(*lines))
    return actions.import_now(actor=organiser, upload=upload)


def test_import_enters_organisation_participation_contact_and_listings(fair: Fair, organiser: User) -> None:
    upload = imported(fair, organiser, HANBIT)

    participation = Participation.objects.get(fair=fair)
    organisation = participation.organisation
    assert (upload.created, upload.updated, upload.unchanged, upload.problem_rows) == (1, 0, 0, 0)
    assert organisation.name.texts == {"ko": "한빛데이터", "en": "Hanbit Data"}
    assert (participation.reference, participation.zone, participation.languages) == (
        "1",
        "Asia/Seoul",
        ["ko", "en"],
    )
    assert [delegate.email for delegate in participation.delegates.all()] == ["kim@hanbit.example"]
    assert sorted((row.side, str(row.title)) for row in organisation.listings.all()) == [
        ("need", "중국 총판"), ("offer", "데이터 암호화"), ("offer", "키 관리"),
    ]  # fmt: skip


def test_import_of_the_same_file_again_changes_nothing(fair: Fair, organiser: User) -> None:
    imported(fair, organiser, HANBIT, NURI)

    again = imported(fair, organiser, HANBIT, NURI)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert (Organisation.objects.count(), Listing.objects.count()) == (2, 5)


def test_import_updates_what_changed_and_keeps_what_the_sheet_leaves_empty(
    fair: Fair, organiser: User
) -> None:
    imported(fair, organiser, HANBIT, NURI)
    changed = [*HANBIT[:7], "데이터 암호화; 양자 내성 암호", ""]

    again = imported(fair, organiser, changed, NURI)

    titles = sorted(
        str(row.title) for row in Listing.objects.filter(organisation__name_keys__contains=["한빛데이터"])
    )
    assert (again.updated, again.unchanged) == (1, 1)
    assert titles == ["데이터 암호화", "양자 내성 암호", "중국 총판", "키 관리"]


def test_import_finds_a_renamed_company_by_its_number_in_the_list(fair: Fair, organiser: User) -> None:
    imported(fair, organiser, NURI)
    renamed = ["2", "누리인프라", *NURI[2:]]

    imported(fair, organiser, renamed)

    assert [str(row.name.first.text) for row in Organisation.objects.all()] == ["누리인프라"]


def test_import_holds_wrong_rows_back_and_enters_the_others(fair: Fair, organiser: User) -> None:
    upload = imported(fair, organiser, HANBIT, WRONG, NURI)

    assert (upload.created, upload.problem_rows) == (2, 1)
    assert [(each["row"], each["column"], each["code"]) for each in upload.problems] == [
        (3, "국가", "country"), (3, "이메일", "email"),
    ]  # fmt: skip


def test_sheet_to_mend_comes_back_with_remedies_and_can_be_handed_in_again(
    fair: Fair, organiser: User
) -> None:
    upload = imported(fair, organiser, HANBIT, WRONG)
    found = [problems.from_plain(plain) for plain in upload.problems]

    content = rejected.to_mend(actions.table_of(upload), found)

    page = load_workbook(io.BytesIO(content)).active
    assert page is not None
    assert [cell.value for cell in page[1]][:-1] == HEADINGS
    assert page.max_row == 2
    assert "아틀란티스" in str(page.cell(2, len(HEADINGS) + 1).value)
    again = actions.receive(actor=organiser, fair=fair, file_name="mended.xlsx", content=content)
    assert again.columns[:-1] == list(upload.columns)
    assert again.columns[-1] == ""


def test_returned_sheet_holds_text_that_begins_like_a_formula_as_text(fair: Fair, organiser: User) -> None:
    upload = imported(fair, organiser, ["=1+1", "=cmd()", "", "nowhere", "", "", "", "", ""])

    content = rejected.to_mend(
        actions.table_of(upload), [problems.from_plain(plain) for plain in upload.problems]
    )

    assert read(content).rows[0].cells[:2] == ("=1+1", "=cmd()")


def test_import_refuses_while_no_column_is_the_country(fair: Fair, organiser: User) -> None:
    upload = actions.receive(actor=organiser, fair=fair, file_name="x.csv", content=b"Name,Colour\nA,red\n")

    with pytest.raises(Refused):
        actions.start(actor=organiser, upload=upload)


def test_import_is_only_for_the_fairs_organisers(fair: Fair) -> None:
    stranger = factories.user()
    factories.fair(organiser=stranger)

    with pytest.raises(NotAllowed):
        actions.receive(actor=stranger, fair=fair, file_name="x.csv", content=sheet(HANBIT))


def test_import_writes_who_did_it(fair: Fair, organiser: User) -> None:
    upload = imported(fair, organiser, HANBIT)

    verbs = AuditEntry.objects.filter(fair_id=fair.pk, subject_type="intake.upload").values_list(
        "verb", "actor"
    )
    assert upload.work is not None
    assert Work.objects.get(pk=upload.work.pk).state == Work.State.DONE
    assert sorted(verbs) == [
        (verb, organiser.pk) for verb in ("import.finish", "import.receive", "import.start")
    ]


def test_import_costs_no_more_queries_for_more_rows(
    fair: Fair, django_assert_max_num_queries: object
) -> None:
    lines = [
        [str(number), f"회사 {number}", "", "한국", "", "", "", f"제품 {number}", ""] for number in range(200)
    ]

    with django_assert_max_num_queries(80):  # type: ignore[operator]
        imported(fair, None, *lines)


def test_command_imports_and_writes_the_rows_to_mend(
    fair: Fair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mend = tmp_path / "list.csv", tmp_path / "mend.xlsx"
    file.write_bytes(sheet(HANBIT, WRONG))

    code = main(["import", str(file), "--fair", fair.slug, "--mend", str(mend)])

    assert code == 0
    assert "1 new, 0 updated, 0 unchanged, 1 held back." in capsys.readouterr().out
    assert len(read(mend.read_bytes()).rows) == 1


def test_command_with_dry_run_writes_nothing(fair: Fair, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(sheet(HANBIT))

    assert main(["import", str(file), "--fair", fair.slug, "--dry-run"]) == 0
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("name", "slug", "says"),
    [("absent.csv", "fair", "cannot be read"), ("list.csv", "nowhere", "There is no fair")],
)
def test_command_says_what_is_wrong_and_ends_with_two(
    fair: Fair, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, slug: str, says: str
) -> None:
    (tmp_path / "list.csv").write_bytes(sheet(HANBIT))

    code = main(["import", str(tmp_path / name), "--fair", fair.slug if slug == "fair" else slug])

    assert code == 2
    assert says in capsys.readouterr().err
