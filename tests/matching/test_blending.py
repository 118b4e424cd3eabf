"""The blend weight: tuned on some pairs of the market, told of the others, asked for from the command line."""

import json

import numpy as np
import pytest

from embedding_server import serving
from madang.config.processes.preflight import CannotRun
from madang.files.matching import blending
from madang.files.matching.market import Market
from madang.matching import Item, Profile, Side
from madang.partners.embedding.addresses import model_at
from madang.partners.embedding.openai import Remote
from tiny_model import write_model

PAIRS = 40
LETTERS = "bcdfghjklmnpqrstvwxz"


def word(number):
    return "".join(LETTERS[number // 20**place % 20] for place in range(4))


def market():
    """Partners whose texts have a meaning in common, and no word."""
    profiles = []
    for pair in range(PAIRS):
        for place in range(2):
            offer, need = word(4 * pair + place), word(4 * pair + 2 + place)
            items = (Item("o", Side.OFFER, offer), Item("n", Side.NEED, need))
            profiles.append(Profile(f"c{2 * pair + place}", items))
    return Market(tuple(profiles), tuple("en" for _ in profiles))


def vector(number):
    """What the first of a pair offers the second needs, and the other way round."""
    pair, at = divmod(number, 4)
    subject = 2 * pair + {0: 0, 3: 0, 1: 1, 2: 1}[at]
    return np.random.default_rng(subject).normal(size=24).tolist()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    words = {word(number): vector(number) for number in range(4 * PAIRS)}
    return write_model(tmp_path_factory.mktemp("model"), words)


def test_weight_is_raised_where_meaning_finds_what_words_cannot(folder):
    found = blending.weighed(market(), model_at(str(folder)), 1, (0.0, 0.3, 1.0))

    assert blending.best(found).weight > 0
    assert blending.best(found).first.value > 0.9
    assert found[0].first.value < 0.1
    assert blending.document(found)["chosen"] == blending.best(found).weight
    assert f"MADANG_EMBEDDINGS_WEIGHT={blending.best(found).weight:g}" in blending.table(found)


def test_weight_stays_zero_where_the_model_knows_nothing(tmp_path):
    folder = write_model(tmp_path, {"nothing": [1.0, 0.0]})

    assert blending.best(blending.weighed(market(), model_at(str(folder)), 1, (0.0, 0.5))).weight == 0.0


def test_what_is_told_is_not_what_chose(folder):
    whole = market()

    found = blending.weighed(whole, model_at(str(folder)), 1, (1.0,))

    assert found[0].first.count == PAIRS


def test_model_that_fails_is_told():
    with serving(lambda _text: []) as server, pytest.raises(CannotRun, match="embeddings cannot be had"):
        blending.weighed(market(), Remote(server.url, "tiny"), 1)


def test_command_weighs_a_model(folder, tmp_path):
    from madang.cli import main  # noqa: PLC0415

    lines = [f"{n}\t{word(4 * n)}\t{word(4 * n + 3)}" for n in range(PAIRS)]
    (tmp_path / "industry_ru_en.tsv").write_text("\n".join(["code\tru\ten", *lines]) + "\n")
    out = tmp_path / "figures.json"

    main(
        [
            "matching",
            "evaluate",
            "--data",
            str(tmp_path),
            "--only",
            "retrieval",
            "--companies",
            "40",
            "--embeddings",
            str(folder),
            "--json",
            str(out),
        ]
    )

    weights = json.loads(out.read_text())["blend"]["weights"]
    assert [one["weight"] for one in weights] == list(blending.GRID)
