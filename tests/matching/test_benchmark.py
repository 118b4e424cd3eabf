"""The benchmark runs from end to end on files of its own, small ones."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

LINES = (
    ("데이터 암호화", "data encryption"),
    ("농업용 트랙터 제조", "manufacture of agricultural tractors"),
    ("화장품 도매", "wholesale of cosmetics"),
    ("철강 파이프", "steel pipes"),
    ("호텔 예약", "hotel reservation"),
)


def test_benchmark_finds_translations_that_plain_words_cannot(tmp_path: Path) -> None:
    lines = [f"{number}\t{korean}\t{english}" for number, (korean, english) in enumerate(LINES)]
    (tmp_path / "industry_ko_en.tsv").write_text("\n".join(["code\tko\ten", *lines]), encoding="utf-8")
    command = [sys.executable, "benchmarks/matching.py", str(tmp_path)]
    sizes = ["--companies", "20", "--market", "20", "--exposed", "30"]
    run = subprocess.run(
        [*command, *sizes], cwd=ROOT, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=True
    )
    found = next(line for line in run.stdout.splitlines() if "ko → en" in line).split()
    engine, plain = float(found[3]), float(found[6])
    assert engine == 100.0
    assert plain < 50
    assert "never shown" in run.stdout
    assert "engine, reciprocal" in run.stdout
