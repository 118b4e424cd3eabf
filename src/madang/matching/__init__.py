"""Partners for both sides, across Korean, Chinese, English and Russian, each with its reasons.

A pure package: plain frozen shapes in and out, no database, no network, no framework. See `docs/matching.md`.

>>> index = Index.build(profiles, rules=Rules())                      # doctest: +SKIP
>>> index.recommend("company-7", 20)                                  # doctest: +SKIP
>>> round_ = index.recommend_all(20, on_progress=lambda done, total: None)  # doctest: +SKIP
"""

from madang.matching.index import Index
from madang.matching.language.concepts import concept, concepts, concepts_in, suggest
from madang.matching.language.text import language_of, search_terms
from madang.matching.scoring.chances import Band, band
from madang.matching.shapes import (
    LANGUAGES,
    Attendance,
    Change,
    Circumstance,
    Concept,
    Direction,
    Exposure,
    Item,
    Kind,
    Mention,
    OrganisationKind,
    Profile,
    Progress,
    Reason,
    Recommendation,
    Refusal,
    Role,
    Round,
    Rules,
    Side,
    Size,
    Span,
    Suggestion,
    Text,
)

__all__ = [
    "LANGUAGES",
    "Attendance",
    "Band",
    "Change",
    "Circumstance",
    "Concept",
    "Direction",
    "Exposure",
    "Index",
    "Item",
    "Kind",
    "Mention",
    "OrganisationKind",
    "Profile",
    "Progress",
    "Reason",
    "Recommendation",
    "Refusal",
    "Role",
    "Round",
    "Rules",
    "Side",
    "Size",
    "Span",
    "Suggestion",
    "Text",
    "band",
    "concept",
    "concepts",
    "concepts_in",
    "language_of",
    "search_terms",
    "suggest",
]
