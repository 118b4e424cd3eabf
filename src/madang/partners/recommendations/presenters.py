"""Recommendations as the components of the frame show them."""

from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from madang.fairs.addresses import participant_address
from madang.matching import Band
from madang.organisations.countries import country_name
from madang.organisations.industries import industry_of
from madang.organisations.models import Organisation, Provenance
from madang.partners.recommendations.queries import Match
from madang.partners.recommendations.wording import Half, Line, Piece, Shared, Wording
from madang.web import shapes
from madang.web.markup import joined, markup

LABELLED = {Provenance.SYNTHETIC, Provenance.ILLUSTRATIVE}


#: How many dots stand beside the words.
DOTS = {Band.VERY_LIKELY: 3, Band.LIKELY: 2, Band.POSSIBLE: 1}


LIKELIHOOD = {
    Band.VERY_LIKELY: gettext_lazy("Very likely"),
    Band.LIKELY: gettext_lazy("Likely"),
    Band.POSSIBLE: gettext_lazy("Possible"),
}


def face_of(match: Match, level: int = 2) -> shapes.Match:
    """What a card shows: the two halves in the reader's language, each with the original words beneath."""
    organisation = match.organisation
    name, beside = organisation.name.best(), organisation.name.beside()
    return shapes.Match(
        name=name.text,
        url=participant_address(match.partner.fair, organisation),
        you_seek=you_seek(match),
        they_seek=they_seek(match),
        name_language=name.bcp47,
        name_beside=beside.text if beside else "",
        name_beside_language=beside.bcp47 if beside else "",
        line=line_of(match),
        is_verified=organisation.is_verified,
        band=LIKELIHOOD[match.band] if match.band else _("Weak"),
        rank=DOTS[match.band] if match.band else 0,
        reasons=tuple(_chips(match)),
        level=level,
    )


def you_seek(match: Match) -> shapes.Half:
    """Your need as you wrote it, and what they have for it: in your language, and in their words."""
    if not match.you_seek:
        return shapes.Half(
            _("You seek"), _("Nothing that they offer so far; it is they who seek what you have.")
        )
    half = match.you_seek[0]
    lines = [_beneath(_("They offer"), half.offer.shown)]
    if half.offer.original:
        lines.append(_beneath(_("In their words"), half.offer.original))
    need = half.need.shown
    return shapes.Half(_("You seek"), marked(need), need.version.bcp47, lines)


def they_seek(match: Match) -> shapes.Half:
    """Their need in your language and in their words, and what you have for it."""
    if not match.they_seek:
        return shapes.Half(_("They seek"), _nothing_of_ours(match))
    half = match.they_seek[0]
    need = half.need
    lines = [_beneath(_("In their words"), need.original)] if need.original else []
    lines.append(_beneath(_("You offer"), half.offer.shown))
    return shapes.Half(_("They seek"), marked(need.shown), need.shown.version.bcp47, lines)


def _nothing_of_ours(match: Match) -> str:
    if not match.you_offer:
        return _("You have not written what you offer. Write it, so that they too see what they gain.")
    if match.they_say:
        return _("Something else than what you offer so far; they have what you seek.")
    return _("They have not written what they seek; they have what you seek.")


def ways_of(match: Match) -> list[tuple[str, str, list[shapes.Half]]]:
    """Both directions: heading, what stands where there is nothing, and every pair that carried the match."""
    return [
        (
            _("What you seek and they offer"),
            _("Nothing that they offer so far; it is they who seek what you have."),
            [_facing(half, _("You seek"), _("They offer")) for half in match.you_seek],
        ),
        (
            _("What they seek and you offer"),
            _nothing_of_ours(match),
            [_facing(half, _("They seek"), _("You offer")) for half in match.they_seek],
        ),
    ]


def _facing(half: Half, seeks: str, offers: str) -> shapes.Half:
    lines = [*_also(half.need), _beneath(offers, half.offer.shown), *_also(half.offer)]
    if half.concepts:
        lines.append(shapes.Beneath(_("Shared subject"), ", ".join(half.concepts)))
    if half.words:
        lines.append(shapes.Beneath(_("Shared words"), _said(half.words)))
    if half.by_meaning:
        lines.append(shapes.Beneath(_("Beyond the words"), _("Similar in meaning")))
    need = half.need.shown
    return shapes.Half(seeks, marked(need), need.version.bcp47, lines)


def _said(words: Iterable[Shared]) -> SafeString:
    return joined([shared(pair) for pair in words], markup(" · "))


def _also(wording: Wording) -> list[shapes.Beneath]:
    return [_beneath(_("In the original"), wording.original)] if wording.original else []


def _beneath(origin: str, line: Line) -> shapes.Beneath:
    return shapes.Beneath(origin, marked(line), line.version.bcp47)


def marked(line: Line) -> SafeString:
    """The words that carried the match, marked; a sentence of the description where they stand in it."""
    title = _pieces(line.title)
    if not line.excerpt:
        return title
    return markup('{} <span class="half-more">{}</span>', title, _pieces(line.excerpt))


def _pieces(pieces: Iterable[Piece]) -> SafeString:
    return joined([_piece(piece) for piece in pieces])


def _piece(piece: Piece) -> SafeString:
    return markup('<mark class="hit">{}</mark>', piece.text) if piece.is_hit else markup("{}", piece.text)


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
    named = {concept.casefold() for concept in match.concepts}
    for pair in match.words:
        if pair.theirs is None and pair.mine.text.casefold() in named:
            continue
        yield shapes.Chip(shared(pair), shapes.Tone.ACT)
    if any(half.by_meaning for half in match.halves):
        yield shapes.Chip(_("Similar in meaning"), shapes.Tone.ACT)
    yield from how_to_meet(match)
    if match.organisation.provenance in LABELLED:
        yield shapes.Chip(match.organisation.get_provenance_display(), shapes.Tone.LATE)


def shared(pair: Shared) -> SafeString:
    """A word of both sides: 데이터센터 = 数据中心."""
    mine = markup('<span lang="{}">{}</span>', pair.mine.bcp47, pair.mine.text)
    if pair.theirs is None:
        return mine
    return markup('{} = <span lang="{}">{}</span>', mine, pair.theirs.bcp47, pair.theirs.text)


def how_to_meet(match: Match) -> Iterator[shapes.Chip]:
    if match.shared_languages:
        yield shapes.Chip(_("In common: %(languages)s") % {"languages": ", ".join(match.shared_languages)})
    else:
        yield shapes.Chip(_("Needs an interpreter"))
    yield shapes.Chip(
        ngettext("%(slots)s slot free for both", "%(slots)s slots free for both", match.shared_slots)
        % {"slots": match.shared_slots}
    )
