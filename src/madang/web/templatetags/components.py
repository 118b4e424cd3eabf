"""The components as tags. They are built in: no template has to load them. `/components/` shows each one.

Tags with content between them end with `end…`: page_header, card, empty, filter_bar, match. What a component
needs of the page that it stands on is read here; what it draws is in `web.components`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.safestring import SafeString

from madang.core import events
from madang.core.models import Work
from madang.web import nav, shapes, zones
from madang.web.components import bar as bars
from madang.web.components import blocks, fields, frame, lists, pictures, signs, words
from madang.web.components.signs import live_url as live_url  # noqa: PLC0414  others import it from here
from madang.web.markup import joined

register = template.Library()

for component in (
    # signs
    signs.icon, signs.seal, signs.state, signs.chips, signs.asset, live_url,
    # forms
    fields.field, fields.fields, fields.error_summary,
    # lists
    lists.figures, lists.tabs, lists.tasks, lists.steps, lists.definitions,
    # pictures
    pictures.timetable, pictures.bars, pictures.heat, pictures.loads, pictures.gains, pictures.meter,
    # words
    words.text, words.text_beside,
    frame.zone_pill, blocks.half,
):  # fmt: skip
    register.simple_tag(component)
for block in (blocks.page_header, blocks.card, blocks.empty, blocks.filter_bar, blocks.match):
    register.simple_block_tag(block, end_name=f"end{block.__name__}")
register.filter(fields.labelled)


# --- With something of the page ---------------------------------------------------------------------------
def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


def _city(context: template.Context, fair_zone: object) -> str:
    """The city of the page's fair, where the zone asked for is that fair's."""
    fair = context.get("fair")
    return str(fair.city) if fair and fair.zone == str(fair_zone) else ""


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, area: str) -> SafeString:
    """The lines of one menu: site, fair, office or account."""
    request = _request(context)
    return frame.navigation(nav.links(area, request) if request else [])


@register.simple_tag(takes_context=True)
def bar(context: template.Context, lines: SafeString, house: object = "") -> SafeString:
    """The top of the page: menu, clocks, search, language and display, account."""
    request, fair, user = _request(context), context.get("fair"), context.get("user")
    is_known = bool(user and user.is_authenticated)
    shown = bars.TopBar(
        lines=lines,
        house=house,
        times=frame.zone_pill(fair and fair.zone, fair and fair.city),
        is_rehearsal=bool(fair and fair.clock_offset),
        search=_search(context),
        address=request.get_full_path() if request else "",
        theme=str(context.get("theme") or ""),
        person=(user.name or user.email) if user and is_known else "",
        account=navigation(context, "account") if is_known else SafeString(""),
        csrf_token=context.get("csrf_token", ""),
        may_sign_in=request is not None,
    )
    return bars.bar(shown)


def _search(context: template.Context) -> SafeString:
    """What the floors above put into the bar."""
    if context.template is None:
        return SafeString("")
    engine = context.template.engine
    with context.push():
        return joined([engine.get_template(name).render(context) for name in context.get("in_bar") or ()])


@register.simple_tag(takes_context=True)
def footer(context: template.Context) -> SafeString:
    fair = context.get("fair")
    return bars.footer(fair.name if fair else "")


@register.simple_tag(takes_context=True)
def toasts(context: template.Context) -> SafeString:
    request = _request(context)
    return frame.toasts(get_messages(request) if request else [])


@register.simple_tag(takes_context=True)
def agenda(
    context: template.Context, appointments: Sequence[shapes.Appointment], fair_zone: object = ""
) -> SafeString:
    return lists.agenda(appointments, str(fair_zone), _city(context, fair_zone))


@register.simple_tag(takes_context=True)
def pagination(
    context: template.Context, page: Page[Any], name: str = "page", target: str = ""
) -> SafeString:
    return lists.pagination(_request(context), page, name, target)


@register.simple_tag(takes_context=True)
def progress(context: template.Context, work: Work, label: object = "", token: str = "") -> SafeString:
    request = _request(context)
    live = live_url(token or events.token(work.channel)) if work.pk and not work.is_over else ""
    return frame.progress(work, label, request.get_full_path() if request else "", live)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime, fair_zone: object = "", day: str = "") -> SafeString:
    return words.moment(at, str(fair_zone), day, _city(context, fair_zone))


# --- Times ------------------------------------------------------------------------------------------------
@register.simple_tag
def day(at: datetime, zone: object = "", length: str = "full") -> str:
    return words.day(at, str(zone), length)


@register.filter
def place_of(zone: object) -> str:
    """Asia/Seoul is Seoul, 서울, 首尔, Сеул."""
    return zones.place_of(str(zone))
