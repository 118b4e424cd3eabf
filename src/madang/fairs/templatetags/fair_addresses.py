"""Addresses of pages that subjects above have, for the templates below them."""

from django import template

from madang.fairs import addresses

register = template.Library()

register.simple_tag(addresses.directory_address, name="directory_url")
register.simple_tag(addresses.participant_address, name="participant_url")
