"""Proposals of the day as the components of the frame show them."""

from django.utils.translation import gettext as _

from madang.core.models import Work
from madang.meetings.versions import queries as version_queries
from madang.web.shapes import Figure


def label_of(work: Work) -> str:
    return _("Looking whether a few moves would let more companies meet") if work.phase else _("Waiting")


def figures_of(changes: version_queries.Changes) -> list[Figure]:
    return [
        Figure(_("No longer held"), changes.removed),
        Figure(_("Newly held"), changes.added),
        Figure(_("Moved"), changes.moved),
        Figure(_("Companies told"), changes.told, note=_("nobody else is disturbed")),
    ]
