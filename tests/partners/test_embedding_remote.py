"""Vectors over HTTP: the real client against a real server that misbehaves on demand."""

import json
import logging
import socket
import threading
from dataclasses import replace

import numpy as np
import pytest

from embedding_server import Reply, serving
from madang.partners.embedding import openai
from madang.partners.embedding.openai import Remote, address_of
from madang.partners.embedding.shapes import EmbeddingError, Why, vectors

SECRET = "sk-not-to-be-told"
TEXT = "a text that nobody else shall read"


def embed(text):
    return [float(len(text)), float(text.count("a")), 1.0]


@pytest.fixture
def server():
    with serving(embed) as running:
        yield running


def remote(server, **fields):
    return replace(Remote(server.url, "tiny", SECRET, timeout=2.0, pause=0.01), **fields)


def failure(server, *replies, **fields):
    server.replies = list(replies)
    with pytest.raises(EmbeddingError) as caught:
        vectors(remote(server, **fields), [TEXT, "another"])
    told = str(caught.value)
    assert SECRET not in told
    assert TEXT not in told
    return caught.value.why


def test_vectors_come_in_the_order_of_the_texts_whatever_the_order_of_the_answer(server):
    texts = [f"a{'b' * size}" for size in range(7)]

    found = vectors(remote(server, batch=3), texts)

    assert found.tolist() == [embed(text) for text in texts]
    assert [len(request["input"]) for request in server.asked] == [3, 3, 1]
    assert {request["model"] for request in server.asked} == {"tiny"}
    assert set(server.keys) == {f"Bearer {SECRET}"}


def test_no_header_of_a_key_is_sent_when_there_is_none(server):
    vectors(remote(server, secret=""), ["a"])

    assert server.keys == [""]


def test_long_text_is_cut_before_it_is_sent(server):
    vectors(remote(server), ["가" * 10_000])

    assert [len(text) for text in server.texts] == [4000]


def test_odd_texts_arrive_as_they_are(server):
    texts = ["\x00\x1f", "👩‍🔬 실험실", "שלום", "\ud83d", '"}]']

    assert len(vectors(remote(server), texts)) == 5
    assert server.texts[1] == texts[1]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_trouble_is_waited_out(server, status):
    server.replies = [Reply(status, b"later"), Reply(status, b"later")]

    assert vectors(remote(server), ["abc"]).tolist() == [embed("abc")]
    assert len(server.asked) == 3


def test_trouble_that_stays_ends_after_three_tries(server):
    assert failure(server, *[Reply(500, TEXT.encode())] * 9) is Why.BUSY
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "why"),
    [(401, Why.KEY), (403, Why.KEY), (400, Why.REFUSED), (404, Why.REFUSED), (413, Why.REFUSED)],
)
def test_refusal_is_not_tried_again_and_its_words_not_repeated(server, status, why):
    assert failure(server, Reply(status, f"{TEXT} {SECRET}".encode())) is why
    assert len(server.asked) == 1


def test_redirect_is_not_followed(server):
    with serving(embed) as elsewhere:
        moved = Reply(307, b"", {"Location": f"{elsewhere.url}/embeddings"})

        assert failure(server, moved) is Why.REDIRECT
        assert elsewhere.asked == []


def test_server_that_asks_for_a_pause_gets_it(server, monkeypatch):
    slept = []
    monkeypatch.setattr(openai.time, "sleep", slept.append)
    server.replies = [Reply(429, b"", {"Retry-After": "7"}), Reply(503, b"", {"Retry-After": "86400"})]

    vectors(remote(server), ["a"])

    assert slept == [7.0, 30.0]


def test_slow_server_is_given_up(server):
    enough = threading.Event()

    assert failure(server, Reply(drip=enough), timeout=0.1, tries=1) is Why.SLOW
    enough.set()


def test_closed_port_is_told(server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/v1"

        assert failure(server, url=closed) is Why.UNREACHABLE


def without_last(answer):
    return {"data": answer["data"][1:]}


def twice_the_same(answer):
    return {"data": [answer["data"][0]] * 2}


def of_two_widths(answer):
    return {"data": [answer["data"][0], {"index": 0, "embedding": [1.0]}]}


def of_words(answer):
    return {"data": [{"index": row["index"], "embedding": ["one", "two"]} for row in answer["data"]]}


def without_numbers(answer):
    return {"data": [{"index": row["index"], "embedding": [float("nan")] * 3} for row in answer["data"]]}


def empty(answer):
    return {"data": [{"index": row["index"], "embedding": []} for row in answer["data"]]}


@pytest.mark.parametrize(
    "change", [without_last, twice_the_same, of_two_widths, of_words, without_numbers, empty]
)
def test_wrong_vectors_are_not_taken(server, change):
    assert failure(server, Reply(change=change)) is Why.ANSWER


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Welcome</body></html>",
        b"",
        b"[]",
        b'{"data": 5}',
        b'{"data": [5, 6]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_answer_that_is_no_list_of_vectors_is_not_taken(server, body):
    assert failure(server, Reply(body=body)) is Why.ANSWER


def test_width_that_changes_between_batches_is_not_taken(server):
    second = Reply(body=json.dumps({"data": [{"index": 0, "embedding": [1.0]}]}).encode())

    assert failure(server, Reply(), second, batch=1) is Why.ANSWER


def test_answer_without_end_is_cut_off(server, monkeypatch):
    monkeypatch.setattr(openai, "LARGEST_ANSWER", 100)

    assert failure(server, Reply(body=b" " * 101)) is Why.ANSWER


def test_neither_key_nor_text_is_logged(server, caplog):
    with caplog.at_level(logging.DEBUG):
        vectors(remote(server), [TEXT])
        failure(server, Reply(401))

    assert SECRET not in caplog.text
    assert TEXT not in caplog.text
    assert SECRET not in repr(remote(server))


def test_key_of_a_model_tells_address_and_name_apart_and_no_secret():
    one = Remote("https://one.example/v1", "tiny", SECRET)

    assert one.key == Remote("https://one.example/v1/embeddings/", "tiny", "another").key
    assert one.key != Remote("https://two.example/v1", "tiny").key
    assert one.key != Remote("https://one.example/v1", "large").key
    assert SECRET not in one.key


@pytest.mark.parametrize(
    "url", ["ftp://host/v1", "host/v1", "https://", "https://me:pass@host/v1", "https://host:no/v1"]
)
def test_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match=r"form|name|[Pp]ort"):
        address_of(url)


def test_no_text_asks_nothing(server):
    assert vectors(remote(server), []).shape == (0, 0)
    assert server.asked == []


def test_vectors_are_float32(server):
    assert vectors(remote(server), ["a"]).dtype == np.float32
