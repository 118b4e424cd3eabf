"""Tags of wishes: `{% load wishes %} {% wish_buttons match %}`."""

from django import template
from django.utils.safestring import SafeString

from madang.partners.recommendations.queries import Match
from madang.partners.wishes import components

register = template.Library()


@register.simple_tag(takes_context=True)
def wish_buttons(context: template.Context, match: Match) -> SafeString:
    return components.wish_buttons(match, context.get("csrf_token", ""))
