"""What a simulation found, as stored: in sentences, in pictures, and as rows for a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from madang.fairs.models import Fair
from madang.meetings.simulation.queries import latest_result
from madang.meetings.simulation.stored import Simulated
from madang.meetings.wording.unscheduled import HEADINGS, pairs_words
from madang.timetable import Cause
from madang.timetable.simulating.simulation import Effect, Facet, Figures, Load, Resource
from madang.timetable.simulating.variants import (
    MoreDelegates,
    MoreInterpreters,
    MorePlaces,
    MoreRooms,
    MoreSlots,
    Variant,
)
from madang.web import shapes, zones


@dataclass(frozen=True)
class Findings:
    """What one simulation found, for the people of its fair."""

    found: Simulated
    fair: Fair
    made_at: datetime | None = None

    @classmethod
    def of(cls, fair: Fair) -> "Findings | None":
        """Of the last one."""
        last = latest_result(fair)
        return cls(last[1], fair, last[0].ended_at) if last else None

    @property
    def base(self) -> Figures:
        return self.found.simulation.base

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.found.simulation.effects

    @property
    def is_complete(self) -> bool:
        return self.found.simulation.complete

    # -- in words

    def sentences(self) -> list[str]:
        """The largest gain first; what would bring nothing is said too, so that nobody buys it."""
        return [_sentence(effect) for effect in self.effects]

    def figures(self) -> list[shapes.Figure]:
        base = self.base
        return [
            shapes.Figure(_("Meetings"), base.meetings, base.requests, _("agreed")),
            shapes.Figure(_("Without a place"), base.requests - base.meetings, note=_("agreed meetings")),
            shapes.Figure(_("Below their minimum"), base.below_minimum),
            shapes.Figure(
                _("Of what is possible"),
                f"{number_format(100 * base.share, 1)} %",
                note=_("proved, not claimed"),
            ),
        ]

    # -- in pictures

    def gains(self) -> shapes.Gains:
        return shapes.Gains(
            _("What more would bring"),
            [_("Addition"), _("Meetings"), _("Value found, and at most")],
            [_gain(effect) for effect in self.effects],
        )

    def loads(self) -> list[shapes.Loads]:
        """A picture for each day of the fair."""
        days: dict[str, list[int]] = {}
        for index, moment in enumerate(self.found.slots):
            days.setdefault(zones.day(moment, self.fair.zone, "full"), []).append(index)
        return [
            shapes.Loads(
                _("Needed and there, %(day)s") % {"day": day},
                _("What"),
                [zones.hour(self.found.slots[index], self.fair.zone) for index in indices],
                list(self._load_rows(indices)),
            )
            for day, indices in days.items()
        ]

    def _load_rows(self, indices: Iterable[int]) -> Iterator[shapes.LoadRow]:
        rows: dict[str, dict[int, Load]] = {}
        for load in self.found.simulation.load:
            rows.setdefault(_resource(load), {})[load.slot] = load
        for label, loads in rows.items():
            if any(load.needed or load.available for load in loads.values()):
                yield shapes.LoadRow(label, [_load(loads.get(index)) for index in indices])

    def unmet(self, facet: Facet) -> shapes.Chart | None:
        rows = [row for row in self.found.simulation.unmet if row.facet is facet]
        if not rows:
            return None
        caption, heading, words = FACETS[facet]
        bars = [shapes.Bar(words(row.key), row.requests) for row in rows]
        return shapes.Chart(caption, heading, _("Meetings"), bars)

    # -- for a spreadsheet

    def as_csv(self) -> str:
        sheet = StringIO()
        write = csv.writer(sheet).writerow
        write(["table", "what", "slot", "measure", "number"])
        for load in self.found.simulation.load:
            moment = self.found.slots[load.slot].astimezone(self.fair.tz).isoformat(timespec="minutes")
            for measure, number in _measures_of_load(load):
                write(["load", _resource(load), moment, measure, number])
        for row in self.found.simulation.unmet:
            for measure, amount in (("requests", row.requests), ("value", row.value)):
                write([f"unmet by {row.facet.value}", " ".join(row.key), "", measure, amount])
        for effect in self.effects:
            for measure, amount in _measures_of_effect(effect):
                write(["additions", name_of(effect.variant), "", measure, amount])
        return sheet.getvalue()


def _measures_of_load(load: Load) -> tuple[tuple[str, int], ...]:
    return ("needed", load.needed), ("used", load.used), ("available", load.available)


def _measures_of_effect(effect: Effect) -> tuple[tuple[str, float], ...]:
    return (
        ("meetings", effect.meetings),
        ("found", effect.found),
        ("estimate", effect.estimate),
        ("least", effect.least),
        ("most", effect.most),
    )


def _resource(load: Load) -> str:
    if load.resource is Resource.INTERPRETERS:
        return _("Interpreters %(pair)s") % {"pair": pairs_words([load.pair])} if load.pair else ""
    return _("Tables") if load.resource is Resource.TABLES else _("Online rooms")


def _load(load: Load | None) -> shapes.Load:
    return shapes.Load(load.needed, load.used, load.available) if load else shapes.Load(0, 0, 0)


def _half(key: tuple[str, ...]) -> str:
    morning = key[1] == "morning"
    day = int(key[0]) + 1
    return (_("Day %(day)d, morning") if morning else _("Day %(day)d, afternoon")) % {"day": day}


FACETS: dict[Facet, tuple[StrOrPromise, StrOrPromise, Callable[[tuple[str, ...]], str]]] = {
    Facet.CAUSE: (
        gettext_lazy("Agreed meetings without a place, by cause"),
        gettext_lazy("Cause"),
        lambda key: str(HEADINGS[Cause(key[0])]),
    ),
    Facet.PAIR: (
        gettext_lazy("Agreed meetings without a place, by languages"),
        gettext_lazy("Languages"),
        lambda key: pairs_words([key]),
    ),
    Facet.HALF: (
        gettext_lazy("Agreed meetings without a place, by when both would be there"),
        gettext_lazy("When"),
        _half,
    ),
}


def _gain(effect: Effect) -> shapes.Gain:
    found, most = effect.found, max(effect.most, effect.found)
    shown = f"{number_format(found, 1)} – {number_format(most, 1)}"
    return shapes.Gain(name_of(effect.variant), f"{effect.meetings:+d}", found, most, shown)


# --- Additions --------------------------------------------------------------------------------------------


def name_of(variant: Variant) -> str:
    match variant:
        case MoreSlots(minutes=minutes):
            return ngettext(
                "%(count)d minute more on each day", "%(count)d minutes more on each day", minutes
            ) % {"count": minutes}
        case MorePlaces(count=count):
            return ngettext("%(count)d more table", "%(count)d more tables", count) % {"count": count}
        case MoreRooms(count=count):
            return ngettext("%(count)d more online room", "%(count)d more online rooms", count) % {
                "count": count
            }
        case MoreInterpreters(pair=pair, count=count):
            return ngettext(
                "%(count)d more interpreter %(pair)s", "%(count)d more interpreters %(pair)s", count
            ) % {"count": count, "pair": pairs_words([pair])}
        case MoreDelegates(count=count):
            return ngettext("%(count)d more delegate", "%(count)d more delegates", count) % {"count": count}


def _sentence(effect: Effect) -> str:
    name, meetings = name_of(effect.variant), effect.meetings
    if meetings > 0:
        return ngettext(
            "%(name)s would bring about %(count)d meeting.",
            "%(name)s would bring about %(count)d meetings.",
            meetings,
        ) % {"name": name, "count": meetings}
    if effect.found > 0:
        return _("%(name)s would bring no more meetings, but better ones.") % {"name": name}
    return _("%(name)s would bring nothing worth speaking of.") % {"name": name}
