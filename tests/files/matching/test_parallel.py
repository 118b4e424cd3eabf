"""Evaluation files are read as people have them."""

from pathlib import Path

import pytest

from files.matching.market_files import industry, sentences
from madang.config.processes.preflight import CannotRun
from madang.files.matching.parallel import parallel_in, read_parallel


def test_folder_gives_the_files_it_has(tmp_path: Path) -> None:
    industry(tmp_path)
    industry(tmp_path, "zh", (("数据加密", "data encryption"),))
    sentences(tmp_path)
    (tmp_path / "README.md").write_text("not one of them")
    (tmp_path / "industry_notes.tsv").write_text("not one of them")

    files = parallel_in(tmp_path)

    assert [(file.name, file.lines, file.is_industry) for file in files] == [
        ("industry_ko_en.tsv", 6, True),
        ("industry_zh_en.tsv", 1, True),
        ("sentences.tsv", 3, False),
    ]
    assert list(files[2].texts) == ["ko", "zh", "en", "ru"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_marks_line_ends_extra_columns_and_quotes_are_read(mark: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "sentences.tsv"
    lines = ["note\ten\tid\tko", 'x\tHe said "no", twice\t1\t"아니요"', "\tSecond line\t2\t둘째 줄\tmore", ""]
    path.write_bytes((mark + end.join(lines)).encode())

    file = read_parallel(path)

    assert file.texts["en"] == ('He said "no", twice', "Second line")
    assert file.texts["ko"] == ('"아니요"', "둘째 줄")


def test_languages_may_be_called_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "industry_zh_en.tsv"
    path.write_text('"code"\t"zh-Hans"\tEnglish\n1\t数据加密\tdata encryption\n')

    assert read_parallel(path).texts == {"zh": ("数据加密",), "en": ("data encryption",)}


def test_lines_that_lack_a_text_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_text("id\tko\ten\n1\t하나\tone\n2\t\ttwo\n3\n")

    file = read_parallel(path)

    assert (file.lines, file.left_out) == (1, 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty."),
        (b"\n \n", "is empty."),
        (b"id\tko\ten\n1\t\xff\tone\n", "line 2 is not UTF-8"),
        (b"id\tfr\ten\n1\tun\tone\n", "line 1 must name the columns"),
        (b"id,ko,en\n", "line 1 must name the columns"),
        (b"id\tko\ten\n", "no line has a text in each of ko, en."),
    ],
)
def test_bad_file_is_refused_with_what_is_wrong(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_bytes(content)

    with pytest.raises(CannotRun, match=r"sentences\.tsv") as refused:
        read_parallel(path)

    assert sentence in str(refused.value)


def test_folder_without_such_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"has neither sentences\.tsv nor"):
        parallel_in(tmp_path)
    with pytest.raises(CannotRun, match="cannot be read"):
        parallel_in(tmp_path / "none")
