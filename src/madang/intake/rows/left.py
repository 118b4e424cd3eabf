"""What an import left as others keep it: one line for each organisation."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from madang.intake.rows.problems import Line, Sentence
from madang.intake.sheets.columns import BY_CODE
from madang.organisations.shapes import Keeper


@dataclass(frozen=True)
class Left:
    """`fields` are those (by the codes of the columns) of which the sheet says something else."""

    row: int
    name: str
    keeper: str
    fields: tuple[str, ...]


SENTENCES: Final[Mapping[str, Sentence]] = {
    Keeper.PEOPLE: Sentence(
        _("“%(name)s” has people of its own here. Its profile stays as they wrote it."),
        _("Ask them to look at: %(fields)s."),
    ),
    Keeper.OTHERS: Sentence(
        _("“%(name)s” takes part in another fair or was here before yours. Its profile stays as it is."),
        _("If the sheet is right, change on the company’s page: %(fields)s."),
    ),
}


def in_words(left: Left) -> Line:
    sentence = SENTENCES[left.keeper]
    fields = ", ".join(str(BY_CODE[code].label) for code in left.fields)
    return Line(
        left.row, "", str(sentence.what) % {"name": left.name}, str(sentence.remedy) % {"fields": fields}
    )


def as_plain(left: Left) -> dict[str, Any]:
    return asdict(left)


def from_plain(plain: Mapping[str, Any]) -> Left:
    return Left(**{**plain, "fields": tuple(plain["fields"])})
