"""Versions as the components of the frame show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from madang.core import clock
from madang.core.models import Work
from madang.fairs.models import Fair, Place, Slot
from madang.meetings.engine.stored import Unscheduled
from madang.meetings.models import Ban, Meeting, Request, TimetableVersion
from madang.meetings.versions import queries
from madang.meetings.versions.grid import Grid, GridRow
from madang.meetings.versions.progress import Making
from madang.meetings.versions.queries import Changes, Numbered
from madang.meetings.versions.sheets import organisers_reader
from madang.meetings.wording.pairs import pair_words
from madang.meetings.wording.remedies import Remedy, Words, for_organiser
from madang.meetings.wording.unscheduled import RULED_OUT, why
from madang.web import shapes, zones


def percent(share: float | None) -> str:
    """One digit after the point, rounded down: 99.97 % is not all that is possible."""
    return "–" if share is None else f"{number_format(int(1000 * share) / 10, 1)} %"


def work_label(work: Work, fair: Fair) -> str:
    """What the solver is at, with the best found so far beside what is possible at most."""
    making = Making.of(work)
    if work.state == Work.State.DONE and making.version is not None:
        url, number = reverse("meetings:version", args=[fair.slug, making.version]), making.version
        return format_html('<a href="{}">{}</a>', url, _("Version %(number)s is ready") % {"number": number})
    if work.is_over:
        return str(work.get_state_display()).capitalize()
    found, most = making.incumbent, making.bound
    if found is None or most is None:
        return _phases().get(work.phase, _("Working"))
    return _("%(phase)s: %(found)s found of at most %(most)s") % {
        "phase": _phases().get(work.phase, _("Working")),
        "found": number_format(found, 1),
        "most": number_format(most, 1),
    }


def _phases() -> dict[str, str]:
    return {
        "": _("Waiting for the worker"),
        "reading": _("Reading what was agreed"),
        "solving-bound": _("Finding out what is possible at most"),
        "solving-guided": _("Making a first timetable"),
        "solving-search": _("Making it better"),
        "solving-places": _("Giving tables, rooms and interpreters"),
        "solving-done": _("Checking"),
        "explaining": _("Finding out why some found no place"),
        "storing": _("Writing the draft"),
    }


def version_figures(numbered: Numbered) -> list[shapes.Figure]:
    return [
        shapes.Figure(_("Meetings"), numbered.held, numbered.asked, _("agreed")),
        shapes.Figure(
            _("Of what is possible"), percent(numbered.version.share), note=_("proved, not claimed")
        ),
        shapes.Figure(
            _("First come, first served"),
            percent(numbered.version.first_come_share),
            note=_("for comparison"),
        ),
    ]


def grid_face(
    fair: Fair, version: TimetableVersion, grid: Grid, caption: str, corner: str, *, may_arrange: bool = False
) -> shapes.Grid:
    now = clock.now()
    columns = [
        shapes.Column(
            zones.hour(slot.starts_at, fair.zone),
            is_now=slot.starts_at <= now < slot.ends_at,
            is_break=slot.is_break,
        )
        for slot in grid.slots
    ]
    rows = [
        shapes.Row(
            head_words(row),
            [
                replace(
                    _cell(fair, version, cell.slot, cell.meetings),
                    spot=f"{row.head.pk}-{cell.slot.pk}" if may_arrange and not cell.slot.is_break else "",
                )
                for cell in row.cells
            ],
        )
        for row in grid.rows
    ]
    return shapes.Grid(caption, corner, columns, rows, is_arranged=may_arrange)


def head_words(row: GridRow) -> str:
    head = row.head
    return str(head.number) if isinstance(head, Place) else str(head.organisation)


def _cell(fair: Fair, version: TimetableVersion, slot: Slot, meetings: Sequence[Meeting]) -> shapes.Cell:
    if slot.is_break:
        return shapes.Cell(shapes.State.CLOSED)
    if not meetings:
        return shapes.Cell(shapes.State.FREE)
    first = meetings[0]
    return shapes.Cell(
        _state(version, slot),
        title="; ".join(pair_words(meeting) for meeting in meetings),
        mark=str(len(meetings)) if len(meetings) > 1 else "",
        url=reverse("meetings:meeting", args=[fair.slug, version.number, first.pk]),
        key=str(first.pk),
        carries=str(first.request_id),
        is_pinned=first.is_pinned,
    )


def _state(version: TimetableVersion, slot: Slot) -> shapes.State:
    now = clock.now()
    if version.state != TimetableVersion.State.PUBLISHED or now < slot.starts_at:
        return shapes.State.PLANNED
    return shapes.State.NOW if now < slot.ends_at else shapes.State.DONE


def change_figures(changes: Changes) -> list[shapes.Figure]:
    return [
        shapes.Figure(_("Companies told"), changes.told),
        shapes.Figure(_("Moved"), changes.moved),
        shapes.Figure(_("Added"), changes.added),
        shapes.Figure(_("No longer held"), changes.removed),
    ]


#: What the page says while a meeting is moved in the grid. `{who}` is filled in by the page.
ARRANGING = {
    "carrying": gettext_lazy(
        "{who} is picked up. The arrow keys choose a cell, Enter puts it there, Escape puts it back."
    ),
    "free": gettext_lazy("It can be here."),
    "here": gettext_lazy("It is here now."),
    "isBack": gettext_lazy("It stays where it was."),
    "gone": gettext_lazy("This meeting cannot be moved any more. Load the page again."),
    "putBack": gettext_lazy("Put it back"),
    "undo": gettext_lazy("Undo"),
    "pin": gettext_lazy("Pin it (P)"),
    "unpin": gettext_lazy("Let it move again (P)"),
    "takeOut": gettext_lazy("Take it out"),
    "open": gettext_lazy("Open it"),
}


def missed_lines(
    fair: Fair, rows: Sequence[tuple[Request, Unscheduled]]
) -> Iterator[tuple[Request, str, Remedy | None]]:
    """Each with why, and with what would help."""
    words = Words.of(fair, [missed for _asked, missed in rows])
    banned = Ban.objects.ruled_out(asked.pk for asked, _missed in rows)
    for asked, missed in rows:
        reader = organisers_reader(asked)
        if asked.pk in banned:
            yield asked, str(RULED_OUT), Remedy(_("Allow again"))
        else:
            yield asked, why(missed.reasons, reader), for_organiser(missed, reader, words)


def news_of_change(line: queries.ChangedMeeting, missed: Mapping[int, Unscheduled]) -> tuple[str, str]:
    """What of a meeting is another than before; and of one that is no longer held, why."""
    if line.before is None:
        return pgettext("meeting", "new"), ""
    if line.after is not None:
        moved = line.before.slot_id != line.after.slot_id
        return (_("new time") if moved else _("new place")), ""
    if line.request.state != Request.State.ACCEPTED:
        return "", _("It was called off.")
    stored = missed.get(line.request.pk)
    return "", why(stored.reasons, organisers_reader(line.request)) if stored else ""
