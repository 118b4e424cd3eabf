"""`madang matching evaluate` measures what it says, and the same each time."""

import json
from pathlib import Path

import pytest

from files.matching.market_files import RUSSIAN, industry, madang, sentences
from madang.files.matching import market, parallel, popularity, reciprocal, retrieval
from madang.matching import Side

SMALL = ("--companies", 40, "--exposed", 40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    industry(tmp_path)
    industry(tmp_path, "ru", RUSSIAN)
    sentences(tmp_path)
    return tmp_path


def test_evaluate_writes_what_it_prints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out.json"

    assert madang("evaluate", "--data", folder, *SMALL, "--json", out) == 0

    said, document = capsys.readouterr().out, json.loads(out.read_text())
    assert set(document) == {"seed", "retrieval", "reciprocal", "exposure", "targets", "seconds"}
    found = document["retrieval"]["industry_ko_en.tsv"]["ko-en"]
    assert found["recall_at_10"] == 1.0
    assert found["lines"] == 6
    assert found["bm25"]["recall_at_1"] < 0.5 < found["recall_at_1"]
    assert set(document["retrieval"]["sentences.tsv"]) == {
        f"{one}-{other}"
        for one in ("ko", "zh", "en", "ru")
        for other in ("ko", "zh", "en", "ru")
        if one != other
    }
    assert document["reciprocal"]["companies"] == 40
    assert set(document["reciprocal"]["engine"]) >= {"precision_at_1", "recall_at_10_across"}
    assert document["exposure"]["fair"]["never_shown"] <= document["exposure"]["one_way"]["never_shown"]
    named = {target["figure"] for target in document["targets"]}
    assert {"industry_ru_en.tsv ru-en recall@10", "sentences.tsv zh-en recall@10", "exposure cost"} <= named
    assert all(figure in said for figure in named)


def test_same_seed_gives_the_same_figures(folder: Path) -> None:
    documents = []
    for seed in (3, 3, 4):
        out = folder / "out.json"
        madang(
            "evaluate",
            "--data",
            folder,
            *SMALL,
            "--seed",
            seed,
            "--only",
            "reciprocal",
            "exposure",
            "--json",
            out,
        )
        documents.append(json.loads(out.read_text()))
        del documents[-1]["seconds"], documents[-1]["seed"]

    assert documents[0] == documents[1]
    assert documents[0] != documents[2]


def test_only_the_directions_asked_for_are_measured(folder: Path) -> None:
    out = folder / "out.json"

    madang("evaluate", "--data", folder, "--only", "retrieval", "--directions", "zh-en,ko-ru", "--json", out)

    assert {name: list(found) for name, found in json.loads(out.read_text())["retrieval"].items()} == {
        "sentences.tsv": ["zh-en", "ko-ru"]
    }


def test_sentences_alone_have_no_market(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentences(tmp_path)

    assert madang("evaluate", "--data", tmp_path, "--only", "retrieval", "reciprocal") == 0

    assert "no industry file with two lines" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("--directions", "ko-fr"), ("--companies", "1"), ("--seed", "-1"), ("--only", "x")]
)
def test_option_out_of_range_is_refused(
    words: tuple[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert madang("evaluate", "--data", folder, *words) == 2

    assert f"argument {words[0]}" in capsys.readouterr().err


def test_output_that_would_overwrite_the_data_is_refused(folder: Path) -> None:
    before = (folder / "sentences.tsv").read_bytes()

    assert madang("evaluate", "--data", folder, "--json", folder / "sentences.tsv") == 2

    assert (folder / "sentences.tsv").read_bytes() == before


def test_market_is_made_of_partners_that_suit_both_ways(folder: Path) -> None:
    files = [file for file in parallel.parallel_in(folder) if file.is_industry]

    made = market.mixed_market(files, 100, seed=1)

    labels = {
        text: (file.name, row)
        for file in files
        for texts in file.texts.values()
        for row, text in enumerate(texts)
    }
    offers, needs = ([labels[text] for text in made.texts(side)] for side in (Side.OFFER, Side.NEED))
    for place, partner in enumerate(made.partners.tolist()):
        assert offers[place] == needs[partner]
        assert needs[place] == offers[partner]
        assert offers[place] != needs[place]
    assert {*made.languages} == {"ko", "ru", "en"}
    assert 30 < made.is_across.sum() < 70
    assert made == market.mixed_market(files, 100, seed=1)


def test_both_ways_finds_the_partner_that_one_way_cannot_tell(folder: Path) -> None:
    files = [file for file in parallel.parallel_in(folder) if file.is_industry]
    made = market.mixed_market(files, 40, seed=1)

    found = {name: reciprocal.method(find(made), made, 1) for name, find in reciprocal.FINDERS.items()}

    assert found["engine"].first.value > found["one_way"].first.value
    assert found["harmonic"].ten_across.value > found["bm25_harmonic"].ten_across.value


def test_engine_finds_a_translation_without_a_word_in_common() -> None:
    queries, texts = ("데이터 암호화", "호텔 예약"), ("data encryption", "hotel reservation")

    assert retrieval.engine(queries, texts).hits(1).tolist() == [1.0, 1.0]
    assert retrieval.plain(queries, texts).hits(1).tolist() == [0.5, 0.5]


def test_few_are_sought_by_many_in_the_market_of_exposure() -> None:
    spreads = popularity.spreads(150, seed=1)

    assert spreads["one_way"].gini > spreads["reciprocal"].gini > spreads["fair"].gini
    assert spreads["fair"].never_shown <= spreads["reciprocal"].never_shown
    assert 0 < (spreads["fair"].cost or 0) < 0.5
    assert spreads["reciprocal"].cost is None


def test_postgresql_stands_beside_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    industry(
        tmp_path,
        lines=(("데이터 A&B's \\ 암호화", "data A&B's encryption"), ("호텔", "hotel"), ("강철", "steel")),
    )
    out = tmp_path / "out.json"

    assert madang("evaluate", "--data", tmp_path, "--companies", 8, "--only", "retrieval", "reciprocal",
                  "--postgresql", "--json", out) == 0  # fmt: skip

    document = json.loads(out.read_text())
    found = document["retrieval"]["industry_ko_en.tsv"]["ko-en"]["postgresql"]
    assert found["recall_at_1"] == pytest.approx(
        (1 + 1 / 3 + 1 / 3) / 3, abs=1e-3
    )  # "A" and "B" alone are shared
    assert "postgresql_one_way" in document["reciprocal"]
    assert "PostgreSQL" in capsys.readouterr().out
