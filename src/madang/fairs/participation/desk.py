"""What a company has to do next, and how complete its profile is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from madang.core.registry import Registry
from madang.fairs import queries
from madang.fairs.models import Fair, Participation


@dataclass(frozen=True)
class Line:
    """One thing to do: done or not, why it matters, and where it is done. A `pressing` one stands first."""

    title: str
    url: str
    is_done: bool = False
    why: str = ""
    pressing: bool = False
    action: str = ""


Source = Callable[[Participation], Iterable[Line]]
#: What a participant has to do in the subjects above: requests to answer, meetings to read.
TASKS: Final[Registry[Source]] = Registry()


def lines_from_above(participation: Participation) -> list[Line]:
    """What presses first; the rest in the order in which the subjects stand."""
    lines = [line for source in TASKS.each() for line in source(participation)]
    return sorted(lines, key=lambda line: not line.pressing)


@dataclass(frozen=True)
class Profile:
    """How complete a participant's profile is, line by line."""

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
    """Two queries: the listings' sides, and whether somebody comes."""
    organisation = participation.organisation
    slug = participation.fair.slug
    sides = set(queries.shown_listings().filter(organisation=organisation).values_list("side", flat=True))
    about = address("organisations:edit", organisation.public_id)
    listings = address("listings:listings", organisation.public_id)
    own = reverse("fairs:participation", args=[slug])
    return Profile(
        [
            Line(
                _("Say what you seek"),
                listings,
                "need" in sides,
                _("A match needs both sides: without this nobody can be recommended to you for it."),
            ),
            Line(
                _("Say what you offer"),
                listings,
                "offer" in sides,
                _("Others find you by it, in any language."),
            ),
            Line(
                _("Describe your organisation"),
                about,
                bool(organisation.description),
                _("Two or three sentences that a partner reads before saying yes."),
            ),
            Line(
                _("Choose your industry"),
                about,
                bool(organisation.industry),
                _("The directory is sorted by it."),
            ),
            Line(
                _("Name who comes"),
                own,
                participation.delegates.exists(),
                _("Partners want to know whom they will meet."),
            ),
        ]
    )


def address(name: str, *args: object) -> str:
    """The address of a page of another subject, or none where this installation does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def office_address(fair: Fair) -> str:
    """The front page of a fair's office: its state at a glance, else its set-up."""
    return address("meetings:glance", fair.slug) or reverse("fairs:participants", args=[fair.slug])
