"""What a simulation found, as stored: in sentences, in pictures, and as rows for a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import StringIO
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from madang.core.models import Work
from madang.fairs.models import Fair
from madang.meetings.wording.unscheduled import pairs_words
from madang.timetable import Cause
from madang.timetable.simulating.simulation import Facet, Resource
from madang.timetable.simulating.variants import (
    VARIANTS,
    MoreDelegates,
    MoreInterpreters,
    MorePlaces,
    MoreRooms,
    MoreSlots,
    Variant,
    VariantKind,
)
from madang.web import shapes, zones

Stored = Mapping[str, Any]

CAUSES: dict[Cause, StrOrPromise] = {
    Cause.VETOED: gettext_lazy("no longer wanted"),
    Cause.NO_MEETINGS_ALLOWED: gettext_lazy("one side wishes for no meetings"),
    Cause.NO_TABLES: gettext_lazy("no table at the fair"),
    Cause.NO_ROOMS: gettext_lazy("no online room at the fair"),
    Cause.NO_INTERPRETER: gettext_lazy("nobody interprets the pair"),
    Cause.NO_COMMON_SLOT: gettext_lazy("never free at the same time"),
    Cause.AT_MAXIMUM: gettext_lazy("one side has its most meetings"),
    Cause.PARTICIPANT_BUSY: gettext_lazy("one side is at other meetings"),
    Cause.TABLES_TAKEN: gettext_lazy("all tables taken"),
    Cause.ROOMS_TAKEN: gettext_lazy("all online rooms taken"),
    Cause.INTERPRETERS_TAKEN: gettext_lazy("all interpreters taken"),
    Cause.PRECEDENCE: gettext_lazy("another meeting has to come first"),
    Cause.COULD_BE_HELD: gettext_lazy("would still fit"),
}


@dataclass(frozen=True)
class Findings:
    """One finished simulation."""

    result: Stored
    fair: Fair

    @classmethod
    def of(cls, work: Work | None, fair: Fair) -> "Findings | None":
        found = work.detail.get("result") if work else None
        return cls(found, fair) if found else None

    @cached_property
    def slots(self) -> list[datetime]:
        return [datetime.fromisoformat(moment) for moment in self.result["slots"]]

    @property
    def base(self) -> Stored:
        base: Stored = self.result["base"]
        return base

    @property
    def effects(self) -> list[Stored]:
        return list(self.result.get("effects", []))

    @property
    def is_complete(self) -> bool:
        return bool(self.result.get("complete", True))

    # -- in words

    def sentences(self) -> list[str]:
        """The largest gain first; what would bring nothing is said too, so that nobody buys it."""
        return [_sentence(effect) for effect in self.effects]

    def figures(self) -> list[shapes.Figure]:
        base = self.base
        return [
            shapes.Figure(_("Meetings"), base["meetings"], base["requests"], _("agreed")),
            shapes.Figure(
                _("Without a place"), base["requests"] - base["meetings"], note=_("agreed meetings")
            ),
            shapes.Figure(_("Below their minimum"), base["below_minimum"]),
            shapes.Figure(
                _("Of what is possible"),
                f"{number_format(100 * base['share'], 1)} %",
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
        for index, moment in enumerate(self.slots):
            days.setdefault(zones.day(moment, self.fair.zone, "full"), []).append(index)
        return [
            shapes.Loads(
                _("Needed and there, %(day)s") % {"day": day},
                _("What"),
                [zones.hour(self.slots[index], self.fair.zone) for index in indices],
                list(self._load_rows(indices)),
            )
            for day, indices in days.items()
        ]

    def _load_rows(self, indices: Iterable[int]) -> Iterator[shapes.LoadRow]:
        rows: dict[str, dict[int, Stored]] = {}
        for load in self.result.get("load", []):
            rows.setdefault(_resource(load), {})[load["slot"]] = load
        for label, loads in rows.items():
            if any(load["needed"] or load["available"] for load in loads.values()):
                yield shapes.LoadRow(label, [_load(loads.get(index)) for index in indices])

    def unmet(self, facet: Facet) -> shapes.Chart | None:
        rows = [row for row in self.result.get("unmet", []) if row["facet"] == facet]
        if not rows:
            return None
        caption, heading, words = FACETS[facet]
        bars = [shapes.Bar(words(row["key"]), row["requests"]) for row in rows]
        return shapes.Chart(caption, heading, _("Meetings"), bars)

    # -- for a spreadsheet

    def as_csv(self) -> str:
        sheet = StringIO()
        write = csv.writer(sheet).writerow
        write(["table", "what", "slot", "measure", "number"])
        for load in self.result.get("load", []):
            moment = self.slots[load["slot"]].astimezone(self.fair.tz).isoformat(timespec="minutes")
            for measure in ("needed", "used", "available"):
                write(["load", _resource(load), moment, measure, load[measure]])
        for row in self.result.get("unmet", []):
            for measure in ("requests", "value"):
                write([f"unmet by {row['facet']}", " ".join(row["key"]), "", measure, row[measure]])
        for effect in self.effects:
            for measure in ("meetings", "found", "estimate", "least", "most"):
                write(["additions", name_of(variant_of(effect)), "", measure, effect[measure]])
        return sheet.getvalue()


def _resource(load: Stored) -> str:
    resource = Resource(load["resource"])
    if resource is Resource.INTERPRETERS:
        return _("Interpreters %(pair)s") % {"pair": pairs_words([load["pair"]])} if load.get("pair") else ""
    return _("Tables") if resource is Resource.TABLES else _("Online rooms")


def _load(load: Stored | None) -> shapes.Load:
    return shapes.Load(load["needed"], load["used"], load["available"]) if load else shapes.Load(0, 0, 0)


def _half(key: list[str]) -> str:
    morning = key[1] == "morning"
    day = int(key[0]) + 1
    return (_("Day %(day)d, morning") if morning else _("Day %(day)d, afternoon")) % {"day": day}


FACETS: dict[Facet, tuple[StrOrPromise, StrOrPromise, Callable[[list[str]], str]]] = {
    Facet.CAUSE: (
        gettext_lazy("Agreed meetings without a place, by cause"),
        gettext_lazy("Cause"),
        lambda key: str(CAUSES[Cause(key[0])]),
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


def _gain(effect: Stored) -> shapes.Gain:
    found, most = effect["found"], max(effect["most"], effect["found"])
    shown = f"{number_format(found, 1)} – {number_format(most, 1)}"
    return shapes.Gain(name_of(variant_of(effect)), f"{effect['meetings']:+d}", found, most, shown)


# --- Additions --------------------------------------------------------------------------------------------


def variant_of(effect: Stored) -> Variant:
    fields = dict(effect["variant"])
    kind: Callable[..., Variant] = VARIANTS[VariantKind(fields.pop("variant"))]
    return kind(**{name: tuple(value) if name == "pair" else value for name, value in fields.items()})


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


def _sentence(effect: Stored) -> str:
    name, meetings = name_of(variant_of(effect)), effect["meetings"]
    if meetings > 0:
        return ngettext(
            "%(name)s would bring about %(count)d meeting.",
            "%(name)s would bring about %(count)d meetings.",
            meetings,
        ) % {"name": name, "count": meetings}
    if effect["found"] > 0:
        return _("%(name)s would bring no more meetings, but better ones.") % {"name": name}
    return _("%(name)s would bring nothing worth speaking of.") % {"name": name}
