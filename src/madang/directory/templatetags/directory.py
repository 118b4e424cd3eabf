"""Tags of the directory: `{% load directory %} {% participant_card row fair %}`."""

from django import template

from madang.directory.components import participant_card

register = template.Library()
register.simple_tag(participant_card)
