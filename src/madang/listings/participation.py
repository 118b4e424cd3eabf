"""What this subject says of a participant and of a fair, on the pages of the subject below."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.fairs.front.queries import Project
from madang.fairs.models import Participation
from madang.fairs.participation.desk import Line
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


def steps_of(participation: Participation) -> Iterator[Line]:
    """What a profile lacks of offers and needs. One query."""
    organisation = participation.organisation
    listed = list(Listing.objects.shown().filter(organisation=organisation).values_list("side", "concepts"))
    sides = Counter(side for side, _concepts in listed)
    where = reverse("listings:listings", args=[organisation.public_id])
    yield Line(
        _("Say what you seek"),
        where,
        sides[Side.NEED] > 0,
        _("A match needs both sides: without this nobody can be recommended to you for it."),
    )
    yield Line(
        _("Say what you offer"), where, sides[Side.OFFER] > 0, _("Others find you by it, in any language.")
    )
    yield Line(
        _("Write one more thing that you seek"),
        where,
        sides[Side.NEED] > 1,
        _("It brings you more partners."),
    )
    yield Line(
        _("Confirm the subjects of what you wrote"),
        where,
        any(concepts for _side, concepts in listed),
        _("They are understood in all four languages."),
    )
