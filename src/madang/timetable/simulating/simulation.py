"""What a simulation tells, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

from madang.timetable.schema import Json, read_record, to_json
from madang.timetable.simulating.variants import Variant, variant_from_json, variant_to_json
from madang.timetable.timetable import Status


class Resource(StrEnum):
    """What meetings take."""

    TABLES = "tables"
    ROOMS = "rooms"
    INTERPRETERS = "interpreters"


class Facet(StrEnum):
    """By what wishes that are not met are counted."""

    CAUSE = "cause"
    PAIR = "pair"
    HALL = "hall"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Figures:
    """A timetable in figures.

    Attributes:
        bound: no timetable of the problem is worth more.
        share: the share of the bound that is reached, in 0..1.
        meetings: requests held, of ``requests`` in all.
        below_minimum: participants with fewer meetings than their minimum; ``shortfall``: meetings they miss.
    """

    status: Status
    value: float
    bound: float
    share: float
    meetings: int
    requests: int
    below_minimum: int
    shortfall: int


@dataclass(frozen=True, slots=True)
class Load:
    """One resource in one slot.

    Attributes:
        slot: index of the slot.
        pair: the language pair, for interpreters. A meeting for which several pairs would do counts for that
            which its interpreter speaks, or else for the first in the alphabet that anybody speaks.
        needed: what the timetable found without the limit of this resource uses; as ``used`` if not scarce.
        used: what the timetable uses.
        available: tables or rooms that are open, or interpreters there who speak the pair; who speaks two
            counts for both.
    """

    slot: int
    resource: Resource
    needed: int
    used: int
    available: int
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """Requests that are not held, under one heading.

    A request counts once by cause (that which rules it out, or else that which binds in most slots) and by
    language pair; by hall once for each hall of its two sides; by half of the day once for each half in which
    both are available.

    Attributes:
        key: the cause; the pair; the hall; or the day and the session.
    """

    facet: Facet
    key: tuple[str, ...]
    requests: int
    value: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What one addition would bring.

    Attributes:
        figures: of the timetable found with it.
        found: value found with it - value found without; the same effort for both, so luck is in it.
        estimate: bound with it - bound without: the estimate by the relaxation.
        least: the true gain is no less, proved; ``most``: no more, proved.
        meetings: meetings held with it - without.
    """

    variant: Variant
    figures: Figures
    found: float
    estimate: float
    least: float
    most: float
    meetings: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """A fair before it begins.

    Attributes:
        base: the fair as it is.
        load: every resource that is there or needed, slot by slot.
        unmet: by facet, the most requests first.
        effects: of the variants, the largest gain first.
        complete: false if it was cancelled before all was tried.
    """

    base: Figures
    load: tuple[Load, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    effects: tuple[Effect, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class SimulationStep:
    """Where a simulation stands: at the solve number ``number`` (from 1) of ``total``.

    ``subject`` is the variant that is tried, the resource that is taken as unlimited, or ``None`` for the
    fair as it is.
    """

    number: int
    total: int
    subject: Variant | Resource | None
    seconds: float


def simulation_to_json(simulation: Simulation) -> Json:
    """The simulation as a JSON-able dict; each variant with its kind."""
    effects = [to_json(one) | {"variant": variant_to_json(one.variant)} for one in simulation.effects]
    return to_json(simulation) | {"effects": effects}


def simulation_from_json(document: Mapping[str, Any]) -> Simulation:
    """The simulation that ``simulation_to_json`` wrote.

    Raises:
        FormatError: if a field is missing, unknown or of the wrong type.
    """
    rest = {name: value for name, value in document.items() if name != "effects"}
    effects = [_effect(one, f"effects[{i}]") for i, one in enumerate(document.get("effects", ()))]
    return replace(cast("Simulation", read_record(Simulation, rest, "")), effects=tuple(effects))


def _effect(document: Mapping[str, Any], where: str) -> Effect:
    return Effect(
        variant=variant_from_json(document["variant"], f"{where}.variant"),
        figures=cast("Figures", read_record(Figures, document["figures"], f"{where}.figures")),
        **{name: document[name] for name in ("found", "estimate", "least", "most", "meetings")},
    )
