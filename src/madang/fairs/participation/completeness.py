"""How complete a participant's profile is: one list of steps, which the subjects that know them fill."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from madang.core.registry import Registry
from madang.fairs.models import Participation
from madang.fairs.participation.desk import Line

StepsOf = Callable[[Participation], Iterable[Line]]

STEPS: Final[Registry[StepsOf]] = Registry()


@dataclass(frozen=True)
class Profile:
    """How complete a participant's profile is, step by step."""

    lines: Sequence[Line]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.is_done]


def profile_of(participation: Participation) -> Profile:
    """Two queries: what it has listed, and whether somebody comes."""
    return Profile([line for steps in STEPS.each() for line in steps(participation)])


def own_steps(participation: Participation) -> Iterator[Line]:
    """What this subject and the organisations' know of a profile."""
    organisation = participation.organisation
    about = reverse("organisations:edit", args=[organisation.public_id])
    yield Line(
        _("Describe your organisation"),
        about,
        bool(organisation.description),
        _("Two or three sentences that a partner reads before saying yes."),
    )
    yield Line(
        _("Choose your industry"), about, bool(organisation.industry), _("The directory is sorted by it.")
    )
    yield Line(
        _("Name who comes"),
        reverse("fairs:participation", args=[participation.fair.slug]),
        participation.delegates.exists(),
        _("Partners want to know whom they will meet."),
    )
