"""What came of earlier requests and meetings, as the subject above that has them tells it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from madang.core.registry import Registry
from madang.fairs.models import Fair, Participation
from madang.matching.scoring.circumstances import openness


@dataclass(frozen=True)
class Answered:
    """A request that was accepted or declined, by participations of one fair."""

    fair: int
    asker: int
    asked: int
    yes: bool


Fairs = Collection[int]
#: Answers given at these fairs.
AnswersOf = Callable[[Fairs], Iterable[Answered]]
#: Pairs of organisations whose meeting at one of these fairs was held.
MeetingsOf = Callable[[Fairs], Iterable[tuple[int, int]]]

ANSWERS: Final[Registry[AnswersOf]] = Registry()
MEETINGS: Final[Registry[MeetingsOf]] = Registry()


def answers_at(fairs: Fairs) -> list[Answered]:
    return [answer for source in ANSWERS.each() for answer in source(fairs)]


def met_before(fair: Fair) -> frozenset[tuple[str, str]]:
    """Pairs of participations of this fair whose organisations met at a fair that ended before it began."""
    here = {row.organisation_id: str(row.pk) for row in Participation.objects.filter(fair=fair).taking_part()}
    ended = past(fair)
    return frozenset(
        (here[one], here[other])
        for source in MEETINGS.each()
        for one, other in source(ended)
        if one in here and other in here
    )


def openness_of(fair: Fair) -> Mapping[int, float]:
    """How readily each organisation said yes so far, at past fairs and at this one; see the engine."""
    answers = answers_at([*past(fair), fair.pk])
    organisations = dict(
        Participation.objects.filter(pk__in={answer.asked for answer in answers}).values_list(
            "pk", "organisation"
        )
    )
    asked = Counter(organisations[answer.asked] for answer in answers)
    accepted = Counter(organisations[answer.asked] for answer in answers if answer.yes)
    usual = accepted.total() / asked.total() if asked else 0.5
    return {key: openness(count, accepted[key], usual) for key, count in asked.items()}


def past(fair: Fair) -> list[int]:
    """The fairs that ended before this one began."""
    return list(Fair.objects.filter(ends_on__lt=fair.starts_on).values_list("pk", flat=True))
