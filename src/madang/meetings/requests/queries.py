"""Requests as a company and the organiser see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from madang.core import clock
from madang.fairs.models import Fair, Participation
from madang.meetings.models import Request
from madang.meetings.queries import named_party, with_names
from madang.organisations.models import Organisation

State = Request.State


SOON = timedelta(days=2)


@dataclass(frozen=True)
class RequestLine:
    """A request as one of its two sides sees it."""

    request: Request
    own: Participation

    @property
    def is_received(self) -> bool:
        return self.request.receiver_id == self.own.pk

    @property
    def other(self) -> Participation:
        return self.request.sender if self.is_received else self.request.receiver

    @property
    def organisation(self) -> Organisation:
        return self.other.organisation

    @property
    def own_grade(self) -> str:
        return self.request.receiver_grade if self.is_received else self.request.sender_grade

    @property
    def expires_soon(self) -> bool:
        return self.request.state == State.PENDING and self.request.expires_at - clock.now() < SOON


@dataclass(frozen=True)
class Quota:
    """Requests that a company has open, of how many."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.limit))


@dataclass(frozen=True)
class Inbox:
    """All requests of a company, by what they wait for."""

    to_answer: tuple[RequestLine, ...]
    waiting: tuple[RequestLine, ...]
    agreed: tuple[RequestLine, ...]
    ended: tuple[RequestLine, ...]
    quota: Quota

    def __bool__(self) -> bool:
        return bool(self.to_answer or self.waiting or self.agreed or self.ended)


def requests_of(own: Participation) -> QuerySet[Request]:
    return (
        Request.objects.of(own)
        .select_related("sender__organisation", "receiver__organisation")
        .defer("sender__organisation__description", "receiver__organisation__description")
        .order_by("-sent_at", "-pk")
    )


def inbox_of(own: Participation) -> Inbox:
    """One query, whatever the number. Those that end first stand first among those to answer."""
    lines = [RequestLine(request, own) for request in requests_of(own)]
    pending = [line for line in lines if line.request.state == State.PENDING]
    to_answer = sorted(
        (line for line in pending if line.is_received), key=lambda line: line.request.expires_at
    )
    agreed = tuple(line for line in lines if line.request.state == State.ACCEPTED)
    waiting = tuple(line for line in pending if not line.is_received)
    sent = len(waiting) + sum(1 for line in agreed if not line.is_received)
    open_states = {State.PENDING, State.ACCEPTED}
    ended = tuple(line for line in lines if line.request.state not in open_states)
    return Inbox(tuple(to_answer), waiting, agreed, ended, Quota(sent, own.fair.request_limit))


@dataclass(frozen=True)
class Desk:
    """What buttons need to know: how a company stands to each other one, and how many more it may ask."""

    lines: Mapping[int, RequestLine]
    quota: Quota

    @property
    def to_answer(self) -> int:
        return sum(
            1 for line in self.lines.values() if line.is_received and line.request.state == State.PENDING
        )


def desk_of(own: Participation) -> Desk:
    """One query."""
    alive = [RequestLine(request, own) for request in Request.objects.alive().of(own)]
    partners = {
        line.request.sender_id if line.is_received else line.request.receiver_id: line for line in alive
    }
    sent = sum(1 for line in alive if not line.is_received)
    return Desk(partners, Quota(sent, own.fair.request_limit))


def requests_of_fair(fair: Fair, *, state: str = "", name: str = "") -> QuerySet[Request]:
    rows = with_names(Request.objects.filter(fair=fair))
    if state:
        rows = rows.filter(state=state)
    if name:
        rows = rows.filter(named_party(name))
    return rows
