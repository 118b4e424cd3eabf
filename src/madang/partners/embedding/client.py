"""The meanings of a fair's texts, as the operator's settings say; a model that fails never stops a round."""

import functools
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from madang.matching import Profile
from madang.matching.meaning import Meanings
from madang.partners.embedding.addresses import model_at
from madang.partners.embedding.cache import FoundVectors, Tell, found_for, prune
from madang.partners.embedding.shapes import Model

log = logging.getLogger(__name__)

OFF, USED, PARTLY, FAILED = "off", "used", "partly", "failed"


def meanings_of(profiles: Iterable[Profile], tell: Tell) -> tuple[Meanings, dict[str, Any]]:
    """Vectors of what the profiles offer and seek, and what to note of it in the round's detail.

    Only the texts of offers and needs that the fair shows are read; no name, no address, nothing hidden.
    """
    chosen = settings.EMBEDDINGS
    if not chosen or not chosen["weight"]:
        return Meanings(), {"state": OFF}
    model = _model(chosen["where"], chosen["name"], chosen["secret"])
    texts = {item.text for profile in profiles for item in profile.items}
    found = found_for(texts, model, tell)
    prune()
    return Meanings(found.vectors, chosen["weight"]), _noted(
        found, len({text for text in texts if text.strip()})
    )


@functools.lru_cache(maxsize=1)
def _model(where: str, name: str, secret: str) -> Model:
    """Opened once in a process: a folder's model takes seconds to load."""
    return model_at(where, name=name, secret=secret)


def _noted(found: FoundVectors, texts: int) -> dict[str, Any]:
    detail = {"state": USED, "texts": texts, "known": len(found.vectors), "asked": found.asked, "why": ""}
    if found.error is None:
        return detail
    log.warning("Matching goes on without asking for more embeddings: %s", found.error)
    return detail | {"state": PARTLY if found.vectors else FAILED, "why": str(found.error.why)}
