"""Tags that any page of a fair may use to show how a company stands to another.

    {% load requests %} {% request_button participation %} {% request_quota %}

They ask the database once a page, whatever the number of buttons.
"""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString

from madang.fairs.models import Participation
from madang.meetings.requests.components import request_card, request_line
from madang.meetings.requests.queries import Desk, desk_of
from madang.meetings.wording.places import place_words
from madang.web.markup import NOTHING

register = template.Library()

register.simple_tag(place_words, name="place_words")
register.simple_tag(request_card)


@register.simple_tag(takes_context=True)
def request_button(context: dict[str, Any], partner: Participation) -> SafeString:
    """Ask this company for a meeting, or what became of that; nothing for who does not take part."""
    request: HttpRequest = context["request"]
    own: Participation | None = getattr(request, "participation", None)
    if own is None or own.pk == partner.pk:
        return NOTHING
    return request_line(own, partner, _desk(request, own))


@register.inclusion_tag("meetings/request_quota.html", takes_context=True)
def request_quota(context: dict[str, Any]) -> dict[str, Any]:
    """How many requests the reader's company has open, and how many wait for its answer."""
    request: HttpRequest = context["request"]
    own: Participation | None = getattr(request, "participation", None)
    return {"fair": own.fair, "desk": _desk(request, own)} if own else {}


def _desk(request: HttpRequest, own: Participation) -> Desk:
    found: Desk | None = getattr(request, "desk", None)
    if found is None:
        found = request.desk = desk_of(own)  # type: ignore[attr-defined]
    return found
