"""The main job, walked as people walk it: an organiser in English, a company in Korean, another in Chinese,
whose browser has no JavaScript.

A fair is set up, the companies' sheet is imported, people are invited by letter, partners recommended, a meeting asked
for and agreed, the timetable made and published; then each company sees its day.
"""

import io
import re
import time
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from browser.conftest import House, Visit

SLUG = "yard"
OPERATOR = "operator@fair.example"
PASSWORD = "a long rehearsal password"
KOREAN, CHINESE = "한빛데이터", "哈尔滨云谷科技有限公司"
ROWS = [
    ["No", "Company name", "Country", "Participation", "Languages", "We offer", "We seek"],
    [
        "1",
        KOREAN,
        "Korea",
        "on site",
        "Korean, English",
        "데이터 암호화 솔루션",
        "중국 데이터센터 운영 파트너",
    ],
    ["2", CHINESE, "China", "on site", "Chinese, English", "数据中心运营服务", "数据加密产品"],
    ["3", "Oasis Fund", "Atlantis", "on site", "English", "Funding", "Start-ups"],
]


@dataclass
class Post:
    """The letters that this installation has written."""

    folder: Path

    def letter(self, to: str, holding: str = "") -> Message:
        """The newest letter to somebody; waits for the worker to write it."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for each in reversed(self._letters()):
                if each["To"] == to and holding in body(each):
                    return each
            time.sleep(0.3)
        raise AssertionError(f"no letter to {to}")

    def _letters(self) -> list[Message]:
        files = sorted(self.folder.glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = [text.strip() for path in files for text in path.read_text().split("-" * 79)]
        return [message_from_string(text) for text in texts if text]


def body(letter: Message) -> str:
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(letter.get_content_charset() or "utf-8")


@pytest.fixture
def post(house: House) -> Post:
    return Post(house.home / "mail")


def test_the_main_job_from_the_organisers_sheet_to_each_companys_day(
    house: House, visit: Visit, post: Post
) -> None:
    office = operator(house, visit)
    set_up(office)
    import_companies(office)
    for name, email, language in (
        (KOREAN, "kim@hanbit.example", "ko"),
        (CHINESE, "li@yungu.example", "zh-hans"),
    ):
        invite(office, name, email, language)
    korean = join(visit, post, "ko", "kim@hanbit.example")
    chinese = join(visit, post, "zh-hans", "li@yungu.example", scripts=False)

    match(office)
    ask_for_a_meeting(korean)
    accept(chinese)
    publish_a_timetable(office)

    for window, partner in ((korean, CHINESE), (chinese, KOREAN)):
        sees_its_day(window, partner)
    keeps_the_results(office)


# --- The organiser ----------------------------------------------------------------------------------------
def operator(house: House, visit: Visit) -> Page:
    """The first person of an installation is made on the command line, and so has no address to prove."""
    house.env["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    house.command("manage", "createsuperuser", "--noinput", "--email", OPERATOR)
    return visit("en", email=OPERATOR, password=PASSWORD)


def enter_code(page: Page, post: Post, email: str) -> None:
    page.wait_for_selector("input[name=code]")
    found = re.search(r"^\s+([A-Z0-9]{4}-?[A-Z0-9]{4}|\w{6,9})\s*$", body(post.letter(email)), re.MULTILINE)
    assert found is not None
    page.fill("input[name=code]", found[1])
    page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    page.wait_for_selector("input[name=code]", state="detached")


def press(page: Page, form_with: str, button: str = "button:not([type=button])") -> None:
    page.locator(f"form:has({form_with}) {button}").first.click()
    page.wait_for_load_state()


def set_up(page: Page) -> None:
    first = date.today() + timedelta(days=20)  # noqa: DTZ011  any day to come
    page.goto("/office/new/")
    page.fill("input[name=name_en]", "The Yard")
    page.fill("input[name=slug]", SLUG)
    page.fill("input[name=starts_on]", first.isoformat())
    page.fill("input[name=ends_on]", first.isoformat())
    page.select_option("select[name=zone]", "Asia/Shanghai")
    page.select_option("select[name=country]", "CN")
    for code in ("ko", "zh-hans", "en", "ru"):
        page.check(f"input[name=languages][value={code}]")
    press(page, "input[name=slug]")

    page.goto(f"/office/{SLUG}/setup/phases/")
    for name, day in (
        ("registration_opens", -10), ("registration_closes", 19), ("requests_open", -10),
        ("requests_close", 19), ("live_opens", 20), ("live_closes", 21),
    ):  # fmt: skip
        moment = date.today() + timedelta(days=day)  # noqa: DTZ011
        page.fill(f"input[name={name}]", f"{moment.isoformat()}T08:00")
    press(page, "input[name=requests_open]")

    page.goto(f"/office/{SLUG}/setup/slots/")
    page.fill("input[name=starts]", "09:00")
    page.fill("input[name=ends]", "12:00")
    press(page, "input[name=starts]")

    page.goto(f"/office/{SLUG}/setup/places/")
    page.fill("input[name=name_en]", "Hall One")
    page.fill("input[name=tables]", "4")
    press(page, "input[name=tables]")
    page.fill("input[name=rooms-count]", "2")
    press(page, "input[name=rooms-count]")

    page.goto(f"/office/{SLUG}/setup/")
    press(page, "button[name=show]", "button[name=show]")
    assert page.goto(f"/fairs/{SLUG}/").ok  # type: ignore[union-attr]


def import_companies(page: Page) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)

    page.goto(f"/office/{SLUG}/import/")
    page.set_input_files(
        "input[name=file]", {"name": "list.xlsx", "mimeType": "", "buffer": stream.getvalue()}
    )
    press(page, "input[name=file]")
    expect(page.get_by_text("Atlantis").first).to_be_visible()
    page.locator("button[name=start]").click()
    expect(page.locator("a[href$='to-mend.xlsx']")).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        page.locator("a[href$='to-mend.xlsx']").click()
    assert load_workbook(io.BytesIO(download.value.path().read_bytes())).active.max_row == 2  # type: ignore[union-attr]


def invite(page: Page, name: str, email: str, language: str) -> None:
    page.goto(f"/fairs/{SLUG}/directory/")
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()
    public_id = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.goto(f"/organisations/{public_id}/members/")
    page.fill("input[name=email]", email)
    page.select_option("select[name=role]", "owner")
    page.select_option("select[name=language]", language)
    press(page, "input[name=email]")


def match(page: Page) -> None:
    page.goto(f"/office/{SLUG}/matching/")
    page.locator("main form button:not([type=button])").first.click()
    expect(page.locator("main .figures, main .chart").first).to_be_visible(timeout=60_000)


def publish_a_timetable(page: Page) -> None:
    page.goto(f"/office/{SLUG}/timetable/")
    page.fill("input[name=seconds]", "2")
    press(page, "input[name=seconds]")
    expect(page.locator("a[href$='/timetable/1/']").first).to_be_visible(timeout=60_000)
    page.goto(f"/office/{SLUG}/timetable/1/publish/")
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_load_state()


def keeps_the_results(page: Page) -> None:
    for path in ("sheet.xlsx", "print/"):
        answer = page.request.get(f"/office/{SLUG}/timetable/1/{path}")
        assert answer.ok
        assert len(answer.body()) > 4_000


# --- The companies ----------------------------------------------------------------------------------------
def join(visit: Visit, post: Post, language: str, email: str, *, scripts: bool = True) -> Page:
    """Follow the letter's link, make an account, prove the address, accept; also without JavaScript."""
    letter = post.letter(email)
    link = re.search(r"https?://\S+/invitations/\S+", body(letter))
    assert link is not None
    page = visit(language, java_script_enabled=scripts)
    page.goto(link[0])
    page.locator("main a[href*='/account/signup/']").first.click()
    page.fill("input[name=email]", email)
    page.fill("input[name=name]", "Kim Minsu")
    page.fill("input[name=password1]", PASSWORD)
    press(page, "input[name=password1]")
    enter_code(page, post, email)
    page.goto(link[0])
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_load_state()
    return page


def ask_for_a_meeting(page: Page) -> None:
    page.goto(f"/fairs/{SLUG}/my/partners/")
    partner = page.locator(".match", has_text=CHINESE)
    expect(partner).to_contain_text("数据加密产品")  # their own words
    expect(partner).to_contain_text("중국 데이터센터 운영 파트너")
    partner.locator("a[href*='/my/requests/to/']").first.click()
    page.fill("textarea[name=message]", "하얼빈에서 뵙고 싶습니다.")
    press(page, "textarea[name=message]")


def accept(page: Page) -> None:
    page.goto(f"/fairs/{SLUG}/my/requests/")
    expect(page.locator("main")).to_contain_text("하얼빈에서 뵙고 싶습니다.")
    page.locator("form[action$='/accept/'] button").first.click()
    page.wait_for_load_state()


def sees_its_day(page: Page, partner: str) -> None:
    page.goto(f"/fairs/{SLUG}/my/agenda/")
    expect(page.locator("main")).to_contain_text(partner)
    assert page.request.get(f"/fairs/{SLUG}/my/agenda.pdf").body().startswith(b"%PDF")
    feed = page.locator("main").inner_html()
    address = re.search(r"(/fairs/[\w-]+/agenda/[\w-]+\.ics)", feed)
    if address is None:
        page.locator("form[action$='/my/agenda/feed/'] button").first.click()
        page.wait_for_load_state()
        address = re.search(r"(/fairs/[\w-]+/agenda/[\w-]+\.ics)", page.locator("main").inner_html())
    assert address is not None
    calendar = page.request.get(address[1]).text()
    assert calendar.count("BEGIN:VEVENT") == 1
