"""The two companies of a meeting in words."""

from madang.meetings.models import Meeting, Request


def pair_words(meeting: Meeting) -> str:
    """“A – B”, as a title or in a list."""
    assert meeting.request is not None
    return asked_words(meeting.request)


def asked_words(request: Request) -> str:
    return f"{request.sender.organisation} – {request.receiver.organisation}"
