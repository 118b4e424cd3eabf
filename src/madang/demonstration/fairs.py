"""The five fairs with their slots, halls, programme and participants."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from madang.demonstration.companies.published import leads, published, words_of
from madang.demonstration.companies.synthetic import Wanted, companies
from madang.demonstration.companies.vocabulary import sheet
from madang.demonstration.shapes import (
    NOTHING,
    Fair,
    Group,
    Hall,
    Interpreter,
    Participant,
    Presence,
    Session,
    Slot,
    Speaker,
    Words,
)

Extent = Literal["small", "full"]

MAIN = "harbin-2022"
MEETING = timedelta(minutes=25)
PITCH = timedelta(minutes=30)
LUNCH = Words("en", {"en": "Lunch", "ko": "점심", "zh-hans": "午餐", "ru": "Обед"})
TEA = Words("en", {"en": "Tea break", "ko": "휴식", "zh-hans": "茶歇", "ru": "Перерыв"})

#: Side of the conference → (takes part, of the province or not, companies by country when full, when small).
SIDES: dict[str, tuple[Presence, bool | None, dict[str, int], dict[str, int]]] = {
    "outside": (
        "on_site",
        False,
        {"CN": 55, "KR": 17, "RU": 13, "*": 15},
        {"CN": 8, "KR": 3, "RU": 2, "*": 1},
    ),
    "province": ("on_site", True, {"CN": 100}, {"CN": 13}),
    "online": (
        "online",
        None,
        {"CN": 380, "KR": 240, "RU": 170, "*": 210},
        {"CN": 8, "KR": 5, "RU": 4, "*": 4},
    ),
}
INTERPRETERS = (
    Interpreter("金海兰", ("ko", "zh-hans"), "both"),
    Interpreter("박선희", ("ko", "zh-hans"), "on_site"),
    Interpreter("崔明浩", ("ko", "zh-hans", "en"), "both"),
    Interpreter("이정아", ("ko", "en"), "online"),
    Interpreter("Ирина Ковалёва", ("ru", "zh-hans"), "both"),
    Interpreter("王晓东", ("ru", "zh-hans"), "on_site"),
    Interpreter("Алексей Пак", ("ru", "ko"), "both"),
    Interpreter("刘一诺", ("zh-hans", "en"), "both"),
    Interpreter("陈思源", ("zh-hans", "en"), "on_site"),
    Interpreter("Мария Литвинова", ("ru", "en"), "online"),
)


def main_fair(extent: Extent = "full", seed: str = "madang") -> Fair:
    """The matching conference of Harbin: 100 companies from outside × 100 of the province, 1,000 online."""
    return _fair(
        MAIN, tuple(_main_cast(extent, seed)), interpreters=INTERPRETERS[: 10 if extent == "full" else 5]
    )


def small_fairs(seed: str = "madang") -> tuple[Fair, ...]:
    """The four others, with the organisations that reports name and a few made-up ones."""
    return tuple(_fair(slug, tuple(_small_cast(slug, seed))) for slug in sheet("fairs.toml") if slug != MAIN)


def _main_cast(extent: Extent, seed: str) -> Iterator[Participant]:
    """The small cast is the beginning of the full one, so that a small fair can grow."""
    known = [*published(MAIN), *leads(MAIN)]
    yield from known
    wanted = [wish for side in SIDES for wish in _side(side, known)]
    everyone = companies(seed, [wish for wish, _ in wanted], [one.name for one in known])
    for one, (_, is_early) in zip(everyone, wanted, strict=True):
        if is_early or extent == "full":
            yield one


def _side(side: str, known: list[Participant]) -> Iterator[tuple[Wanted, bool]]:
    """As many made-up companies as the named ones leave open, by country; and who is of the small cast."""
    presence, inside, full, small = SIDES[side]
    number = 0
    for country, count in full.items():
        there = sum(one.group == side and _counts_as(one, country) for one in known)
        for place in range(there, count):
            number += 1
            yield Wanted(f"{side}-{number:04d}", country, side, presence, inside), place < small[country]


def _counts_as(participant: Participant, country: str) -> bool:
    return participant.country == country or (
        country == "*" and participant.country not in {"CN", "KR", "RU"}
    )


def _small_cast(slug: str, seed: str) -> Iterator[Participant]:
    yield from published(slug)
    rows = sheet("fairs.toml")[slug].get("synthetic", [])
    yield from companies(
        seed,
        [
            Wanted(
                f"{slug}-{n}",
                row["country"],
                row["group"],
                "online",
                field=row["field"],
                kind=row.get("kind", "company"),
            )
            for n, row in enumerate(rows, 1)
        ],
    )


def _fair(
    slug: str, participants: tuple[Participant, ...], interpreters: tuple[Interpreter, ...] = ()
) -> Fair:
    row = sheet("fairs.toml")[slug]
    return Fair(
        slug=slug,
        name=words_of(row["name"]),
        summary=words_of(row["summary"]),
        description=words_of(row["description"]),
        venue=words_of(row["venue"]),
        city=words_of(row["city"]),
        country="CN",
        zone=row["zone"],
        first_day=row["first_day"],
        days=row["days"],
        slots=tuple(_slots(row)),
        halls=tuple(Hall(one["key"], words_of(one["name"]), one["tables"]) for one in row["halls"]),
        rooms=row["rooms"],
        groups=tuple(
            Group(one["key"], words_of(one["name"]), tuple(one.get("meets", ()))) for one in row["groups"]
        ),
        speakers=tuple(_speaker(one) for one in row["speakers"]),
        sessions=tuple(_session(one) for one in row["sessions"]),
        interpreters=interpreters,
        least_meetings=row["least_meetings"],
        most_meetings=row["most_meetings"],
        participants=participants,
    )


def _slots(row: dict[str, Any]) -> Iterator[Slot]:
    for day in range(row["days"]):
        yield from _slots_of_day(row, row["first_day"] + timedelta(days=day))


def _slots_of_day(row: dict[str, Any], day: date) -> Iterator[Slot]:
    """Half-hours of 25 minutes of meeting each; what lies between the parts of the day is a named break."""
    zone, ended = ZoneInfo(row["zone"]), None
    for part, pause in (("morning", NOTHING), ("afternoon", LUNCH), ("evening", TEA)):
        if part not in row:
            continue
        start = _at(day, row[part]["from"], zone)
        if ended:
            yield Slot(ended, start, pause)
        for number in range(row[part]["meetings"]):
            yield Slot(start + number * PITCH, start + number * PITCH + MEETING)
        ended = start + row[part]["meetings"] * PITCH


def _at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, moment, zone)


def _speaker(row: dict[str, Any]) -> Speaker:
    return Speaker(
        row["key"], words_of(row["name"]), words_of(row.get("position")), row.get("organisation", "")
    )


def _session(row: dict[str, Any]) -> Session:
    return Session(
        title=words_of(row["title"]),
        summary=words_of(row.get("summary")),
        day=row["day"],
        starts=row["starts"],
        ends=row["ends"],
        hall=row.get("hall", ""),
        speakers=tuple(row.get("speakers", ())),
        is_broadcast=row["broadcast"],
        provenance=row.get("provenance", "published"),
    )
