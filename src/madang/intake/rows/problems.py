"""The sentence and the remedy for each problem of an import, in the reader's language."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.intake.rows.rows import Problem


@dataclass(frozen=True)
class Sentence:
    """`what` may name the `value` found; `remedy` says how to mend it."""

    what: Promise
    remedy: Promise


ROW_SENTENCES: Final[Mapping[str, Sentence]] = {
    "no_name": Sentence(
        _("The name is missing."), _("Write the organisation's name in at least one language.")
    ),
    "no_country": Sentence(
        _("The country is missing."), _("Write the country's name or its two-letter code.")
    ),
    "country": Sentence(
        _("“%(value)s” is not a country that we know."),
        _("Write its name in Korean, Chinese, Russian or English, or its two-letter code, such as KR."),
    ),
    "kind": Sentence(
        _("“%(value)s” is not a kind of organisation."),
        _("Write company, buyer, investor, city, park, university or association, or leave the cell empty."),
    ),
    "size": Sentence(
        _("“%(value)s” is not a size."),
        _("Write the number of people, such as 120, or micro, small, medium or large."),
    ),
    "industry": Sentence(
        _("“%(value)s” is not an ISIC 4 code."),
        _("Write a section (C), a division (26) or a class (2610), or leave it empty."),
    ),
    "distinction": Sentence(
        _("“%(value)s” holds a distinction that we do not know."),
        _("Write distinctions such as 专精特新 or 벤처기업, with commas between them, or leave it empty."),
    ),
    "website": Sentence(
        _("“%(value)s” is not a web address."), _("Write it like https://example.com, or leave it empty.")
    ),
    "email": Sentence(_("“%(value)s” is not a mail address."), _("Write it like name@example.com.")),
    "group": Sentence(
        _("“%(value)s” is not a group of this fair."),
        _("Write one of the groups that you set up, or set this one up first."),
    ),
    "presence": Sentence(
        _("“%(value)s” does not say how they take part."), _("Write on site, online or both.")
    ),
    "zone": Sentence(
        _("“%(value)s” is not a time zone."), _("Write an IANA zone such as Asia/Seoul, or leave it empty.")
    ),
    "language": Sentence(
        _("“%(value)s” holds a language that is not one of the four."),
        _("Write Korean, Chinese, Russian or English, with commas between them."),
    ),
    "delegates": Sentence(
        _("“%(value)s” is not a number from 1 to 3."), _("Write how many meetings they can hold at once.")
    ),
    "least_meetings": Sentence(
        _("“%(value)s” is not a number from 0 to 100."), _("Write a whole number, or leave it empty.")
    ),
    "most_meetings": Sentence(
        _("“%(value)s” is not a number from 1 to 100."), _("Write a whole number, or leave it empty.")
    ),
    "most_under_least": Sentence(
        _("The most meetings are fewer than the least."),
        _("Make the largest number at least as large as the smallest."),
    ),
    "too_long": Sentence(_("The text is too long."), _("Shorten it; put the rest into the description.")),
    "double": Sentence(
        _("The same organisation already stands in row %(value)s."),
        _("Keep one of the two rows and bring its values together."),
    ),
}

FILE_SENTENCES: Final[Mapping[str, Sentence]] = {
    "empty": Sentence(_("The file holds no rows."), _("Choose the sheet in which the companies stand.")),
    "password": Sentence(
        _("The file is protected by a password."),
        _("Save it without a password in your spreadsheet program and try again."),
    ),
    "damaged": Sentence(
        _("The file cannot be read; it seems damaged or is no spreadsheet."),
        _("Open it in your spreadsheet program and save it as XLSX or CSV."),
    ),
    "encoding": Sentence(
        _("The characters of this file cannot be read."),
        _("Save it as CSV UTF-8 or as XLSX, or choose its encoding."),
    ),
    "too_large": Sentence(_("The file is larger than %(value)s MB."), _("Split it into several files.")),
}


@dataclass(frozen=True)
class Line:
    """A problem in words."""

    row: int
    column: str
    what: str
    remedy: str


def in_words(problem: Problem) -> Line:
    sentence = ROW_SENTENCES[problem.code]
    values = {"value": problem.value}
    return Line(problem.row, problem.column, str(sentence.what) % values, str(sentence.remedy) % values)


def as_plain(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def from_plain(plain: Mapping[str, Any]) -> Problem:
    return Problem(**plain)


def of_file(code: str, value: str = "") -> str:
    sentence = FILE_SENTENCES[code]
    return f"{str(sentence.what) % {'value': value}} {sentence.remedy}"
