"""From cells to companies: each row becomes one company with its offers and needs, or a list of problems.

Pure reading: nothing is looked up or written here. Every value that cannot be understood is a `Problem` that
names the row, the column and the value; `problems.py` has the sentences.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from madang.core.languages import CHINESE, ENGLISH, KOREAN, RUSSIAN
from madang.core.text import Text
from madang.intake.sheets import vocabulary
from madang.intake.sheets.sheet import Row, Sheet
from madang.listings.models import ListingKind, Side
from madang.organisations.industries import industry_of
from madang.organisations.models import Kind, name_key

NAME_LANGUAGES: Final = {"name_ko": KOREAN, "name_zh": CHINESE, "name_en": ENGLISH, "name_ru": RUSSIAN}
LONGEST_TITLE: Final = 200
LISTING_MARKS: Final = re.compile(r"\s*(?:\r?\n|;|；|\|)\s*")
LIST_MARKS: Final = re.compile(r"\s*(?:\r?\n|[;；,，、/|·])\s*")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or (without a column) with the row."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class ListingRow:
    side: str
    kind: str
    title: Text
    body: Text


@dataclass(frozen=True)
class CompanyRow:
    """One company of the sheet. Where it is empty the sheet says nothing: an update then leaves the old."""

    number: int
    name: Text
    country: str
    reference: str = ""
    kind: str = ""
    region: str = ""
    city: str = ""
    industry: str = ""
    size: str = ""
    distinctions: tuple[str, ...] = ()
    website: str = ""
    registration_number: str = ""
    description: Text = field(default_factory=Text)
    group: str = ""
    presence: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    delegates_at_once: int | None = None
    least_meetings: int | None = None
    most_meetings: int | None = None
    contact_name: str = ""
    contact_position: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    listings: tuple[ListingRow, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What came of one row: a company, or problems."""

    row: Row
    company: CompanyRow | None
    problems: tuple[Problem, ...]


def read_rows(
    sheet: Sheet, meanings: Sequence[str], *, groups: Mapping[str, str], language: str
) -> Iterator[Reading]:
    """Read every row. `groups` maps each wording of the fair's groups to its code; `language` is what texts
    are taken to be in when their script does not tell.
    """
    seen: dict[str, int] = {}
    words = {vocabulary.key(word): code for word, code in groups.items()}
    for row in sheet.rows:
        reading = _Cells(sheet, meanings, row, words, language).read()
        yield _once(reading, seen) if reading.company else reading


def _once(reading: Reading, seen: dict[str, int]) -> Reading:
    """The same company twice in one sheet: the second is handed back."""
    company = reading.company
    assert company is not None
    for key in _keys(company):
        first = seen.setdefault(key, company.number)
        if first != company.number:
            return Reading(reading.row, None, (Problem(company.number, "", "double", str(first)),))
    return reading


def _keys(company: CompanyRow) -> Iterator[str]:
    if company.reference:
        yield f"reference {company.reference}"
    if company.registration_number:
        yield f"registered {company.country} {company.registration_number}"
    yield f"name {company.country} {name_key(company.name.first.text)}"


class _Cells:
    """The cells of one row by meaning, and the problems found while they are understood."""

    def __init__(
        self, sheet: Sheet, meanings: Sequence[str], row: Row, groups: Mapping[str, str], language: str
    ) -> None:
        self.row, self.groups, self.language = row, groups, language
        self.headings = dict(zip(meanings, sheet.headings, strict=True))
        self.cells = dict(zip(meanings, row.cells, strict=True))
        self.many = [(code, cell) for code, cell in zip(meanings, row.cells, strict=True) if cell]
        self.problems: list[Problem] = []

    def read(self) -> Reading:
        country = self.among("country", vocabulary.countries(), "country")
        language = vocabulary.home(country).language or self.language
        kind = self.among("kind", vocabulary.meanings("kind"), "kind")
        company = CompanyRow(
            number=self.row.number,
            name=self.name(language),
            country=country,
            reference=self.short("reference", 40),
            kind=kind,
            region=self.short("region", 80),
            city=self.short("city", 80),
            industry=self.industry(),
            size=self.size(),
            distinctions=self.several("distinctions", vocabulary.meanings("distinction"), "distinction"),
            website=self.website(),
            registration_number=self.short("registration_number", 40),
            description=written(self.cells.get("description", ""), language),
            group=self.among("group", self.groups, "group"),
            presence=self.among("presence", vocabulary.meanings("presence"), "presence"),
            zone=self.zone(country),
            languages=self.several("languages", vocabulary.meanings("language"), "language"),
            delegates_at_once=self.number("delegates", 1, 3),
            least_meetings=self.number("least_meetings", 0, 100),
            most_meetings=self.number("most_meetings", 1, 100),
            contact_name=self.short("contact_name", 120),
            contact_position=self.short("contact_position", 120),
            contact_email=self.email(),
            contact_phone=self.short("contact_phone", 40),
            listings=tuple(self.listings(kind, language)),
        )
        self.check_presence_of(company)
        problems = tuple(self.problems)
        return Reading(self.row, None if problems else company, problems)

    def check_presence_of(self, company: CompanyRow) -> None:
        if not company.name:
            self.trouble("name", "no_name")
        if not self.cells.get("country"):
            self.trouble("country", "no_country")
        if (
            company.least_meetings
            and company.most_meetings
            and company.least_meetings > company.most_meetings
        ):
            self.trouble("most_meetings", "most_under_least")

    def trouble(self, meaning: str, code: str) -> None:
        cell = self.cells.get(meaning, "")
        self.problems.append(Problem(self.row.number, self.headings.get(meaning, ""), code, cell[:120]))

    def short(self, meaning: str, longest: int) -> str:
        value = " ".join(self.cells.get(meaning, "").split())
        if len(value) > longest:
            self.trouble(meaning, "too_long")
        return value

    def among(self, meaning: str, words: Mapping[str, str], code: str) -> str:
        cell = self.cells.get(meaning, "")
        found = words.get(vocabulary.key(cell), "") if cell else ""
        if cell and not found:
            self.trouble(meaning, code)
        return found

    def several(self, meaning: str, words: Mapping[str, str], code: str) -> tuple[str, ...]:
        parts = [part for part in LIST_MARKS.split(self.cells.get(meaning, "")) if part]
        found = [words.get(vocabulary.key(part), "") for part in parts]
        if not all(found):
            self.trouble(meaning, code)
        return tuple(dict.fromkeys(code for code in found if code))

    def name(self, language: str) -> Text:
        original = self.short("name", LONGEST_TITLE)
        others = {code: self.short(meaning, LONGEST_TITLE) for meaning, code in NAME_LANGUAGES.items()}
        others = {code: name for code, name in others.items() if name}
        if not original and others:
            original = others.get(language) or next(iter(others.values()))
        first = next((code for code, name in others.items() if name == original), "") or script_of(
            original, language
        )
        return Text(first, {**others, first: original}) if original else Text()

    def industry(self) -> str:
        code = re.sub(r"[.\s]", "", self.short("industry", 40)).upper()
        if re.fullmatch(r"[A-U]\d{2,4}", code):
            code = code[1:]
        if code and not (re.fullmatch(r"[A-U]|\d{2,4}", code) and industry_of(code)):
            self.trouble("industry", "industry")
        return code

    def size(self) -> str:
        cell = self.cells.get("size", "")
        if digits := re.findall(r"\d+", re.sub(r"(?<=\d)[,\s](?=\d{3})", "", cell)):
            return vocabulary.size_of(int(digits[-1]))
        return self.among("size", vocabulary.meanings("size"), "size")

    def website(self) -> str:
        value = self.short("website", LONGEST_TITLE)
        address = value if not value or "://" in value else f"https://{value}"
        return self.valid("website", address, URLValidator(schemes=["http", "https"]), "website")

    def email(self) -> str:
        return self.valid("contact_email", self.short("contact_email", 254), validate_email, "email")

    def valid(self, meaning: str, value: str, check: Callable[[str], None], code: str) -> str:
        try:
            if value:
                check(value)
        except ValidationError:
            self.trouble(meaning, code)
        return value

    def zone(self, country: str) -> str:
        value = self.short("zone", 64)
        if value and value not in available_timezones():
            self.trouble("zone", "zone")
        return value or vocabulary.home(country).zone

    def number(self, meaning: str, least: int, most: int) -> int | None:
        cell = self.cells.get(meaning, "")
        if not cell:
            return None
        if not cell.isdecimal() or not least <= int(cell) <= most:
            self.trouble(meaning, meaning)
            return None
        return int(cell)

    def listings(self, kind: str, language: str) -> Iterator[ListingRow]:
        for meaning, cell in self.many:
            if meaning in {Side.OFFER, Side.NEED}:
                for line in LISTING_MARKS.split(cell):
                    if line:
                        yield listing(meaning, line, kind, language)


def listing(side: str, line: str, organisation_kind: str, language: str) -> ListingRow:
    """One offer or need: `[kind] title: more`; without a kind, what such an organisation mostly offers."""
    kind = usual_kind(side, organisation_kind)
    if marked := re.match(r"[\[【]([^\]】]+)[\]】]\s*(.+)", line, re.DOTALL):
        kind = vocabulary.meanings("listing_kind").get(vocabulary.key(marked[1]), kind)
        line = marked[2]
    title, body = (line, "") if len(line) <= LONGEST_TITLE else (line[: LONGEST_TITLE - 1] + "…", line)
    return ListingRow(side, kind, written(title, language), written(body, language))


def usual_kind(side: str, organisation_kind: str) -> str:
    if organisation_kind in {Kind.PUBLIC_HOST, Kind.PARK} and side == Side.OFFER:
        return ListingKind.INVESTMENT_PROJECT
    if organisation_kind == Kind.UNIVERSITY:
        return ListingKind.TECHNOLOGY if side == Side.OFFER else ListingKind.RND_PARTNER
    if organisation_kind == Kind.INVESTOR and side == Side.OFFER:
        return ListingKind.FUNDING
    return ListingKind.PRODUCT


_SCRIPTS: Final = (
    (KOREAN, re.compile(r"[가-힣]")),
    (CHINESE, re.compile(r"[一-鿿]")),
    (RUSSIAN, re.compile(r"[а-яёА-ЯЁ]")),
    (ENGLISH, re.compile(r"[a-zA-Z]")),
)


def script_of(text: str, otherwise: str) -> str:
    """The language that most signs of a text belong to; Hangul and Hanzi count double, being denser."""
    weights = Counter({code: len(signs.findall(text)) for code, signs in _SCRIPTS})
    weights[KOREAN] *= 2
    weights[CHINESE] *= 2
    code, weight = weights.most_common(1)[0]
    return code if weight else otherwise


def written(text: str, otherwise: str) -> Text:
    return Text.of(script_of(text, otherwise), text.strip()) if text.strip() else Text()
