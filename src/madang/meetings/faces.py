"""Requests, agendas and timetables as the components of the frame show them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext
from django_stubs_ext import StrOrPromise

from madang.core import clock
from madang.core.models import Work
from madang.fairs.models import Fair, Participation, Place, Slot
from madang.meetings.arranging.cells import Answer, Told
from madang.meetings.arranging.surroundings import Opening
from madang.meetings.models import Meeting, Request, TimetableVersion
from madang.meetings.office_queries import Bar, Changes, FullnessRow, Glance, Grid, GridRow, Hand, Numbered
from madang.meetings.queries import Appointment, Day, Gap, Talk, names_of_interpreters
from madang.meetings.wording.places import place_words
from madang.web import shapes, zones
from madang.web.shapes import Tone

# --- The company's day ------------------------------------------------------------------------------------


def lines_of(day: Day, own: Participation) -> list[shapes.Appointment]:
    return [_line(entry, own) for entry in day.entries]


def _line(entry: Appointment | Gap | Talk, own: Participation) -> shapes.Appointment:
    if isinstance(entry, Appointment):
        return _appointment(entry, own)
    return _gap(entry, own) if isinstance(entry, Gap) else _talk(entry)


def _appointment(row: Appointment, own: Participation) -> shapes.Appointment:
    name = row.organisation.name.best()
    return shapes.Appointment(
        start=row.starts_at,
        end=row.ends_at,
        title=name.text,
        language=name.bcp47,
        line=" · ".join(_about(row)),
        url=reverse("fairs:participant", args=[own.fair.slug, row.organisation.public_id]),
        news=news_of(row),
    )


def _about(row: Appointment) -> Iterator[str]:
    yield place_words(row.table, row.room)
    if row.interpreters:
        yield _("interpreter %(names)s") % {"names": ", ".join(row.interpreters)}


def news_of(row: Appointment) -> str:
    """What changed since the timetable before."""
    if row.is_new:
        return pgettext("meeting", "new")
    if row.has_moved:
        return _("new time")
    return _("new place") if row.changed_place else ""


def _gap(row: Gap, own: Participation) -> shapes.Appointment:
    if row.kind == "break":
        return shapes.Appointment(row.starts_at, str(row.slot.label) or _("Break"), is_free=True)
    if row.kind == "away":
        return shapes.Appointment(row.starts_at, _("You are away"), is_free=True)
    return shapes.Appointment(
        row.starts_at,
        _("Free"),
        is_free=True,
        hint=_("See whom you could meet"),
        hint_url=reverse("partners:mine", args=[own.fair.slug]),
    )


def _talk(row: Talk) -> shapes.Appointment:
    session = row.session
    title = session.title.best()
    about = [str(session.hall) if session.hall else "", _("broadcast live") if session.is_broadcast else ""]
    return shapes.Appointment(
        row.starts_at,
        title.text,
        " · ".join(part for part in about if part),
        end=row.ends_at,
        language=title.bcp47,
    )


def until(moment: datetime) -> str:
    """How long it is until then, as one would say it."""
    minutes = round((moment - clock.now()).total_seconds() / 60)
    if minutes <= 0:
        return _("now")
    if minutes < 60:
        return ngettext("in %(count)s minute", "in %(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 24:
        return ngettext("in %(count)s hour", "in %(count)s hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


def in_both_zones(at: datetime, fair: Fair) -> str:
    """Day and time for the reader, and the fair's own beside it where that differs."""
    moment = zones.moment(at, fair.zone, str(fair.city))
    own = f"{zones.day(at, zones.reader_zone(fair.zone), 'full')} {moment.own}"
    return f"{own} ({moment.fair_place} {moment.fair})" if moment.fair else own


# --- The office at a glance -------------------------------------------------------------------------------


def figures_of(glance: Glance) -> list[shapes.Figure]:
    made = glance.version or glance.draft
    return [
        shapes.Figure(_("Taking part"), glance.taking_part, glance.registered, _("registered")),
        shapes.Figure(_("With a request"), glance.with_requests, glance.taking_part, _("companies")),
        shapes.Figure(_("Answered"), glance.answered, glance.sent, _("requests")),
        shapes.Figure(_("Scheduled"), glance.scheduled, glance.accepted, _("agreed meetings")),
        shapes.Figure(
            _("Of what is possible"), percent(made.share) if made else "–", note=_("value of the timetable")
        ),
        shapes.Figure(_("Have their minimum"), glance.at_minimum, glance.taking_part, _("companies")),
    ]


def percent(share: float | None) -> str:
    """One digit after the point, rounded down: 99.97 % is not all that is possible."""
    return "–" if share is None else f"{number_format(int(1000 * share) / 10, 1)} %"


def bars_of(bars: Sequence[Bar], caption: str, heading: str) -> shapes.Chart:
    whole = sum(bar.companies for bar in bars)
    return shapes.Chart(
        caption,
        heading,
        _("Companies"),
        [
            shapes.Bar(
                bar.label,
                bar.companies,
                f"{bar.companies} / {whole}",
                tone=Tone.HAND if bar.high == 0 and bar.companies else Tone.ACT,
            )
            for bar in bars
        ],
    )


def heats_of(fair: Fair, slots: Sequence[Slot], rows: Sequence[FullnessRow]) -> list[shapes.Heat]:
    """One picture a day of the fair: halls (and the online rooms) over slots, in per cent."""
    days: dict[str, list[int]] = {}
    for index, slot in enumerate(slots):
        days.setdefault(zones.day(slot.starts_at, fair.zone, "full"), []).append(index)
    return [
        shapes.Heat(
            caption=_("How full tables and rooms are on %(day)s, in per cent") % {"day": day},
            corner=_("Place"),
            columns=[zones.hour(slots[index].starts_at, fair.zone) for index in indices],
            rows=[_heat_row(row, indices) for row in rows],
            full=100,
        )
        for day, indices in days.items()
    ]


def _heat_row(row: FullnessRow, indices: Iterable[int]) -> shapes.HeatRow:
    label = str(row.hall.name) if row.hall else _("Online rooms")
    return shapes.HeatRow(label, [row.cells[index].percent for index in indices])


@dataclass(frozen=True)
class HandWords:
    """What it is, why it matters, the one best action, and where that is done."""

    title: StrOrPromise
    line: StrOrPromise
    action: StrOrPromise
    page: str
    query: str = ""


HANDS = {
    "no_slots": HandWords(
        gettext_lazy("There are no meeting slots"),
        gettext_lazy("Without slots there is nothing that a timetable could fill."),
        gettext_lazy("Make the slots"),
        "fairs:setup_slots",
    ),
    "no_places": HandWords(
        gettext_lazy("There are no tables and no online rooms"),
        gettext_lazy("Every meeting needs a table, a room, or both."),
        gettext_lazy("Add tables and rooms"),
        "fairs:setup_places",
    ),
    "to_approve": HandWords(
        ngettext_lazy(
            "%(count)s company waits to be admitted", "%(count)s companies wait to be admitted", "count"
        ),
        gettext_lazy("Until then it can neither ask nor be asked."),
        gettext_lazy("Decide"),
        "fairs:participants",
        "?state=registered",
    ),
    "to_publish": HandWords(
        gettext_lazy("A draft timetable is ready"),
        gettext_lazy("Nobody sees it until you publish it; then only those are told whom it changes."),
        gettext_lazy("Look at the draft"),
        "meetings:timetable",
    ),
    "no_timetable": HandWords(
        gettext_lazy("There is no timetable yet"),
        gettext_lazy("Meetings are agreed. Make a draft at any time: it shows what is missing."),
        gettext_lazy("Make a timetable"),
        "meetings:timetable",
    ),
    "unplaced": HandWords(
        ngettext_lazy(
            "%(count)s agreed meeting has no slot", "%(count)s agreed meetings have no slot", "count"
        ),
        gettext_lazy("Each says why, and often what would help: a table, an interpreter, a freed slot."),
        gettext_lazy("See why"),
        "meetings:timetable",
    ),
    "unanswered": HandWords(
        ngettext_lazy("%(count)s request is unanswered", "%(count)s requests are unanswered", "count"),
        gettext_lazy("They hold no slot, but somebody waits."),
        gettext_lazy("See who is asked"),
        "meetings:office_requests",
        "?state=pending",
    ),
    "silent": HandWords(
        ngettext_lazy(
            "%(count)s company offers and seeks nothing",
            "%(count)s companies offer and seek nothing",
            "count",
        ),
        gettext_lazy("It cannot be matched with anyone."),
        gettext_lazy("See the participants"),
        "fairs:participants",
    ),
    "alone": HandWords(
        ngettext_lazy("%(count)s company has no request", "%(count)s companies have no request", "count"),
        gettext_lazy("Matching finds partners for them, with reasons for both sides."),
        gettext_lazy("To the matching"),
        "partners:matching",
    ),
}


def tasks_of(fair: Fair, hands: Iterable[Hand]) -> list[shapes.Task]:
    return [_task(fair, hand, HANDS[hand.kind]) for hand in hands]


def _task(fair: Fair, hand: Hand, words: HandWords) -> shapes.Task:
    return shapes.Task(
        title=words.title % {"count": hand.count},
        line=words.line,
        tone=Tone.HAND if hand.is_urgent else Tone.LATE,
        action=words.action,
        url=reverse(words.page, args=[fair.slug]) + words.query,
    )


# --- Timetables -------------------------------------------------------------------------------------------


def work_label(work: Work, fair: Fair) -> str:
    """What the solver is at, with the best found so far beside what is possible at most."""
    if work.state == Work.State.DONE and "version" in work.detail:
        url = reverse("meetings:version", args=[fair.slug, work.detail["version"]])
        number = work.detail["version"]
        return format_html('<a href="{}">{}</a>', url, _("Version %(number)s is ready") % {"number": number})
    if work.is_over:
        return str(work.get_state_display()).capitalize()
    found, most = work.detail.get("incumbent"), work.detail.get("bound")
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
        carries=str(first.request_id or ""),
        is_pinned=first.is_pinned,
    )


def _state(version: TimetableVersion, slot: Slot) -> shapes.State:
    now = clock.now()
    if version.state != TimetableVersion.State.PUBLISHED or now < slot.starts_at:
        return shapes.State.PLANNED
    return shapes.State.NOW if now < slot.ends_at else shapes.State.DONE


def pair_words(meeting: Meeting) -> str:
    """“A – B”, as a title or in a list."""
    assert meeting.request is not None
    return asked_words(meeting.request)


def asked_words(request: Request) -> str:
    return f"{request.sender.organisation} – {request.receiver.organisation}"


def meeting_pairs(meeting: Meeting) -> list[shapes.Pair]:
    """What there is to say of a meeting."""
    request = meeting.request
    assert request is not None
    pairs = [
        shapes.Pair(_("Asked by"), request.sender.organisation),
        shapes.Pair(_("With"), request.receiver.organisation),
        shapes.Pair(_("Place"), place_words(meeting.table, meeting.room)),
    ]
    if names := names_of_interpreters(meeting):
        pairs.append(shapes.Pair(_("Interpreter"), ", ".join(names)))
    return pairs


def change_figures(changes: Changes) -> list[shapes.Figure]:
    return [
        shapes.Figure(_("Companies told"), changes.told),
        shapes.Figure(_("Moved"), changes.moved),
        shapes.Figure(_("Added"), changes.added),
        shapes.Figure(_("No longer held"), changes.removed),
    ]


# --- Arranged by hand -------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class OpeningLine:
    """One slot for a meeting: when, where at best, and what stands in the way."""

    day: str
    hour: str
    slot: int
    table: int | None
    room: int | None
    where: str
    told: Told

    @property
    def is_free(self) -> bool:
        return self.told.answer is Answer.FREE

    @property
    def is_here(self) -> bool:
        return self.told.answer is Answer.HERE


def openings_of(fair: Fair, openings: Iterable[tuple[Opening, Told]]) -> list[OpeningLine]:
    """One query: the places' names."""
    places = {row.pk: row for row in Place.objects.filter(fair=fair).select_related("hall")}
    return [
        OpeningLine(
            day=zones.day(opening.slot.starts_at, fair.zone, "short"),
            hour=zones.hour(opening.slot.starts_at, fair.zone),
            slot=opening.slot.pk,
            table=opening.table,
            room=opening.room,
            where=place_words(places.get(opening.table or 0), places.get(opening.room or 0)),
            told=told,
        )
        for opening, told in openings
    ]


def nowhere(lines: Sequence[OpeningLine]) -> str:
    """What stands in the way in every slot alike; nothing where there is a slot without it."""
    each = [line.told.facts for line in lines]
    return " ".join(fact for fact in each[0] if all(fact in facts for facts in each)) if each else ""
