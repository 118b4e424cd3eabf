"""Tags of the fair's own page: `{% load fair_front %} {% host_card host fair %}`."""

from django import template

from madang.fairs.front.components import host_card

register = template.Library()
register.simple_tag(host_card)
