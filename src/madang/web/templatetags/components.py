"""The components as tags. They are built in: no template has to load them. `/components/` shows each one.

Tags with content between them end with `end…`: page_header, card, empty, filter_bar, match.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from madang.core import events, languages
from madang.core.models import Work
from madang.core.text import Text
from madang.web import icons, nav, shapes, zones

register = template.Library()
Shown = Mapping[str, Any]
DIST = Path(__file__).resolve().parent.parent / "static" / "dist"
SIGNS = {"success": "check", "error": "warning", "warning": "warning", "info": "check", "debug": "check"}


# --- The frame --------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def navigation(context: template.Context, area: str) -> SafeString:
    """The lines of one menu: site, fair, office or account."""
    request = context.get("request")
    lines = nav.links(area, request) if isinstance(request, HttpRequest) else []
    return render_to_string("components/navigation.html", {"links": lines})


@register.inclusion_tag("components/clocks.html")
def zone_pill(fair_zone: str = "", fair_place: object = "") -> Shown:
    """Seoul 14:20 · Harbin 13:20."""
    return {"clocks": zones.clocks(str(fair_zone or ""), str(fair_place or ""))}


@register.inclusion_tag("components/messages.html", takes_context=True)
def toasts(context: template.Context) -> Shown:
    """What the last action has to say."""
    request = context.get("request")
    found = get_messages(request) if isinstance(request, HttpRequest) else []
    return {"messages": [(message, SIGNS.get(message.level_tag, "check")) for message in found]}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign beside words; it says nothing to those who hear the page."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        icons.PATHS[name],
    )


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file; it changes with the file, so that browsers may keep it for long."""
    return f"{static(f'dist/{name}')}?{_edition(name)}"


@cache
def _edition(name: str) -> str:
    path = Path(f"{DIST}/{name}")  # a path takes no SafeString
    return sha256(path.read_bytes()).hexdigest()[:8] if path.is_file() else ""


@register.simple_tag
def live_url(token: str) -> str:
    """Where the browser listens for what the token opens."""
    return f"{settings.LIVE_URL}/live/events?token={token}"


# --- Blocks with content ----------------------------------------------------------------------------------
def _block(name: str, content: SafeString, **shown: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": mark_safe(content.strip()), **shown})  # noqa: S308  a rendered template


@register.simple_block_tag
def page_header(content: SafeString, title: object, eyebrow: object = "", lead: object = "") -> SafeString:
    """The one h1 of a page; its actions stand between the tags."""
    return _block("page_header", content, title=title, eyebrow=eyebrow, lead=lead)


@register.simple_block_tag
def card(content: SafeString, title: object = "", level: int = 2, tone: str = "", id: str = "") -> SafeString:  # noqa: A002
    return _block("card", content, title=title, level=level, tone=tone, id=id)


@register.simple_block_tag
def empty(content: SafeString, title: object, level: int = 2) -> SafeString:
    """Nothing here yet: why, and between the tags what to do next."""
    return _block("empty", content, title=title, level=level)


@register.simple_block_tag
def filter_bar(content: SafeString, label: object = "", target: str = "", action: str = "") -> SafeString:
    """A form of filters in the address. With `target` (#id) only the results are fetched, as one types."""
    return _block("filter_bar", content, label=label, target=target, action=action)


@register.simple_block_tag(end_name="endmatch")
def match(content: SafeString, match: shapes.Match) -> SafeString:
    """Two facing halves; the buttons stand between the tags."""
    return _block("match", content, match=match)


# --- Forms ------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/field.html")
def field(field: BoundField, label: object = "", wide: bool = False) -> Shown:
    """One field: label, box, help and error, tied together for those who hear the page."""
    return {"field": field, "label": label or field.label, "wide": wide, "kind": _kind(field)}


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> Shown:
    """Every visible field of a form in order, the hidden ones, and the errors that belong to none."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> Shown:
    """All that has to be mended, at the top of the form, each a link to its field."""
    return {"errors": shapes.Errors.of(forms)}


@register.filter
def labelled(field: BoundField) -> SafeString:
    """The box itself, with what ties it to its help and its error."""
    described = [f"{field.auto_id}_{part}" for part in ("help", "error") if _has(field, part)]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return mark_safe(field.as_widget(attrs=attrs))  # noqa: S308  Django rendered it


def _has(field: BoundField, part: str) -> bool:
    return bool(field.help_text if part == "help" else field.errors)


def _kind(field: BoundField) -> str:
    """A tick (a single checkbox), group (several boxes under one legend) or box."""
    widget = field.field.widget
    if getattr(widget, "input_type", "") == "checkbox" and not hasattr(widget, "choices"):
        return "tick"
    return "group" if widget.use_fieldset else "box"


# --- Things shown -----------------------------------------------------------------------------------------
@register.inclusion_tag("components/figures.html")
def figures(figures: Sequence[shapes.Figure]) -> Shown:
    """The strip of key figures, each with its denominator."""
    return {"figures": figures}


@register.inclusion_tag("components/chips.html")
def chips(chips: Sequence[shapes.Chip]) -> Shown:
    return {"chips": chips}


@register.inclusion_tag("components/seal.html")
def seal(word: object = "") -> Shown:
    """Verified, as stamped on a document."""
    return {"word": word}


@register.inclusion_tag("components/state.html")
def state(name: str, word: object = "") -> Shown:
    """A state by colour and sign: now, done, planned, free, late, absent, changed."""
    state = shapes.State(name)
    return {"state": state, "word": word or state.label}


@register.inclusion_tag("components/grid.html")
def timetable(grid: shapes.Grid, id: str = "timetable") -> Shown:  # noqa: A002
    """The timetable as a picture, walked with the arrow keys."""
    return {"grid": grid, "id": id}


@register.inclusion_tag("components/chart.html")
def bars(chart: shapes.Chart) -> Shown:
    """A bar chart that is its own table."""
    largest = chart.largest
    lines = [(bar, _share(bar.value, bar.of or largest)) for bar in chart.bars]
    return {"chart": chart, "lines": lines}


def _share(value: float, of: float) -> str:
    """Per cent as SVG wants it, which is never with a comma."""
    return f"{min(100.0, 100 * value / of):.1f}" if of else "0"


@register.inclusion_tag("components/heat.html")
def heat(heat: shapes.Heat) -> Shown:
    rows = [(row.label, [(value, heat.step(value)) for value in row.values]) for row in heat.rows]
    return {"heat": heat, "rows": rows}


@register.inclusion_tag("components/loads.html")
def loads(loads: shapes.Loads) -> Shown:
    """A column for each slot, as high as what is needed, with a line at what is there."""
    rows = []
    for row in loads.rows:
        top = max((max(load.needed, load.there) for load in row.loads), default=0) or 1
        rows.append((row.label, [(load, *_heights(load, top)) for load in row.loads]))
    return {"loads": loads, "rows": rows}


def _heights(load: shapes.Load, top: int) -> tuple[str, str, str]:
    """From the top of a picture 40 high: where what is used, needed, and there begins."""
    return tuple(f"{40 - 40 * number / top:.1f}" for number in (load.used, load.needed, load.there))  # type: ignore[return-value]


@register.inclusion_tag("components/gains.html")
def gains(gains: shapes.Gains) -> Shown:
    """Bars on one scale: what was found, in what is possible at most."""
    largest = gains.largest
    rows = [(gain, _share(max(0, gain.found), largest), _share(gain.most, largest)) for gain in gains.rows]
    return {"gains": gains, "rows": rows}


@register.inclusion_tag("components/agenda.html", takes_context=True)
def agenda(
    context: template.Context, appointments: Sequence[shapes.Appointment], fair_zone: str = ""
) -> Shown:
    """A company's day, in its own zone with the fair's beneath."""
    zone, place = str(fair_zone), _city(context, fair_zone)
    return {"lines": [(each, zones.moment(each.start, zone, place)) for each in appointments]}


@register.inclusion_tag("components/tabs.html")
def tabs(tabs: Sequence[shapes.Tab], label: object = "") -> Shown:
    """Pages that belong together. Each tab is a link of its own."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("components/tasks.html")
def tasks(tasks: Sequence[shapes.Task], level: int = 3) -> Shown:
    """What needs a hand, each with its one best action."""
    return {"tasks": tasks, "level": level}


@register.inclusion_tag("components/steps.html")
def steps(steps: Sequence[shapes.Step]) -> Shown:
    return {"steps": steps}


@register.inclusion_tag("components/definitions.html")
def definitions(pairs: Sequence[shapes.Pair]) -> Shown:
    return {"pairs": pairs}


@register.inclusion_tag("components/meter.html")
def meter(label: object, value: float, of: float = 100, note: object = "") -> Shown:
    """How much of the whole: 7 of 12 requests sent."""
    return {"label": label, "value": value, "of": of or 1, "note": note, "share": _share(value, of)}


@register.inclusion_tag("components/progress.html", takes_context=True)
def progress(context: template.Context, work: Work, label: object = "", token: str = "") -> Shown:
    """Work that takes longer than a second. It is fetched again when the live process says so, every few
    seconds without it, and by a link without JavaScript.
    """
    request = context.get("request")
    return {
        "work": work,
        "label": label,
        "phase": work.phase,
        "url": request.get_full_path() if isinstance(request, HttpRequest) else "",
        "live": live_url(token or events.token(work.channel)) if work.pk and not work.is_over else "",
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], name: str = "page", target: str = "") -> Shown:
    """The pages of a list, keeping the filters of the address."""
    request = context.get("request")
    given = request.GET.copy() if isinstance(request, HttpRequest) else None
    if given is not None:
        given.pop(name, None)
    query = f"{given.urlencode()}&" if given else ""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    start, gap = f"?{query}{name}=", page.paginator.ELLIPSIS
    return {"page": page, "numbers": numbers, "start": start, "target": target, "gap": gap}


# --- Words and times --------------------------------------------------------------------------------------
@register.simple_tag
def text(value: Text | str) -> SafeString:
    """A text in the reader's language where there is one, marked with the language that it is in."""
    if not isinstance(value, Text):
        return format_html("{}", value)
    shown = value.best()
    if shown.language == languages.active():
        return format_html("{}", shown.text)
    return format_html('<span lang="{}">{}</span>', shown.bcp47, shown.text)


@register.inclusion_tag("components/text.html")
def text_beside(value: Text, inline: bool = False) -> Shown:
    """A text, the original beneath it, and whether a machine translated it."""
    return {"shown": value.best(), "beside": value.beside(), "inline": inline}


def _city(context: template.Context, fair_zone: str) -> str:
    """The city of the page's fair, where the zone asked for is that fair's."""
    fair = context.get("fair")
    return str(fair.city) if fair and fair.zone == str(fair_zone) else ""


@register.inclusion_tag("components/moment.html", takes_context=True)
def moment(context: template.Context, at: datetime, fair_zone: str = "", day: str = "") -> Shown:
    """A time in the reader's zone with the fair's beside it; `day` is short, long or full."""
    shown = zones.moment(at, str(fair_zone), _city(context, fair_zone))
    own_zone = zones.reader_zone(str(fair_zone))
    return {
        "moment": shown,
        "day": zones.day(at, own_zone, day) if day else "",
        "fair_day": zones.day(at, str(fair_zone), "short") if shown.day_differs else "",
    }


@register.simple_tag
def day(at: datetime, zone: str = "", length: str = "full") -> str:
    """A date in the reader's language: 6월 14일 수요일."""
    return zones.day(at, str(zone) or zones.reader_zone(), length)


@register.filter
def place_of(zone: object) -> str:
    """Asia/Seoul is Seoul, 서울, 首尔, Сеул."""
    return zones.place_of(str(zone))
