"""How complete a participant's profile is: one list of steps, which the subjects that know them fill."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from madang.core.registry import Registry
from madang.fairs.models import Delegate, Participation
from madang.fairs.participation.desk import Line


@dataclass(frozen=True)
class ProfileStep:
    """Something that a profile should have, why, and where it is written.

    `done` answers at once, or with an expression on the participant's row: all of those are one query.
    """

    title: StrOrPromise
    why: StrOrPromise
    url: Callable[[Participation], str]
    done: Callable[[Participation], bool | Exists]

    def line(self, participation: Participation, *, is_done: bool) -> Line:
        return Line(str(self.title), self.url(participation), is_done, str(self.why))


STEPS: Final[Registry[ProfileStep]] = Registry()


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
    """One query, whatever the number of steps."""
    steps = STEPS.each()
    answers = {f"step_{place}": _asked(step.done(participation)) for place, step in enumerate(steps)}
    row = Participation.objects.filter(pk=participation.pk).annotate(**answers).values_list(*answers).get()
    return Profile([step.line(participation, is_done=done) for step, done in zip(steps, row, strict=True)])


def _asked(answer: bool | Exists) -> Value | Exists:
    return Value(answer) if isinstance(answer, bool) else answer


def _about(participation: Participation) -> str:
    return reverse("organisations:edit", args=[participation.organisation.public_id])


def _participation(participation: Participation) -> str:
    return reverse("fairs:participation", args=[participation.fair.slug])


def _is_described(participation: Participation) -> bool:
    return bool(participation.organisation.description)


def _has_industry(participation: Participation) -> bool:
    return bool(participation.organisation.industry)


def _has_delegates(_participation: Participation) -> Exists:
    return Exists(Delegate.objects.filter(participation=OuterRef("pk")))


#: What this subject and that of the organisations know of a profile.
OWN: Final = (
    ProfileStep(
        _("Describe your organisation"),
        _("Two or three sentences that a partner reads before saying yes."),
        _about,
        _is_described,
    ),
    ProfileStep(_("Choose your industry"), _("The directory is sorted by it."), _about, _has_industry),
    ProfileStep(
        _("Name who comes"),
        _("Partners want to know whom they will meet."),
        _participation,
        _has_delegates,
    ),
)
