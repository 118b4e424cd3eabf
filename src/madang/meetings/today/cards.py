"""A meeting as the frame taps it: one card for each, written in Python because a page draws sixty of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.fairs.models import Fair, Slot
from madang.meetings.models import Disruption
from madang.meetings.today.board import LOOK, Line, Look, Party
from madang.meetings.wording.places import place_words
from madang.web import zones
from madang.web.components.words import text
from madang.web.markup import NOTHING, attribute, element, joined, markup


@dataclass(frozen=True)
class CardFrame:
    """What all cards of a page share, looked up once."""

    fair: Fair
    look: Look
    token: SafeString
    record: str
    meeting: str
    absent: str
    more: str

    @classmethod
    def of(cls, fair: Fair, look: Look, token: str) -> "CardFrame":
        return cls(
            fair=fair,
            look=look,
            token=markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token),
            record=reverse("meetings:record", args=[fair.slug]),
            meeting=reverse("meetings:day_meeting", args=[fair.slug, 0]).removesuffix("0/"),
            absent=_("Did not come"),
            more=_("Late, called off, or no table"),
        )

    def kept(self) -> SafeString:
        """Where the person looks, to come back to without JavaScript."""
        given = [(name, getattr(self.look, name)) for name in LOOK]
        return joined(
            [
                markup('<input type="hidden" name="at-{}" value="{}">', name, value)
                for name, value in given
                if value
            ]
        )


def cards(frame: CardFrame, lines: Iterable[Line]) -> SafeString:
    kept = frame.kept()
    return markup('<ul class="day-lines">{}</ul>', joined([card(frame, line, kept=kept) for line in lines]))


def card(
    frame: CardFrame, line: Line, more: SafeString = NOTHING, *, kept: SafeString | None = None
) -> SafeString:
    """With `more`, what is rarely needed stands beneath; without it, the way there does."""
    off = line.called_off or any(party.record for party in line.parties)
    return markup(
        '<li class="day-card{}" id="meeting-{}"><form method="post" action="{}" hx-post="{}"'
        ' hx-target="#meeting-{}" hx-swap="outerHTML" hx-disabled-elt="find button">{}'
        '<input type="hidden" name="slot" value="{}"><input type="hidden" name="meeting" value="{}">{}'
        "{}{}{}</form></li>\n",
        " day-off" if off else "",
        line.pk,
        frame.record,
        frame.record,
        line.pk,
        frame.token,
        line.slot.pk,
        line.pk,
        frame.kept() if kept is None else kept,
        _where(frame, line),
        joined([_party(frame, party) for party in line.parties]),
        more or _way(frame, line),
    )


def _where(frame: CardFrame, line: Line) -> SafeString:
    return markup(
        '<p class="day-where"><b>{}</b> <time>{}</time>{}{}</p>',
        place_words(line.table, line.room),
        zones.hour(line.slot.starts_at, frame.fair.zone),
        markup(" · {}", ", ".join(line.interpreters)) if line.interpreters else NOTHING,
        _chip(line.called_off),
    )


def _chip(record: Disruption | None) -> SafeString:
    return element("span", "chip chip-hand", record.get_kind_display()) if record else NOTHING


def _party(frame: CardFrame, party: Party) -> SafeString:
    shown = text(party.name)
    button = markup(
        '<button class="btn btn-plain" type="submit" name="absent" value="{}">'
        '<span>{}<span class="visually-hidden"> {}</span></span></button>',
        party.pk,
        frame.absent,
        shown,
    )
    return markup(
        '<div class="day-party"><span>{}</span>{}</div>',
        shown,
        _chip(party.record) if party.record else button,
    )


def _way(frame: CardFrame, line: Line) -> SafeString:
    address = f"{frame.meeting}{line.pk}/{frame.look.address(page=frame.look.page)}"
    return markup(
        '<a class="day-way" href="{}" hx-get="{}" hx-target="#meeting-{}" hx-swap="outerHTML">{}</a>',
        address,
        address,
        line.pk,
        frame.more,
    )


# --- What is rarely needed --------------------------------------------------------------------------------


def more(frame: CardFrame, line: Line, later: Sequence[Slot]) -> SafeString:
    """Comes late, called off, its table or room cannot be used."""
    return markup(
        '<div class="day-more">{}{}{}</div>',
        _late(frame, line, later) if later else NOTHING,
        NOTHING if line.called_off else _button("called_off", line.request, _("This meeting is called off")),
        joined([_lost(name, pk) for name, pk in _places(line)]),
    )


def _late(frame: CardFrame, line: Line, later: Sequence[Slot]) -> SafeString:
    expected = [party for party in line.parties if not party.record]
    words = _("%(name)s comes late")
    return markup(
        '<div class="day-late field"><label for="until-{}">{}</label><select id="until-{}" name="until">{}'
        "</select>{}</div>",
        line.pk,
        _("Is there from"),
        line.pk,
        slot_options(later, frame.fair.zone),
        joined([_button("late", party.pk, words % {"name": party.name}, "plain") for party in expected]),
    )


def _places(line: Line) -> list[tuple[str, int]]:
    return [
        (place_words(line.table, None) if place is line.table else place_words(None, line.room), place.pk)
        for place in (line.table, line.room)
        if place
    ]


def _lost(name: str, pk: int) -> SafeString:
    return _button("place", pk, _("%(place)s cannot be used") % {"place": name})


def _button(name: str, value: int, words: str, kind: str = "quiet") -> SafeString:
    return markup(
        '<button class="btn btn-{}" type="submit" name="{}" value="{}">{}</button>', kind, name, value, words
    )


def slot_options(slots: Sequence[Slot], zone: str, chosen: Slot | None = None) -> SafeString:
    """With the day where there are several."""
    days = {zones.day(slot.starts_at, zone, "short") for slot in slots}
    return joined(
        [
            markup(
                '<option value="{}"{}>{}{}</option>',
                slot.pk,
                attribute("selected", slot == chosen and "selected"),
                f"{zones.day(slot.starts_at, zone, 'short')} " if len(days) > 1 else "",
                zones.hour(slot.starts_at, zone),
            )
            for slot in slots
        ]
    )
