"""What a company has to do about its meetings, as lines of its desk."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.fairs.models import Participation, Phase
from madang.fairs.participation.desk import Line
from madang.meetings.queries import published_of
from madang.meetings.requests.queries import Quota, desk_of


def lines_of(own: Participation) -> Iterator[Line]:
    """Requests to answer press; then partners to ask, and the agenda once it is there. Two queries."""
    if own.state != Participation.State.APPROVED:
        return
    desk, slug = desk_of(own), own.fair.slug
    if desk.to_answer:
        title = ngettext(
            "Answer %(count)s meeting request", "Answer %(count)s meeting requests", desk.to_answer
        ) % {"count": desk.to_answer}
        why = _("Somebody waits for you; no reason is needed to decline.")
        yield Line(title, reverse("meetings:requests", args=[slug]), why=why, pressing=True)
    if own.fair.is_open(Phase.REQUESTS) and desk.quota.left:
        yield Line(_("Ask for meetings"), reverse("partners:mine", args=[slug]), why=_left(desk.quota))
    if published_of(own.fair):
        why = _("Your meetings have their times and places.")
        yield Line(_("Look at your agenda"), reverse("meetings:agenda", args=[slug]), why=why)


def _left(quota: Quota) -> str:
    return ngettext("You have %(count)s request left.", "You have %(count)s requests left.", quota.left) % {
        "count": quota.left
    }
