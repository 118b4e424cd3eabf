"""What many requests are given as, and what came of them."""

from dataclasses import dataclass

from madang.meetings.models import Request
from madang.partners.models import Grade


@dataclass(frozen=True)
class Ask:
    """One company asks another, by their participation ids."""

    sender: int
    receiver: int
    message: str = ""
    language: str = ""
    grade: str = Grade.WOULD


@dataclass(frozen=True)
class Answer:
    """What a receiver says to a request."""

    request: int
    accepted: bool
    grade: str = Grade.WOULD


@dataclass(frozen=True)
class Sent:
    """What came of many requests: those written, and those refused with the sentence why."""

    written: tuple[Request, ...]
    refused: tuple[tuple[Ask, str], ...]
