"""Tags of the programme: `{% load programme %} {% programme_days days fair %}`."""

from django import template

from madang.fairs.programme.components import programme_days

register = template.Library()
register.simple_tag(programme_days)
