"""What the organiser reads of the comparison by meaning."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from madang.partners.embedding.client import FAILED, PARTLY, USED
from madang.partners.embedding.shapes import Why


def sentence(detail: Mapping[str, Any]) -> str:
    """One or two sentences from the detail of a round; empty where no model is set."""
    noted = detail.get("embeddings") or {}
    state = noted.get("state")
    if state not in {USED, PARTLY, FAILED}:
        return ""
    figures = {"known": number_format(noted["known"]), "texts": number_format(noted["texts"])}
    if state == USED:
        return _("Texts were also compared by meaning: %(known)s of %(texts)s.") % figures
    reason = _reasons().get(noted.get("why", ""), "")
    if state == PARTLY:
        said = _("Only %(known)s of %(texts)s texts could be compared by meaning; the others by their words.")
        return f"{said % figures} {reason}".strip()
    said = _("Texts were compared by their words only, not by meaning.")
    return f"{said} {reason}".strip()


def _reasons() -> dict[str, str]:
    return {
        Why.UNREACHABLE: _("The model's address cannot be reached."),
        Why.SLOW: _("The model did not answer in time."),
        Why.KEY: _("The model's address does not accept the key."),
        Why.BUSY: _("The model's server is overloaded or has an error."),
        Why.REDIRECT: _("The model's address sends us elsewhere, where we do not go."),
        Why.REFUSED: _("The model's server refused the request."),
        Why.ANSWER: _("The model's answer cannot be used."),
        Why.FILES: _("The model's files cannot be used."),
        Why.PACKAGES: _("The packages for local models are not installed."),
    }
