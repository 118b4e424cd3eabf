"""A host of the fair, as a card."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from madang.fairs.models import Fair, Participation
from madang.web.components.words import text
from madang.web.markup import joined, markup

LISTED = 5


def host_card(row: Participation, fair: Fair) -> SafeString:
    """Who it is, and the first of what it offers."""
    organisation = row.organisation
    first = list(organisation.listings.all())[:LISTED]
    offers = [_offer(each) for each in first if each.side == "offer"]
    facts = [markup("{}", fact) for fact in (organisation.get_kind_display(), organisation.city) if fact]
    return markup(
        '<article class="card">\n<h3 class="card-title"><a href="{}">{}</a></h3>\n'
        '<p class="secondary">{}</p>\n<ul class="lines">\n{}</ul>\n</article>\n',
        reverse("fairs:participant", args=[fair.slug, organisation.public_id]),
        text(organisation.name),
        joined(facts, markup(" · ")),
        joined(offers),
    )


def _offer(listing: Any) -> SafeString:
    """Listings stand on a floor above."""
    kind = listing.get_kind_display()
    return markup('<li><span class="secondary">{}</span><br>{}</li>\n', kind, text(listing.title))
