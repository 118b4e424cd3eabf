"""Whom to tell of what, each in their own language."""

from collections.abc import Iterable

from django.urls import reverse

from madang.core import languages, notices
from madang.core.events import publish
from madang.core.models import User
from madang.fairs.models import Participation
from madang.organisations.models import Role


def people_of(participation: Participation) -> Iterable[User]:
    """Those who act for a participant."""
    return User.objects.filter(
        memberships__organisation_id=participation.organisation_id,
        memberships__role__in=[Role.OWNER, Role.EDITOR],
        is_active=True,
    )


def channel_of(participation: Participation) -> str:
    return f"participation-{participation.pk}"


def tell_of_request(participation: Participation, other: Participation, kind: str) -> None:
    """Tell one side what the other did with a request."""
    url = reverse("meetings:requests", args=[participation.fair.slug])
    for user in people_of(participation):
        language = user.language or languages.ENGLISH
        notices.tell(
            [user],
            kind,
            url=url,
            partner=other.organisation.name.best(language).text,
            fair=participation.fair.name.best(language).text,
        )
    publish(channel_of(participation), kind)


def tell_of_timetable(participation: Participation, kind: str, meetings: int) -> None:
    url = reverse("meetings:agenda", args=[participation.fair.slug])
    for user in people_of(participation):
        language = user.language or languages.ENGLISH
        notices.tell(
            [user], kind, url=url, fair=participation.fair.name.best(language).text, meetings=meetings
        )
    publish(channel_of(participation), kind)
