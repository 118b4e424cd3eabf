"""The commands on the examples: what is written, what is said, and that one reads what the other wrote."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from files.timetable.examples import EVENTS, FAIR, IMPOSSIBLE, SMALL, madang, read, solved
from madang.timetable import problem_from_json, timetable_from_json, validate
from madang.timetable.b2bsop import read_dzn, schedule_from_json
from madang.timetable.b2bsop import validate as validate_schedule


def test_solved_fair_has_figures_meetings_and_reasons(tmp_path: Path) -> None:
    document = read(solved(FAIR, tmp_path))

    problem = problem_from_json(read(FAIR))
    assert validate(problem, timetable_from_json(document)) == ()
    assert list(document)[:6] == ["status", "value", "bound", "share", "seconds", "meetings"]
    assert (document["status"], document["value"], document["share"]) == ("optimal", document["bound"], 1.0)
    held = {meeting["request"] for meeting in document["meetings"]}
    missed = {one["request"]: one for one in document["unscheduled"]}
    assert held | set(missed) == set(problem.request_by_id)
    assert held & set(missed) == set()
    assert missed["r6"]["reasons"][0] == {"cause": "vetoed", "text": "the two never meet (veto)"}
    assert {step["step"] for step in missed["r6"]["remedy"]["steps"]} >= {"lift_veto"}


def test_solved_instance_has_the_meetings_in_the_order_of_the_file(tmp_path: Path) -> None:
    document = read(solved(SMALL, tmp_path))

    instance = read_dzn(SMALL.read_text())
    assert validate_schedule(instance, schedule_from_json(instance, document), fairness=2) == ()
    assert list(document) == ["status", "breaks", "bound", "seconds", "meetings"]
    assert (document["status"], document["breaks"]) == ("optimal", document["bound"])
    assert [row[:2] for row in document["meetings"]] == [
        [meeting.first, meeting.second] for meeting in instance.meetings
    ]


def test_instance_as_json_is_solved_like_the_same_as_dzn(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    parties = [(1, 2), (1, 3), (1, 4)]
    meetings = [{"first": first, "second": second} for first, second in parties]
    path.write_text(
        json.dumps({"participants": 4, "slots": 3, "morning": 3, "tables": 1, "meetings": meetings})
    )

    document = read(solved(path, tmp_path))

    assert (document["status"], document["breaks"]) == ("optimal", 0)
    assert sorted(slot for _, _, slot in document["meetings"]) == [1, 2, 3]


def test_impossible_instance_is_answered_with_a_smallest_conflict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = read(solved(IMPOSSIBLE, tmp_path))

    assert (document["status"], document["breaks"], document["meetings"]) == ("infeasible", None, [])
    sentences = [demand["text"] for demand in document["conflict"]]
    assert sentences == [
        "Participant 1 holds 3 meetings, at most one in a slot, in 4 slots.",
        "Participant 1 cannot meet in slots 1, 2.",
    ]
    said = capsys.readouterr().out
    assert "without any one of them the others can" in said
    assert all(sentence in said for sentence in sentences)


def test_impossible_fair_names_the_fixed_meetings_that_contradict_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = tmp_path / "fair.json"
    document = read(FAIR)
    document["fixed"] = [{"request": request, "slot": 1} for request in ("r1", "r3")]
    problem.write_text(json.dumps(document))

    answer = read(solved(problem, tmp_path))

    assert (answer["status"], answer["meetings"]) == ("infeasible", [])
    assert [one["requests"] for one in answer["conflict"]] == [["r1", "r3"]]
    sentence = "  r1 (Daeseong with Songhua), r3 (Daeseong with Amur) cannot all be held as fixed: "
    assert sentence in capsys.readouterr().out
    assert madang("validate", problem, tmp_path / "fair.timetable.json") == 0


def test_everything_is_said_where_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("solve", FAIR, "--deterministic", "--time-limit", 2) == 0

    said = capsys.readouterr()
    assert said.out.startswith("slot   request  a ")
    assert "Not held: r6 (Hangang with Amur)\n  the two never meet (veto)\n  to fit it at " in said.out
    assert "\nstatus           optimal\n" in said.out
    assert said.err == ""


def test_valid_timetable_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for problem in (FAIR, SMALL, IMPOSSIBLE):
        assert madang("validate", problem, solved(problem, tmp_path)) == 0
        assert capsys.readouterr().out.endswith("The timetable is valid.\n")


def test_broken_rules_of_a_fair_are_listed_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = solved(FAIR, tmp_path)
    document = read(out)
    meeting = next(one for one in document["meetings"] if one["request"] == "r4")
    meeting |= {"slot": 9, "place": "Z9"}
    document["value"] += 1
    out.write_text(json.dumps(document))
    capsys.readouterr()

    assert madang("validate", FAIR, out) == 1

    said = capsys.readouterr().out.splitlines()
    assert "r4 (Hangang with Jilin) is held in slot 9, which does not exist" in said
    assert "r4 (Hangang with Jilin) is fixed at 10:00, and is not held there as fixed" in said
    assert said[-1] == f"Rules broken: {len(said) - 1}."


def test_broken_rules_of_an_instance_are_listed_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = solved(SMALL, tmp_path)
    document = read(out)
    document["meetings"][4][2] = 1
    out.write_text(json.dumps(document))
    capsys.readouterr()

    assert madang("validate", SMALL, out) == 1

    said = capsys.readouterr().out.splitlines()
    assert "meeting 5 is held in slot 1, which is not in its session" in said
    assert "meeting 5 is held in slot 1 and fixed in slot 6" in said


def test_fairness_of_an_instance_is_kept_and_judged(tmp_path: Path) -> None:
    out = tmp_path / "out.json"

    assert madang("solve", SMALL, "--fairness", 0, "--json", out) == 0

    document = read(out)
    assert document["status"] in {"optimal", "infeasible"}
    assert madang("validate", SMALL, out, "--fairness", 0) == 0


def test_repaired_day_keeps_what_has_begun_and_says_why_the_rest_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after, problem = solved(FAIR, tmp_path), tmp_path / "after.json", tmp_path / "problem.json"
    capsys.readouterr()

    words = ("--now", "10:30", "--deterministic", "--json", after, "--problem-after", problem)
    assert madang("repair", FAIR, before, EVENTS, *words) == 0

    said = capsys.readouterr().out
    assert "is no longer held" in said
    assert "– Amur is absent\n" in said
    document = read(after)
    assert [one for one in document["meetings"] if one["slot"] == 0] == [
        one for one in read(before)["meetings"] if one["slot"] == 0
    ]
    assert not any("Amur" in (one["a"], one["b"]) for one in document["meetings"] if one["slot"] > 0)
    assert {one["why"]["motive"] for one in document["changes"]} >= {"participant_absent"}
    assert madang("validate", problem, after) == 0


def test_difference_of_two_timetables_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = solved(FAIR, tmp_path), tmp_path / "after.json"
    document = read(before)
    moved = next(one for one in document["meetings"] if one["request"] == "r4")
    moved["place"] = "Z9"
    document["meetings"] = [one for one in document["meetings"] if one["request"] != "r7"]
    after.write_text(json.dumps(document))
    capsys.readouterr()

    assert madang("diff", FAIR, before, before) == 0
    assert madang("diff", FAIR, before, after) == 0

    same, *said, last = capsys.readouterr().out.splitlines()
    assert same == "Nothing changed."
    assert any(line.startswith("r4 (Hangang with Jilin): table ") for line in said)
    assert any(line.startswith("r7 (Songhua with Amur) is no longer held (was ") for line in said)
    assert last == "Changes: 2, participants to tell: 4."


def test_explained_request_and_outcomes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    timetable, out = solved(FAIR, tmp_path), tmp_path / "reasons.json"
    capsys.readouterr()

    assert madang("explain", FAIR, timetable, "--request", "r6", "--request", "r4") == 0
    assert madang("explain", FAIR, timetable, "--json", out) == 0
    assert madang("explain", FAIR, timetable, "--request", "r99") == 2

    said = capsys.readouterr()
    assert said.out.startswith("Not held: r6 (Hangang with Amur)\n  the two never meet (veto)\n")
    assert "Held: r4\n" in said.out
    assert "\nparticipant  requests  held  value asked  value held  below minimum\n" in said.out
    document = read(out)
    assert {one["participant"] for one in document["participants"]} == {
        one["id"] for one in read(FAIR)["participants"]
    }
    assert said.err == "madang: --request r99: the problem has no such request.\n"


def test_simulated_fair_says_what_more_would_bring(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "simulation.json"

    assert madang("simulate", FAIR, "--time-limit", 2, "--json", out) == 0

    said = capsys.readouterr().out
    assert "\nslot   " in said
    assert "what more would bring" in said
    assert "60 minutes more on each day" in said
    assert "interpreters ko–zh: 1 more" in said
    assert {effect["variant"]["variant"] for effect in read(out)["effects"]} >= {"more_slots"}


def test_reasons_of_a_bare_timetable_need_no_figures(tmp_path: Path) -> None:
    timetable = tmp_path / "bare.json"
    timetable.write_text(json.dumps({"meetings": read(solved(FAIR, tmp_path))["meetings"]}))

    assert madang("explain", FAIR, timetable) == 0


@pytest.mark.parametrize("document", ["problem", "timetable", "events", "b2bsop"])
def test_schema_is_printed(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert madang("schema", document) == 0

    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_files_written_are_whole_and_replace_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old")

    assert madang("solve", SMALL, "--json", out) == 0

    assert read(out)["status"] == "optimal"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_interrupted_search_shows_its_progress_and_writes_its_best(tmp_path: Path) -> None:
    problem, out = tmp_path / "large.json", tmp_path / "out.json"
    problem.write_text(json.dumps(_large()))
    words = ["timetable", "solve", problem, "--time-limit", "120", "--workers", "1", "--json", out]
    terminal, stderr = os.openpty()
    search = subprocess.Popen(
        [sys.executable, "-m", "madang", *map(str, words)], stdout=subprocess.PIPE, stderr=stderr, text=True
    )

    shown = _read_until(terminal, b"incumbent")
    search.send_signal(signal.SIGINT)
    said, _ = search.communicate(timeout=60)

    assert b" bound " in shown
    assert search.returncode == 130
    assert said.endswith(f"Written to {out}.\n")
    assert read(out)["meetings"]


def _large() -> dict[str, object]:
    """A fair of which the best timetable takes long to find."""
    random = Random(1)
    people = [f"p{i}" for i in range(60)]
    slots = [(datetime(2026, 6, 15, 9, tzinfo=UTC) + timedelta(minutes=30 * t)) for t in range(12)]
    pairs = random.sample(list(combinations(people, 2)), 900)
    return {
        "slots": [
            {"id": f"s{t}", "start": start.isoformat(), "end": (start + timedelta(minutes=25)).isoformat()}
            for t, start in enumerate(slots)
        ],
        "participants": [{"id": who, "available": random.sample(range(12), 9)} for who in people],
        "requests": [
            {"id": f"r{i}", "a": a, "b": b, "value_a": random.randint(1, 99), "value_b": random.random()}
            for i, (a, b) in enumerate(pairs)
        ],
        "places": [{"id": f"t{i}"} for i in range(22)],
    }


def _read_until(terminal: int, wanted: bytes) -> bytes:
    shown = b""
    while wanted not in shown:
        shown += os.read(terminal, 1000)
    return shown
