"""The one next step of whoever reads the fair's page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.fairs import rules
from madang.fairs.addresses import office_address
from madang.fairs.models import Fair, Participation, Phase
from madang.fairs.participation.desk import Line


def next_line(request: HttpRequest, fair: Fair, own: Participation | None) -> Line | None:
    if own:
        return _participants_line(fair, own)
    if rules.is_staff_of(request.user, fair):
        return Line(_("To the office"), office_address(fair))
    if fair.is_open(Phase.REGISTRATION):
        return Line(_("Register your organisation"), reverse("fairs:register", args=[fair.slug]))
    return None


def _participants_line(fair: Fair, own: Participation) -> Line:
    if own.state in {Participation.State.INVITED, Participation.State.WITHDRAWN}:
        return Line(_("Register %(name)s") % {"name": own}, reverse("fairs:register", args=[fair.slug]))
    return Line(_("To your desk"), reverse("fairs:desk", args=[fair.slug]))
