"""Exposure as the components of the frame show it."""

from django.utils.translation import gettext as _

from madang.partners.exposure.queries import BINS, Cause, Exposed
from madang.web import shapes


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


def remedy(cause: Cause) -> str:
    """What the organiser can do about a company that nobody sees."""
    return {
        Cause.WROTE_NOTHING: _("Ask it to write down what it offers and seeks: a sentence each is enough."),
        Cause.NO_OFFER: _("Ask what it offers: nobody can be recommended to seek it otherwise."),
        Cause.NO_NEED: _("Ask what it seeks: without it no match pays on its side."),
        Cause.CAME_LATER: _("Match again."),
        Cause.NOTHING_SHARED: _(
            "Read its words: a plainer title, or subjects confirmed, often help. "
            "Look also at who may meet whom."
        ),
    }[cause]
