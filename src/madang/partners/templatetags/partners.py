"""Tags of the list of partners: `{% load partners %} {% with_partner partner %} {% beside_list %}`."""

from django import template
from django.utils.safestring import SafeString

from madang.fairs.models import Participation
from madang.partners.recommendations.sections import BESIDE_LIST, WITH_PARTNER
from madang.web.markup import joined

register = template.Library()


@register.simple_tag(takes_context=True)
def with_partner(context: template.Context, partner: Participation) -> SafeString:
    return joined([part(context["request"], partner) for part in WITH_PARTNER.each()])


@register.simple_tag(takes_context=True)
def beside_list(context: template.Context) -> SafeString:
    return joined([part(context["request"]) for part in BESIDE_LIST.each()])
