"""Whom to tell of what, each in their own language: a few statements, however many are told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from madang.core import languages, notices
from madang.core.events import publish_many
from madang.core.models import Notice, User
from madang.core.text import Text
from madang.fairs.channels import participation_channel
from madang.fairs.models import Participation
from madang.organisations.models import Membership, Role

#: The one who is told, and the other whose doing it was.
Pair = tuple[Participation, Participation]


def people_of(participations: Iterable[Participation]) -> Mapping[int, Sequence[User]]:
    """Those who act for these participants, by organisation."""
    people: dict[int, list[User]] = defaultdict(list)
    members = Membership.objects.filter(
        organisation__in={row.organisation_id for row in participations},
        role__in=[Role.OWNER, Role.EDITOR],
        user__is_active=True,
    )
    for member in members.select_related("user").order_by("pk"):
        people[member.organisation_id].append(member.user)
    return people


def tell_of_request(participation: Participation, other: Participation, kind: str) -> None:
    """Tell one side what the other did with a request."""
    tell_of_requests([(participation, other)], kind)


def tell_of_requests(pairs: Sequence[Pair], kind: str) -> None:
    """The same for many requests at once."""
    told = [one for one, _other in pairs]
    people = people_of(told)
    notices.tell_many(
        Notice(
            user=user,
            kind=kind,
            url=reverse("meetings:requests", args=[one.fair.slug]),
            params={
                "partner": _read_by(user, other.organisation.name),
                "fair": _read_by(user, one.fair.name),
            },
        )
        for one, other in pairs
        for user in people.get(one.organisation_id, ())
    )
    publish_many(map(participation_channel, told), kind)


def tell_of_timetable(meetings: Mapping[Participation, int], kind: str) -> None:
    """Tell participants how many meetings they have in the timetable that counts from now on."""
    people = people_of(meetings)
    notices.tell_many(
        Notice(
            user=user,
            kind=kind,
            url=reverse("meetings:agenda", args=[row.fair.slug]),
            params={"fair": _read_by(user, row.fair.name), "meetings": number},
        )
        for row, number in meetings.items()
        for user in people.get(row.organisation_id, ())
    )
    publish_many(map(participation_channel, meetings), kind)


def _read_by(user: User, name: Text) -> str:
    return name.best(user.language or languages.ENGLISH).text
