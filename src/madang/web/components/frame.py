"""The frame of every page: menus, clocks, messages, and how far work is."""

from collections.abc import Iterable, Sequence

from django.contrib.messages.storage.base import Message
from django.template.defaultfilters import slugify
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core.models import Work
from madang.web import nav, zones
from madang.web.components.signs import icon
from madang.web.markup import NOTHING, attribute, element, joined, markup
from madang.web.shapes import Clock

SIGNS = {"success": "check", "error": "warning", "warning": "warning", "info": "check", "debug": "check"}


def navigation(links: Sequence[nav.Link]) -> SafeString:
    """The lines of one menu."""
    return markup('<ul class="nav-lines">{}</ul>\n', joined([_line(link) for link in links]))


def _line(link: nav.Link) -> SafeString:
    return markup(
        '<li><a href="{}"{}>{}{}</a></li>',
        link.url,
        attribute("aria-current", link.is_current and "page"),
        link.label,
        markup(' <span class="nav-count">{}</span>', link.count) if link.count else NOTHING,
    )


def zone_pill(fair_zone: object = "", fair_place: object = "") -> SafeString:
    """Seoul 14:20 · Harbin 13:20."""
    clocks = zones.clocks(str(fair_zone or ""), str(fair_place or ""))
    dot = markup('<span class="pill-dot" aria-hidden="true">·</span>')
    return element("p", "pill", joined([_clock(clock) for clock in clocks], dot))


def _clock(clock: Clock) -> SafeString:
    return markup(
        '<span class="pill-half">{} <time data-clock="{}" datetime="{}">{}</time></span>',
        clock.place,
        clock.zone,
        clock.now.isoformat(),
        clock.time,
    )


def toasts(messages: Iterable[Message]) -> SafeString:
    """What the last action has to say."""
    return markup(
        '<div id="messages" class="messages" role="status" aria-live="polite">{}</div>',
        joined([_toast(message) for message in messages]),
    )


def _toast(message: Message) -> SafeString:
    sign = icon(SIGNS.get(message.level_tag, "check"))
    return markup('<p class="message message-{}">{}<span>{}</span></p>', message.level_tag, sign, message)


def progress(work: Work, label: object, url: str, live: str) -> SafeString:
    """Work that takes longer than a second. It is fetched again when the live process says so, every few
    seconds without it, and by a link without JavaScript.
    """
    name = slugify(str(work.pk or label))
    head = label or work.get_state_display()
    renewing = markup(
        ' data-live="{}" hx-get="{}" hx-select="#work-{}" hx-swap="outerHTML" hx-trigger="told, every 4s"',
        live,
        url,
        work.pk,
    )
    count = markup(' <span class="progress-count">{} / {}</span>', work.done, work.total)
    return markup(
        '<section class="progress-box progress-{}" id="work-{}" role="status" aria-live="polite"{}>\n'
        '<p class="progress-head"><b>{}</b>{}</p>\n{}\n</section>\n',
        work.state,
        name,
        renewing if live else NOTHING,
        head,
        count if work.total else NOTHING,
        _problem(work) if work.is_over else _way(work, head, url),
    )


def _way(work: Work, head: object, url: str) -> SafeString:
    return markup(
        '<progress max="100"{} aria-label="{}"></progress>\n'
        '<p class="progress-note">{} <a href="{}">{}</a></p>',
        markup(' value="{}"', work.percent) if work.total else NOTHING,
        head,
        _("You can leave this page; the work goes on."),
        url,
        _("Show how far it is"),
    )


def _problem(work: Work) -> SafeString:
    if not work.problem:
        return NOTHING
    return markup('<p class="progress-problem">{}<span>{}</span></p>', icon("warning"), work.problem)
