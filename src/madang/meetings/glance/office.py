"""The office at a glance."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.meetings.glance import presenters, queries


@require_safe
@office_page
def glance(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    """What needs a hand first; then figures with their denominators, and pictures."""
    found = queries.glance_of(fair)
    requests_chart = presenters.bars_of(found.requests, _("Requests per company"), _("Sent and received"))
    meetings_chart = presenters.bars_of(found.meetings, _("Meetings per company"), _("Meetings"))
    return TemplateResponse(
        request,
        "meetings/glance.html",
        {
            "tasks": presenters.tasks_of(fair, found.hands),
            "figures": presenters.figures_of(found),
            "requests": requests_chart,
            "meetings": meetings_chart if found.meetings else None,
            "heats": presenters.heats_of(fair, found.slots, found.fullness) if found.meetings else [],
        },
    )
