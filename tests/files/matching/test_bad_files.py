"""What is wrong with a file is one sentence that says what and where, with exit code 2 and no traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.matching.market_files import EXAMPLE, companies, industry, madang

HEAD = "id,name,country,languages,size,offers,needs,markets,vetoes,no competitors"
BAD = {
    "empty": ("", "holds no rows."),
    "heading": (f"{HEAD}\n", "one names the columns"),
    "no_name": ("country,offers\nKR,steel\n", "no column is called name or id"),
    "no_items": ("name,country\nHanbit,KR\n", "no column is called offers or needs"),
    "country": (
        f"{HEAD}\nA,Hanbit,Atlantis,,,steel,,,,\n",
        ": line 2, column 3: “Atlantis” is no country that we know.",
    ),
    "language": (
        f"{HEAD}\n\nA,Hanbit,KR,Klingonese,,steel,,,,\n",
        ": line 3, column 4: “Klingonese” holds a language",
    ),
    "size": (f"{HEAD}\nA,Hanbit,KR,,huge,steel,,,,\n", ": line 2, column 5: “huge” is neither"),
    "market": (
        f'{HEAD}\nA,Hanbit,KR,,,"steel\nwood",,KR; Mars,,\nB\n',
        ": line 2, column 8: “KR; Mars” holds a country",
    ),
    "veto": (
        f"{HEAD}\nA,Hanbit,KR,,,steel,,,Nobody,\n",
        ": line 2, column 9: “Nobody” names a company that is not in this file.",
    ),
    "yes": (
        f"{HEAD}\nA,Hanbit,KR,,,steel,,,,perhaps\n",
        ": line 2, column 10: “perhaps” is neither yes nor no.",
    ),
    "twice": (
        f"{HEAD}\nA,Hanbit,KR,,,steel,,,,\nA,Beta,KR,,,steel,,,,\n",
        ": line 3: “A” stands in line 2 already",
    ),
    "nameless": (f"{HEAD}\n,,KR,,,steel,,,,\n", ": line 2: the company has neither a name nor an id."),
    "columns": (
        "id,name,country,country,offers\nA,B,KR,RU,steel\n",
        "columns 3 and 4 mean the same, country",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_bad_file_is_answered_with_what_and_where(
    content: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "companies.csv"
    path.write_text(content, encoding="utf-8")

    assert madang("recommend", "--companies", path) == 2

    said = capsys.readouterr()
    assert said.err.startswith(f"madang: {path}")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_missing_file_unknown_company_and_bad_output_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = companies(tmp_path, "A,Hanbit,KR,steel,")

    assert madang("recommend", "--companies", tmp_path / "none.csv") == 2
    assert madang("recommend", "--companies", path, "--company", "Nobody") == 2
    assert madang("recommend", "--companies", path, "--json", path) == 2
    assert madang("recommend", "--companies", path, "--csv", tmp_path) == 2

    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"madang: {tmp_path / 'none.csv'} cannot be read: No such file or directory.",
        f"madang: {path}: there is no company 'Nobody'.",
        f"madang: {path} cannot be written: it is read by the same command. Choose another OUT.",
        f"madang: {tmp_path} cannot be written: it is a directory.",
    ]


def test_wrong_encoding_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "companies.csv"
    path.write_bytes("id,offers\nA,철강\n".encode("cp949"))

    assert madang("recommend", "--companies", path, "--encoding", "utf_8") == 2

    assert "is in no encoding that we know" in capsys.readouterr().err


def _mutilated(content: bytes) -> st.SearchStrategy[bytes]:
    """The content cut, with a part doubled, or with bytes replaced."""
    place = st.integers(0, len(content))
    marks = [",", '"', ";", "|", "\t", "\n", "\r", "\x00", "\ufeff", "=", "'", "😀", "ا", "\u202e", "9" * 30]
    return st.one_of(
        st.builds(lambda end: content[:end], place),
        st.builds(lambda start, end: content[:start] + content[end:], place, place),
        st.builds(
            lambda at, new: content[:at] + new + content[at + len(new) :], place, st.binary(max_size=4)
        ),
        st.builds(lambda at, new: content[:at] + new.encode() + content[at:], place, st.sampled_from(marks)),
    )


FILES = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FILES
@given(content=_mutilated(EXAMPLE.read_bytes()))
def test_mutilated_companies_never_end_in_a_traceback(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    path.write_bytes(content)

    assert madang("recommend", "--companies", path, "--k", 2) in {0, 2}


@settings(FILES, max_examples=30)
@given(data=st.data())
def test_mutilated_evaluation_file_never_ends_in_a_traceback(data: st.DataObject, tmp_path: Path) -> None:
    path = industry(tmp_path)
    path.write_bytes(data.draw(_mutilated(path.read_bytes())))

    assert madang("evaluate", "--data", tmp_path, "--companies", 8, "--only", "retrieval", "reciprocal") in {
        0,
        2,
    }
