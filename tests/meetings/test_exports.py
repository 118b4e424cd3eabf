"""What leaves the house: spreadsheets, print, calendar feeds, notices. Read back as their readers do."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

import factories as make
from madang.core import notices
from madang.core.models import Notice
from madang.core.text import Text
from madang.fairs.participation import actions as participation_actions
from madang.fairs.places import actions as place_actions
from madang.fairs.setup import actions as setup_actions
from madang.fairs.slots import actions as slot_actions
from madang.meetings.agenda import office as agenda_office
from madang.meetings.agenda.printing import pdf_of_company, pdf_of_everyone
from madang.meetings.agenda.queries import appointments_of
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.notices import tell_of_request, tell_of_timetable
from madang.meetings.requests import actions as request_actions
from madang.meetings.requests.shapes import Ask
from madang.meetings.versions import actions as version_actions
from madang.meetings.versions.queries import printed_companies
from madang.meetings.versions.sheets import workbook_of
from meetings.scenes import agree, draft, published, scene

pytestmark = pytest.mark.django_db


def sheets_of(version, language="en"):
    with translation.override(language):
        book = load_workbook(BytesIO(workbook_of(version)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def words_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


# --- Spreadsheets -----------------------------------------------------------------------------------------


def test_workbook_lists_every_meeting_by_slot_company_and_table():
    here = scene(("KR", "CN", "RU"))
    version = draft(here.fair)

    sheets = sheets_of(version)

    assert list(sheets) == ["By slot", "By company", "By table", "Not scheduled"]
    assert [len(rows) - 1 for rows in sheets.values()] == [3, 6, 3, 0]
    names = {row[0] for row in sheets["By company"][1:]}
    assert names == {str(company.organisation) for company in here.companies}


def test_workbook_writes_times_of_the_fair():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    slot = version.meetings.get().slot.starts_at.astimezone(here.fair.tz)
    _head, row = sheets_of(version)["By slot"]
    assert (row[0].date(), row[1]) == (slot.date(), f"{slot:%H:%M}")


@pytest.mark.parametrize(
    ("language", "title"), [("ko", "시간별"), ("zh-hans", "按时段"), ("ru", "По слотам"), ("en", "By slot")]
)
def test_workbook_speaks_the_readers_language(language, title):
    assert next(iter(sheets_of(draft(scene(("KR", "CN")).fair), language))) == title


def test_workbook_says_why_a_meeting_found_no_slot():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    for slot in here.slots[1:]:
        slot_actions.remove_slot(actor=None, slot=slot)
    (row,) = sheets_of(draft(here.fair))["Not scheduled"][1:]
    assert row[2] == f"{here.companies[0].organisation} has another meeting in 1 shared slot."


def test_name_that_looks_like_a_formula_stays_text():
    here = scene(("KR", "CN"))
    organisation = here.companies[0].organisation
    organisation.name = Text.of("en", "=HYPERLINK(1)")
    organisation.save()
    names = {row[0] for row in sheets_of(draft(here.fair))["By company"][1:]}
    assert "'=HYPERLINK(1)" in names


# --- Print ------------------------------------------------------------------------------------------------


def test_print_of_everyone_gives_each_company_its_page_in_all_four_scripts():
    here = scene(("KR", "CN", "RU", "MY"))
    version = draft(here.fair)
    pages = words_of(pdf_of_everyone(version, printed_companies(version)))
    assert len(pages) == 4
    for own, text in zip(here.companies, pages, strict=True):
        for company in here.companies:
            assert str(company.organisation.name.first.text) in text
        assert own.zone in text


def test_print_of_some_leaves_the_others_out():
    here = scene(("KR", "CN", "RU"))
    chosen = here.companies[1]
    (page,) = words_of(pdf_of_everyone(draft(here.fair), [chosen.pk]))
    assert page.startswith(f"{here.fair} {chosen.organisation}")


def test_print_of_many_comes_in_parts(monkeypatch):
    monkeypatch.setattr(agenda_office, "PRINTED_AT_ONCE", 2)
    here = scene(("KR", "CN", "RU"))
    version = draft(here.fair)
    organiser = make.user()
    make.staff(here.fair, organiser)
    client = Client()
    client.force_login(organiser)
    page = reverse("meetings:print", args=[here.fair.slug, version.number])
    assert "Companies 3–3 (PDF)" in client.get(page).content.decode()
    assert len(words_of(client.get(f"{page}?part=1").content)) == 2
    assert len(words_of(client.get(f"{page}?part=2").content)) == 1


@pytest.mark.parametrize(
    ("language", "title", "zones", "table", "as_of"),
    [
        (
            "ko",
            "시간표",
            "시간대: Asia/Seoul, 아래는 현지: Asia/Shanghai",
            "1관 테이블 1",
            "기준 (Asia/Shanghai)",
        ),
        ("zh-hans", "日程表", "时区：Asia/Seoul；下方为会场时间：Asia/Shanghai", "1 号桌", "· 截至 "),
        ("ru", "Расписание", "Время: Asia/Seoul; ниже — время ярмарки: Asia/Shanghai", "стол 1", "· на "),
        ("en", "Timetable", "Times: Asia/Seoul; beneath, at the fair: Asia/Shanghai", "table 1", "· as of "),
    ],
)
def test_print_speaks_the_readers_language_and_shows_both_zones(language, title, zones, table, as_of):
    here = scene(("KR", "CN"))
    version = published(here.fair)
    own = here.companies[0]
    with translation.override(language):
        pdf = pdf_of_company(own, appointments_of(own, version))
    (text,) = words_of(pdf)
    assert PdfReader(BytesIO(pdf)).metadata.title.rpartition(" · ")[2] == title
    assert [words for words in (zones, table, as_of) if words not in text] == []
    slot = version.meetings.get().slot
    assert f"{slot.starts_at.astimezone(own.tz):%H:%M}" in text
    assert f"{slot.starts_at.astimezone(here.fair.tz):%H:%M}" in text


def test_name_that_looks_like_markup_is_printed_as_it_is():
    here = scene(("KR", "CN"))
    organisation = here.companies[1].organisation
    organisation.name = Text.of("en", "#import $x$ *A* <b>")
    organisation.save()
    version = published(here.fair)
    (text,) = words_of(pdf_of_company(here.companies[0], appointments_of(here.companies[0], version)))
    assert "#import $x$ *A* <b>" in text


def test_company_prints_its_own_agenda_and_nobody_elses():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    published(here.fair)
    client = Client()
    client.force_login(here.companies[0].organisation.members.get())
    page = reverse("meetings:agenda_pdf", args=[here.fair.slug])
    (text,) = words_of(client.get(page).content)
    assert str(here.companies[1].organisation.name.first.text) in text
    assert str(here.companies[2].organisation.name.first.text) not in text


# --- Calendar feeds ---------------------------------------------------------------------------------------


def feed_of(participation, client=None):
    page = reverse("meetings:feed", args=[participation.fair.slug, participation.feed_secret])
    answer = (client or Client()).get(page)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def with_feed(participation):
    participation_actions.renew_feed_secret(actor=None, participation=participation)
    participation.refresh_from_db()
    return participation


def test_feed_opens_without_sign_in_and_only_by_its_secret():
    here = scene(("KR", "CN"))
    published(here.fair)
    own = with_feed(here.companies[0])
    assert len(feed_of(own).walk("VEVENT")) == 1
    wrong = reverse("meetings:feed", args=[here.fair.slug, "x" * 32])
    assert Client().get(wrong).status_code == 404


def test_feed_of_an_old_secret_opens_nothing():
    here = scene(("KR", "CN"))
    own = with_feed(here.companies[0])
    old = reverse("meetings:feed", args=[here.fair.slug, own.feed_secret])
    with_feed(own)
    assert Client().get(old).status_code == 404


def test_feed_without_a_secret_is_no_feed():
    here = scene(("KR", "CN"))
    assert here.companies[0].feed_secret == ""
    assert Client().get(f"/fairs/{here.fair.slug}/agenda/.ics").status_code == 404


def test_feed_keeps_draft_meetings_to_the_office():
    here = scene(("KR", "CN"))
    draft(here.fair)
    assert feed_of(with_feed(here.companies[0])).walk("VEVENT") == []


def test_feed_names_the_partner_and_place_in_the_companys_language():
    here = scene(("KR", "CN"))
    published(here.fair)
    (event,) = feed_of(with_feed(here.companies[0])).walk("VEVENT")
    assert str(here.companies[1].organisation.name.first.text) in event["summary"]
    assert event["location"].startswith("1관")


def test_feed_keeps_the_event_when_its_meeting_moves():
    here = scene(("KR", "CN"))
    published(here.fair)
    own = with_feed(here.companies[0])
    (before,) = feed_of(own).walk("VEVENT")
    second = draft(here.fair)
    meeting = second.meetings.get()
    free = next(slot for slot in here.slots if slot.pk != meeting.slot_id)
    arranging_actions.move_meeting(actor=None, meeting=meeting, slot=free, table=meeting.table, room=None)
    version_actions.publish(actor=None, version=second)

    (after,) = feed_of(own).walk("VEVENT")

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == free.starts_at


@pytest.mark.parametrize(
    "zone", ["Asia/Seoul", "Asia/Shanghai", "Asia/Vladivostok", "Asia/Kuala_Lumpur", "Europe/Berlin"]
)
def test_feed_is_right_on_both_sides_of_a_change_of_clocks(zone):
    """Berlin's clocks go back on 25 October 2026, between the two days of the fair."""
    fair = make.fair(zone="Europe/Berlin", starts_on=date(2026, 10, 24), days=2)
    setup_actions.set_rehearsal_clock(actor=None, fair=fair, moment=datetime(2026, 10, 1, tzinfo=UTC))
    place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "Hall"), tables=2)
    slots = make.slots(
        fair, days=[date(2026, 10, 24), date(2026, 10, 25)], starts=time(9), ends=time(9, 30), minutes=30
    )
    own, *others = [make.participation(fair, country=country, zone=zone) for country in ("DE", "KR", "CN")]
    asks = [Ask(own.pk, other.pk) for other in others]
    organiser = make.user()
    make.staff(fair, organiser)
    sent = request_actions.send_many(actor=organiser, fair=fair, asks=asks)
    type(sent.written[0]).objects.update(state="accepted")
    published(fair)

    starts = sorted(event["dtstart"].dt for event in feed_of(with_feed(own)).walk("VEVENT"))

    assert starts == [datetime(2026, 10, 24, 7, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)]
    assert starts == [slot.starts_at for slot in slots]
    assert [start.astimezone(fair.tz).hour for start in starts] == [9, 9]
    assert starts[1] - starts[0] == timedelta(hours=25)


# --- Notices ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "greeting"),
    [("KR", "안녕하십니까"), ("CN", "您好"), ("RU", "Здравствуйте"), ("MY", "Good day")],
)
@pytest.mark.parametrize(
    "kind", ["request_received", "request_accepted", "request_declined", "meeting_called_off"]
)
def test_notice_of_a_request_is_mailed_in_the_readers_language(kind, country, greeting):
    here = scene((country, "DE"), pairs=[])
    reader, other = here.companies

    tell_of_request(reader, other, kind)
    notices.send(notice=Notice.objects.get())

    (sent,) = mail.outbox
    name = str(other.organisation.name.first.text)
    assert name in sent.subject
    assert name in sent.body
    assert greeting in sent.body
    assert f"/fairs/{here.fair.slug}/my/requests/" in sent.body


@pytest.mark.parametrize("country", ["KR", "CN", "RU", "MY"])
@pytest.mark.parametrize("kind", ["timetable_published", "timetable_changed"])
def test_notice_of_a_timetable_is_mailed_in_the_readers_language(kind, country):
    here = scene((country,))

    tell_of_timetable({here.companies[0]: 5}, kind)
    notices.send(notice=Notice.objects.get())

    (sent,) = mail.outbox
    assert "5" in sent.body
    assert f"/fairs/{here.fair.slug}/my/agenda/" in sent.body


def test_names_in_notices_are_not_escaped():
    here = scene(("MY", "DE"), pairs=[])
    here.companies[1].organisation.name = Text.of("en", "Smith & Sons")
    here.companies[1].organisation.save()
    request_actions.send_request(actor=None, sender=here.companies[1], receiver=here.companies[0])
    assert notices.line(Notice.objects.get()).startswith("Smith & Sons ")


def test_told_of_publication_reaches_the_people_by_the_worker():
    here = scene(("KR", "CN"))
    version = published(here.fair)
    agree(here.fair, here.companies, [])
    assert version_actions.tell_of_publication(version=version, previous=None) == 2
