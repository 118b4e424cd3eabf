"""The pages as people use them: what they send is done, and what cannot be is still in the form."""

from datetime import timedelta

import pytest
from django.test import Client

import factories as make
from madang.core import clock
from madang.core.text import Text
from madang.fairs.models import Fair, Participation, StaffRole
from madang.fairs.programme import actions as programme_actions

pytestmark = pytest.mark.django_db
State = Participation.State


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


@pytest.fixture
def organiser() -> Client:
    return client_of(make.user(is_staff=True))


FAIR = {
    "name_original": "ko",
    "name_ko": "봄 박람회",
    "slug": "spring",
    "starts_on": "2027-04-01",
    "ends_on": "2027-04-02",
    "zone": "Asia/Seoul",
    "country": "KR",
    "languages": ["ko", "en"],
    "summary_original": "ko",
    "description_original": "ko",
    "city_original": "ko",
    "venue_original": "ko",
}


# --- A fair set up in an afternoon ------------------------------------------------------------------------
def test_fair_is_set_up_from_nothing_to_published(organiser: Client) -> None:
    def send(page: str, **fields: object) -> None:
        answer = organiser.post(f"/office/{page}", fields)
        assert answer.status_code == 302, answer.content.decode()

    send("new/", **FAIR)
    here = "spring/setup/"
    send(f"{here}phases/", registration_opens="2027-01-01T09:00", registration_closes="2027-03-01T09:00")
    send(f"{here}limits/", request_limit=5, answer_days=3, least_meetings=1, most_meetings=4)
    plan = {"days": ["2027-04-01"], "starts": "09:00", "ends": "12:00", "minutes": 25, "gap": 5}
    send(f"{here}slots/", **plan, break_0_starts="10:00", break_0_ends="10:30")
    send(
        f"{here}slots/", do="one", **{"one-starts_at": "2027-04-02T09:00", "one-ends_at": "2027-04-02T10:00"}
    )
    send(f"{here}places/", name_original="en", name_en="Hall A", tables=3)
    send(f"{here}places/", do="rooms", **{"rooms-count": 2})
    send(f"{here}groups/", name_original="en", name_en="Buyers", code="buyers")
    send(f"{here}interpreters/", name="Kim", languages=["ko", "ru"], presence="both")
    send(
        f"{here}programme/",
        title_original="en",
        title_en="Opening",
        summary_original="en",
        starts_at="2027-04-01T09:00",
        ends_at="2027-04-01T10:00",
        speaker_0="Wang",
        position_0="Mayor",
    )
    send(f"{here}publish/", show="yes")

    fair = Fair.objects.get(slug="spring")
    assert fair.is_public
    assert f"{fair.registration_opens:%F %H:%M}" == "2027-01-01 00:00"
    assert (fair.request_limit, fair.approves_participants) == (5, False)
    assert fair.slots.count() == 5 + 1 + 1
    assert fair.places.count() == 3 + 2
    assert fair.groups.get().code == "buyers"
    assert fair.interpreters.get().languages == ["ko", "ru"]
    assert str(fair.sessions.get().speakers.get().position) == "Mayor"
    assert organiser.get("/office/spring/setup/").status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2027-03-01"}, "ends_on"),
        ({"slug": "new"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"zone": "Asia/Nowhere"}, "zone"),
        ({"name_ko": ""}, "name"),
    ],
)
def test_fair_that_cannot_be_leaves_what_was_typed_in_the_form(
    organiser: Client, change: dict[str, str], field: str
) -> None:
    make.fair("taken")
    answer = organiser.post("/office/new/", FAIR | {"summary_ko": "한 문장"} | change)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "한 문장" in answer.content.decode()
    assert not Fair.objects.filter(slug="spring").exists()


def test_slots_that_overlap_are_explained_in_the_form(organiser: Client) -> None:
    fair = make.fair("spring")
    make.slots(fair)
    plan = {"days": [str(fair.starts_on)], "starts": "09:10", "ends": "10:00", "minutes": 25, "gap": 5}
    answer = organiser.post("/office/spring/setup/slots/", plan)
    assert "overlap" in answer.content.decode()
    assert 'value="09:10"' in answer.content.decode()
    assert fair.slots.count() == 6


def test_programme_keeps_the_languages_of_a_speaker_that_was_not_touched(organiser: Client) -> None:
    from madang.fairs.shapes import SessionFields, SpeakerFields  # noqa: PLC0415

    fair = make.fair("spring")
    name = Text.of("zh-hans", "孙广智", en="Sun Guangzhi")
    talk = SessionFields(Text.of("en", "Talk"), clock.now(), clock.now() + timedelta(hours=1))
    session = programme_actions.add_session(
        actor=None, fair=fair, fields=talk, speakers=[SpeakerFields(name)]
    )
    answer = organiser.post(
        f"/office/spring/setup/programme/{session.pk}/",
        {
            "title_original": "en",
            "title_en": "Another title",
            "summary_original": "en",
            "starts_at": "2027-04-01T09:00",
            "ends_at": "2027-04-01T10:00",
            "speaker_0": "Sun Guangzhi",
        },
    )
    assert answer.status_code == 302
    session.refresh_from_db()
    assert str(session.title) == "Another title"
    assert session.speakers.get().name == name


def test_staff_are_added_by_mail_address_and_unknown_ones_are_explained(organiser: Client) -> None:
    fair = make.fair("spring")
    make.user("li@example.org")
    assert (
        organiser.post("/office/spring/setup/staff/", {"email": "nobody@example.org", "role": "desk"})
        .context["form"]
        .errors
    )
    organiser.post("/office/spring/setup/staff/", {"email": "LI@example.org", "role": "desk"})
    assert fair.staff_rows.get().role == StaffRole.DESK


def test_rehearsal_clock_is_set_and_returned_to_the_real_time(organiser: Client) -> None:
    fair = make.fair("spring", zone="Asia/Shanghai")
    organiser.post("/office/spring/setup/clock/", {"moment": "2030-01-01T09:00"})
    fair.refresh_from_db()
    with clock.shifted(fair.clock_offset):
        assert f"{clock.now():%F %H}" == "2030-01-01 01"
    organiser.post("/office/spring/setup/clock/", {"moment": "2030-01-01T09:00", "real": "yes"})
    fair.refresh_from_db()
    assert fair.clock_offset == timedelta(0)


# --- Participants in the office ---------------------------------------------------------------------------
def test_those_who_were_ticked_are_admitted_and_the_others_wait(organiser: Client) -> None:
    fair = make.fair("spring")
    one, two = (make.participation(fair, state=State.REGISTERED) for _n in range(2))
    alien = make.participation(make.fair("other"), state=State.REGISTERED)
    answer = organiser.post(
        "/office/spring/participants/decide/",
        {"do": "approve", "pk": [one.pk, alien.pk], "filters": "state=registered"},
    )
    assert answer["Location"] == "/office/spring/participants/?state=registered"
    states = [Participation.objects.get(pk=row.pk).state for row in (one, two, alien)]
    assert states == [State.APPROVED, State.REGISTERED, State.REGISTERED]


def test_all_who_wait_are_admitted_at_once(organiser: Client) -> None:
    fair = make.fair("spring")
    for state in (State.REGISTERED, State.REGISTERED, State.REJECTED):
        make.participation(fair, state=state)
    organiser.post("/office/spring/participants/decide/", {"do": "approve", "who": "waiting"})
    assert fair.participations.filter(state=State.APPROVED).count() == 2


def test_list_of_participants_sends_only_its_rows_to_htmx_and_says_so_to_caches(organiser: Client) -> None:
    make.participation(make.fair("spring"))
    whole = organiser.get("/office/spring/participants/")
    part = organiser.get("/office/spring/participants/", headers={"HX-Request": "true"})
    again = organiser.get(
        "/office/spring/participants/",
        headers={"HX-Request": "true", "HX-History-Restore-Request": "true"},
    )
    assert ["<html" in page.content.decode() for page in (whole, part, again)] == [True, False, True]
    for page in (whole, part, again):
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(page["Vary"].split(", "))


def test_desk_cannot_admit_and_a_participant_of_another_fair_is_not_found(organiser: Client) -> None:
    fair = make.fair("spring")
    row = make.participation(fair, state=State.REGISTERED)
    make.staff(fair, desk := make.user(), StaffRole.DESK)
    assert (
        client_of(desk).post(f"/office/spring/participants/{row.pk}/decide/", {"do": "approve"}).status_code
        == 403
    )
    make.fair("other")
    assert organiser.get(f"/office/other/participants/{row.pk}/").status_code == 404
    assert (
        organiser.post(f"/office/other/participants/{row.pk}/decide/", {"do": "approve"}).status_code == 404
    )
    row.refresh_from_db()
    assert row.state == State.REGISTERED


def test_participant_is_verified_by_the_organiser_of_its_fair() -> None:
    fair = make.fair("spring", organiser=(person := make.user()))
    row = make.participation(fair, owner=make.user())
    client_of(person).post(f"/office/spring/participants/{row.pk}/decide/", {"do": "verify"})
    row.organisation.refresh_from_db()
    assert row.organisation.is_verified


# --- Companies --------------------------------------------------------------------------------------------
REGISTRATION = {"presence": "online", "zone": "Asia/Vladivostok", "languages": ["ru"], "delegates_at_once": 1}


def test_company_registers_itself_and_lands_at_its_desk() -> None:
    fair = make.fair("spring")
    company = make.organisation("RU", owner=(owner := make.user()))
    answer = client_of(owner).post(
        "/fairs/spring/register/", REGISTRATION | {"organisation": company.pk}, follow=True
    )
    assert answer.redirect_chain == [("/fairs/spring/my/", 302)]
    row = fair.participations.get()
    assert (row.state, row.zone, row.presence) == (State.REGISTERED, "Asia/Vladivostok", "online")


def test_company_cannot_register_another() -> None:
    fair = make.fair("spring")
    make.organisation("RU", owner=(owner := make.user()))
    other = make.organisation("CN")
    answer = client_of(owner).post("/fairs/spring/register/", REGISTRATION | {"organisation": other.pk})
    assert "organisation" in answer.context["form"].errors
    assert not fair.participations.exists()


def test_company_changes_how_it_takes_part_and_keeps_the_organisers_number() -> None:
    fair = make.fair("spring")
    row = make.participation(fair, owner=(owner := make.user()), reference="A17")
    client_of(owner).post("/fairs/spring/my/participation/", REGISTRATION)
    row.refresh_from_db()
    assert (row.presence, row.languages, row.reference) == ("online", ["ru"], "A17")


def test_reader_sees_but_cannot_change() -> None:
    row = make.participation(make.fair("spring"))
    make.member(row.organisation, reader := make.user(), "reader")
    for page in ("my/participation/", "my/availability/", "my/delegates/add/", "my/participation/withdraw/"):
        answer = client_of(reader).post(f"/fairs/spring/{page}", REGISTRATION | {"delegate-name": "Kim"})
        assert answer.status_code == 403, page


def test_boxes_that_are_left_ticked_are_free_and_a_days_button_outweighs_them() -> None:
    fair = make.fair("spring")
    first, second, *rest = make.slots(fair)
    row = make.participation(fair, owner=(owner := make.user()))
    client = client_of(owner)
    client.post("/fairs/spring/my/availability/", {"slot": [first.pk, *(slot.pk for slot in rest)]})
    assert [(one.starts_at, one.ends_at) for one in row.absences.all()] == [
        (second.starts_at, second.ends_at)
    ]
    client.post("/fairs/spring/my/availability/", {"no_day": str(fair.starts_on), "slot": [first.pk]})
    assert row.absences.count() == 6
    client.post("/fairs/spring/my/availability/", {"whole_day": str(fair.starts_on)})
    assert not row.absences.exists()


def test_delegate_is_added_and_only_ones_own_can_be_removed() -> None:
    fair = make.fair("spring")
    row = make.participation(fair, owner=(owner := make.user()))
    client = client_of(owner)
    client.post("/fairs/spring/my/delegates/add/", {"delegate-name": "김", "delegate-email": "wrong"})
    assert not row.delegates.exists()
    client.post("/fairs/spring/my/delegates/add/", {"delegate-name": "김"})
    delegate = row.delegates.get()
    make.participation(fair, owner=(stranger := make.user()))
    address = f"/fairs/spring/my/delegates/{delegate.pk}/remove/"
    assert client_of(stranger).post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert not row.delegates.exists()


def test_person_of_two_companies_chooses_for_whom_to_act() -> None:
    fair = make.fair("spring")
    person = make.user()
    first, second = (make.participation(fair, owner=person) for _n in range(2))
    alien = make.participation(fair)
    client = client_of(person)
    assert client.get("/fairs/spring/my/").context["participation"] == first
    client.post("/fairs/spring/my/choose/", {"participation": second.pk})
    assert client.get("/fairs/spring/my/").context["participation"] == second
    assert client.post("/fairs/spring/my/choose/", {"participation": alien.pk}).status_code == 404


def test_hidden_fair_is_there_for_its_people_only() -> None:
    fair = make.fair("spring", is_public=False)
    make.participation(fair, owner=(owner := make.user()))
    make.staff(fair, desk := make.user(), StaffRole.DESK)
    for page in ("", "programme/", "directory/"):
        assert client_of(owner).get(f"/fairs/spring/{page}").status_code == 200
        assert client_of(desk).get(f"/fairs/spring/{page}").status_code == 200
        assert client_of(make.user()).get(f"/fairs/spring/{page}").status_code == 404
        assert Client().get(f"/fairs/spring/{page}").status_code == 404
    assert "/fairs/spring/" not in Client().get("/").content.decode()


# --- Inviting ---------------------------------------------------------------------------------------------
def test_organisation_is_found_by_any_of_its_names_and_invited(organiser: Client) -> None:
    fair = make.fair("spring")
    there = make.organisation("KR", Text.of("ko", "한빛전자", en="Hanbit"))
    make.participation(fair, there)
    absent = make.organisation("CN", Text.of("zh-hans", "安天科技", en="Antiy"), owner=(owner := make.user()))
    page = "/office/spring/participants/invite/"

    assert list(organiser.get(page, {"text": "安天"}).context["found"]) == [absent]
    assert not organiser.get(page, {"text": "hanbit"}).context["found"]
    organiser.post(page, {"organisation": absent.public_id})

    assert fair.participations.get(organisation=absent).state == State.INVITED
    assert client_of(owner).get("/fairs/spring/register/").status_code == 200


def test_interpreter_is_changed_with_two_shifts_on_one_day(organiser: Client) -> None:
    fair = make.fair("spring", zone="Asia/Shanghai")
    day = fair.starts_on
    page = "/office/spring/setup/interpreters/"
    shifts = {
        f"{day}_0_starts": "09:00",
        f"{day}_0_ends": "12:00",
        f"{day}_1_starts": "13:00",
        f"{day}_1_ends": "17:00",
    }
    organiser.post(page, {"name": "Kim", "languages": ["ko", "ru"], "presence": "both"} | shifts)
    kim = fair.interpreters.get()
    shown = organiser.get(f"{page}{kim.pk}/").content.decode()
    assert all(f'value="{time}"' in shown for time in shifts.values())
    organiser.post(
        f"{page}{kim.pk}/", {"name": "Kim Sujin", "languages": ["ko", "en"], "presence": "online"} | shifts
    )
    kim.refresh_from_db()
    assert (kim.name, kim.languages, kim.shifts.count()) == ("Kim Sujin", ["ko", "en"], 2)
