"""Pictures of numbers and of time, each with its numbers as words in it."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.web import shapes
from madang.web.components.lists import linked
from madang.web.components.signs import state
from madang.web.markup import NOTHING, attribute, element, joined, markup


# --- The timetable ----------------------------------------------------------------------------------------
def timetable(grid: shapes.Grid, id: str = "timetable") -> SafeString:  # noqa: A002
    """The timetable as a picture, walked with the arrow keys."""
    return markup(
        '<div class="timetable" id="{}">\n<ul class="timetable-key">{}</ul>\n'
        '<div class="scroll" role="region" aria-label="{}" tabindex="0">\n'
        '<table class="timetable-grid" data-grid{}>\n<caption class="visually-hidden">{}</caption>\n'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead>\n<tbody>{}</tbody>\n</table>\n</div>\n</div>\n',
        id,
        joined([markup("<li>{}</li>", state(each)) for each in grid.states]),
        grid.caption,
        attribute("role", grid.is_arranged and "grid"),
        grid.caption,
        grid.corner,
        joined([_column(column) for column in grid.columns]),
        joined([_row(row) for row in grid.rows]),
    )


def _column(column: shapes.Column) -> SafeString:
    if column.is_now:
        return markup('<th scope="col" class="is-now" aria-current="time">{}</th>', column.label)
    kind = attribute("class", column.is_break and "is-break")
    return markup('<th scope="col"{}>{}</th>', kind, column.label)


def _row(row: shapes.Row) -> SafeString:
    cells = joined([_cell(cell) for cell in row.cells])
    return markup('<tr><th scope="row">{}</th>{}</tr>', linked(row.url, row.label), cells)


def _cell(cell: shapes.Cell) -> SafeString:
    shown = NOTHING if cell.state is shapes.State.CLOSED else _mark(cell)
    return markup("<td{}>{}</td>", attribute("data-spot", cell.spot), shown)


def _mark(cell: shapes.Cell) -> SafeString:
    """What is in a cell: a link where there is something to go to, which may be picked up."""
    about = markup("{}{}", attribute("data-key", cell.key), attribute("title", cell.title))
    if not cell.url:
        return markup('<span class="cell cell-{}"{}>{}</span>', cell.state, about, _cell_words(cell))
    return markup(
        '<a class="cell cell-{}{}" href="{}"{}{}>{}</a>',
        cell.state,
        " is-pinned" if cell.is_pinned else "",
        cell.url,
        attribute("data-carries", cell.spot and cell.carries),
        about,
        _cell_words(cell),
    )


def _cell_words(cell: shapes.Cell) -> SafeString:
    """The mark, or what needs a hand in words; the rest for those who hear the page."""
    in_words = cell.state.is_told_in_words
    heard = cell.mark or not in_words
    title = markup('<span class="visually-hidden">: {}</span>', cell.title)
    pinned = markup('<span class="visually-hidden">, {}</span>', _("pinned"))
    return markup(
        "{}{}{}{}",
        _plain("cell-mark", cell.mark or (cell.state.label if in_words else "")),
        _plain("visually-hidden", cell.state.label if heard else ""),
        title if cell.title else NOTHING,
        pinned if cell.is_pinned else NOTHING,
    )


def _plain(kind: str, words: shapes.Words) -> SafeString:
    return markup('<span class="{}">{}</span>', kind, words) if words else NOTHING


# --- Numbers ----------------------------------------------------------------------------------------------
def bars(chart: shapes.Chart) -> SafeString:
    """A bar chart that is its own table."""
    largest = chart.largest
    return markup(
        '<table class="chart">\n<caption>{}</caption>\n'
        '<thead><tr><th scope="col">{}</th><td></td><th scope="col" class="number">{}</th></tr></thead>\n'
        "<tbody>{}</tbody>\n</table>\n",
        chart.caption,
        chart.label_heading,
        chart.value_heading,
        joined([_bar(bar, largest) for bar in chart.bars]),
    )


def _bar(bar: shapes.Bar, largest: float) -> SafeString:
    return markup(
        '<tr><th scope="row">{}</th><td>{}</td><td class="number">{}</td></tr>',
        linked(bar.url, bar.label),
        _strip(
            f"chart-bar chart-{bar.tone or 'plain'}",
            _part("chart-whole", "100") if bar.of else NOTHING,
            _part("chart-part", share(bar.value, bar.of or largest)),
        ),
        bar.shown or bar.value,
    )


def _strip(kind: str, *parts: SafeString, height: int = 8) -> SafeString:
    """A strip as wide as there is room, 100 wide within."""
    return markup(
        '<svg class="{}" viewBox="0 0 100 {}" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">{}</svg>',
        kind,
        height,
        joined(parts),
    )


def _part(kind: str, width: str, height: int = 8) -> SafeString:
    return markup('<rect class="{}" width="{}" height="{}"/>', kind, width, height)


def share(value: float, of: float) -> str:
    """Per cent as SVG wants it, which is never with a comma."""
    return f"{min(100.0, 100 * value / of):.1f}" if of else "0"


def gains(gains: shapes.Gains) -> SafeString:
    """Bars on one scale: what was found, in what is possible at most."""
    largest = gains.largest
    first, *others = gains.headings
    return markup(
        '<table class="chart gains">\n<caption>{}</caption>\n'
        '<thead><tr><th scope="col">{}</th><td></td>{}</tr></thead>\n<tbody>{}</tbody>\n</table>\n',
        gains.caption,
        first,
        joined([markup('<th scope="col" class="number">{}</th>', heading) for heading in others]),
        joined([_gain(gain, largest) for gain in gains.rows]),
    )


def _gain(gain: shapes.Gain, largest: float) -> SafeString:
    return markup(
        '<tr><th scope="row">{}</th><td>{}</td><td class="number"><b>{}</b></td>'
        '<td class="number">{}</td></tr>',
        gain.label,
        _strip(
            "chart-bar chart-act",
            _part("chart-most", share(gain.most, largest)),
            _part("chart-part", share(max(0, gain.found), largest)),
        ),
        gain.meetings,
        gain.shown,
    )


def heat(heat: shapes.Heat) -> SafeString:
    """How full each slot is, in steps of one colour."""
    rows = [(row.label, [_warmth(value, heat.step(value)) for value in row.values]) for row in heat.rows]
    return _table("heat", heat, rows)


def _warmth(value: int, step: int) -> SafeString:
    return markup('<td class="heat-{}">{}</td>', step, value)


def loads(loads: shapes.Loads) -> SafeString:
    """A column for each slot, as high as what is needed, with a line at what is there."""
    rows = []
    for row in loads.rows:
        top = max((max(load.needed, load.there) for load in row.loads), default=0) or 1
        rows.append((row.label, [_load(load, top) for load in row.loads]))
    return _table("heat loads", loads, rows)


def _load(load: shapes.Load, top: int) -> SafeString:
    """In a picture 40 high, from its top: where what is needed, used, and there begins."""
    needed, used, there = (f"{40 - 40 * number / top:.1f}" for number in (load.needed, load.used, load.there))
    return markup(
        '<td{}><svg viewBox="0 0 20 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="loads-needed" y="{}" width="20" height="40"/>'
        '<rect class="loads-used" y="{}" width="20" height="40"/>'
        '<line class="loads-there" x2="20" y1="{}" y2="{}"/></svg>'
        '{}<span class="secondary"> / {}</span></td>',
        attribute("class", load.is_short and "is-short"),
        needed,
        used,
        there,
        there,
        load.needed,
        load.there,
    )


def _table(
    kind: str, picture: shapes.Heat | shapes.Loads, rows: Sequence[tuple[shapes.Words, list[SafeString]]]
) -> SafeString:
    """A picture that is a table, in a region that can be moved sideways."""
    return markup(
        '<div class="scroll" role="region" aria-label="{}" tabindex="0">\n<table class="{}">\n'
        '<caption>{}</caption>\n<thead><tr><th scope="col">{}</th>{}</tr></thead>\n<tbody>{}</tbody>\n'
        "</table>\n</div>\n",
        picture.caption,
        kind,
        picture.caption,
        picture.corner,
        joined([markup('<th scope="col">{}</th>', column) for column in picture.columns]),
        joined([markup('<tr><th scope="row">{}</th>{}</tr>', label, joined(cells)) for label, cells in rows]),
    )


# --- How far ----------------------------------------------------------------------------------------------
def meter(label: object, value: float, of: float = 100, note: object = "") -> SafeString:
    """How much of the whole: 7 of 12 requests sent."""
    return markup(
        '<div class="meter"><p class="meter-label"><span>{}</span> '
        '<span class="meter-value">{} / {}</span></p>{}{}</div>',
        label,
        value,
        of or 1,
        _strip(
            "meter-bar", _part("chart-whole", "100", 6), _part("chart-part", share(value, of), 6), height=6
        ),
        element("p", "meter-note", note),
    )
