"""Reading what organisers have: every encoding of the four languages, workbooks, titles above the headings."""

import io

import pytest
from openpyxl import Workbook

from madang.intake.sheets.sheet import Row, Unreadable, read

KOREAN = "기업명,국가,담당자\n(주)한빛데이터,대한민국,김민수\n누리클라우드,한국,이영희\n"
CHINESE = "企业名称,国家,联系人\n哈尔滨云谷科技有限公司,中国,李明\n大庆数智信息技术有限公司,中国,王芳\n"
RUSSIAN = "Название,Страна,Контакт\nООО «Восточный берег»,Россия,Иванов Пётр\nАО «Амур-Софт»,Россия,Ли Анна\n"


@pytest.mark.parametrize(
    ("text", "written_as", "found"),
    [
        (KOREAN, "utf-8", "utf_8"),
        (KOREAN, "utf-8-sig", "utf_8"),
        (KOREAN, "cp949", "cp949"),
        (KOREAN, "euc-kr", "cp949"),
        (CHINESE, "utf-8", "utf_8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "utf-16", "utf_16"),
    ],
)
def test_csv_is_read_in_the_encoding_it_was_written_in(text: str, written_as: str, found: str) -> None:
    sheet = read(text.encode(written_as))

    assert sheet.encoding == found
    assert [list(sheet.headings), *(list(row.cells) for row in sheet.rows)] == [
        line.split(",") for line in text.splitlines()
    ]


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_csv_delimiter_is_found(mark: str) -> None:
    sheet = read(f"Name{mark}Country\nAlpha, Ltd{mark}KR\n".replace("Alpha, Ltd", '"Alpha, Ltd"').encode())

    assert sheet.rows == (Row(2, ("Alpha, Ltd", "KR")),)


def test_csv_row_numbers_count_lines_inside_quotes() -> None:
    sheet = read(b'Name,Offer\nA,"one\ntwo"\nB,three\n')

    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("A", "one\ntwo")), (4, ("B", "three"))]


def workbook(*lines: list[object], name: str = "Sheet") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for line in lines:
        page.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_workbook_with_a_title_above_its_headings_keeps_the_owners_row_numbers() -> None:
    content = workbook(
        ["참가기업 명단"], [], ["번호", "기업명", "국가"], [1, "한빛데이터", "한국"], [], [2, "누리", "한국"]
    )

    sheet = read(content)

    assert sheet.headings == ("번호", "기업명", "국가")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (4, ("1", "한빛데이터", "한국")),
        (6, ("2", "누리", "한국")),
    ]


def test_workbook_first_sheet_with_rows_is_taken_and_another_can_be_named() -> None:
    book = Workbook()
    book.create_sheet("목록").append(["기업명", "국가"])
    book["목록"].append(["한빛", "KR"])
    book.create_sheet("buyers").append(["Name", "Country"])
    book["buyers"].append(["Orion", "DE"])
    stream = io.BytesIO()
    book.save(stream)

    assert read(stream.getvalue()).name == "목록"
    assert read(stream.getvalue(), sheet="buyers").rows == (Row(2, ("Orion", "DE")),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\xd0\xcf\x11\xe0", "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(content)

    assert refusal.value.code == code


def test_wrong_encoding_named_by_hand_is_refused() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(KOREAN.encode("cp949"), encoding="utf_8")

    assert refusal.value.code == "encoding"
