"""What this subject says of a participant and of a fair, on the pages of the subject below."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.fairs.front.queries import Project
from madang.fairs.models import Participation
from madang.fairs.participation.completeness import ProfileStep
from madang.listings import queries
from madang.listings.models import Listing, Side
from madang.organisations.profile.sections import Section
from madang.web.shapes import Figure

MOST_PROJECTS = 5


def offers_of_row() -> QuerySet[Listing]:
    return queries.shown_of_row().filter(side=Side.OFFER)


def needs_of_row() -> QuerySet[Listing]:
    return queries.shown_of_row().filter(side=Side.NEED)


def figure_of(present: QuerySet[Participation]) -> Figure:
    """How much is offered and sought by those who take part. One query."""
    shown = Listing.objects.shown().filter(organisation__in=present.values("organisation"))
    return Figure(_("Offers and needs"), shown.count())


def projects_of(organisations: Collection[int]) -> Mapping[int, list[Project]]:
    """The first offers of each. One query."""
    projects: dict[int, list[Project]] = {pk: [] for pk in organisations}
    for row in Listing.objects.shown().filter(organisation__in=organisations, side=Side.OFFER):
        if len(of_one := projects[row.organisation_id]) < MOST_PROJECTS:
            of_one.append(Project(row.get_kind_display(), row.title))
    return projects


def section_of(participation: Participation) -> Section:
    """What it offers and what it seeks, as others at the fair see it."""
    shown = Listing.objects.shown().filter(organisation=participation.organisation)
    return Section("listings/sides.html", {"sides": queries.sides_of(shown)})


def _listings(participation: Participation) -> str:
    return reverse("listings:listings", args=[participation.organisation.public_id])


#: What a profile should have of offers and needs.
STEPS: Final = (
    ProfileStep(
        _("Say what you seek"),
        _("A match needs both sides: without this nobody can be recommended to you for it."),
        _listings,
        lambda _participation: Exists(needs_of_row()),
    ),
    ProfileStep(
        _("Say what you offer"),
        _("Others find you by it, in any language."),
        _listings,
        lambda _participation: Exists(offers_of_row()),
    ),
    ProfileStep(
        _("Write one more thing that you seek"),
        _("It brings you more partners."),
        _listings,
        lambda _participation: Exists(needs_of_row()[1:2]),
    ),
    ProfileStep(
        _("Confirm the subjects of what you wrote"),
        _("They are understood in all four languages."),
        _listings,
        lambda _participation: Exists(queries.shown_of_row().exclude(concepts=[])),
    ),
)
