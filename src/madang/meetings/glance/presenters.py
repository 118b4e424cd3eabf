"""The state of a fair as the components of the frame show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django_stubs_ext import StrOrPromise

from madang.fairs.models import Fair, Slot
from madang.meetings.glance.queries import Bar, FullnessRow, Glance, Hand
from madang.meetings.versions.presenters import percent
from madang.web import shapes, zones
from madang.web.shapes import Tone


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
