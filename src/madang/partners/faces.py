"""Recommendations as the components of the frame show them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.organisations.countries import country_name
from madang.organisations.industries import industry_of
from madang.organisations.models import Organisation, Provenance
from madang.partners.queries import BINS, Exposed, Half, Match, Wording
from madang.web import shapes

LABELLED = {Provenance.SYNTHETIC, Provenance.ILLUSTRATIVE}


def face_of(match: Match, level: int = 2) -> shapes.Match:
    """What a card shows: the two halves in the reader's language, each with the original words beneath."""
    organisation = match.organisation
    name, beside = organisation.name.best(), organisation.name.beside()
    address = [match.partner.fair.slug, organisation.public_id]
    return shapes.Match(
        name=name.text,
        url=reverse("fairs:participant", args=address),
        you_seek=_you_seek(match.you_seek),
        they_seek=_they_seek(match.they_seek),
        name_language=name.bcp47,
        name_beside=beside.text if beside else "",
        name_beside_language=beside.bcp47 if beside else "",
        line=line_of(match),
        is_verified=organisation.is_verified,
        score=match.percent,
        reasons=tuple(_chips(match)),
        level=level,
    )


def _you_seek(half: Half | None) -> shapes.Half:
    if half is None:
        return shapes.Half(_("You seek"), _("Nothing of what you wrote so far: it is they who seek you."))
    offer = half.offer.original or half.offer.shown
    return shapes.Half(
        _("You seek"), _marked(half.need), half.need.shown.bcp47, _("They offer"), offer.text, offer.bcp47
    )


def _they_seek(half: Half | None) -> shapes.Half:
    """Their need with its own words where it was translated, else with what you have for it."""
    if half is None:
        return shapes.Half(
            _("They seek"), _("They have not written what they seek; they have what you seek.")
        )
    need, original = half.need, half.need.original
    beneath = original or half.offer.shown
    origin = _("In their words") if original else _("You offer")
    return shapes.Half(_("They seek"), _marked(need), need.shown.bcp47, origin, beneath.text, beneath.bcp47)


def _marked(wording: Wording) -> SafeString:
    """The words that carried the match in bold."""
    pieces = ((format_html("<b>{}</b>" if piece.is_hit else "{}", piece.text),) for piece in wording.pieces)
    return format_html_join("", "{}", pieces)


def line_of(match: Match) -> str:
    return " · ".join(_line(match.organisation, match.partner.get_presence_display()))


def _line(organisation: Organisation, presence: str) -> Iterator[str]:
    industry = industry_of(organisation.industry) if organisation.industry else None
    if industry:
        yield str(industry.title)
    yield ", ".join(part for part in (organisation.city, country_name(organisation.country)) if part)
    if organisation.size:
        yield str(organisation.get_size_display())
    yield presence


def _chips(match: Match) -> Iterator[shapes.Chip]:
    for concept in match.concepts:
        yield shapes.Chip(concept, shapes.Tone.ACT)
    if match.shared_languages:
        yield shapes.Chip(_("In common: %(languages)s") % {"languages": ", ".join(match.shared_languages)})
    else:
        yield shapes.Chip(_("Needs an interpreter"))
    yield shapes.Chip(
        ngettext("%(slots)s slot free for both", "%(slots)s slots free for both", match.shared_slots)
        % {"slots": match.shared_slots}
    )
    if match.organisation.provenance in LABELLED:
        yield shapes.Chip(match.organisation.get_provenance_display(), shapes.Tone.LATE)


def exposure_chart(rows: list[Exposed]) -> shapes.Chart:
    whole = sum(row.companies for row in rows)
    return shapes.Chart(
        caption=_("How often companies are recommended to others"),
        label_heading=_("In so many lists"),
        value_heading=_("Companies"),
        bars=[
            shapes.Bar(
                _bin(row.low, row.high),
                row.companies,
                f"{row.companies} / {whole}",
                tone=shapes.Tone.HAND if row.high == 0 and row.companies else shapes.Tone.ACT,
            )
            for row in rows
        ],
    )


def _bin(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"{low}+" if (low, high) == BINS[-1] else f"{low}–{high}"
