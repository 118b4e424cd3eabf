"""A request as a card with its buttons, and the one button by which a company is asked."""

from datetime import datetime

from django.template.defaultfilters import linebreaks_filter
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core.text import Text
from madang.fairs.addresses import participant_address
from madang.fairs.models import Fair, Participation, Phase
from madang.meetings.models import Request
from madang.meetings.requests.queries import Desk, RequestLine
from madang.partners.models import Grade
from madang.web.components.signs import icon, seal
from madang.web.components.words import moment, text
from madang.web.markup import NOTHING, attribute, element, joined, markup
from madang.web.nav import address

BETWEEN = markup(" · ")


def request_card(line: RequestLine, fair: Fair, actions: str = "", csrf_token: object = "") -> SafeString:
    """Who, since when, what was written; `actions`: answer, withdraw, call_off or none."""
    organisation, request = line.organisation, line.request
    return markup(
        '<article class="card request" id="request-{}">\n'
        '<h3 class="card-title"><a href="{}">{}</a>{}\n{}</h3>\n'
        '<p class="secondary">{}</p>\n{}\n{}\n</article>\n',
        request.pk,
        participant_address(fair, organisation),
        text(organisation.name),
        _original(organisation.name),
        seal() if organisation.is_verified else NOTHING,
        joined(_facts(line, fair, actions), BETWEEN),
        _message(request),
        _buttons(line, fair, actions, csrf_token),
    )


def _original(name: Text) -> SafeString:
    original = name.beside()
    if original is None:
        return NOTHING
    return markup('<span class="beside" lang="{}">{}</span>', original.bcp47, original.text)


def _facts(line: RequestLine, fair: Fair, actions: str) -> list[SafeString]:
    request = line.request
    asked = _("They asked") if line.is_received else _("You asked")
    facts = [markup("{} {}", asked, _moment(request.sent_at, fair))]
    if request.state == Request.State.PENDING:
        soon = element("span", "chip chip-late", line.expires_soon and _("soon"))
        facts.append(markup("{} {} {}", _("answer by"), _moment(request.expires_at, fair), soon))
    elif not actions:
        facts.append(markup("{}", request.get_state_display()))
    if line.own_grade == Grade.MUST:
        facts.append(markup("{}", _("a must for you")))
    return facts


def _moment(at: datetime, fair: Fair) -> SafeString:
    return moment(at, fair.zone, "short", str(fair.city))


def _message(request: Request) -> SafeString:
    if not request.message:
        return NOTHING
    return markup(
        '<blockquote class="original"{}>{}</blockquote>',
        attribute("lang", request.language),
        linebreaks_filter(request.message),
    )


# --- Buttons ----------------------------------------------------------------------------------------------
def _buttons(line: RequestLine, fair: Fair, actions: str, csrf_token: object) -> SafeString:
    if actions == "answer":
        return _answers(line, fair, csrf_token)
    if actions == "withdraw":
        withdraw = _button(line, "btn-quiet", _("Withdraw"))
        return _form(_address(line, fair, "withdraw"), csrf_token, withdraw, "button-row")
    if actions == "call_off":
        return _calling_off(line, fair, csrf_token)
    return NOTHING


def _answers(line: RequestLine, fair: Fair, csrf_token: object) -> SafeString:
    accept = joined(
        [
            _button(line, "btn-primary", _("Accept")),
            _button(line, "btn-plain", _("Accept: we must meet"), grade=Grade.MUST),
        ]
    )
    decline = _button(line, "btn-quiet", _("Decline"))
    return markup(
        '<div class="button-row">\n{}\n{}\n</div>',
        _form(_address(line, fair, "accept"), csrf_token, accept),
        _form(_address(line, fair, "decline"), csrf_token, decline),
    )


def _calling_off(line: RequestLine, fair: Fair, csrf_token: object) -> SafeString:
    warning = _("The other side is told, and a slot that was given to it becomes free.")
    content = markup("<p>{}</p>\n{}", warning, _button(line, "btn-danger", _("Call this meeting off")))
    answer = "decline" if line.is_received else "withdraw"
    return markup(
        "<details>\n<summary>{}</summary>\n{}\n</details>",
        _("Call it off"),
        _form(_address(line, fair, answer), csrf_token, content, "button-row"),
    )


def _address(line: RequestLine, fair: Fair, answer: str) -> str:
    return address("meetings:answer", fair.slug, line.request.pk, answer)


def _form(where: str, csrf_token: object, content: SafeString, kind: str = "") -> SafeString:
    return markup(
        '<form{} method="post" action="{}">\n<input type="hidden" name="csrfmiddlewaretoken" value="{}">\n'
        "{}</form>",
        attribute("class", kind),
        where,
        csrf_token,
        content,
    )


def _button(line: RequestLine, kind: str, words: str, grade: str = "") -> SafeString:
    """Whom it concerns is said to those who hear the page."""
    return markup(
        '<button class="btn {}" type="submit"{}>'
        '<span>{}<span class="visually-hidden">: {}</span></span></button>\n',
        kind,
        markup(' name="grade" value="{}"', grade) if grade else NOTHING,
        words,
        line.organisation,
    )


# --- Asking -----------------------------------------------------------------------------------------------
def request_line(own: Participation, partner: Participation, desk: Desk) -> SafeString:
    """Ask this company for a meeting, or what became of that."""
    if line := desk.lines.get(partner.pk):
        return _standing(line, own.fair)
    if own.state != Participation.State.APPROVED or not own.fair.is_open(Phase.REQUESTS):
        return element("p", "chip", _("Requests are not open"))
    if not desk.quota.left:
        return element("p", "chip chip-late", _("All your requests are in use"))
    return markup(
        '<a class="btn btn-primary" href="{}">{}<span class="visually-hidden">: {}</span></a>',
        address("meetings:ask", own.fair.slug, partner.pk),
        _("Request a meeting"),
        partner.organisation,
    )


def _standing(line: RequestLine, fair: Fair) -> SafeString:
    if line.request.state == Request.State.ACCEPTED:
        return markup('<p class="chip chip-act">{}\n{}</p>', icon("check"), _("Meeting agreed"))
    if line.is_received:
        where = address("meetings:requests", fair.slug)
        return markup('<a class="btn btn-primary" href="{}">{}</a>', where, _("They asked you: answer"))
    return markup('<p class="chip">{}\n{}</p>', icon("clock"), _("Asked; waiting for an answer"))
