"""Rows of a Korean organiser's list, for tests of the import."""

import csv
import io

HEADINGS = ["번호", "기업명", "영문명", "국가", "이메일", "담당자", "언어", "제공", "찾는 것"]
HANBIT = [
    "1", "한빛데이터", "Hanbit Data", "한국", "kim@hanbit.example", "김민수", "한국어, 영어", "데이터 암호화; 키 관리", "중국 총판",
]  # fmt: skip
NURI = ["2", "누리클라우드", "", "한국", "", "", "한국어", "클라우드 이전", "데이터센터 부지"]
WRONG = ["3", "어딘가", "", "아틀란티스", "메일", "", "", "", ""]


def sheet(*lines: list[str]) -> bytes:
    """A CSV file as a Korean spreadsheet program writes it."""
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADINGS, *lines])
    return stream.getvalue().encode("cp949")
