"""Tags that any page of a fair may use to show how a company stands to another.

    {% load requests %} {% request_button participation %} {% request_quota %} {{ request_|pair }}

They ask the database once a page, whatever the number of buttons.
"""

from typing import Any

from django import template
from django.http import HttpRequest

from madang.fairs.doors import own_of
from madang.fairs.models import Participation, Phase
from madang.meetings.requests.queries import Desk, desk_of
from madang.meetings.wording.pairs import asked_words, pair
from madang.meetings.wording.places import place_words

register = template.Library()

register.simple_tag(place_words, name="place_words")
register.filter(pair)
register.filter("pair_words", asked_words)


@register.inclusion_tag("meetings/request_line.html", takes_context=True)
def request_button(context: dict[str, Any], partner: Participation) -> dict[str, Any]:
    """Ask this company for a meeting, or what became of that; nothing for who does not take part."""
    request: HttpRequest = context["request"]
    own = own_of(request)
    if own is None or own.pk == partner.pk:
        return {"shown": False}
    desk = _desk(request, own)
    return {
        "shown": True,
        "fair": own.fair,
        "partner": partner,
        "line": desk.lines.get(partner.pk),
        "may_ask": own.state == Participation.State.APPROVED and own.fair.is_open(Phase.REQUESTS),
        "quota": desk.quota,
    }


@register.inclusion_tag("meetings/request_quota.html", takes_context=True)
def request_quota(context: dict[str, Any]) -> dict[str, Any]:
    """How many requests the reader's company has open, and how many wait for its answer."""
    request: HttpRequest = context["request"]
    own = own_of(request)
    return {"fair": own.fair, "desk": _desk(request, own)} if own else {}


def _desk(request: HttpRequest, own: Participation) -> Desk:
    found: Desk | None = getattr(request, "desk", None)
    if found is None:
        found = request.desk = desk_of(own)  # type: ignore[attr-defined]
    return found
