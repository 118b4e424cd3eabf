"""Tags that any page above may use to show how a company stands to another; names of places and pairs.

{% load requests %} {% request_button participation %} {% request_quota %} {{ request_|pair }}
"""

from django import template
from django.utils.safestring import SafeString

from madang.fairs.models import Participation
from madang.meetings.requests import components
from madang.meetings.requests.cards import request_card
from madang.meetings.wording.pairs import asked_words, pair
from madang.meetings.wording.places import place_words

register = template.Library()

register.simple_tag(place_words, name="place_words")
register.filter(pair)
register.filter("pair_words", asked_words)
register.simple_tag(request_card)


@register.simple_tag(takes_context=True)
def request_button(context: template.Context, partner: Participation) -> SafeString:
    return components.request_button(context["request"], partner)


@register.simple_tag(takes_context=True)
def request_quota(context: template.Context) -> SafeString:
    return components.request_quota(context["request"])
