"""What the sign-in page needs of the demonstration: `{% load demonstration %}`."""

from django import template
from django.utils.translation import gettext_lazy as _

from madang.core.languages import OWN_NAMES
from madang.core.models import Work
from madang.demonstration.accounts import PASSWORD, Account
from madang.demonstration.build import accounts_there, has_public_password, progress_of
from madang.web.shapes import Pair

register = template.Library()

PARTS = {
    "organiser": _("Organiser"),
    "company": _("Company"),
    "viewer": _("Viewer"),
}
STEPS = {
    "import": _("The organiser's spreadsheets are being imported."),
    "profiles": _("The companies complete their profiles."),
    "matching": _("Partners are being recommended to everyone."),
    "requests": _("The companies ask for meetings and answer."),
    "timetable": _("The timetable is being made."),
}


@register.simple_tag
def demonstration_people() -> list[Pair]:
    """Who can sign in by now: part and language, mail address; and with what, where that is public."""
    people = [Pair(_part(one), one.email) for one in accounts_there()]
    return [*people, Pair(_("Password"), PASSWORD)] if has_public_password() else people


@register.simple_tag
def demonstration_work() -> Work | None:
    """The making of the demonstration, while it goes on."""
    work = progress_of()
    return work if work and not work.is_over else None


@register.filter
def demonstration_step(work: Work) -> object:
    """What is being made, in words."""
    known = (words for name, words in STEPS.items() if work.phase.startswith(name))
    return next(known, _("The demonstration is being made."))


def _part(one: Account) -> str:
    return " · ".join(filter(None, [str(PARTS[one.part]), OWN_NAMES.get(one.language, "")]))
