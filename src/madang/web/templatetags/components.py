"""Tags of the components."""

from django import template

register = template.Library()
