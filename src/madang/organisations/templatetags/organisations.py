"""Filters that put codes and stored texts into the reader's words: `{% load organisations %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from madang.core.models import Notice
from madang.core.text import Text
from madang.organisations.countries import country_name
from madang.organisations.industries import Industry, industry_of
from madang.organisations.models import Distinction, Organisation, Provenance
from madang.organisations.sign_in.cards import BESIDE_SIGN_IN
from madang.web.markup import joined
from madang.web.shapes import Tab

register = template.Library()
LABELLED = {Provenance.PUBLISHED, Provenance.ILLUSTRATIVE, Provenance.SYNTHETIC}


@register.simple_tag
def mail_folder() -> str:
    """Where mails lie as long as no mail server is set; empty once one is."""
    return str(settings.MAIL_FOLDER or "")


@register.filter
def country(code: str) -> str:
    """`KR` → South Korea, 대한민국, 韩国, Республика Корея."""
    return country_name(code) if code else ""


@register.filter
def industry(code: str) -> Industry | None:
    return industry_of(code) if code else None


@register.filter
def wording(stored: Text | Mapping[str, Any]) -> str:
    """A text, or the JSON of one (as in a notice's parameters), in the reader's language."""
    return str(stored if isinstance(stored, Text) else Text.from_json(stored))


@register.filter
def distinction(code: str) -> str:
    return str(Distinction(code).label) if code in Distinction.values else code


@register.filter
def provenance_label(code: str) -> str:
    """What an entry says of itself when it is not its own people's or the organiser's."""
    return str(Provenance(code).label) if code in LABELLED else ""


@register.filter
def profile_link(organisation: Organisation) -> SafeString:
    """The name, as the way back to the profile: for the line above a heading."""
    name = organisation.name.best()
    return format_html(
        '<a href="{}" lang="{}">{}</a>', organisation.get_absolute_url(), name.bcp47, name.text
    )


@register.filter
def place(organisation: Organisation) -> str:
    """City, region, country: each once, the smallest first."""
    parts = [organisation.city, organisation.region, country_name(organisation.country)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


@register.simple_tag(takes_context=True)
def account_tabs(context: template.Context) -> list[Tab]:
    """The pages of one's own account."""
    request = context["request"]
    unread = Notice.objects.filter(user=request.user, read_at=None).count()
    pages = [
        (_("Profile"), reverse("organisations:person"), None),
        (_("Notices"), reverse("organisations:notices"), unread or None),
        (_("Mail address"), reverse("account_email"), None),
        (_("Password"), reverse("account_change_password"), None),
        (_("Second factor"), reverse("mfa_index"), None),
    ]
    return [Tab(label, url, request.path.startswith(url), count) for label, url, count in pages]


@register.simple_tag(takes_context=True)
def beside_sign_in(context: template.Context) -> SafeString:
    """What the subjects above show to whoever may sign in."""
    return joined([card(context["request"]) for card in BESIDE_SIGN_IN.each()])
