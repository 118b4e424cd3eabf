"""Vectors from a folder: the real runtime with a model that the test makes."""

import socket
import sys

import numpy as np
import pytest

from madang.partners.embedding.addresses import model_at
from madang.partners.embedding.onnx import Local
from madang.partners.embedding.openai import Remote
from madang.partners.embedding.shapes import EmbeddingError, Why, vectors
from tiny_model import write_model

WORDS = {"cold": [1.0, 0.0], "냉각": [0.8, 0.2], "tea": [0.0, 1.0]}


@pytest.fixture
def folder(tmp_path):
    return write_model(tmp_path / "tiny", WORDS)


def failure(model):
    with pytest.raises(EmbeddingError) as caught:
        vectors(model, ["cold"])
    return caught.value.why


def test_text_is_the_mean_of_its_tokens_without_the_padding(folder):
    found = vectors(Local(folder), ["cold", "cold tea", "냉각 냉각 tea tea"])

    assert found == pytest.approx(np.array([[1.0, 0.0], [0.5, 0.5], [0.4, 0.6]]))


def test_batches_do_not_change_the_vectors(folder):
    texts = ["cold", "cold tea cold", "tea", "냉각", "tea cold"]

    assert vectors(Local(folder, batch=2), texts) == pytest.approx(vectors(Local(folder), texts))


def test_model_that_asks_for_types_of_tokens_gets_them(tmp_path):
    folder = write_model(tmp_path, WORDS, inputs=("token_type_ids",))

    assert vectors(Local(folder), ["tea"]).tolist() == [[0.0, 1.0]]


def test_long_text_is_cut_at_the_model_s_length(folder):
    words = "cold " * 512 + "tea " * 200

    assert vectors(Local(folder), [words]).tolist() == [[1.0, 0.0]]


def test_unknown_words_give_no_vector_and_no_error(folder):
    assert vectors(Local(folder), ["", "🤖", "\x00"]).tolist() == [[0.0, 0.0]] * 3


def test_key_follows_the_content_of_the_files(folder, tmp_path):
    same = write_model(tmp_path / "same", WORDS)
    other = write_model(tmp_path / "other", WORDS | {"tea": [0.1, 1.0]})

    assert Local(folder).key == Local(same).key
    assert Local(folder).key != Local(other).key


def test_folder_without_files_is_told(tmp_path):
    assert failure(Local(tmp_path)) is Why.FILES


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_broken_file_is_told(folder, name):
    (folder / name).write_bytes(b"<html>not found</html>")

    assert failure(Local(folder)) is Why.FILES


def test_model_for_something_else_is_told(tmp_path):
    folder = write_model(tmp_path, WORDS, inputs=("pixel_values",))

    assert failure(Local(folder)) is Why.FILES


def test_missing_package_is_told(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    assert failure(Local(folder)) is Why.PACKAGES


def test_local_model_opens_no_connection(folder, monkeypatch):
    def refuse(*_args, **_fields):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert len(vectors(Local(folder), ["cold"])) == 1


def test_model_is_found_by_where_it_is(folder):
    assert isinstance(model_at(str(folder)), Local)
    assert isinstance(model_at("https://host.example/v1", name="tiny"), Remote)
