"""A participant in the directory, as a card."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core import languages
from madang.core.text import Text
from madang.fairs.models import Fair, Participation
from madang.fairs.templatetags.fair_words import industry
from madang.organisations.countries import country_name
from madang.organisations.models import Organisation, Provenance
from madang.web.components.signs import seal
from madang.web.components.words import text
from madang.web.markup import NOTHING, joined, markup
from madang.web.nav import address

LISTED = 4
LABELLED = {Provenance.SYNTHETIC, Provenance.ILLUSTRATIVE}


def participant_card(row: Participation, fair: Fair) -> SafeString:
    """Who it is, what it is, and the first of what it offers and seeks."""
    organisation = row.organisation
    return markup(
        '<li class="card directory-card">\n<h2 class="card-title"><a href="{}">{}</a>\n{}\n{}</h2>\n'
        '<p class="secondary">{}</p>\n{}\n</li>\n',
        address("directory:participant", fair.slug, organisation.public_id),
        text(organisation.name),
        _original(organisation.name),
        seal() if organisation.is_verified else NOTHING,
        joined(_facts(row), markup(" · ")),
        _listed(organisation),
    )


def _original(name: Text) -> SafeString:
    original = name.beside()
    if original is None:
        return NOTHING
    return markup('<span class="match-beside" lang="{}">{}</span>', original.bcp47, original.text)


def _facts(row: Participation) -> list[SafeString]:
    organisation = row.organisation
    facts = (
        organisation.get_kind_display(),
        ", ".join(part for part in (organisation.city, country_name(organisation.country)) if part),
        industry(organisation.industry),
        row.get_presence_display(),
        text(row.group.name) if row.group else "",
        ", ".join(languages.OWN_NAMES[code] for code in row.languages),
        organisation.get_provenance_display() if organisation.provenance in LABELLED else "",
    )
    return [markup("{}", fact) for fact in facts if fact]


def _listed(organisation: Organisation) -> SafeString:
    listings = list(organisation.listings.all())
    if not listings:
        return markup('<p class="secondary">{}</p>', _("Has not said yet what it offers and seeks."))
    lines = [
        markup(
            '<li><span class="chip{}">{}</span>\n{}</li>\n',
            " chip-act" if listing.is_offer else "",
            listing.get_side_display(),
            text(listing.title),
        )
        for listing in listings[:LISTED]
    ]
    return markup('<ul class="directory-listings">\n{}</ul>', joined(lines))
