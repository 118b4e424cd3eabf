"""Signing in: by password, by a code in the mail, with a new account; in one's own language and zone."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import factories
from houses import as_
from madang.core.models import User
from madang.organisations.people import actions

pytestmark = pytest.mark.django_db

LANGUAGE = "django_language"


def person(email: str = "kim@example.org", **fields: str) -> User:
    return actions.enter_person(actor=None, email=email, name="Kim", password=factories.PASSWORD, **fields)


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^ {4}(\S+)$", str(message.body), re.MULTILINE)
    assert found
    return found[1]


def is_signed_in(client: Client) -> bool:
    return client.get("/account/profile/").status_code == 200


def sign_in(client: Client, email: str, password: str = factories.PASSWORD) -> int:
    return client.post("/account/login/", {"login": email, "password": password}).status_code


def test_sign_in_by_password_ignores_the_case_of_the_address() -> None:
    person()
    browser = as_(None)
    assert sign_in(browser, "KIM@example.org") == 302
    assert is_signed_in(browser)


def test_sign_in_with_a_wrong_password_keeps_the_address_and_says_so() -> None:
    person()
    browser = as_(None)
    page = browser.post("/account/login/", {"login": "kim@example.org", "password": "wrong"}).content.decode()
    assert 'value="kim@example.org"' in page
    assert "error-summary" in page
    assert not is_signed_in(browser)


def test_sign_in_by_a_code_from_the_same_form() -> None:
    person()
    browser = as_(None)
    answer = browser.post("/account/login/code/", {"login": "kim@example.org", "password": ""})
    assert answer["Location"].startswith("/account/login/code/confirm/")
    assert not is_signed_in(browser)
    assert "kim@example.org" in browser.get("/account/login/code/confirm/").content.decode()
    browser.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert is_signed_in(browser)


def test_sign_in_by_a_wrong_code_is_refused() -> None:
    person()
    browser = as_(None)
    browser.post("/account/login/code/", {"login": "kim@example.org"})
    browser.post("/account/login/code/confirm/", {"code": "AAAAAA"})
    assert not is_signed_in(browser)


def test_a_code_for_an_unknown_address_tells_only_its_owner() -> None:
    browser = as_(None)
    answer = browser.post("/account/login/code/", {"email": "nobody@example.org"})
    assert answer["Location"].startswith("/account/login/code/confirm/")
    (sent,) = mail.outbox
    assert sent.to == ["nobody@example.org"]
    assert "/account/signup/" in str(sent.body)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", "로그인 코드입니다"),
        ("zh-hans", "您的登录验证码"),
        ("en", "your code to sign in"),
        ("ru", "ваш код для входа"),
    ],
)
def test_the_mail_with_the_code_is_in_the_readers_language(language: str, words: str) -> None:
    person()
    as_(None, language).post("/account/login/code/", {"login": "kim@example.org"})
    assert words in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", "아직 메일 서버가 설정되지 않았습니다."),
        ("zh-hans", "尚未设置邮件服务器。"),
        ("en", "No mail server is set up yet."),
        ("ru", "Почтовый сервер ещё не настроен."),
    ],
)
def test_without_a_mail_server_page_says_where_the_mail_lies_and_never_the_code(
    language: str, words: str, settings: Any
) -> None:
    settings.MAIL_FOLDER = "/srv/madang/mail"
    page = page_that_asks_for_a_code(language)
    assert page.count(words) == 1
    assert page.count("<code>/srv/madang/mail</code>") == 1
    assert code_in(mail.outbox[0]) not in page


def test_with_a_mail_server_page_tells_of_the_mail_only(settings: Any) -> None:
    settings.MAIL_FOLDER = None
    page = page_that_asks_for_a_code("en")
    assert "A code is on its way to <strong>kim@example.org</strong>." in page
    assert "mail server" not in page


def page_that_asks_for_a_code(language: str) -> str:
    person()
    browser = as_(None, language)
    browser.post("/account/login/code/", {"login": "kim@example.org"})
    return browser.get("/account/login/code/confirm/").content.decode()


def test_without_a_mail_server_the_terminal_tells_the_code(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_FOLDER = "/srv/madang/mail"
    person()
    as_(None).post("/account/login/code/", {"login": "kim@example.org"})
    code = code_in(mail.outbox[0])
    assert [record.getMessage() for record in caplog.records if record.name == "madang.mail"] == [
        f"No mail server is set; the mail to kim@example.org lies in /srv/madang/mail. To go on: {code}"
    ]


def test_with_a_mail_server_no_code_is_logged(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.MAIL_FOLDER = None
    person()
    as_(None).post("/account/login/code/", {"login": "kim@example.org"})
    assert len(mail.outbox) == 1
    assert caplog.text == ""


def test_who_is_made_in_the_terminal_signs_in_without_proving_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", factories.PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "Operator@example.org", verbosity=0)
    browser = as_(None)
    assert sign_in(browser, "operator@example.org") == 302
    assert is_signed_in(browser)
    assert mail.outbox == []
    assert browser.get("/office/new/").status_code == 200


def test_an_account_is_opened_in_the_language_of_the_page_once_the_address_is_proven() -> None:
    browser = as_(None, "ru")
    browser.cookies["zone"] = "Asia/Vladivostok"
    fields = {"email": "new@example.org", "name": "Иванова", "password1": factories.PASSWORD}
    assert browser.post("/account/signup/", fields)["Location"] == "/account/confirm-email/"
    assert not is_signed_in(browser)
    browser.post("/account/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert is_signed_in(browser)
    made = User.objects.get()
    assert (made.name, made.language, made.zone) == ("Иванова", "ru", "Asia/Vladivostok")


def test_an_account_with_a_weak_password_is_refused_and_nothing_typed_is_lost() -> None:
    fields = {"email": "new@example.org", "name": "Иванова", "password1": "12345"}
    page = as_(None).post("/account/signup/", fields).content.decode()
    assert 'value="Иванова"' in page
    assert not User.objects.exists()


def test_a_new_password_by_mail() -> None:
    person()
    browser = as_(None)
    browser.post("/account/password/reset/", {"email": "kim@example.org"})
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link
    form = browser.get(link[1], follow=True)
    new = "another long password"
    browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(as_(None), "kim@example.org", new) == 302


def test_signing_in_brings_the_persons_own_language() -> None:
    person(language="ko")
    browser = as_(None, "en")
    sign_in(browser, "kim@example.org")
    assert browser.cookies[LANGUAGE].value == "ko"
    assert '<html lang="ko"' in browser.get("/account/profile/").content.decode()


def test_choosing_another_language_later_is_respected() -> None:
    person(language="ko")
    browser = as_(None)
    sign_in(browser, "kim@example.org")
    browser.cookies[LANGUAGE] = "ru"
    assert '<html lang="ru"' in browser.get("/account/profile/").content.decode()


def test_times_come_in_the_persons_own_zone_and_the_next_reader_does_not_inherit_it() -> None:
    person(zone="Asia/Vladivostok")
    browser = as_(None)
    sign_in(browser, "kim@example.org")
    assert "Vladivostok" in browser.get("/account/profile/").content.decode()
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_cookie_of_nonsense_is_ignored() -> None:
    browser = as_(None)
    browser.cookies["zone"] = "../../etc/passwd"
    assert browser.get("/account/login/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/login/code/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
    ],
)
def test_entrance_pages_open_without_inline_script_or_style(path: str) -> None:
    check_page(as_(None), path)


@pytest.mark.parametrize(
    "path",
    [
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/logout/",
        "/account/profile/",
        "/account/notices/",
    ],
)
def test_account_pages_open_without_inline_script_or_style(path: str) -> None:
    check_page(as_(person()), path)


SECOND_FACTOR = (
    "/account/2fa/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/totp/deactivate/",
)


def test_second_factor_can_be_set_up_and_is_asked_for_at_the_next_sign_in() -> None:
    somebody = person()
    browser = as_(None)
    sign_in(browser, "kim@example.org")
    browser.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    page = check_page(browser, "/account/2fa/totp/activate/")
    secret = re.search(r'value="([A-Z2-7]{32})"', page)
    assert secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret[1], counter))
    browser.post("/account/2fa/totp/activate/", {"code": code})
    for path in SECOND_FACTOR:
        check_page(browser, path)
    again = as_(None)
    answer = again.post("/account/login/", {"login": somebody.email, "password": factories.PASSWORD})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    check_page(again, "/account/2fa/authenticate/")
    assert not is_signed_in(again)


def test_demonstration_accounts_are_on_no_page_of_an_installation_in_earnest(
    settings: Any,
) -> None:
    settings.DEMONSTRATION = False
    assert "demonstration" not in as_(None).get("/account/login/").content.decode().lower()


def test_sign_in_page_opens_while_the_demonstration_is_still_being_built(settings: Any) -> None:
    settings.DEMONSTRATION = True
    check_page(as_(None), "/account/login/")


def check_page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    page = answer.content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in one or 'type="application/json"' in one for one in scripts), scripts
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    return page
