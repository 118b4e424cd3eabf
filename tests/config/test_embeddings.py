"""The settings of embeddings: what contradicts itself stops the start with a sentence."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from madang.config.environment import embeddings_from, env_share
from tiny_model import write_model

URL = "https://models.internal/v1/embeddings"


def chosen(**fields):
    return embeddings_from(**{"url": "", "model": "", "key": "", "directory": ""} | fields)


def test_nothing_set_is_no_model():
    assert chosen() is None


def test_address_with_its_model():
    assert chosen(url=URL, model="m", key="k", weight=0.3) == {
        "where": URL,
        "name": "m",
        "secret": "k",
        "weight": 0.3,
    }


def test_folder(tmp_path):
    write_model(tmp_path, {"cold": [1.0]})

    assert chosen(directory=str(tmp_path))["where"] == str(tmp_path)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"url": URL, "model": "m", "directory": "/srv"}, "both set"),
        ({"url": URL}, "MADANG_EMBEDDINGS_MODEL"),
        ({"model": "m"}, "MADANG_EMBEDDINGS_URL"),
        ({"key": "k"}, "MADANG_EMBEDDINGS_URL"),
        ({"directory": "/srv/none", "model": "m"}, "MADANG_EMBEDDINGS_URL"),
        ({"directory": "/srv/none"}, "lacks model.onnx and tokenizer.json"),
        ({"url": "models.internal", "model": "m"}, "not of the form"),
        ({"url": "file:///etc/passwd", "model": "m"}, "not of the form"),
        ({"url": "https://me:secret@host/v1", "model": "m"}, "name or password"),
        ({"url": URL, "model": "m", "key": "열쇠"}, "MADANG_EMBEDDINGS_KEY"),
        ({"url": URL, "model": "m", "key": "a\nb"}, "MADANG_EMBEDDINGS_KEY"),
    ],
)
def test_contradiction_is_refused_without_telling_secrets(fields, named):
    with pytest.raises(ImproperlyConfigured) as caught:
        chosen(**fields)

    assert named in str(caught.value)
    assert "secret" not in str(caught.value)


def test_folder_without_the_packages_is_refused(tmp_path, monkeypatch):
    write_model(tmp_path, {"cold": [1.0]})
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(ImproperlyConfigured, match=r"install madang\[embeddings\]"):
        chosen(directory=str(tmp_path))


@pytest.mark.parametrize("value", ["1.5", "-1", "much", "nan"])
def test_weight_that_is_no_share_is_refused(monkeypatch, value):
    monkeypatch.setenv("MADANG_EMBEDDINGS_WEIGHT", value)

    with pytest.raises(ImproperlyConfigured, match="between 0 and 1"):
        env_share("MADANG_EMBEDDINGS_WEIGHT", 0.5)


def test_contradiction_stops_the_start():
    given = {"MADANG_EMBEDDINGS_URL": URL, "MADANG_EMBEDDINGS_DIRECTORY": "/srv"}

    done = subprocess.run(
        [sys.executable, "-m", "madang", "match", "some-fair"],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode
    assert "keep one of them" in done.stderr
    assert "Traceback" not in done.stderr
