"""Things one beneath the other, or side by side: figures, an agenda, tabs, tasks, steps, facts, pages."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.web import shapes, zones
from madang.web.components.signs import icon
from madang.web.markup import NOTHING, attribute, element, joined, markup


def figures(figures: Sequence[shapes.Figure]) -> SafeString:
    """The strip of key figures, each with its denominator."""
    return markup('<dl class="figures">{}</dl>', joined([_figure(each) for each in figures]))


def _figure(figure: shapes.Figure) -> SafeString:
    return markup(
        '<div class="figure{}"><dt>{}</dt><dd>{}{}{}</dd></div>',
        f" figure-{figure.tone}" if figure.tone else "",
        figure.label,
        linked(figure.url, figure.value, "figure-value", else_span=True),
        markup(' <span class="figure-of">/ {}</span>', figure.of) if figure.of != "" else NOTHING,
        markup(' <span class="figure-note">{}</span>', figure.note) if figure.note else NOTHING,
    )


def linked(url: str, shown: object, kind: str = "", *, else_span: bool = False) -> SafeString:
    """A link where there is somewhere to go, else only what is shown, in a span or bare."""
    if url:
        return markup('<a{} href="{}">{}</a>', attribute("class", kind), url, shown)
    return markup("<span{}>{}</span>", attribute("class", kind), shown) if else_span else markup("{}", shown)


def agenda(
    appointments: Sequence[shapes.Appointment], fair_zone: str = "", fair_place: str = ""
) -> SafeString:
    """A company's day, in its own zone with the fair's beneath."""
    lines = [_appointment(each, zones.moment(each.start, fair_zone, fair_place)) for each in appointments]
    return markup('<ol class="agenda">{}</ol>', joined(lines))


def _appointment(line: shapes.Appointment, moment: shapes.Moment) -> SafeString:
    language = attribute("lang", line.language)
    title = (
        markup('<a href="{}"{}>{}</a>', line.url, language, line.title)
        if line.url
        else markup("<span{}>{}</span>", language, line.title)
    )
    return markup(
        '<li class="agenda-line{}">\n<p class="agenda-time">{}</p>\n<div class="agenda-what">\n'
        '<p class="agenda-title">{}{}</p>\n{}\n{}\n</div>\n</li>',
        " agenda-free" if line.is_free else "",
        _agenda_time(moment),
        title,
        markup(' <span class="agenda-news">{}</span>', line.news) if line.news else NOTHING,
        element("p", "agenda-line-words", line.line),
        element("p", "agenda-hint", line.hint and linked(line.hint_url, line.hint)),
    )


def _agenda_time(moment: shapes.Moment) -> SafeString:
    fair = markup(
        '<span class="agenda-fair">{} <span class="agenda-place">{}</span></span>',
        moment.fair,
        moment.fair_place,
    )
    return markup(
        '<time datetime="{}">{}</time>{}',
        moment.at.isoformat(),
        moment.own,
        fair if moment.fair else NOTHING,
    )


def tabs(tabs: Sequence[shapes.Tab], label: object = "") -> SafeString:
    """Pages that belong together. Each tab is a link of its own."""
    return markup(
        '<nav class="tabs"{}><ul>{}</ul></nav>',
        attribute("aria-label", label),
        joined([_tab(tab) for tab in tabs]),
    )


def _tab(tab: shapes.Tab) -> SafeString:
    count = markup(' <span class="nav-count">{}</span>', tab.count)
    return markup(
        '<li><a href="{}"{}>{}{}</a></li>',
        tab.url,
        attribute("aria-current", tab.is_current and "page"),
        tab.label,
        NOTHING if tab.count is None else count,
    )


def tasks(tasks: Sequence[shapes.Task], level: int = 3) -> SafeString:
    """What needs a hand, each with its one best action."""
    return markup('<ul class="tasks">{}</ul>', joined([_task(task, level) for task in tasks]))


def _task(task: shapes.Task, level: int) -> SafeString:
    action = markup('<a class="btn btn-plain" href="{}">{}</a>', task.url, task.action)
    other = markup('<a class="btn btn-quiet" href="{}">{}</a>', task.other_url, task.other)
    return markup(
        '<li class="task">{}{}{}</li>',
        element(f"h{level}", f"task-title task-{task.tone}", task.title),
        markup("<p>{}</p>", task.line) if task.line else NOTHING,
        element(
            "div",
            "button-row",
            joined([action if task.action else NOTHING, other if task.other else NOTHING]),
        ),
    )


def steps(steps: Sequence[shapes.Step]) -> SafeString:
    """What is walked through in order."""
    lines = [_step(number, step) for number, step in enumerate(steps, start=1)]
    return markup('<ol class="steps">{}</ol>', joined(lines))


def _step(number: int, step: shapes.Step) -> SafeString:
    kind = " step-done" if step.is_done else " step-current" if step.is_current else ""
    return markup(
        '<li class="step{}"{}><span class="step-sign" aria-hidden="true">{}</span><div>'
        '<p class="step-label">{} <span class="visually-hidden">({})</span></p>{}</div></li>',
        kind,
        attribute("aria-current", step.is_current and "step"),
        icon("check") if step.is_done else number,
        linked(step.url, step.label),
        step.said,
        element("p", "step-line", step.line),
    )


def definitions(pairs: Sequence[shapes.Pair]) -> SafeString:
    """Terms, each with what is said of it."""
    lines = [
        markup("<div><dt>{}</dt><dd>{}</dd></div>", pair.term, linked(pair.url, pair.description))
        for pair in pairs
    ]
    return markup('<dl class="definitions">{}</dl>', joined(lines))


def pagination(
    request: HttpRequest | None, page: Page[Any], name: str = "page", target: str = ""
) -> SafeString:
    """The pages of a list, keeping the filters of the address."""
    if page.paginator.num_pages <= 1:
        return NOTHING
    start = _address_without(request, name)
    before = (
        _neighbour("prev", start, page.previous_page_number(), _("Previous page"))
        if page.has_previous()
        else ""
    )
    after = _neighbour("next", start, page.next_page_number(), _("Next page")) if page.has_next() else ""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    part = markup(' hx-boost="true" hx-target="{}" hx-push-url="true"', target) if target else NOTHING
    return markup(
        '<nav class="pages" aria-label="{}"{}><ul>\n{}\n{}\n{}\n</ul></nav>',
        _("Pages"),
        part,
        before,
        joined([_number(each, start, page) for each in numbers]),
        after,
    )


def _address_without(request: HttpRequest | None, name: str) -> str:
    """The filters of the address, ready for the number of a page."""
    given = request.GET.copy() if request is not None else None
    if given is not None:
        given.pop(name, None)
    query = f"{given.urlencode()}&" if given else ""
    return f"?{query}{name}="


def _neighbour(sign: str, start: str, number: int, words: str) -> SafeString:
    return markup(
        '<li><a rel="{}" href="{}{}">{}<span class="visually-hidden">{}</span></a></li>',
        sign,
        start,
        number,
        icon("previous" if sign == "prev" else "next"),
        words,
    )


def _number(number: int | str, start: str, page: Page[Any]) -> SafeString:
    if number == str(page.paginator.ELLIPSIS):
        return markup("<li><span>{}</span></li>", number)
    current = attribute("aria-current", number == page.number and "page")
    return markup('<li><a href="{}{}"{}>{}</a></li>', start, number, current, number)
