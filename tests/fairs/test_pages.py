"""Every page answers, for whom it should and in few queries."""

from datetime import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories as make
from madang.core.models import User
from madang.core.text import Text
from madang.fairs.groups import actions as group_actions
from madang.fairs.interpreters import actions as interpreter_actions
from madang.fairs.models import Fair, Participation, StaffRole
from madang.fairs.participation import actions as participation_actions
from madang.fairs.places import actions as place_actions
from madang.fairs.programme import actions as programme_actions
from madang.fairs.shapes import (
    Break,
    DelegateFields,
    InterpreterFields,
    SessionFields,
    SpeakerFields,
    Stretch,
)

pytestmark = pytest.mark.django_db

PUBLIC = ["", "programme/", "directory/"]
COMPANY = ["my/", "my/participation/", "my/availability/"]
OFFICE = ["participants/"]
SETUP = [
    "setup/",
    "setup/details/",
    "setup/phases/",
    "setup/limits/",
    "setup/clock/",
    "setup/slots/",
    "setup/places/",
    "setup/groups/",
    "setup/interpreters/",
    "setup/programme/",
    "setup/staff/",
    "participants/invite/",
]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def furnished(companies: int = 1) -> Fair:
    """A fair with something on every page, `companies` from each of Korea, China and Russia."""
    fair = make.fair("harbin", city=Text.of("zh-hans", "哈尔滨", en="Harbin", ko="하얼빈"))
    first, *_rest = make.slots(fair, breaks=[Break(time(10), time(10, 30))])
    hall = place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "Hall A"), tables=3)
    place_actions.make_rooms(actor=None, fair=fair, count=2)
    inside = group_actions.add_group(actor=None, fair=fair, code="inside", name=Text.of("en", "Inside"))
    outside = group_actions.add_group(actor=None, fair=fair, code="outside", name=Text.of("en", "Outside"))
    group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(inside, outside)])
    talk = Stretch(first.starts_at, first.ends_at)
    for number in range(companies):
        interpreter_actions.add_interpreter(
            actor=None, fair=fair, fields=InterpreterFields(f"Lee {number}", ("ko", "ru")), shifts=[talk]
        )
        programme_actions.add_session(
            actor=None,
            fair=fair,
            fields=SessionFields(Text.of("en", f"Talk {number}"), talk.starts_at, talk.ends_at, hall=hall),
            speakers=[SpeakerFields(Text.of("en", f"Speaker {number}"), Text.of("en", "Director"))],
        )
        for country in ("KR", "CN", "RU"):
            row = make.participation(fair, country=country, owner=make.user(), group=inside)
            participation_actions.add_delegate(actor=None, participation=row, fields=DelegateFields("Kim"))
            make.listing(row.organisation, f"Cloud {number}", side="offer")
            make.listing(row.organisation, f"Data centre {number}", side="need")
    return fair


@pytest.mark.parametrize("page", PUBLIC)
@pytest.mark.parametrize("language", ["ko", "zh-hans", "en", "ru"])
def test_public_page_answers_anyone_in_each_language(page: str, language: str) -> None:
    furnished()
    client = Client()
    client.cookies["django_language"] = language
    assert client.get(f"/fairs/harbin/{page}").status_code == 200


@pytest.mark.parametrize("page", COMPANY)
def test_company_page_answers_owner_and_colleague_and_no_stranger(page: str) -> None:
    fair = furnished()
    for country in ("KR", "CN", "RU"):
        own = make.participation(fair, country=country, owner=(owner := make.user()))
        make.member(own.organisation, colleague := make.user(), "reader")
        assert signed_in(owner).get(f"/fairs/harbin/{page}").status_code == 200
        assert signed_in(colleague).get(f"/fairs/harbin/{page}").status_code == 200
    stranger = make.user()
    make.organisation("CN", owner=stranger)
    assert signed_in(stranger).get(f"/fairs/harbin/{page}").status_code == 404
    assert Client().get(f"/fairs/harbin/{page}").status_code == 302


@pytest.mark.parametrize("page", OFFICE + SETUP)
def test_office_page_answers_organiser_only(page: str) -> None:
    fair = furnished()
    organiser, company = make.user(), make.user()
    make.staff(fair, organiser)
    make.participation(fair, country="RU", owner=company)
    other = make.fair("other")
    make.staff(other, neighbour := make.user())
    assert signed_in(organiser).get(f"/office/harbin/{page}").status_code == 200
    assert signed_in(company).get(f"/office/harbin/{page}").status_code == 404
    assert signed_in(neighbour).get(f"/office/harbin/{page}").status_code == 404
    assert Client().get(f"/office/harbin/{page}").status_code == 302


@pytest.mark.parametrize("page", SETUP)
def test_setup_page_is_closed_to_the_desk(page: str) -> None:
    fair = furnished()
    make.staff(fair, desk := make.user(), StaffRole.DESK)
    assert signed_in(desk).get(f"/office/harbin/{page}").status_code == 403


def test_participants_page_is_open_to_the_desk() -> None:
    make.staff(furnished(), desk := make.user(), StaffRole.DESK)
    assert signed_in(desk).get("/office/harbin/participants/").status_code == 200


# --- Few queries, whatever the number of rows ---------------------------------------------------------------
LISTS = [
    ("/", "anyone"),
    ("/fairs/harbin/", "anyone"),
    ("/fairs/harbin/programme/", "anyone"),
    ("/fairs/harbin/directory/", "anyone"),
    ("/fairs/harbin/directory/?text=cloud&offers=product&order=name", "owner"),
    ("/fairs/harbin/my/", "owner"),
    ("/fairs/harbin/my/participation/", "owner"),
    ("/fairs/harbin/my/availability/", "owner"),
    ("/office/", "organiser"),
    ("/office/harbin/participants/", "organiser"),
    ("/office/harbin/setup/", "organiser"),
    ("/office/harbin/setup/slots/", "organiser"),
    ("/office/harbin/setup/places/", "organiser"),
    ("/office/harbin/setup/groups/", "organiser"),
    ("/office/harbin/setup/interpreters/", "organiser"),
    ("/office/harbin/setup/programme/", "organiser"),
    ("/office/harbin/setup/staff/", "organiser"),
]
#: All of them: the session, the person and the fair too.
MOST = 11


def _queries(companies: int, address: str, reader: str) -> list[str]:
    """What the page asks the database; the fair is rolled back, so that one test can have two."""
    with transaction.atomic():
        fair = furnished(companies)
        for number in range(companies):
            make.fair(f"other-{number}")
            place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", f"Hall {number}"), tables=2)
            group_actions.add_group(
                actor=None, fair=fair, code=f"g{number}", name=Text.of("en", f"G {number}")
            )
            make.staff(fair, make.user())
        make.staff(fair, organiser := make.user())
        owner = User.objects.filter(memberships__isnull=False).order_by("pk")[0]
        client = {"anyone": Client(), "owner": signed_in(owner), "organiser": signed_in(organiser)}[reader]
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        transaction.set_rollback(True)
    return [query["sql"] for query in counted if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize(("address", "reader"), LISTS)
def test_list_page_costs_the_same_with_one_row_and_with_three(address: str, reader: str) -> None:
    one, three = _queries(1, address, reader), _queries(3, address, reader)
    assert len(one) == len(three), three
    assert len(three) <= MOST, three


# --- Calls that write ---------------------------------------------------------------------------------------
OFFICE_CALLS = [
    "setup/publish/",
    "setup/slots/1/remove/",
    "setup/places/1/",
    "setup/groups/1/remove/",
    "setup/interpreters/1/remove/",
    "setup/programme/1/remove/",
    "setup/staff/1/remove/",
    "participants/decide/",
    *SETUP[1:],
]
COMPANY_CALLS = [
    "my/participation/withdraw/",
    "my/delegates/add/",
    "my/delegates/1/remove/",
    "my/choose/",
    *COMPANY[1:],
]


@pytest.mark.parametrize("call", OFFICE_CALLS)
def test_office_call_is_refused_to_desk_company_neighbour_and_anyone(call: str) -> None:
    fair = furnished()
    make.staff(fair, desk := make.user(), StaffRole.DESK)
    make.staff(make.fair("other"), neighbour := make.user())
    company = User.objects.filter(memberships__organisation__country="CN")[0]
    address = f"/office/harbin/{call}"
    assert signed_in(desk).post(address).status_code == 403
    assert signed_in(company).post(address).status_code == 404
    assert signed_in(neighbour).post(address).status_code == 404
    assert Client().post(address).status_code == 302


@pytest.mark.parametrize("call", COMPANY_CALLS)
@pytest.mark.parametrize("country", ["KR", "CN", "RU"])
def test_company_call_is_refused_to_strangers_and_anyone(call: str, country: str) -> None:
    furnished()
    stranger = make.user()
    make.participation(make.fair("other"), country=country, owner=stranger)
    assert signed_in(stranger).post(f"/fairs/harbin/{call}").status_code == 404
    assert Client().post(f"/fairs/harbin/{call}").status_code == 302
    assert Participation.objects.filter(state=Participation.State.WITHDRAWN).count() == 0


@pytest.mark.parametrize("call", OFFICE_CALLS[:8])
def test_office_call_does_nothing_when_it_is_only_looked_at(call: str) -> None:
    furnished()
    operator = signed_in(make.user(is_staff=True))
    assert operator.get(f"/office/harbin/{call}").status_code == 405
