"""Reading the packaged glossary files: tab-separated, four languages, synonyms divided by a bar."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from madang.matching.shapes import LANGUAGES, Concept

FOLDER = files("madang.matching") / "glossary"
CONCEPT_COLUMNS = ("id", "parent", "isic", "hs", *LANGUAGES)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a glossary: what means the same in four languages, the usual word first."""

    surfaces: tuple[tuple[str, ...], ...]
    source: str

    def of(self, language: str) -> tuple[str, ...]:
        return self.surfaces[LANGUAGES.index(language)]


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the taxonomy: the concept and, as a glossary entry, its labels with synonyms."""

    concept: Concept
    entry: Entry


def rows(name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and cells of a glossary file, without its heading, comments and empty lines."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() and not line.startswith("#"):
            yield number, tuple(cell.strip() for cell in line.split("\t"))


def _synonyms(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def glossary_files() -> tuple[str, ...]:
    """The files of words (not concepts, not readings), by name."""
    names = (file.name for file in FOLDER.iterdir())
    return tuple(sorted(name for name in names if name.endswith(".words.tsv")))


@functools.cache
def nodes() -> tuple[Node, ...]:
    """The taxonomy as it stands in `concepts.tsv`."""
    result = []
    for number, (name, parent, isic, hs, *cells) in rows("concepts.tsv"):
        surfaces = tuple(_synonyms(cell) for cell in cells)
        labels = {language: words[0] for language, words in zip(LANGUAGES, surfaces, strict=True)}
        concept = Concept(name, parent, labels, tuple(isic.split()), tuple(hs.split()))
        result.append(Node(concept, Entry(surfaces, f"concepts.tsv:{number}")))
    return tuple(result)


@functools.cache
def entries() -> tuple[Entry, ...]:
    """Every glossary line, the labels of concepts included."""
    words = [
        Entry(tuple(_synonyms(cell) for cell in cells), f"{name}:{number}")
        for name in glossary_files()
        for number, cells in rows(name)
    ]
    return (*(node.entry for node in nodes()), *words)


@functools.cache
def readings() -> dict[int, str]:
    """The usual Sino-Korean reading of simplified Chinese characters, for `str.translate`."""
    return {ord(letter): cells[0] for _, cells in rows("readings.tsv") for letter in cells[1]}


@functools.cache
def irregular() -> dict[str, str]:
    """English forms that no stemmer brings together: went → go, centre → center."""
    return {form: cells[0] for _, cells in rows("irregular.tsv") for form in cells[1].split()}


@functools.cache
def stop_words() -> dict[str, frozenset[str]]:
    """Words (for Korean also endings) that carry no subject, by language."""
    return {cells[0]: frozenset(cells[1].split()) for _, cells in rows("stopwords.tsv")}
