"""What is to be done next, for a company at its desk and for a visitor of the fair.

The floors above add their own lines at start-up (`add_lines`), so that this subject knows nothing of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from madang.core import clock
from madang.fairs import queries, rules
from madang.fairs.models import Fair, Participation, Phase


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
_sources: list[Source] = []


def add_lines(source: Source) -> None:
    """A higher subject says what a participant has to do there: requests to answer, meetings to read."""
    if source not in _sources:
        _sources.append(source)


def lines_from_above(participation: Participation) -> list[Line]:
    """What presses first; the rest in the order in which the subjects stand."""
    lines = [line for source in _sources for line in source(participation)]
    return sorted(lines, key=lambda line: not line.pressing)


# --- The profile ------------------------------------------------------------------------------------------
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


# --- Phases -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    """One phase of the fair as a reader sees it: over, now, to come, or not decided."""

    phase: Phase
    opens: datetime | None
    closes: datetime | None
    state: str

    @property
    def label(self) -> str:
        return str(self.phase.label)

    @property
    def is_now(self) -> bool:
        return self.state == "now"


def steps(fair: Fair) -> list[Step]:
    return [_step(fair, phase) for phase in Phase]


def _step(fair: Fair, phase: Phase) -> Step:
    opens, closes = fair.bounds(phase)
    return Step(phase, opens, closes, _state(opens, closes))


def _state(opens: datetime | None, closes: datetime | None) -> str:
    moment = clock.now()
    if opens is None:
        return "undecided"
    if moment < opens:
        return "next"
    return "over" if closes and closes <= moment else "now"


# --- The one next step of whoever reads the fair's page ---------------------------------------------------
def next_line(request: HttpRequest, fair: Fair, own: Participation | None) -> Line | None:
    if own:
        return _participants_line(fair, own)
    if rules.is_staff_of(request.user, fair):
        return Line(_("To the office"), office_address(fair))
    if fair.is_open(Phase.REGISTRATION):
        return Line(_("Register your organisation"), reverse("fairs:register", args=[fair.slug]))
    return None


def _participants_line(fair: Fair, own: Participation) -> Line:
    if own.state in {Participation.State.INVITED, Participation.State.WITHDRAWN}:
        return Line(_("Register %(name)s") % {"name": own}, reverse("fairs:register", args=[fair.slug]))
    return Line(_("To your desk"), reverse("fairs:desk", args=[fair.slug]))
