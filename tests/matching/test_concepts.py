from collections import Counter
from collections.abc import Iterator

import pytest

from madang.matching import LANGUAGES, concept, concepts, concepts_in, suggest
from madang.matching.language.fold import fold
from madang.matching.language.glossaries import Entry, entries, nodes, readings, rows, stop_words

SCRIPTS = {"ko": ("가", "힣"), "zh": ("一", "鿿"), "ru": ("Ѐ", "ӿ")}


def has_script(text: str, language: str) -> bool:
    low, high = SCRIPTS[language]
    return any(low <= letter <= high for letter in text)


def surfaces(entry: Entry) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for surface in entry.of(language):
            folded = fold(surface).text
            yield language, folded.replace(" ", "") if language in {"ko", "zh"} else folded


def test_every_entry_is_given_in_four_languages() -> None:
    assert [e.source for e in entries() if len(e.surfaces) != 4 or not all(e.surfaces)] == []


def test_every_surface_stands_in_its_own_column() -> None:
    strangers = [
        (entry.source, surface)
        for entry in entries()
        for language in LANGUAGES
        for surface in entry.of(language)
        for other in SCRIPTS
        if other != language and has_script(surface, other)
    ]
    assert strangers == []


def test_no_surface_stands_twice_in_an_entry() -> None:
    twice = [
        (entry.source, surface)
        for entry in entries()
        for surface, count in Counter(surfaces(entry)).items()
        if count > 1
    ]
    assert twice == []


def test_no_two_lines_of_the_word_lists_say_the_same() -> None:
    """Words of two meanings may meet in one or two languages; sharing words in three is repetition."""
    words = [entry for entry in entries() if not entry.source.startswith("concepts")]
    lines: dict[tuple[str, str], list[int]] = {}
    for number, entry in enumerate(words):
        for surface in set(surfaces(entry)):
            lines.setdefault(surface, []).append(number)
    shared: dict[tuple[int, int], set[str]] = {}
    for (language, _), numbers in lines.items():
        for place, one in enumerate(numbers):
            for other in numbers[place + 1 :]:
                shared.setdefault((one, other), set()).add(language)
    repeated = [(words[a].source, words[b].source) for (a, b), langs in shared.items() if len(langs) > 2]
    assert repeated == []


def test_glossary_is_large_enough_to_be_useful() -> None:
    assert len(nodes()) >= 400
    assert len(entries()) >= 1500


def test_parents_come_before_their_children() -> None:
    seen = {""}
    for node in concepts():
        assert node.parent in seen, node.id
        seen.add(node.id)


def test_concept_ids_are_unique() -> None:
    assert len({node.concept.id for node in nodes()}) == len(nodes())


def test_isic_and_hs_codes_are_two_digit_divisions_and_chapters() -> None:
    for node in concepts():
        assert all(code.isdigit() and 1 <= int(code) <= 99 for code in node.isic), node.id
        assert all(code.isdigit() and 1 <= int(code) <= 97 for code in node.hs), node.id


def test_labels_tell_concepts_apart_in_each_language() -> None:
    for language in LANGUAGES:
        labels = Counter(node.label(language) for node in concepts())
        assert [label for label, count in labels.items() if count > 1] == []


def test_label_in_an_unknown_language_is_english() -> None:
    assert concept("digital.data").label("fr") == "data"
    assert concept("digital.data").label("zh-hans") == "数据"


def test_concept_unknown_raises() -> None:
    with pytest.raises(KeyError):
        concept("no.such")


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("데이터 암", "ko", "digital.security.encryption"),
        ("데이터암", "ko", "digital.security.encryption"),
        ("数据加", "zh-hans", "digital.security.encryption"),
        ("шифр", "ru", "digital.security.encryption"),
        ("encryp", "en", "digital.security.encryption"),
        ("encryp", "ko", "digital.security.encryption"),
        ("암호", "ko", "digital.security.encryption"),
    ],
)
def test_suggest_finds_concept_while_typing(typed: str, language: str, expected: str) -> None:
    assert expected in [suggestion.concept for suggestion in suggest(typed, language)]


def test_suggest_shows_the_readers_label_for_a_foreign_word() -> None:
    assert suggest("blockch", "ko")[0].label == "블록체인"


@pytest.mark.parametrize("typed", ["", "   ", "🚀", "\x00"])
def test_suggest_nothing_for_nothing(typed: str) -> None:
    assert suggest(typed, "ko") == ()


def test_suggest_keeps_to_its_limit() -> None:
    assert len(suggest("s", "en", 3)) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("하얼빈에서 로봇제어 기술을 찾습니다", "로봇제어"),
        ("我们提供机器人控制技术", "机器人控制"),
        ("Ищем управление роботами для завода", "управление роботами"),
        ("We look for Robot Control software", "Robot Control software"),
    ],
)
def test_concepts_in_text_names_the_very_words(text: str, words: str) -> None:
    found = {mention.concept: mention.span for mention in concepts_in(text)}
    span = found["digital.robot.control"]
    assert (span.words, text[span.start : span.end]) == (words, words)


def test_concepts_in_text_labels_in_the_readers_language() -> None:
    assert concepts_in("数据加密", "ru")[0].label == "шифрование данных"


def test_readings_are_one_syllable_for_one_character() -> None:
    written = [letter for _, cells in rows("readings.tsv") for letter in cells[1]]
    assert [letter for letter, count in Counter(written).items() if count > 1] == []
    assert all(len(reading) == 1 and has_script(reading, "ko") for reading in readings().values())


def test_stop_words_are_kept_for_each_language() -> None:
    assert set(stop_words()) == {*LANGUAGES, "formula", "frame"}
