"""`madang matching bench` measures what the engine really does."""

import json
from pathlib import Path

import pytest

from files.matching.market_files import madang
from madang.files.matching import bench, targets
from madang.files.matching.synthetic import synthetic_fair


def test_bench_measures_each_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"

    assert madang("bench", "--companies", 20, 30, "--json", out) == 0

    said, document = capsys.readouterr().out, json.loads(out.read_text())
    assert set(document) == {"seed", "20", "30"}
    steps = document["30"]
    assert set(steps) == {*bench.TITLES, "exposure", "targets"}
    assert steps["everyone"]["seconds"] >= steps["everyone"]["processor_seconds"] / 8 > 0
    assert steps["build"]["memory_bytes"] <= steps["everyone"]["memory_bytes"]
    assert steps["targets"] == []
    assert "30 companies, 120 offers and needs" in said


def test_targets_hold_for_many_companies_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(targets, "MANY", 20)
    out = tmp_path / "out.json"

    madang("bench", "--companies", 20, "--json", out)

    judged = json.loads(out.read_text())["20"]["targets"]
    assert [one["figure"] for one in judged] == ["full recomputation, seconds", "full recomputation, GB"]
    assert all(one["reached"] for one in judged)


def test_synthetic_fair_is_the_same_for_a_seed() -> None:
    assert synthetic_fair(10, 1) == synthetic_fair(10, 1)
    assert synthetic_fair(10, 1) != synthetic_fair(10, 2)
