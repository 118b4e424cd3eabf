"""`publish(channel, kind, …)`: tell whoever watches that something changed.

The row and its NOTIFY belong to the transaction of the write: nothing is told that was rolled back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import connection

from madang.core.errors import NotAllowed
from madang.core.models import Event, User
from madang.core.registry import Registry

NOTIFY_CHANNEL = "madang_events"
TOKEN_SALT = "madang.live"  # noqa: S105  a salt, not a secret
#: A token is short-lived, for it stands in an address and outlives the right to listen. Pages renew it.
TOKEN_SECONDS = 5 * 60
#: A page that has slept for longer than this stays silent until it is loaded anew.
RENEWABLE_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Audience:
    """Who may listen to the channels `<kind>-<id>`, by their id."""

    kind: str
    includes: Callable[[User, int], bool]


#: The subjects say it of their channels; of what nobody speaks for, no token is renewed.
AUDIENCES: Final[Registry[Audience]] = Registry()


def publish(channel: str, kind: str, **payload: object) -> Event:
    (event,) = publish_many([channel], kind, **payload)
    return event


def publish_many(channels: Iterable[str], kind: str, **payload: object) -> list[Event]:
    """The same on many channels, in two statements."""
    events = Event.objects.bulk_create(
        Event(channel=channel, kind=kind, payload=payload) for channel in channels
    )
    told = [f"{event.pk} {event.channel}" for event in events]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [NOTIFY_CHANNEL, told])
    return events


def token(*channels: str) -> str:
    """What a page hands its reader so that the live process lets them listen to these channels."""
    return signing.dumps(list(channels), salt=TOKEN_SALT, compress=True)


def channels_of(signed: str) -> list[str]:
    """The channels a token opens; raises `signing.BadSignature` on a forged or old one."""
    return _signed_channels(signed, TOKEN_SECONDS)


def renewed(signed: str, user: User | AnonymousUser) -> str:
    """A new token for the same channels, if `user` may listen to every one of them at this moment."""
    channels = _signed_channels(signed, RENEWABLE_SECONDS)
    if not all(may_hear(user, channel) for channel in channels):
        raise NotAllowed
    return token(*channels)


def may_hear(user: User | AnonymousUser, channel: str) -> bool:
    kind, _, number = channel.rpartition("-")
    found = [audience for audience in AUDIENCES.each() if audience.kind == kind]
    return isinstance(user, User) and any(audience.includes(user, int(number)) for audience in found)


def _signed_channels(signed: str, seconds: int) -> list[str]:
    channels: list[str] = signing.loads(signed, salt=TOKEN_SALT, max_age=seconds)
    return channels
