"""Two organisers, two fairs, one organisation: an import links it, and overwrites nothing that others keep."""

import re

import pytest
from django.test import Client

import factories as make
from madang.core import clock
from madang.core.models import AuditEntry, User
from madang.core.text import Text
from madang.fairs.models import Fair, Participation
from madang.intake import actions
from madang.intake.models import Upload
from madang.listings.models import Listing
from madang.organisations.models import Organisation, Provenance, Role
from statements import statements_of

pytestmark = pytest.mark.django_db
State = Participation.State
HEADINGS = "Number,Name,Name in English,Country,Website,City,Registration number,We offer"
ROW = "7,한빛데이터,Hanbit Changed,KR,https://changed.example,Busan,111-22-33333,Keys"
FIELDS_OF_ROW = ["name", "city", "website", "registration_number"]


@pytest.fixture
def organiser(db: None) -> User:
    return make.user()


@pytest.fixture
def fair(organiser: User) -> Fair:
    return make.fair(organiser=organiser)


@pytest.fixture
def elsewhere(db: None) -> Fair:
    return make.fair(organiser=make.user())


def hanbit(*, owner: User | None = None, **fields: object) -> Organisation:
    """With the seal, and one offer that was imported."""
    row = make.organisation(
        name=Text.of("ko", "한빛데이터", en="Hanbit Data"), owner=owner, website="https://hanbit.example",
        verification=Organisation.Verification.VERIFIED, verified_at=clock.now(), **fields,
    )  # fmt: skip
    make.listing(row, Text.of("en", "Keys"), body=Text.of("en", "Ours"), provenance=Provenance.IMPORTED)
    return row


def imported(fair: Fair, actor: User | None, *rows: str) -> Upload:
    content = "\n".join([HEADINGS, *rows]).encode()
    upload = actions.receive(actor=actor, fair=fair, file_name="list.csv", content=content)
    return actions.import_now(actor=actor, upload=upload)


def as_kept(organisation: Organisation) -> tuple[object, ...]:
    row = Organisation.objects.get(pk=organisation.pk)
    return (
        dict(row.name.texts), row.website, row.city, row.registration_number, row.verification, row.verified_at,
        list(row.listings.order_by("pk").values_list("title", "body", "changed_at")),
    )  # fmt: skip


def left(upload: Upload) -> list[tuple[object, ...]]:
    return [(each["row"], each["name"], each["keeper"], list(each["fields"])) for each in upload.left]


def test_what_another_fair_keeps_is_linked_and_stays_with_its_seal(
    fair: Fair, elsewhere: Fair, organiser: User
) -> None:
    company = hanbit()
    make.participation(elsewhere, company)
    before = as_kept(company)

    upload = imported(fair, organiser, ROW)

    assert as_kept(company) == before
    assert Organisation.objects.count() == 1
    assert fair.participations.get().organisation == company
    assert left(upload) == [(2, "한빛데이터", "others", FIELDS_OF_ROW)]
    assert (upload.created, upload.updated, upload.problem_rows) == (1, 0, 0)


def test_handing_the_sheet_in_twice_overwrites_as_little(
    fair: Fair, elsewhere: Fair, organiser: User
) -> None:
    company = hanbit()
    make.participation(elsewhere, company)
    before = as_kept(company)

    imported(fair, organiser, ROW)
    again = imported(fair, organiser, ROW)

    assert as_kept(company) == before
    assert left(again) == [(2, "한빛데이터", "others", FIELDS_OF_ROW)]


def test_company_known_by_its_number_in_the_list_is_not_renamed_for_another_fair(
    fair: Fair, elsewhere: Fair, organiser: User
) -> None:
    company = hanbit()
    make.participation(elsewhere, company)
    make.participation(fair, company, reference="7")
    before = as_kept(company)

    upload = imported(fair, organiser, ROW.replace("한빛데이터,Hanbit Changed", "다른이름,Other Name"))

    assert as_kept(company) == before
    assert Organisation.objects.count() == 1
    assert left(upload) == [(2, "한빛데이터", "others", FIELDS_OF_ROW)]


@pytest.mark.parametrize("state", [None, State.INVITED, State.APPROVED])
def test_what_its_own_people_keep_is_linked_and_nothing_is_filled_in(
    fair: Fair, organiser: User, state: State | None
) -> None:
    company = hanbit(owner=make.user())
    if state:
        make.participation(fair, company, state=state, reference="7")
    before = as_kept(company)

    upload = imported(fair, organiser, ROW, "8,새회사,,KR,,,,Salt")

    assert as_kept(company) == before
    assert fair.participations.get(organisation=company).state == (state or State.INVITED)
    assert left(upload) == [(2, "한빛데이터", "people", [*FIELDS_OF_ROW, "offer"])]
    assert Listing.objects.exclude(organisation=company).count() == 1


def test_offer_that_is_new_is_added_for_who_has_no_people(
    fair: Fair, elsewhere: Fair, organiser: User
) -> None:
    company = hanbit()
    make.participation(elsewhere, company)

    imported(fair, organiser, ROW.replace("Keys", "Keys; Locks"))

    offers = {str(row.title.first.text): str(row.body) for row in company.listings.all()}
    assert offers == {"Keys": "Ours", "Locks": ""}


def test_row_that_says_the_same_leaves_no_line(fair: Fair, elsewhere: Fair, organiser: User) -> None:
    make.participation(elsewhere, hanbit())

    upload = imported(fair, organiser, "7,한빛데이터,,KR,https://hanbit.example,,,")

    assert (upload.left, upload.created) == ([], 1)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REJECTED, State.INVITED])
def test_fair_that_did_not_admit_it_does_not_keep_it(
    fair: Fair, elsewhere: Fair, organiser: User, state: State
) -> None:
    company = hanbit()
    make.participation(elsewhere, company, state=state)
    make.participation(fair, company)

    upload = imported(fair, organiser, ROW)

    company.refresh_from_db()
    assert (company.website, company.city, upload.left) == ("https://changed.example", "Busan", [])


def test_organiser_of_both_fairs_writes(fair: Fair, elsewhere: Fair, organiser: User) -> None:
    company = hanbit()
    make.staff(elsewhere, organiser)
    make.participation(elsewhere, company)

    imported(fair, organiser, ROW)

    company.refresh_from_db()
    assert company.website == "https://changed.example"


@pytest.mark.parametrize("who", ["nobody", "operator"])
def test_operator_and_command_write_over_what_a_fair_keeps_and_complete_what_people_wrote(
    fair: Fair, elsewhere: Fair, who: str
) -> None:
    operator = make.user(is_staff=True) if who == "operator" else None
    company, own = (
        hanbit(),
        make.organisation("CN", "安天科技", owner=make.user(), website="https://own.example"),
    )
    make.participation(elsewhere, company)

    upload = imported(fair, operator, ROW, "8,安天科技,,CN,https://changed.example,Harbin,,")

    company.refresh_from_db()
    own.refresh_from_db()
    assert (company.website, company.verification) == (
        "https://changed.example", Organisation.Verification.NONE,
    )  # fmt: skip
    assert (own.website, own.city) == ("https://own.example", "Harbin")
    assert upload.left == []


def test_nothing_is_written_down_as_changed_of_what_is_left(
    fair: Fair, elsewhere: Fair, organiser: User
) -> None:
    make.participation(elsewhere, hanbit())
    imported(fair, organiser, ROW)
    assert not AuditEntry.objects.filter(verb__in=["organisation.update", "listing.update"]).exists()


def test_statements_do_not_grow_with_those_that_are_left(
    fair: Fair, elsewhere: Fair, organiser: User
) -> None:
    costs = []
    for begin, count in ((0, 3), (100, 30)):
        names = [f"회사{number}" for number in range(begin, begin + count)]
        for name in names:
            make.participation(elsewhere, make.organisation(name=name))
        rows = [f"{name[2:]},{name},,KR,https://changed.example,,,Keys" for name in names]
        costs.append(statements_of(lambda: imported(fair, organiser, *rows)))  # noqa: B023
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("language", "what", "remedy"),
    [
        ("en", "“한빛데이터” takes part in another fair or was here before yours. Its profile stays as it is.",
         "If the sheet is right, change on the company’s page: Website."),
        ("ko", "“한빛데이터”은(는) 다른 대회에 참가하고 있거나 이전부터 이 사이트에 있었습니다. 소개는 그대로 둡니다.",
         "시트의 내용이 맞으면 기업 페이지에서 고치십시오: 웹사이트."),
        ("zh-hans", "“한빛데이터”正在参加另一场活动，或此前已在本站。其资料保持不变。",
         "如果表格内容正确，请在企业页面上修改：网站。"),
        ("ru", "Организация «한빛데이터» участвует в другой ярмарке или была здесь раньше. Её профиль остаётся без изменений.",
         "Если верно то, что в таблице, исправьте на странице компании: Сайт."),
    ],
)  # fmt: skip
def test_result_names_the_row_and_what_was_left_in_the_readers_language(
    client: Client, fair: Fair, elsewhere: Fair, organiser: User, language: str, what: str, remedy: str
) -> None:
    make.participation(elsewhere, hanbit())
    upload = imported(fair, organiser, "7,한빛데이터,,KR,https://changed.example,,,")
    User.objects.filter(pk=organiser.pk).update(language=language)
    client.force_login(organiser)
    client.cookies["django_language"] = language

    page = client.get(f"/office/{fair.slug}/import/{upload.pk}/").content.decode()

    row = page[page.index("</thead>") : page.index("</tbody>")]
    cells = [cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
    assert cells == ["2", what, remedy]


def test_own_member_who_organises_is_told_as_well(fair: Fair, organiser: User) -> None:
    """The form of the company is the place where its own people write."""
    company = hanbit()
    make.member(company, organiser, Role.OWNER)
    upload = imported(fair, organiser, ROW)
    assert left(upload) == [(2, "한빛데이터", "people", [*FIELDS_OF_ROW, "offer"])]
