"""What is wrong with a file is one sentence that says what and where, with exit code 2 and no traceback."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.timetable.examples import EVENTS, FAIR, SMALL, madang, read, solved

BAD = {
    "empty": (b"", "is empty."),
    "blank": (b" \n\t", "is empty."),
    "bom_alone": (b"\xef\xbb\xbf", "is empty."),
    "utf_16": ("{}".encode("utf-16"), "is UTF-16: save it as UTF-8."),
    "encoding": (b'{\n "slots": "\xff"}', ": line 2 is not UTF-8: save it as UTF-8."),
    "not_json": (b'{"slots": [}', ": line 1, column 12: is not JSON: Expecting value."),
    "cut": (FAIR.read_bytes()[:700], "is not JSON:"),
    "deep": (b"[" * 100_000, ": is nested too deeply."),
    "nan": (b'{"requests": [], "penalty": NaN}', ": NaN is no number."),
    "digits": (b'{"requests": ' + b"9" * 5000 + b"}", "9999… is too large."),
    "twice": (b'{"requests": [], "requests": []}', ": the field 'requests' stands twice in one object."),
    "list": (b"[1, 2]", "is no problem: a fair has the fields slots, participants and requests,"),
    "other": (b'{"colour": "red"}', "is no problem: a fair has the fields slots, participants and requests,"),
    "timetable": (b'{"status": "optimal"}', "is a timetable, and a problem is wanted here."),
    "field": (b'{"slots": [], "participants": [], "requests": 3}', ": requests: must be a list."),
    "missing": (b'{"requests": []}', ": slots: is missing."),
    "dzn_cut": (SMALL.read_bytes()[:300], ": line 10: expected a whole number"),
    "dzn_number": (b"nBusiness = 99999999999;", ": line 1: 99999999999 is too great a number."),
    "dzn_name": (b"nonsense = 3;", ": line 1: nonsense is not known;"),
    "text": (b"Dear organiser,", ": line 1: expected"),
    "page": (b"<html></html>", ": line 1: '<' has no meaning here."),
}


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_bad_file_is_answered_with_what_and_where(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "problem"
    path.write_bytes(content)

    assert madang("solve", path) == 2

    said = capsys.readouterr()
    assert said.err.startswith(f"madang: {path}")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_missing_file_and_folder_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("solve", tmp_path / "none.json") == 2
    assert madang("solve", tmp_path) == 2

    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"madang: {tmp_path / 'none.json'} cannot be read: No such file or directory.",
        f"madang: {tmp_path} cannot be read: Is a directory.",
    ]


def test_byte_order_mark_of_utf_8_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "fair.json"
    path.write_bytes(b"\xef\xbb\xbf" + FAIR.read_bytes())

    assert madang("solve", path, "--time-limit", 0.5) == 0


def test_contradicting_problem_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fair.json"
    document = read(FAIR)
    document["requests"][2]["b"] = "Nobody"
    path.write_text(json.dumps(document))

    assert madang("solve", path) == 2

    assert capsys.readouterr().err == f"madang: {path}: requests[2].b: 'Nobody' is unknown.\n"


@pytest.mark.parametrize("field", ["capacity", "minimum", "maximum", "buffer"])
def test_huge_number_is_refused(field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fair.json"
    document = read(FAIR)
    document["participants"][0][field] = 10**18
    path.write_text(json.dumps(document))

    assert madang("solve", path) == 2

    assert capsys.readouterr().err == f"madang: {path}: participants[0].{field}: is too large.\n"


def test_unwritable_output_is_told_before_the_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fair.json"
    path.write_bytes(FAIR.read_bytes())
    for out, reason in (
        (tmp_path, "it is a directory."),
        (tmp_path / "none" / "out.json", "No such file or directory."),
        (path / "out.json", "Not a directory."),
        (path, "it is read by the same command. Choose another OUT."),
        (tmp_path / ("x" * 300), "File name too long."),
    ):
        assert madang("solve", path, "--time-limit", 3600, "--json", out) == 2
        assert capsys.readouterr().err == f"madang: {out} cannot be written: {reason}\n"


@pytest.mark.parametrize(
    "words",
    [
        ("--time-limit", "-1"),
        ("--time-limit", "nan"),
        ("--workers", "0"),
        ("--seed", "9" * 5000),
        ("--fairness", "two"),
    ],
)
def test_option_out_of_range_is_refused(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("solve", FAIR, *words) == 2

    assert f"argument {words[0]}" in capsys.readouterr().err


def test_fairness_is_refused_for_a_fair(capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("solve", FAIR, "--fairness", 2) == 2

    assert "--fairness is for B2BSOP instances" in capsys.readouterr().err


def test_timetable_of_another_problem_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "timetable.json"
    other.write_text(json.dumps({"unscheduled": ["x1", "x2"]}))

    for command in ("validate", "explain"):
        assert madang(command, FAIR, other) == 2
        sentence = f"{other} is the timetable of another problem: none has a request 'x1'."
        assert capsys.readouterr().err == f"madang: {sentence}\n"


def test_timetable_of_the_other_kind_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fair, small = solved(FAIR, tmp_path), solved(SMALL, tmp_path)
    capsys.readouterr()

    assert madang("validate", FAIR, small) == 2
    assert madang("validate", SMALL, fair) == 2
    assert madang("explain", SMALL, small) == 2
    assert madang("validate", FAIR, FAIR) == 2

    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"madang: {small} is the timetable of a B2BSOP instance, and the problem is that of a fair.",
        f"madang: {fair} is the timetable of a fair, and the problem is a B2BSOP instance.",
        f"madang: {SMALL} is a B2BSOP instance, and the problem of a fair is wanted here.",
        f"madang: {FAIR} is a problem, and a timetable is wanted here.",
    ]


def test_explain_of_a_timetable_that_breaks_rules_names_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = solved(FAIR, tmp_path)
    document = read(out)
    document["meetings"].append(document["meetings"][0])
    out.write_text(json.dumps(document))
    capsys.readouterr()

    assert madang("explain", FAIR, out) == 2

    assert f"{out} breaks rules of its problem" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ("{}", "document: must be a list."),
        ('[{"event": "flood"}]', "[0].event: must be one of"),
        ('[{"event": "absent"}]', "[0].participant: is missing."),
        ('[{"event": "absent", "participant": "Nobody"}]', "events[0].participant: 'Nobody' is unknown."),
    ],
)
def test_bad_events_are_told(
    events: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    timetable, path = solved(FAIR, tmp_path), tmp_path / "events.json"
    path.write_text(events)
    capsys.readouterr()

    assert madang("repair", FAIR, timetable, path, "--now", 1) == 2

    assert capsys.readouterr().err.startswith(f"madang: {path}: {sentence}")


def test_unknown_slot_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    timetable = solved(FAIR, tmp_path)
    capsys.readouterr()

    assert madang("repair", FAIR, timetable, EVENTS, "--now", "noon") == 2

    assert capsys.readouterr().err == (
        "madang: --now noon: the problem has no such slot; the first is '10:00'.\n"
    )


def _mutilated(content: bytes) -> st.SearchStrategy[bytes]:
    """The content cut, with a part doubled, or with bytes replaced."""
    place = st.integers(0, len(content))
    return st.one_of(
        st.builds(lambda end: content[:end], place),
        st.builds(lambda start, end: content[:start] + content[end:], place, place),
        st.builds(
            lambda at, new: content[:at] + new + content[at + len(new) :], place, st.binary(max_size=4)
        ),
        st.builds(
            lambda at, new: content[:at] + new.encode() + content[at:],
            place,
            st.sampled_from(["-", "9" * 30, "null", '"', "[", "]", "{", "}", ",", "1e999", "true", "0"]),
        ),
    )


FILES = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("example", [FAIR, SMALL], ids=lambda path: path.name)
@FILES
@given(data=st.data())
def test_mutilated_problem_never_ends_in_a_traceback(
    example: Path, data: st.DataObject, tmp_path: Path
) -> None:
    path, out = tmp_path / "problem", tmp_path / "out.json"
    path.write_bytes(data.draw(_mutilated(example.read_bytes())))
    out.write_text('{"status": "unknown"}')

    assert madang("validate", path, out) in {0, 1, 2}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, bytes]:
    folder = tmp_path_factory.mktemp("answers")
    return {problem: solved(problem, folder).read_bytes() for problem in (FAIR, SMALL)}


@pytest.mark.parametrize("problem", [FAIR, SMALL], ids=lambda path: path.name)
@FILES
@given(data=st.data())
def test_mutilated_timetable_never_ends_in_a_traceback(
    problem: Path, data: st.DataObject, answers: dict[Path, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "timetable.json"
    path.write_bytes(data.draw(_mutilated(answers[problem])))

    assert madang("validate", problem, path) in {0, 1, 2}
    if problem is FAIR:
        assert madang("explain", problem, path) in {0, 2}


@settings(FILES, max_examples=40)
@given(data=st.data())
def test_mutilated_events_never_end_in_a_traceback(
    data: st.DataObject, answers: dict[Path, bytes], tmp_path: Path
) -> None:
    timetable, path = tmp_path / "timetable.json", tmp_path / "events.json"
    timetable.write_bytes(answers[FAIR])
    path.write_bytes(data.draw(_mutilated(EVENTS.read_bytes())))

    assert madang("repair", FAIR, timetable, path, "--now", 1, "--time-limit", 0) in {0, 2}
