"""How letters leave, as the environment says it."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from madang.config.environment import Mail, mail_from

FOLDER = Path("letters")
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_without_a_server_letters_lie_in_the_folder() -> None:
    assert mail_from("", FOLDER) == Mail("django.core.mail.backends.filebased.EmailBackend", "letters")


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        (
            "smtp://me:p%40ss@mail.example:2525",
            Mail(SMTP, None, "mail.example", 2525, "me", "p@ss", tls_after_the_start=True),
        ),
        ("smtp://mail.example", Mail(SMTP, None, "mail.example", 587, tls_after_the_start=True)),
        ("smtp://mail.example:25", Mail(SMTP, None, "mail.example", 25)),
        ("smtps://mail.example", Mail(SMTP, None, "mail.example", 465, tls_from_the_start=True)),
    ],
)
def test_a_server_is_spoken_to_as_its_address_says(url: str, mail: Mail) -> None:
    assert mail_from(url, FOLDER) == mail


def test_an_address_of_another_kind_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="MADANG_EMAIL_URL is not of the form"):
        mail_from("https://mail.example", FOLDER)
