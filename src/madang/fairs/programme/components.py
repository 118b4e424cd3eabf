"""The programme, day by day."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core.text import Text
from madang.fairs.models import Fair, Session, Speaker
from madang.fairs.programme.queries import ProgrammeDay
from madang.fairs.templatetags.fair_time import as_day, stretch
from madang.organisations.models import Provenance
from madang.web.components.words import text
from madang.web.markup import NOTHING, element, joined, markup

LABELLED = {Provenance.SYNTHETIC, Provenance.ILLUSTRATIVE}


def programme_days(
    days: Sequence[ProgrammeDay], fair: Fair, level: int = 2, csrf_token: object = ""
) -> SafeString:
    """Each day with its sessions; with a token of the page, the organiser's buttons beneath each session."""
    return joined([_day(each.day, each.sessions, fair, level, csrf_token) for each in days])


def _day(day: date, sessions: Sequence[Session], fair: Fair, level: int, csrf_token: object) -> SafeString:
    lines = [_line(session, fair, csrf_token) for session in sessions]
    heading = element(f"h{level}", "programme-day", as_day(day))
    return markup('{}\n<ol class="programme">\n{}</ol>\n', heading, joined(lines))


def _line(session: Session, fair: Fair, csrf_token: object) -> SafeString:
    return markup(
        '<li class="programme-line">\n<p class="programme-time">{}</p>\n<div>\n'
        '<p class="programme-title">{}{}</p>\n{}{}{}{}{}{}</div>\n</li>\n',
        stretch(session.starts_at, session.ends_at, fair),
        text(session.title),
        markup(' <span class="chip chip-act">{}</span>', _("live")) if session.is_broadcast else NOTHING,
        _original(session.title),
        markup("<p>{}</p>\n", text(session.summary)) if session.summary else NOTHING,
        joined([_speaker(speaker) for speaker in session.speakers.all()]),
        element("p", "secondary", session.hall and text(session.hall.name)),
        element("p", "secondary", session.provenance in LABELLED and session.get_provenance_display()),
        _buttons(session, fair, csrf_token) if csrf_token else NOTHING,
    )


def _original(title: Text) -> SafeString:
    original = title.beside()
    if original is None:
        return NOTHING
    return markup('<p class="secondary" lang="{}">{}</p>\n', original.bcp47, original.text)


def _speaker(speaker: Speaker) -> SafeString:
    house = speaker.organisation
    beside = [text(words) for words in (speaker.position, house.name if house else "") if words]
    named = joined([markup("<b>{}</b>", text(speaker.name)), *beside], markup(", "))
    return markup('<p class="programme-speaker">{}</p>\n', named)


def _buttons(session: Session, fair: Fair, csrf_token: object) -> SafeString:
    which = markup('<span class="visually-hidden"> {}</span>', session.title)
    return markup(
        '<form method="post" action="{}" class="button-row">\n'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<a class="btn btn-quiet" href="{}">{}{}</a>'
        '<button class="btn btn-quiet"><span>{}{}</span></button>\n</form>\n',
        reverse("fairs:remove_session", args=[fair.slug, session.pk]),
        csrf_token,
        reverse("fairs:setup_session", args=[fair.slug, session.pk]),
        _("Change"),
        which,
        _("Remove"),
        which,
    )
