"""The two companies of a meeting in words."""

from django.utils.safestring import SafeString

from madang.meetings.models import Meeting, Request
from madang.web.components.words import text
from madang.web.markup import markup

BETWEEN = " – "


def joined(one: str, other: str) -> str:
    """“A – B”."""
    return f"{one}{BETWEEN}{other}"


def asked_words(request: Request) -> str:
    """As a title or in a list."""
    return joined(str(request.sender.organisation), str(request.receiver.organisation))


def pair_words(meeting: Meeting) -> str:
    return asked_words(meeting.request)


def pair(request: Request) -> SafeString:
    """For a page: each name marked with its language."""
    one, other = request.sender.organisation.name, request.receiver.organisation.name
    return markup("{}{}{}", text(one), BETWEEN, text(other))
