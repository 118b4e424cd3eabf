"""How a company stands to another, and how many requests it has left, on any page of a fair.

They ask the database once a page, whatever the number of buttons.
"""

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from madang.fairs.doors import FairRequest, own_of
from madang.fairs.models import Participation
from madang.meetings.requests.cards import request_line
from madang.meetings.requests.queries import Desk, desk_of
from madang.web.markup import NOTHING


class RequestWithDesk(FairRequest):
    """Of the page on which the first of these was drawn."""

    desk: Desk


def request_button(request: HttpRequest, partner: Participation) -> SafeString:
    """Ask this company for a meeting, or what became of that; nothing for who does not take part."""
    own = own_of(request)
    if own is None or own.pk == partner.pk:
        return NOTHING
    return request_line(own, partner, _desk(request, own))


def request_quota(request: HttpRequest) -> SafeString:
    """How many requests the reader's company has open, and how many wait for its answer."""
    own = own_of(request)
    if own is None:
        return NOTHING
    return render_to_string("meetings/request_quota.html", {"fair": own.fair, "desk": _desk(request, own)})


def _desk(request: HttpRequest, own: Participation) -> Desk:
    page = cast("RequestWithDesk", request)
    if not hasattr(page, "desk"):
        page.desk = desk_of(own)
    return page.desk
