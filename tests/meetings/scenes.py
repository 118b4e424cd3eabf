"""A fair with agreed meetings, as the tests of the timetable begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import factories as make
from madang.core.text import Text
from madang.fairs.interpreters import actions as interpreter_actions
from madang.fairs.models import Fair, Participation, Slot
from madang.fairs.places import actions as place_actions
from madang.fairs.shapes import InterpreterFields
from madang.meetings.models import Request, TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.requests.shapes import Answer, Ask
from madang.meetings.versions import actions as version_actions


@dataclass
class Scene:
    fair: Fair
    slots: list[Slot]
    companies: list[Participation]
    requests: list[Request]


def scene(
    countries: Sequence[str] = ("KR", "CN", "RU"),
    *,
    tables: int = 3,
    rooms: int = 0,
    presences: Sequence[str] = (),
    pairs: Sequence[tuple[int, int]] | None = None,
    interpreters: Sequence[tuple[str, ...]] = (),
    **company: object,
) -> Scene:
    """Companies with an owner each, all of whom (or the given pairs) agreed to meet; six slots, one hall."""
    fair = make.fair()
    slots = make.slots(fair)
    place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", "Hall 1", ko="1관"), tables=tables)
    place_actions.make_rooms(actor=None, fair=fair, count=rooms)
    for number, languages in enumerate(interpreters):
        fields = InterpreterFields(name=f"Interpreter {number}", languages=languages)
        interpreter_actions.add_interpreter(actor=None, fair=fair, fields=fields)
    companies = [
        make.participation(
            fair,
            country=country,
            owner=make.user(language=make.COUNTRIES[country][0]),
            presence=presences[index] if presences else "on_site",
            **company,
        )
        for index, country in enumerate(countries)
    ]
    fair.refresh_from_db()
    wanted = list(combinations(range(len(companies)), 2)) if pairs is None else pairs
    return Scene(fair, slots, companies, agree(fair, companies, wanted))


def agree(fair: Fair, companies: Sequence[Participation], pairs: Sequence[tuple[int, int]]) -> list[Request]:
    asks = [Ask(companies[one].pk, companies[other].pk) for one, other in pairs]
    sent = request_actions.send_many(actor=None, fair=fair, asks=asks)
    assert not sent.refused
    answers = [Answer(row.pk, accepted=True) for row in sent.written]
    request_actions.answer_many(actor=None, fair=fair, answers=answers)
    return list(Request.objects.filter(pk__in=[row.pk for row in sent.written]).order_by("pk"))


def draft(fair: Fair) -> TimetableVersion:
    version = version_actions.make_timetable_now(actor=None, fair=fair, seconds=1)
    assert version is not None
    return version


def published(fair: Fair) -> TimetableVersion:
    return version_actions.publish(actor=None, version=draft(fair))
