"""Notices: one line to a person on the site, and the same by mail, in that person's language.

A kind of notice is two templates: `notices/KIND.txt` (one line), `notices/KIND.mail.txt` (the body).
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from madang.core import clock, languages
from madang.core.jobs import enqueue_many
from madang.core.models import Notice, User


def tell(users: Iterable[User], kind: str, *, url: str = "", **params: object) -> None:
    """Leave each person the same notice and queue its mail."""
    tell_many(Notice(user=user, kind=kind, url=url, params=params) for user in users)


def tell_many(notices: Iterable[Notice]) -> None:
    """Leave these notices, each to its person, and queue a mail for each: two statements however many."""
    written = Notice.objects.bulk_create(notices)
    enqueue_many("core.mail_notice", ({"notice_id": notice.pk} for notice in written))


def line(notice: Notice) -> str:
    """The notice in the active language."""
    return " ".join(render_to_string(f"notices/{notice.kind}.txt", _context(notice)).split())


def send(*, notice: Notice) -> None:
    """Mail a notice once."""
    if notice.mailed_at or not notice.user.is_active:
        return
    with translation.override(notice.user.language or languages.ENGLISH):
        body = render_to_string(f"notices/{notice.kind}.mail.txt", _context(notice))
        EmailMessage(subject=line(notice), body=body, to=[notice.user.email]).send()
    notice.mailed_at = clock.now()
    notice.save(update_fields=["mailed_at"])


def mark_read(*, user: User) -> None:
    Notice.objects.filter(user=user, read_at=None).update(read_at=clock.now())


def _context(notice: Notice) -> dict[str, object]:
    return {**notice.params, "url": settings.SITE_URL + notice.url, "reader": notice.user}
