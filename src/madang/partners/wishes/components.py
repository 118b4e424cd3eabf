"""The buttons by which a company says how much it wants to meet another."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.partners.models import Grade
from madang.partners.recommendations.queries import Match
from madang.web.components.signs import icon
from madang.web.markup import NOTHING, markup
from madang.web.nav import address


def wish_buttons(match: Match, csrf_token: object) -> SafeString:
    """Must, would, not interested; the one that is pressed takes the wish back."""
    where = address("partners:wish", match.partner.fair.slug, match.partner.pk)
    return markup(
        '<form class="button-row" method="post" action="{}" hx-post="{}" hx-target="#partner-{}" '
        'hx-swap="outerHTML" aria-label="{}">\n<input type="hidden" name="csrfmiddlewaretoken" value="{}">\n'
        '{}\n{}\n<button class="btn btn-quiet push-end" type="submit" name="grade" value="no">{}</button>\n'
        "</form>\n",
        where,
        where,
        match.partner.pk,
        _("How much you want to meet %(name)s") % {"name": match.organisation},
        csrf_token,
        _button(match, Grade.MUST, _("Must meet")),
        _button(match, Grade.WOULD, _("Would like to")),
        _("Not interested"),
    )


def _button(match: Match, grade: Grade, words: str) -> SafeString:
    is_pressed = match.grade == grade
    return markup(
        '<button class="btn btn-plain" type="submit" name="grade" value="{}" aria-pressed="{}">'
        "{}\n{}</button>",
        "" if is_pressed else grade,
        "true" if is_pressed else "false",
        icon("check") if is_pressed else NOTHING,
        words,
    )
