"""Evaluation files: lines that mean the same in several languages, tab-separated, one column a language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from madang.config.processes.preflight import CannotRun
from madang.files.matching import wording
from madang.files.terminal.reading import read_bytes
from madang.intake.sheets.vocabulary import key
from madang.matching import LANGUAGES

SENTENCES = "sentences.tsv"
INDUSTRY = re.compile(r"industry_.+_en\.tsv")


@dataclass(frozen=True, slots=True)
class Parallel:
    """A file of lines that mean the same.

    Attributes:
        name: of the file.
        texts: for each language its lines; all have the same length, and none is empty.
        left_out: lines of the file that lack a text in one of the languages.
    """

    name: str
    texts: Mapping[str, tuple[str, ...]]
    left_out: int = 0

    @property
    def lines(self) -> int:
        return len(next(iter(self.texts.values())))

    @property
    def is_industry(self) -> bool:
        return INDUSTRY.fullmatch(self.name) is not None


def parallel_in(folder: Path) -> tuple[Parallel, ...]:
    """`sentences.tsv` and every `industry_*_en.tsv` of the folder, as many as there are.

    Raises:
        CannotRun: there is none, or one is not such a file; says which and what is wrong.
    """
    files = [read_parallel(path) for path in _files(folder)]
    if not files:
        raise CannotRun(f"{folder} has neither {SENTENCES} nor a file industry_…_en.tsv.")
    return tuple(files)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(
            path for path in folder.iterdir() if path.name == SENTENCES or INDUSTRY.fullmatch(path.name)
        )
    except (OSError, ValueError) as error:
        raise CannotRun(f"{folder} cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def read_parallel(path: Path) -> Parallel:
    """The lines of one file; columns that are no language (id, code, notes) are passed over.

    UTF-8 with or without its mark, any line ends. Quotes mean themselves: a tab always ends a field.

    Raises:
        CannotRun: not UTF-8, fewer than two columns of languages, or no line with a text in each.
    """
    heading, *lines = _lines(path)
    columns = _columns(path, heading)
    rows = [tuple(_cell(line, column) for column in columns.values()) for line in lines]
    whole = [row for row in rows if all(row)]
    if not whole:
        raise CannotRun(f"{path}: no line has a text in each of {', '.join(columns)}.")
    texts = {language: tuple(row[place] for row in whole) for place, language in enumerate(columns)}
    return Parallel(path.name, texts, len(rows) - len(whole))


def _lines(path: Path) -> list[list[str]]:
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CannotRun(f"{path}: line {line} is not UTF-8: save it as UTF-8.") from None
    lines = [line.split("\t") for line in re.split(r"\r?\n" if "\n" in text else "\r", text) if line.strip()]
    if not lines:
        raise CannotRun(f"{path} is empty.")
    return lines


def _columns(path: Path, heading: Sequence[str]) -> dict[str, int]:
    names = [wording.languages().get(key(name), "") for name in heading]
    columns = {language: names.index(language) for language in LANGUAGES if language in names}
    if len(columns) < 2:
        raise CannotRun(
            f"{path}: line 1 must name the columns, two or more of {', '.join(LANGUAGES)} among them, "
            "divided by tabs."
        )
    return columns


def _cell(line: Sequence[str], column: int) -> str:
    return line[column].strip() if column < len(line) else ""
