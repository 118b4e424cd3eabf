"""The weeks of requests, lived through on the fair's own clock: who asks, who answers, when.

It can be stopped at any moment and taken up again: what is there is never asked twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from madang.core import clock
from madang.core.errors import Refused
from madang.demonstration.behaviour import popularity, reply, wishes
from madang.demonstration.companies.entries import requests_open
from madang.demonstration.shapes import Fair, Participant, Reply, Wish
from madang.fairs.models import Fair as FairRow
from madang.meetings.models import Request
from madang.meetings.requests import actions
from madang.meetings.requests.shapes import Answer, Ask

TICK = timedelta(hours=6)
Tell = Callable[[int, int], None]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Season:
    """Everything that happens in the weeks of requests, and who is who in the database."""

    seed: str
    fair: Fair
    row: FairRow
    ids: dict[str, int]
    ranks: dict[Pair, int]
    wishes: tuple[Wish, ...]
    people: dict[str, Participant] = field(default_factory=dict)
    replies: dict[Pair, Reply] = field(default_factory=dict)


def season_of(seed: str, fair: Fair, row: FairRow) -> Season:
    """Plan the season from the recommendations that stand in the database."""
    ids = dict(row.participations.taking_part().values_list("reference", "pk"))
    recommended: dict[str, list[str]] = defaultdict(list)
    listed = row.recommendations.order_by("rank")
    for key, partner in listed.values_list("participation__reference", "partner__reference"):
        recommended[key].append(partner)
    people = {one.key: one for one in fair.participants if one.key in ids}
    meets = {group.key: group.meets for group in fair.groups}
    planned = wishes(seed, tuple(people.values()), recommended, meets=meets, limit=fair.request_limit)
    ranks = {(key, one): rank for key, partners in recommended.items() for rank, one in enumerate(partners)}
    return Season(seed, fair, row, ids, ranks, planned, people)


def live_through(season: Season, until: datetime, tell: Tell) -> int:
    """Let time pass from the opening of requests to `until`; says how many requests there are then."""
    opens = requests_open(season.fair)
    closes = season.row.requests_close or until
    last = min(until, closes)
    known = _requests(season)
    ticks = [*_ticks(opens, last)]
    for number, moment in enumerate(ticks, 1):
        with transaction.atomic(), clock.standing_at(moment):
            _ask(season, known, moment - opens)
            _answer(season, known, moment - opens)
        tell(number, len(ticks))
    return len(known)


def _ticks(opens: datetime, last: datetime) -> Iterator[datetime]:
    """Every six hours, and the last moment at which requests are still open."""
    moment = opens + TICK
    while moment < last:
        yield moment
        moment += TICK
    yield last - timedelta(minutes=1)


def _requests(season: Season) -> dict[Pair, Request]:
    rows = Request.objects.filter(fair=season.row).select_related("sender", "receiver")
    return {(row.sender.reference, row.receiver.reference): row for row in rows}


def _ask(season: Season, known: dict[Pair, Request], passed: timedelta) -> None:
    """Everyone sends what they have thought of since the last time."""
    asks = [
        Ask(
            season.ids[wish.sender],
            season.ids[wish.receiver],
            wish.message,
            season.people[wish.sender].language if wish.message else "",
            wish.grade,
        )
        for wish in season.wishes
        if _hours(passed) >= wish.after_hours and not _is_known(known, wish)
    ]
    if asks:
        sent = actions.send_many(actor=None, fair=season.row, asks=asks)
        names = {pk: key for key, pk in season.ids.items()}
        known.update({(names[row.sender_id], names[row.receiver_id]): row for row in sent.written})


def _is_known(known: dict[Pair, Request], wish: Wish) -> bool:
    return (wish.sender, wish.receiver) in known or (wish.receiver, wish.sender) in known


def _answer(season: Season, known: dict[Pair, Request], passed: timedelta) -> None:
    """Everyone answers what has waited long enough; some take their own request back."""
    due = [(known[pair], found) for pair, found in _due(season, known, passed)]
    answers = [
        Answer(row.pk, found.answer == "accept", found.grade)
        for row, found in due
        if found.answer in {"accept", "decline"}
    ]
    actions.answer_many(actor=None, fair=season.row, answers=answers)
    for row, found in due:
        if found.answer == "withdraw":
            _withdraw(row)
        row.state = {"accept": Request.State.ACCEPTED, "decline": Request.State.DECLINED}.get(
            found.answer, Request.State.WITHDRAWN
        )


def _due(season: Season, known: dict[Pair, Request], passed: timedelta) -> Iterator[tuple[Pair, Reply]]:
    for wish in season.wishes:
        pair = (wish.sender, wish.receiver)
        if pair in known and known[pair].state == Request.State.PENDING:
            found = _reply(season, wish)
            if found.answer != "leave" and _hours(passed) >= wish.after_hours + found.after_hours:
                yield pair, found


def _reply(season: Season, wish: Wish) -> Reply:
    """Made up once for each wish: it is asked for at every tick until it is due."""
    pair = (wish.sender, wish.receiver)
    if pair not in season.replies:
        popular = popularity(season.seed, season.people[wish.receiver])
        rank = season.ranks.get((wish.receiver, wish.sender))
        season.replies[pair] = reply(season.seed, wish, rank, popular)
    return season.replies[pair]


def _withdraw(row: Request) -> None:
    try:
        actions.withdraw(actor=None, request=row)
    except Refused:  # answered in the meantime, by hand
        return


def _hours(passed: timedelta) -> float:
    return passed.total_seconds() / 3600
