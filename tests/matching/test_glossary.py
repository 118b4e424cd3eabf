"""The glossary files as a reviewer reads them: each finding says file, line and what is wrong."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from madang.matching import LANGUAGES, concepts
from madang.matching.language.fold import fold
from madang.matching.language.glossaries import FOLDER, Entry, entries, glossary_files, rows
from madang.matching.language.phrases import phrase_key
from madang.matching.language.words import words_of

MOST_MEANINGS = 6
SOME = 20
ISIC_GAPS = {4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89}
RESERVED_CHAPTER = 77
FILES = ("concepts.tsv", *glossary_files())
CYRILLIC_AND_LATIN = re.compile("[a-z][\u0430-\u044f\u0451]|[\u0430-\u044f\u0451][a-z]", re.IGNORECASE)


def surfaces() -> Iterator[tuple[Entry, str, str]]:
    for entry in entries():
        for language in LANGUAGES:
            for surface in entry.of(language):
                yield entry, language, surface


def lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("name", FILES)
def test_file_begins_with_its_heading(name: str) -> None:
    columns = lines(name)[0].split("\t")
    assert columns[-4:] == list(LANGUAGES), f"{name}:1: columns {columns}"


@pytest.mark.parametrize("name", FILES)
def test_every_line_has_the_columns_of_the_heading(name: str) -> None:
    columns = len(lines(name)[0].split("\t"))
    found = [
        f"{name}:{number}: {len(cells)} columns" for number, cells in rows(name) if len(cells) != columns
    ]
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_lines_hold_no_stray_spaces_or_bars(name: str) -> None:
    stray = re.compile(r"^ | $|  |\t |[ ]\t| \||\| |\|\||\|\t|\t\||\|$|\r|\u3000|\u00a0|\ufeff")
    found = [
        f"{name}:{number}: {line}" for number, line in enumerate(lines(name), start=1) if stray.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_file_ends_with_one_line_end_and_is_composed(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text.endswith("\n"), name
    assert not text.endswith("\n\n"), name
    assert unicodedata.is_normalized("NFC", text), name


def test_russian_words_hold_no_latin_look_alikes() -> None:
    found = [
        f"{entry.source}: {surface}" for entry, _, surface in surfaces() if CYRILLIC_AND_LATIN.search(surface)
    ]
    assert found == []


def test_chinese_is_written_simplified() -> None:
    found = [
        f"{entry.source}: {surface} is {fold(surface).text}"
        for entry, language, surface in surfaces()
        if language == "zh" and fold(surface).text != unicodedata.normalize("NFKC", surface).lower()
    ]
    assert found == []


def test_phrase_does_not_mean_everything() -> None:
    """The more lines a phrase stands in, the less each of its meanings counts: past a few it says nothing."""
    meanings: dict[tuple[str, str], dict[str, str]] = {}
    for entry, _, surface in surfaces():
        meanings.setdefault(phrase_key(surface), {})[entry.of("en")[0]] = f"{surface} ({entry.source})"
    found = {key: means for key, means in meanings.items() if len(means) > MOST_MEANINGS}
    assert found == {}


def test_children_stand_below_their_parent() -> None:
    """A reader finds a branch of the taxonomy in one place."""
    found = []
    path: list[str] = []
    for node in concepts():
        while path and path[-1] != node.parent:
            path.pop()
        if node.parent and not path:
            found.append(f"{node.id} stands away from {node.parent}")
        path.append(node.id)
    assert found == []


def test_concept_id_names_its_parent() -> None:
    assert [node.id for node in concepts() if node.id.rpartition(".")[0] != node.parent] == []


def test_codes_are_divisions_and_chapters_that_exist() -> None:
    found = [
        f"{node.id}: {code}"
        for node in concepts()
        for codes, most, gaps in ((node.isic, 99, ISIC_GAPS), (node.hs, 97, {RESERVED_CHAPTER}))
        for code in codes
        if not re.fullmatch("[0-9]{2}", code) or not 1 <= int(code) <= most or int(code) in gaps
    ]
    assert found == []


def test_readings_stand_in_the_order_of_syllables() -> None:
    syllables = [cells[0] for _, cells in rows("readings.tsv")]
    assert syllables == sorted(set(syllables))


def test_plain_phrases_get_the_key_that_a_text_gives_them() -> None:
    """Loading takes a shorter way than reading a text; both must arrive at the same key."""
    found = [
        f"{entry.source}: {surface}"
        for entry, language, surface in surfaces()
        if "".join(word.key for word in words_of(fold(surface))) != phrase_key(surface)[1].replace(" ", "")
    ]
    assert found == []


@pytest.mark.parametrize("name", glossary_files())
def test_a_file_of_words_is_worth_a_file(name: str) -> None:
    assert len(list(rows(name))) >= SOME
